import type { Progress } from '../client';
import { h, styled } from '../dom';
import { clock, likelihood, megabytes, percent } from '../format';
import { errorText, type Messages } from '../messages';
import type { Song } from '../song';
import type { Bundle, Prediction } from '../types';
import { curlLine, genreBars, moreView } from './answer';
import { button } from './controls';
import { answerWords, headline, mark } from './headline';
import { Timeline } from './timeline';
import { tokenForm } from './token';

export interface Actions {
  bundle(): Bundle | null;
  token(): string;
  retry(song: Song): void;
  askTags(song: Song): void;
  remove(song: Song): void;
  useToken(token: string): void;
  /** Lets screen readers say it. */
  announce(text: string): void;
}

/** A song in the list, from its upload to its answer. */
export class Card {
  readonly element: HTMLElement;
  private readonly title: HTMLElement;
  private readonly facts = h('span', { class: 'facts' });
  private readonly chip = h('span', { class: 'chip' });
  private readonly status = h('p', { class: 'status' });
  private readonly progress = h('div', { class: 'progress', 'aria-hidden': 'true' });
  private readonly body = h('div', { class: 'body' });
  private readonly buttons = h('div', { class: 'row' });
  private timeline: Timeline | null = null;
  private shown: Prediction | null = null;
  private announced = '';

  constructor(
    private readonly song: Song,
    private readonly messages: Messages,
    private readonly actions: Actions,
    public isOpen: boolean,
  ) {
    this.facts.textContent = megabytes(song.file.size);
    this.title = h('h3', {}, song.name);
    this.element = h(
      'li',
      { class: 'card' },
      h('header', {}, this.title, this.facts, this.chip, this.buttons),
      this.status,
      this.progress,
      this.body,
    );
    this.update();
  }

  update(): void {
    const { state } = this.song;
    const text = this.statusText();
    this.status.textContent = text;
    this.status.hidden = text === '';
    this.element.dataset['state'] = state.kind;
    this.chip.hidden = state.kind !== 'answered';
    this.showButtons();
    this.showProgress();
    if (state.kind === 'waiting') this.clear();
    if (!this.song.isDone) this.showSegments();
    if (state.kind === 'answered' && this.shown !== state.prediction) {
      this.showAnswer(state.prediction);
    }
    if (state.kind === 'failed' && state.failure.kind === 'unauthorized') this.askForToken();
    this.announce(text);
  }

  recolour(): void {
    this.timeline?.recolour();
  }

  /** Where the keyboard goes when a neighbour is gone. */
  focus(): void {
    this.buttons.querySelector('button')?.focus();
  }

  destroy(): void {
    this.timeline?.destroy();
  }

  private readonly genres = (): readonly string[] => {
    const { state } = this.song;
    const known = state.kind === 'answered' ? state.prediction.probabilities : {};
    return this.actions.bundle()?.genres ?? Object.keys(known).sort();
  };

  private clear(): void {
    this.timeline?.destroy();
    this.timeline = this.shown = null;
    this.body.replaceChildren();
    this.title.replaceChildren(this.song.name);
  }

  private announce(text: string): void {
    const { kind } = this.song.state;
    if (kind === this.announced || kind === 'waiting' || kind === 'uploading') return;
    this.announced = kind;
    const { state } = this.song;
    const words = state.kind === 'answered' ? answerWords(state.prediction, this.messages) : null;
    this.actions.announce(`${this.song.name}: ${words ? `${words.first}, ${words.then}` : text}`);
  }

  private statusText(): string {
    const { messages } = this;
    const { state } = this.song;
    switch (state.kind) {
      case 'waiting':
        return messages.waiting;
      case 'uploading':
        return messages.uploading(percent(state.share));
      case 'listening':
        return state.progress
          ? messages.listening(
              clock(this.heardS(state.progress)),
              state.progress.duration_s === null ? '' : clock(state.progress.duration_s),
            )
          : messages.queued;
      case 'retrying':
        return messages.retrying(state.seconds);
      case 'cancelled':
        return messages.cancelled;
      case 'failed':
        return errorText(messages, state.failure.kind, state.failure.message);
      default:
        return '';
    }
  }

  /** Segments may tell more than the last report of progress. */
  private heardS(progress: Progress): number {
    return Math.max(progress.decoded_s, this.song.segments.at(-1)?.end_s ?? 0);
  }

