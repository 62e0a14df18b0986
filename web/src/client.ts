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

export function failureOf(status: number, body: string, retryAfter: string | null): Failure {
  const retry = Number(retryAfter);
  try {
    const problem = JSON.parse(body) as Problem;
    const failure: Failure = { kind: problem.kind, message: problem.detail };
    return retry > 0 ? { ...failure, retryAfterS: retry } : failure;
  } catch {
    return { kind: 'http', message: `HTTP ${status}` };
  }
}

/** Whether it is this device, the service, or this one connection that failed. */
async function whyLost(): Promise<Failure> {
  if (!navigator.onLine) return { kind: 'offline', message: '' };
  try {
    const answer = await fetch('/healthz', { signal: AbortSignal.timeout(5000) });
    return { kind: answer.ok ? 'connection_lost' : 'gone', message: '' };
  } catch {
    return { kind: 'gone', message: '' };
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
  const lost = () => {
    if (ended) return;
    void whyLost().then((failure) => {
      if (!ended) listener.onFailure(failure);
    });
  };
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
    if (request.status === 200) {
      reader.read(request.responseText);
      lost();
    } else {
      const retryAfter = request.getResponseHeader('Retry-After');
      listener.onFailure(failureOf(request.status, request.responseText, retryAfter));
    }
  };
  request.onerror = lost;
  request.send(form);
  return () => {
    ended = true;
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
