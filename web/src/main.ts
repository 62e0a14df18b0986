import './style.css';
import { loadBundle, loadSamples, type Sample } from './client';
import { h } from './dom';
import { languageOf, messagesOf, type Messages } from './messages';
import { parseSettings, settingsQuery } from './settings';
import { Song } from './song';
import type { Bundle, Settings } from './types';
import { Card } from './views/card';
import { dropView } from './views/drop';
import { optionsView } from './views/options';

const TOKEN = 'earmark-token';
const AT_A_TIME = 2;

/** The page: its settings, its songs, and what is drawn of them. */
class App {
  private settings: Settings = parseSettings(location.search);
  private readonly songs: Song[] = [];
  private readonly cards = new Map<Song, Card>();
  private readonly list = h('ul', { class: 'songs' });
  private bundle: Bundle | null = null;
  private samples: Sample[] = [];
  private areSettingsOpen = false;

  constructor(private readonly root: HTMLElement) {}

  async begin(): Promise<void> {
    this.draw();
    [this.bundle, this.samples] = await Promise.all([loadBundle(this.token), loadSamples()]);
    this.draw();
  }

  private get token(): string {
    return sessionStorage.getItem(TOKEN) ?? '';
  }

  private get language(): string {
    return languageOf([this.settings.language, ...navigator.languages]);
  }

  private get messages(): Messages {
    return messagesOf(this.language);
  }

  private draw(): void {
    const { messages } = this;
    document.documentElement.lang = this.language;
    document.documentElement.dataset['theme'] = this.settings.theme;
    const options = optionsView(this.settings, this.bundle, messages, (settings) => {
      this.settings = settings;
      history.replaceState(null, '', location.pathname + settingsQuery(settings));
      this.draw();
    });
    options.toggleAttribute('open', this.areSettingsOpen);
    options.addEventListener('toggle', () => {
      this.areSettingsOpen = options.hasAttribute('open');
    });
    this.root.replaceChildren(
      h('header', { class: 'top' }, h('h1', {}, 'Earmark'), h('p', {}, messages.tagline)),
      h(
        'main',
        {},
        dropView(this.samples, messages, (file, name) => {
          this.add(file, name);
        }),
        options,
        h('h2', { class: 'unseen' }, messages.songs),
        this.list,
      ),
      h('footer', {}, h('a', { href: '/docs' }, messages.description)),
    );
  }

  private add(file: Blob, name: string): void {
    const song = new Song(file, name, { ...this.settings }, (changed) => {
      this.cards.get(changed)?.update();
      if (changed.isDone) this.beginNext();
    });
    this.songs.push(song);
    const card = new Card(song, this.bundle?.genres ?? [], this.messages, {
      retry: (one) => {
        one.begin(this.token);
      },
      remove: (one) => {
        this.remove(one);
      },
      useToken: (token) => {
        sessionStorage.setItem(TOKEN, token);
        void loadBundle(token).then((bundle) => (this.bundle = bundle));
      },
    });
    this.cards.set(song, card);
    this.list.prepend(card.element);
    this.beginNext();
  }

  private beginNext(): void {
    const nRunning = this.songs.filter(
      (song) => !song.isDone && song.state.kind !== 'waiting',
    ).length;
    this.songs
      .filter((song) => song.state.kind === 'waiting')
      .slice(0, Math.max(0, AT_A_TIME - nRunning))
      .forEach((song) => {
        song.begin(this.token);
      });
  }

  private remove(song: Song): void {
    this.songs.splice(this.songs.indexOf(song), 1);
    this.cards.get(song)?.destroy();
    this.cards.get(song)?.element.remove();
    this.cards.delete(song);
  }
}

const root = document.getElementById('app');
if (root) void new App(root).begin();
