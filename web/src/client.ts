import { EventReader } from './events';
import { predictionQuery } from './settings';
import type { Bundle, Prediction, Problem, Segment, Settings } from './types';

export interface Progress {
  decoded_s: number;
  duration_s: number | null;
}

/** Why there is no answer: a kind of the contract's, or one of the page's own. */
export interface Failure {
  kind: string;
  message: string;
  /** When to come again by itself. */
  retryAfterS?: number;
}

export interface Listener {
  onUpload(share: number): void;
  onProgress(progress: Progress): void;
  onSegment(segment: Segment): void;
  onRestart(): void;
  onPrediction(prediction: Prediction): void;
  onFailure(failure: Failure): void;
}

const LOST: Failure = { kind: 'connection_lost', message: '' };

function failureOf(request: XMLHttpRequest): Failure {
  const retry = Number(request.getResponseHeader('Retry-After'));
  try {
    const problem = JSON.parse(request.responseText) as Problem;
    const failure: Failure = { kind: problem.kind, message: problem.detail };
    return retry > 0 ? { ...failure, retryAfterS: retry } : failure;
  } catch {
    return { kind: 'http', message: `HTTP ${request.status}` };
  }
}

function handle(listener: Listener, name: string, data: unknown): void {
  const event = data as {
    segment: Segment;
    prediction: Prediction;
    error: Failure;
  } & Progress;
  if (name === 'progress') listener.onProgress(event);
  if (name === 'segment') listener.onSegment(event.segment);
  if (name === 'restart') listener.onRestart();
  if (name === 'prediction') listener.onPrediction(event.prediction);
  if (name === 'error') listener.onFailure(event.error);
}

/** Sends a sound and tells of the answer as it comes. @returns what cancels it */
export function ask(
  file: Blob,
  name: string,
  settings: Settings,
  token: string,
  listener: Listener,
): () => void {
  const request = new XMLHttpRequest();
  let ended = false;
  const reader = new EventReader((event, data) => {
    ended ||= event === 'prediction' || event === 'error';
    handle(listener, event, data);
  });
  const form = new FormData();
  form.append('file', file, name);
  request.open('POST', `/v1/predictions${predictionQuery(settings)}`);
  request.setRequestHeader('Accept', 'text/event-stream');
  if (token) request.setRequestHeader('Authorization', `Bearer ${token}`);
  request.upload.onprogress = (event) => {
    if (event.lengthComputable) listener.onUpload(event.loaded / event.total);
  };
  request.onprogress = () => {
    if (request.status === 200) reader.read(request.responseText);
  };
  request.onload = () => {
    if (request.status !== 200) {
      listener.onFailure(failureOf(request));
      return;
    }
    reader.read(request.responseText);
    if (!ended) listener.onFailure(LOST);
  };
  request.onerror = () => {
    listener.onFailure(LOST);
  };
  request.send(form);
  return () => {
    request.abort();
  };
}

async function json<T>(path: string, token: string): Promise<T | null> {
  try {
    const headers: HeadersInit = token ? { Authorization: `Bearer ${token}` } : {};
    const answer = await fetch(path, { headers });
    return answer.ok ? ((await answer.json()) as T) : null;
  } catch {
    return null;
  }
}

export async function loadBundle(token: string): Promise<Bundle | null> {
  const list = await json<{ bundles: Bundle[] }>('/v1/bundles', token);
  return list?.bundles[0] ?? null;
}

export interface Sample {
  file: string;
  title: string;
}

export async function loadSamples(): Promise<Sample[]> {
  return (await json<Sample[]>('/samples/index.json', '')) ?? [];
}
