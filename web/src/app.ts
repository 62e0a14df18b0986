import { loadBundle, loadSamples, type Sample } from './client';
import { h } from './dom';
import { languageOf, messagesOf, type Messages } from './messages';
import { parseSettings, settingsQuery } from './settings';
import { Song } from './song';
import { applyTheme, onSystemTheme } from './theme';
import type { Bundle, Settings } from './types';
import { Card, type Actions } from './views/card';
import { button } from './views/controls';
import { dropView, listenForFiles } from './views/drop';
import { pageOptions, songOptions, type Choice } from './views/options';
import { RecordButton } from './views/record';

const TOKEN = 'earmark-token';
const AT_A_TIME = 2;

/** The page: its settings, its songs, and what is drawn of them. */
export class App {
  private settings: Settings = parseSettings(location.search);
  private readonly cards = new Map<Song, Card>();
  private readonly list = h('ul', { class: 'songs' });
  private readonly speaker = h('p', { class: 'unseen', role: 'status' });
  private readonly recorder: RecordButton;
  private bundle: Bundle | null = null;
  private samples: Sample[] = [];
  private areOptionsOpen = false;

  constructor(private readonly root: HTMLElement) {
    this.recorder = new RecordButton(this.messages, (file) => {
      this.add([file]);
    });
  }

  async begin(): Promise<void> {
    listenForFiles((files) => {
      this.add(files);
    });
    onSystemTheme(() => {
      this.recolour();
    });
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

  private change(some: Partial<Settings>): void {
    this.settings = { ...this.settings, ...some };
    history.replaceState(null, '', location.pathname + settingsQuery(this.settings));
    if (some.theme !== undefined) this.recolour();
    if (some.language !== undefined) this.translate();
  }

  private recolour(): void {
    applyTheme(this.settings.theme);
    for (const card of this.cards.values()) card.recolour();
  }

  private translate(): void {
    this.recorder.translate(this.messages);
    for (const [song, card] of this.cards) {
      const translated = this.cardOf(song, card.isOpen);
      card.destroy();
      card.element.replaceWith(translated.element);
      this.cards.set(song, translated);
    }
    this.draw();
    this.root.querySelector('select')?.focus();
  }

  private draw(): void {
    const { messages } = this;
    const focused = document.activeElement;
    document.documentElement.lang = this.language;
    applyTheme(this.settings.theme);
    const choice: Choice = {
      settings: () => this.settings,
      change: (some) => {
        this.change(some);
      },
    };
    const options = songOptions(this.bundle, messages, choice);
    options.open = this.areOptionsOpen;
    options.addEventListener('toggle', () => {
      this.areOptionsOpen = options.open;
    });
    this.root.replaceChildren(
      h('header', { class: 'top' }, title(messages), pageOptions(messages, choice)),
      h(
        'main',
        {},
        dropView(this.samples, messages, this.recorder, (files) => {
          this.add(files);
        }),
        options,
        h(
          'div',
          { class: 'list-head' },
          h('h2', {}, messages.songs),
          button(messages.clear, () => {
            [...this.cards.keys()].forEach((song) => {
              this.remove(song);
            });
          }),
        ),
        this.list,
        this.speaker,
      ),
      h('footer', {}, h('a', { href: '/docs' }, messages.description)),
    );
    this.showCount();
    giveBackFocus(focused);
  }

  private showCount(): void {
    this.root.dataset['songs'] = this.cards.size > 1 ? 'many' : String(this.cards.size);
  }

  private add(files: readonly File[]): void {
    const cards = files.map((file) => {
      const song = new Song(
        file,
        file.name,
        { ...this.settings },
        () => this.token,
        (changed) => {
          this.cards.get(changed)?.update();
          if (changed.isDone) this.beginNext();
        },
      );
      const card = this.cardOf(song, files.length === 1);
      this.cards.set(song, card);
      return card.element;
    });
    this.list.prepend(...cards);
    this.showCount();
    this.beginNext();
  }

  private cardOf(song: Song, isOpen: boolean): Card {
    return new Card(song, this.messages, this.actions, isOpen);
  }

  private readonly actions: Actions = {
    bundle: () => this.bundle,
    token: () => this.token,
    retry: (song) => {
      this.again(song);
    },
    askTags: (song) => {
      this.again(song, { ...song.settings, tags: true });
    },
    remove: (song) => {
      this.remove(song);
    },
    useToken: (token) => {
      void this.useToken(token);
    },
    announce: (text) => {
      this.speaker.textContent = text;
    },
  };

  private again(song: Song, settings?: Settings): void {
    song.enqueue(settings);
    this.beginNext();
  }

  private async useToken(token: string): Promise<void> {
    sessionStorage.setItem(TOKEN, token);
    for (const song of this.cards.keys()) {
      if (song.state.kind === 'failed' && song.state.failure.kind === 'unauthorized') {
        song.enqueue();
      }
    }
    this.bundle = await loadBundle(token);
    this.draw();
    this.beginNext();
  }

  private beginNext(): void {
    const songs = [...this.cards.keys()];
    const isRunning = (song: Song) => !song.isDone && song.state.kind !== 'waiting';
    const nFree = AT_A_TIME - songs.filter(isRunning).length;
    songs
      .filter((song) => song.state.kind === 'waiting')
      .slice(0, Math.max(0, nFree))
      .forEach((song) => {
        song.begin();
      });
  }

  private remove(song: Song): void {
    const card = this.cards.get(song);
    song.abandon();
    card?.destroy();
    this.cards.delete(song);
    const next = card?.element.nextElementSibling ?? card?.element.previousElementSibling;
    card?.element.remove();
    const neighbour = [...this.cards.values()].find(({ element }) => element === next);
    if (neighbour) neighbour.focus();
    else document.getElementById('files')?.focus();
    this.showCount();
    this.beginNext();
  }
}

/** To the element that had it before a redrawing, or to the one that took its place. */
function giveBackFocus(focused: Element | null): void {
  if (focused === null || focused === document.body) return;
  const now = focused.isConnected ? focused : document.getElementById(focused.id);
  if (now instanceof HTMLElement) now.focus();
}

function title(messages: Messages): HTMLElement {
  return h(
    'div',
    { class: 'title' },
    h('img', { src: '/icon.svg', alt: '', width: 32, height: 32 }),
    h('h1', {}, 'Earmark'),
    h('p', {}, messages.tagline),
  );
}
