import { h, styled } from '../dom';
import { clock } from '../format';
import type { Messages } from '../messages';
import { segmentAt, stretches } from '../ribbon';
import type { Segment } from '../types';
import { bandParts, legend, momentText, riverParts } from './chart';
import { button } from './controls';
import { Player } from './player';

const SEEK_STEP_S = 3;

/** The song's waveform, the genres below it, and what plays it. */
export class Timeline {
  readonly element: HTMLElement;
  private readonly band = h('div', { class: 'band' });
  private readonly river = h('div', { class: 'river' });
  private readonly wave = h('div', { class: 'wave' });
  private readonly chart: HTMLElement;
  private readonly legend = h('ul', { class: 'legend' });
  private readonly moment = h('p', { class: 'moment' });
  private readonly note = h('p', { class: 'hint', role: 'status' });
  private readonly controls: HTMLElement;
  private readonly slider = h('input', { type: 'range', class: 'seek', min: 0, step: 0.1 });
  private readonly time = h('span', { class: 'time' }, '0:00');
  private readonly playButton: HTMLButtonElement;
  private readonly spectrogramButton: HTMLButtonElement;
  private readonly player: Player;
  private segments: readonly Segment[] = [];
  private duration = 0;
  private frame = 0;
  private isLoaded = false;

  constructor(
    private readonly file: Blob,
    private readonly genres: () => readonly string[],
    private readonly messages: Messages,
  ) {
    this.player = new Player(this.wave, {
      at: (time) => {
        this.follow(time);
      },
      playing: (isPlaying) => {
        this.playButton.textContent = isPlaying ? messages.pause : messages.play;
        this.playButton.dataset['playing'] = String(isPlaying);
      },
    });
    this.playButton = button(
      messages.play,
      () => {
        this.player.playPause();
      },
      { class: 'play' },
    );
    this.spectrogramButton = button(messages.spectrogram, () => void this.toggleSpectrogram());
    this.playButton.disabled = this.spectrogramButton.disabled = true;
    this.slider.value = '0';
    this.slider.setAttribute('aria-label', messages.position);
    this.chart = h(
      'div',
      { class: 'over-time', 'aria-hidden': 'true' },
      this.wave,
      this.band,
      this.river,
      h('div', { class: 'cursor' }),
    );
    this.controls = h('div', { class: 'controls' }, this.playButton, this.slider, this.time);
    this.wave.hidden = this.controls.hidden = this.spectrogramButton.hidden = true;
    this.element = h(
      'div',
      { class: 'timeline' },
      this.chart,
      this.moment,
      this.controls,
      this.legend,
      this.note,
      this.spectrogramButton,
    );
    this.listen();
  }

  /**
   * Shows segments, all there are so far.
   * @param duration in seconds; what is known of it
   * @param isDoubtful whether these genres are none that were heard
   */
  show(segments: readonly Segment[], duration: number, isDoubtful = false): void {
    this.chart.classList.toggle('doubtful', isDoubtful);
    this.segments = segments;
    this.duration = Math.max(duration, segments[segments.length - 1]?.end_s ?? 0, 0.01);
    // Segments may come faster than pictures.
    if (this.frame === 0) {
      this.frame = requestAnimationFrame(() => {
        this.frame = 0;
        this.draw();
      });
    }
  }

  /** Draws the wave and lets the song be played; once. */
  async load(): Promise<void> {
    if (this.isLoaded) return;
    this.isLoaded = true;
    // Their places are kept from now on, so that nothing jumps when they come.
    this.controls.hidden = false;
    this.wave.hidden = this.spectrogramButton.hidden = !Player.canDraw(this.duration);
    if (await this.player.load(this.file, this.duration)) {
      this.playButton.disabled = this.spectrogramButton.disabled = false;
      this.chart.classList.add('playable');
    } else {
      this.note.textContent = this.messages.noWave;
      this.wave.hidden = this.controls.hidden = this.spectrogramButton.hidden = true;
    }
  }

  /** Plays from a time, in seconds. */
  hear(time: number): void {
    this.seek(time);
    this.player.play();
  }

  recolour(): void {
    this.player.recolour();
  }

  destroy(): void {
    cancelAnimationFrame(this.frame);
    this.player.destroy();
  }

  private listen(): void {
    this.slider.addEventListener('input', () => {
      this.seek(Number(this.slider.value));
    });
    this.slider.addEventListener('keydown', (event) => {
      const step = { ArrowLeft: -SEEK_STEP_S, ArrowRight: SEEK_STEP_S }[event.key];
      if (step !== undefined) this.seek(Number(this.slider.value) + step);
      if (event.key === ' ') this.player.playPause();
      if (step !== undefined || event.key === ' ') event.preventDefault();
    });
    const timeOf = (event: MouseEvent) => {
      const box = this.chart.getBoundingClientRect();
      return ((event.clientX - box.left) / box.width) * this.duration;
    };
    this.chart.addEventListener('click', (event) => {
      this.hear(timeOf(event));
    });
    this.chart.addEventListener('pointermove', (event) => {
      this.tell(timeOf(event));
    });
    this.chart.addEventListener('pointerleave', () => {
      this.tell(Number(this.slider.value));
    });
  }

  private draw(): void {
    const genres = this.genres();
    this.slider.max = String(this.duration);
    this.band.replaceChildren(...bandParts(stretches(this.segments), this.duration, genres));
    this.river.replaceChildren(riverParts(this.segments, this.duration, genres));
    this.legend.replaceChildren(...legend(this.segments, genres, this.messages));
    this.tell(Number(this.slider.value));
  }

  private seek(time: number): void {
    const at = Math.max(0, Math.min(time, this.duration));
    this.player.seek(at);
    this.follow(at);
  }

  private follow(time: number): void {
    this.slider.value = String(time);
    this.time.textContent = clock(time);
    styled(this.chart, { '--at': `${(100 * time) / Math.max(this.duration, 0.01)}%` });
    this.tell(time);
  }

  private tell(time: number): void {
    const genres = momentText(segmentAt(this.segments, time), this.messages);
    this.moment.textContent = this.messages.moment(clock(time), genres);
    this.slider.setAttribute('aria-valuetext', this.moment.textContent);
  }

  private async toggleSpectrogram(): Promise<void> {
    this.spectrogramButton.disabled = true;
    const isShown = await this.player.toggleSpectrogram();
    this.spectrogramButton.disabled = false;
    this.spectrogramButton.textContent = isShown
      ? this.messages.hideSpectrogram
      : this.messages.spectrogram;
  }
}
