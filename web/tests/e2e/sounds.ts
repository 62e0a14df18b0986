import { wavOf } from '../../src/wav';

const RATE = 22050;

/** A sound from its samples by time in seconds, as a WAV file for a page's input. */
export async function samples(name: string, seconds: number, sample: (time: number) => number) {
  const block = Float32Array.from({ length: seconds * RATE }, (_, i) => sample(i / RATE));
  const buffer = Buffer.from(await wavOf([block], RATE).arrayBuffer());
  return { name, mimeType: 'audio/wav', buffer };
}

/** Chords with a beat. */
function chords(t: number, root: number): number {
  const beat = Math.exp(-6 * ((2 * t) % 1));
  const chord = [1, 1.25, 1.5].reduce((sum, f) => sum + Math.sin(2 * Math.PI * root * f * t), 0);
  return 0.25 * chord * (0.3 + 0.7 * beat);
}

export async function wav(name: string, seconds: number, root = 220) {
  return samples(name, seconds, (t) => chords(t, root));
}

/** Chords in Sun's format, which browsers do not play. */
export function au(name: string, seconds: number) {
  const n = seconds * RATE;
  const buffer = Buffer.alloc(24 + 2 * n);
  buffer.write('.snd');
  [24, 2 * n, 3, RATE, 1].forEach((word, i) => buffer.writeUInt32BE(word, 4 + 4 * i));
  for (let i = 0; i < n; i += 1) {
    buffer.writeInt16BE(Math.round(20000 * chords(i / RATE, 220)), 24 + 2 * i);
  }
  return { name, mimeType: 'audio/basic', buffer };
}

export const noSound = {
  name: 'notes.txt',
  mimeType: 'text/plain',
  buffer: Buffer.from('just words'),
};
