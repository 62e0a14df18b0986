import type WaveSurfer from 'wavesurfer.js';
import { h, styled } from '../dom';
import { clock } from '../format';
import type { Messages } from '../messages';
import { stretches } from '../ribbon';
import type { Segment } from '../types';
import { genreColour } from './colours';

// Decoding takes 20 MB a minute of stereo.
const MAX_DECODED_S = 900;

/** The song's waveform, a band of genres that follows it, and what plays it. */
export class Timeline {
  readonly element: HTMLElement;
  private readonly band = h('div', { class: 'band', 'aria-hidden': 'true' });
  private readonly wave = h('div', { class: 'wave' });
  private readonly note = h('p', { class: 'hint', role: 'status' });
  private readonly cursor = h('div', { class: 'cursor' });
  private readonly slider = h('input', {
    type: 'range',
    class: 'seek',
    min: 0,
    step: 0.1,
    value: 0,
  });
  private readonly time = h('span', { class: 'time' }, '0:00');
  private readonly button: HTMLButtonElement;
  private readonly spectrogramButton: HTMLButtonElement;
  private player: WaveSurfer | null = null;
  private duration = 0;

  constructor(
    private readonly file: Blob,
    private readonly genres: string[],
    private readonly messages: Messages,
  ) {
    this.button = h('button', { type: 'button', class: 'play', onclick: () => void this.toggle() });
    this.button.textContent = messages.play;
    this.button.disabled = true;
    this.slider.setAttribute('aria-label', messages.position);
    this.slider.addEventListener('input', () => {
      this.seek(Number(this.slider.value));
    });
    this.band.addEventListener('click', (event) => {
      const box = this.band.getBoundingClientRect();
      this.seek(((event.clientX - box.left) / box.width) * this.duration);
      void this.player?.play();
    });
    this.spectrogramButton = h('button', {
      type: 'button',
      class: 'quiet',
      onclick: () => void this.showSpectrogram(),
    });
    this.spectrogramButton.textContent = messages.spectrogram;
    this.spectrogramButton.hidden = true;
    const controls = h('div', { class: 'controls' }, this.button, this.slider, this.time);
    this.element = h(
      'div',
      { class: 'timeline' },
      h('div', { class: 'over-time' }, this.wave, this.band, this.cursor),
      controls,
      this.note,
      this.spectrogramButton,
    );
  }

  /** Shows segments, all there are so far. @param duration in seconds; what is known of it */
  show(segments: readonly Segment[], duration: number): void {
    this.duration = Math.max(duration, segments[segments.length - 1]?.end_s ?? 0);
    this.slider.max = String(this.duration);
    const parts = stretches(segments, 0).map(({ start, end, genre }) =>
      styled(
        h('span', { class: 'stretch', title: `${clock(start)} ${genre ?? this.messages.silent}` }),
        {
          '--start': `${(100 * start) / this.duration}%`,
          '--width': `${(100 * (end - start)) / this.duration}%`,
          '--colour': genreColour(genre, this.genres),
        },
      ),
    );
    this.band.replaceChildren(...parts);
  }

  /** Draws the wave and lets the song be played. */
  async load(): Promise<void> {
    const { default: WaveSurfer } = await import('wavesurfer.js');
    const style = getComputedStyle(this.element);
    this.player = WaveSurfer.create({
      container: this.wave,
      height: 72,
      waveColor: style.getPropertyValue('--wave'),
      progressColor: style.getPropertyValue('--accent'),
      cursorWidth: 0,
      interact: true,
      normalize: true,
    });
    this.player.on('timeupdate', (at) => {
      this.follow(at);
    });
    this.player.on('play', () => {
      this.button.textContent = this.messages.pause;
    });
    this.player.on('pause', () => {
      this.button.textContent = this.messages.play;
    });
    try {
      const isLong = this.duration > MAX_DECODED_S;
      await (isLong
        ? this.player.load(URL.createObjectURL(this.file), [[0]], this.duration)
        : this.player.loadBlob(this.file));
      this.button.disabled = false;
      this.spectrogramButton.hidden = isLong;
    } catch {
      this.note.textContent = this.messages.noWave;
      this.wave.hidden = true;
    }
  }

  destroy(): void {
    this.player?.destroy();
  }

  private async toggle(): Promise<void> {
    await this.player?.playPause();
  }

  private seek(at: number): void {
    this.player?.setTime(at);
    this.follow(at);
  }

  private follow(at: number): void {
    this.slider.value = String(at);
    this.slider.setAttribute('aria-valuetext', clock(at));
    this.time.textContent = clock(at);
    styled(this.cursor, { '--at': `${(100 * at) / Math.max(this.duration, 0.01)}%` });
  }

  private async showSpectrogram(): Promise<void> {
    this.spectrogramButton.hidden = true;
    const { default: Spectrogram } = await import('wavesurfer.js/plugins/spectrogram');
    this.player?.registerPlugin(
      Spectrogram.create({ labels: true, height: 160, scale: 'mel', frequencyMax: 11025 }),
    );
    await this.player?.loadBlob(this.file);
  }
}
