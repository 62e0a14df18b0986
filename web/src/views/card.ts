import { h, styled } from '../dom';
import { clock, megabytes, percent } from '../format';
import type { Messages } from '../messages';
import type { Song } from '../song';
import { answerView } from './answer';
import { Timeline } from './timeline';

interface Actions {
  retry(song: Song): void;
  remove(song: Song): void;
  useToken(token: string): void;
}

/** A song in the list, from its upload to its answer. */
export class Card {
  readonly element: HTMLElement;
  private readonly status = h('p', { class: 'status', role: 'status' });
  private readonly progress = h('div', { class: 'progress', 'aria-hidden': 'true' });
  private readonly body = h('div', { class: 'body' });
  private readonly buttons = h('div', { class: 'row' });
  private timeline: Timeline | null = null;

  constructor(
    private readonly song: Song,
    private readonly genres: string[],
    private readonly messages: Messages,
    private readonly actions: Actions,
  ) {
    this.element = h(
      'li',
      { class: 'card' },
      h(
        'header',
        {},
        h('h3', {}, song.name),
        h('span', { class: 'hint' }, megabytes(song.file.size)),
        this.buttons,
      ),
      this.status,
      this.progress,
      this.body,
    );
    this.update();
  }

  update(): void {
    const { state } = this.song;
    this.setStatus(this.statusText());
    this.element.dataset['state'] = state.kind;
    this.showButtons();
    this.showProgress();
    if (this.song.segments.length > 0 && !this.song.isDone) {
      this.showSegments();
    }
    if (state.kind === 'answered' && this.body.dataset['done'] !== 'yes') {
      this.showAnswer();
    }
    if (state.kind === 'failed' && state.failure.kind === 'unauthorized') {
      this.askForToken();
    }
  }

  destroy(): void {
    this.timeline?.destroy();
  }

  private setStatus(text: string): void {
    // Screen readers speak what changes.
    if (this.status.textContent !== text) this.status.textContent = text;
    this.status.hidden = text === '';
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
              clock(state.progress.decoded_s),
              state.progress.duration_s === null ? '' : clock(state.progress.duration_s),
            )
          : messages.queued;
      case 'retrying':
        return messages.retrying(state.seconds);
      case 'cancelled':
        return messages.cancelled;
      case 'failed':
        return messages.errors[state.failure.kind] ?? state.failure.message;
      default:
        return '';
    }
  }

  private share(): number | null {
    const { state } = this.song;
    if (state.kind === 'uploading') return state.share;
    if (state.kind === 'listening' && state.progress?.duration_s) {
      return Math.min(1, state.progress.decoded_s / state.progress.duration_s);
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
    const wanted = song.isDone
      ? song.state.kind === 'answered'
        ? ['remove']
        : ['again', 'remove']
      : ['cancel'];
    if (this.buttons.dataset['shown'] === wanted.join()) return;
    this.buttons.dataset['shown'] = wanted.join();
    const button = (text: string, act: () => void) => {
      const one = h('button', { type: 'button', class: 'quiet', onclick: act });
      one.textContent = text;
      one.setAttribute('aria-label', `${text}: ${song.name}`);
      return one;
    };
    const all: Record<string, HTMLButtonElement> = {
      cancel: button(messages.cancel, () => {
        song.cancel();
      }),
      again: button(messages.again, () => {
        this.actions.retry(song);
      }),
      remove: button(messages.remove, () => {
        this.actions.remove(song);
      }),
    };
    this.buttons.replaceChildren(...wanted.flatMap((name) => all[name] ?? []));
  }

  private showSegments(): void {
    const { state } = this.song;
    if (this.timeline === null) {
      this.timeline = new Timeline(this.song.file, this.genres, this.messages);
      this.body.replaceChildren(this.timeline.element);
    }
    const total = state.kind === 'listening' ? (state.progress?.duration_s ?? 0) : 0;
    this.timeline.show(this.song.segments, total);
  }

  private showAnswer(): void {
    if (this.song.state.kind !== 'answered') return;
    const { prediction } = this.song.state;
    this.body.dataset['done'] = 'yes';
    const { top, more } = answerView(prediction, this.genres, this.song.settings, this.messages);
    this.timeline ??= new Timeline(this.song.file, this.genres, this.messages);
    this.timeline.show(prediction.segments ?? [], prediction.duration_s);
    this.body.replaceChildren(
      top,
      h('h4', {}, this.messages.time),
      this.timeline.element,
      h('p', { class: 'hint' }, this.messages.timeHint),
      more,
    );
    void this.timeline.load();
  }

  private askForToken(): void {
    if (this.body.querySelector('form') !== null) return;
    const { messages } = this;
    const input = h('input', { type: 'password', autocomplete: 'off', required: true });
    const form = h(
      'form',
      {
        class: 'row',
        onsubmit: (event) => {
          event.preventDefault();
          this.actions.useToken(input.value);
          this.actions.retry(this.song);
        },
      },
      h('label', {}, messages.token, input),
      h('button', { type: 'submit' }, messages.useToken),
    );
    this.body.replaceChildren(h('p', { class: 'hint' }, messages.tokenWhy), form);
  }
}
