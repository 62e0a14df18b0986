import { ask, type Failure, type Progress } from './client';
import type { Prediction, Segment, Settings } from './types';

export type State =
  | { kind: 'waiting' }
  | { kind: 'uploading'; share: number }
  | { kind: 'listening'; progress: Progress | null }
  | { kind: 'retrying'; seconds: number }
  | { kind: 'answered'; prediction: Prediction }
  | { kind: 'failed'; failure: Failure }
  | { kind: 'cancelled' };

const RETRY_KINDS = ['queue_full', 'rate_limited', 'stopping', 'loading', 'too_many_connections'];
const MAX_RETRIES = 10;

// What the same file brings about again, and what is mended elsewhere.
const LASTING_KINDS = [
  ...['too_large', 'decode', 'unsupported', 'too_short', 'too_long', 'empty'],
  'unauthorized',
];

/** A song on its way to its answer. */
export class Song {
  state: State = { kind: 'waiting' };
  segments: Segment[] = [];
  private stop: () => void = () => undefined;
  private nRetries = 0;

  /**
   * @param token the one that is known when it is asked for
   * @param changed told of each change
   */
  constructor(
    readonly file: Blob,
    readonly name: string,
    public settings: Settings,
    private readonly token: () => string,
    private readonly changed: (song: Song) => void,
  ) {}

  get isDone(): boolean {
    return ['answered', 'failed', 'cancelled'].includes(this.state.kind);
  }

  get canBeTriedAgain(): boolean {
    const { state } = this;
    return (
      state.kind === 'cancelled' ||
      (state.kind === 'failed' && !LASTING_KINDS.includes(state.failure.kind))
    );
  }

  /** Lets it wait for its turn, as when it was new. */
  enqueue(settings: Settings = this.settings): void {
    this.settings = settings;
    this.nRetries = 0;
    this.segments = [];
    this.set({ kind: 'waiting' });
  }

  begin(): void {
    this.segments = [];
    this.set({ kind: 'uploading', share: 0 });
    this.stop = ask(this.file, this.name, this.settings, this.token(), {
      onUpload: (share) => {
        this.set(share < 1 ? { kind: 'uploading', share } : { kind: 'listening', progress: null });
      },
      onProgress: (progress) => {
        this.set({ kind: 'listening', progress });
      },
      onSegment: (segment) => {
        this.segments.push(segment);
        this.changed(this);
      },
      onRestart: () => {
        this.segments = [];
      },
      onPrediction: (prediction) => {
        this.set({ kind: 'answered', prediction });
      },
      onFailure: (failure) => {
        this.fail(failure);
      },
    });
  }

  cancel(): void {
    this.stop();
    this.set({ kind: 'cancelled' });
  }

  /** As cancel(), for one of which nobody wants to hear any more. */
  abandon(): void {
    this.stop();
  }

  private set(state: State): void {
    this.state = state;
    this.changed(this);
  }

  private fail(failure: Failure): void {
    if (RETRY_KINDS.includes(failure.kind) && this.nRetries < MAX_RETRIES) {
      this.nRetries += 1;
      this.countDown(failure.retryAfterS ?? 5);
    } else {
      this.set({ kind: 'failed', failure });
    }
  }

  private countDown(seconds: number): void {
    if (seconds <= 0) {
      this.begin();
      return;
    }
    const timer = setTimeout(() => {
      this.countDown(seconds - 1);
    }, 1000);
    this.stop = () => {
      clearTimeout(timer);
    };
    this.set({ kind: 'retrying', seconds });
  }
}
