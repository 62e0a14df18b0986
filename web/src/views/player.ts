import type WaveSurfer from 'wavesurfer.js';
import type { GenericPlugin } from 'wavesurfer.js/dist/base-plugin.js';

// Decoding takes 20 MB a minute of stereo.
const MAX_DECODED_S = 900;
// What the models hear, too.
const SAMPLE_RATE = 22050;

interface Events {
  at(time: number): void;
  playing(isPlaying: boolean): void;
}

/** Plays a file and draws its wave; wavesurfer.js comes only when it is needed. */
export class Player {
  private surfer: WaveSurfer | null = null;
  private spectrogram: GenericPlugin | null = null;
  private isGone = false;
  private address = '';

  constructor(
    private readonly place: HTMLElement,
    private readonly events: Events,
  ) {}

  /** @returns whether this browser can play it. @param duration in seconds */
  async load(file: Blob, duration: number): Promise<boolean> {
    const { default: Surfer } = await import('wavesurfer.js');
    if (this.isGone) return false;
    this.surfer = Surfer.create({
      container: this.place,
      height: 72,
      cursorWidth: 0,
      normalize: true,
      sampleRate: SAMPLE_RATE,
      barWidth: 2,
      barGap: 1,
      barRadius: 1,
      ...this.colours(),
    });
    this.surfer.on('timeupdate', (time) => {
      this.events.at(time);
    });
    for (const name of ['play', 'pause', 'finish'] as const) {
      this.surfer.on(name, () => {
        this.events.playing(name === 'play');
      });
    }
    try {
      this.address = URL.createObjectURL(file);
      await Promise.race([
        Player.canDraw(duration)
          ? this.surfer.loadBlob(file)
          : this.surfer.load(this.address, [[0]], duration),
        // load() waits for ever for what cannot be played.
        new Promise((_, reject) => this.surfer?.on('error', reject)),
      ]);
      return true;
    } catch {
      this.surfer.destroy();
      this.surfer = null;
      return false;
    }
  }

  /** Whether the song is short enough to be drawn. */
  static canDraw(duration: number): boolean {
    return duration <= MAX_DECODED_S;
  }

  /** @returns whether it is shown now */
  async toggleSpectrogram(): Promise<boolean> {
    if (this.spectrogram !== null) {
      this.spectrogram.destroy();
      this.spectrogram = null;
      return false;
    }
    const { default: Spectrogram } = await import('wavesurfer.js/plugins/spectrogram');
    const plugin = Spectrogram.create({
      labels: true,
      labelsColor: '#ffffff',
      labelsHzColor: '#ffffff',
      labelsBackground: 'rgb(0 0 0 / 60%)',
      height: 160,
      scale: 'mel',
      frequencyMax: SAMPLE_RATE / 2,
      useWebWorker: false,
    });
    this.spectrogram = plugin as unknown as GenericPlugin;
    this.surfer?.registerPlugin(this.spectrogram);
    this.surfer?.setOptions({});
    return true;
  }

  playPause(): void {
    void this.surfer?.playPause();
  }

  play(): void {
    void this.surfer?.play();
  }

  seek(time: number): void {
    this.surfer?.setTime(time);
  }

  /** To be called when the colours of the page have changed. */
  recolour(): void {
    this.surfer?.setOptions(this.colours());
  }

  destroy(): void {
    this.isGone = true;
    this.surfer?.destroy();
    URL.revokeObjectURL(this.address);
  }

  private colours(): { waveColor: string; progressColor: string } {
    const style = getComputedStyle(this.place);
    return {
      waveColor: style.getPropertyValue('--wave').trim(),
      progressColor: style.getPropertyValue('--text').trim(),
    };
  }
}