  private share(): number | null {
    const { state } = this.song;
    if (state.kind === 'uploading') return state.share;
    if (state.kind === 'listening' && state.progress?.duration_s) {
      return Math.min(1, this.heardS(state.progress) / state.progress.duration_s);
    }
    return state.kind === 'listening' ? 0 : null;
  }

  private showProgress(): void {
    const share = this.share();
    this.progress.hidden = share === null;
    styled(this.progress, { '--share': `${100 * (share ?? 0)}%` });
  }

  private showButtons(): void {
    const { messages, song } = this;
    const wanted = song.isDone ? ['remove'] : ['cancel'];
    if (song.canBeTriedAgain) wanted.unshift('again');
    if (this.buttons.dataset['shown'] === wanted.join()) return;
    this.buttons.dataset['shown'] = wanted.join();
    const make = (text: string, act: () => void, sign = '') =>
      button(sign || text, act, {
        class: sign ? 'quiet sign' : 'quiet',
        title: text,
        'aria-label': `${text}: ${song.name}`,
      });
    const all: Record<string, HTMLButtonElement> = {
      cancel: make(messages.cancel, () => {
        song.cancel();
      }),
      again: make(messages.again, () => {
        this.actions.retry(song);
      }),
      remove: make(
        messages.remove,
        () => {
          this.actions.remove(song);
        },
        '×',
      ),
    };
    const hadFocus = this.buttons.contains(document.activeElement);
    this.buttons.replaceChildren(...wanted.flatMap((name) => all[name] ?? []));
    if (hadFocus) this.focus();
  }

  private showSegments(): void {
    const { state, segments } = this.song;
    if (segments.length === 0 || !this.isOpen) return;
    if (this.timeline === null) {
      this.timeline = new Timeline(this.song.file, this.genres, this.messages);
      this.body.replaceChildren(this.timeline.element);
    }
    const total = state.kind === 'listening' ? (state.progress?.duration_s ?? 0) : 0;
    this.timeline.show(segments, total);
  }

  private showAnswer(answer: Prediction): void {
    this.shown = answer;
    const { messages, song } = this;
    const genres = this.genres();
    this.facts.textContent = `${clock(answer.duration_s)} · ${megabytes(song.file.size)}`;
    const sureness =
      answer.confidence === null || answer.unsure
        ? ''
        : messages.sureness(likelihood(answer.confidence));
    this.chip.replaceChildren(
      mark(answer, genres),
      h('b', {}, answerWords(answer, messages).first),
      h('span', {}, sureness),
    );
    this.timeline ??= new Timeline(song.file, this.genres, messages);
    const { timeline } = this;
    timeline.show(answer.segments ?? [], answer.duration_s, answer.kind === 'not_music');
    const canHaveTags = this.actions.bundle()?.has_tags === true && answer.kind !== 'silence';
    const curl = curlLine(location.origin, answer.file, song.settings, this.actions.token() !== '');
    this.body.replaceChildren(
      h(
        'div',
        { class: 'answer' },
        headline(answer, genres, messages),
        // Of silence, the probabilities are those of any song.
        answer.kind !== 'silence' && genreBars(answer, genres, messages),
      ),
      h('h4', {}, messages.time),
      h('p', { class: 'hint' }, messages.timeHint),
      timeline.element,
      moreView(answer, curl, messages, {
        hear: (time) => {
          timeline.hear(time);
        },
        askTags: canHaveTags
          ? () => {
              this.actions.askTags(song);
            }
          : undefined,
      }),
    );
    this.showFold();
  }

  private showFold(): void {
    const fold = button(
      this.song.name,
      () => {
        this.open(!this.isOpen);
        fold.setAttribute('aria-expanded', String(this.isOpen));
      },
      { class: 'fold', 'aria-expanded': String(this.isOpen) },
    );
    this.title.replaceChildren(fold);
    this.open(this.isOpen);
  }

  /** The wave is decoded for who looks: of many songs none takes memory before. */
  private open(isOpen: boolean): void {
    this.isOpen = isOpen;
    this.body.hidden = !isOpen;
    this.element.classList.toggle('open', isOpen);
    if (isOpen) void this.timeline?.load();
  }

  private askForToken(): void {
    if (this.body.querySelector('form') !== null) return;
    this.body.hidden = false;
    this.body.replaceChildren(
      ...tokenForm(this.messages, (token) => {
        this.actions.useToken(token);
      }),
    );
  }
}
