import { wavOf } from './wav';

/** A recording from the microphone that runs. */
export class Recording {
  private readonly blocks: Float32Array[] = [];
  private nSamples = 0;

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
    const recording = new Recording(new AudioContext(), stream);
    try {
      await recording.listen();
    } catch (error) {
      await recording.end();
      throw error;
    }
    return recording;
  }

  get seconds(): number {
    return this.nSamples / this.context.sampleRate;
  }

  async end(): Promise<Blob> {
    this.stream.getTracks().forEach((track) => {
      track.stop();
    });
    const { sampleRate } = this.context;
    await this.context.close();
    return wavOf(this.blocks, sampleRate);
  }

  private async listen(): Promise<void> {
    await this.context.audioWorklet.addModule('/recorder-worklet.js');
    const node = new AudioWorkletNode(this.context, 'recorder');
    node.port.onmessage = (event: MessageEvent<Float32Array>) => {
      this.blocks.push(event.data);
      this.nSamples += event.data.length;
    };
    this.context.createMediaStreamSource(this.stream).connect(node);
  }
}
