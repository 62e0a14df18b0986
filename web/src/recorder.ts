import { wavOf } from './wav';

/** A recording from the microphone that runs. */
export class Recording {
  private readonly blocks: Float32Array[] = [];

  private constructor(
    private readonly context: AudioContext,
    private readonly stream: MediaStream,
  ) {}

  /** @throws DOMException the user or the browser says no */
  static async begin(): Promise<Recording> {
    const stream = await navigator.mediaDevices.getUserMedia({
      // What makes speech clear spoils music.
      audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
    });
    const context = new AudioContext();
    await context.audioWorklet.addModule('/recorder-worklet.js');
    const recording = new Recording(context, stream);
    const node = new AudioWorkletNode(context, 'recorder');
    node.port.onmessage = (event: MessageEvent<Float32Array>) => {
      recording.blocks.push(event.data);
    };
    context.createMediaStreamSource(stream).connect(node);
    return recording;
  }

  get seconds(): number {
    return this.blocks.reduce((sum, block) => sum + block.length, 0) / this.context.sampleRate;
  }

  async end(): Promise<Blob> {
    this.stream.getTracks().forEach((track) => {
      track.stop();
    });
    const { sampleRate } = this.context;
    await this.context.close();
    return wavOf(this.blocks, sampleRate);
  }
}
