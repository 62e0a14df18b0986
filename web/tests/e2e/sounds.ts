import { wavOf } from '../../src/wav';

const RATE = 22050;

/** Chords with a beat, as a file for a page's input. */
export async function wav(name: string, seconds: number, root = 220) {
  const samples = Float32Array.from({ length: seconds * RATE }, (_, i) => {
    const t = i / RATE;
    const beat = Math.exp(-6 * ((2 * t) % 1));
    const chord = [1, 1.25, 1.5].reduce((sum, f) => sum + Math.sin(2 * Math.PI * root * f * t), 0);
    return 0.25 * chord * (0.3 + 0.7 * beat);
  });
  const buffer = Buffer.from(await wavOf([samples], RATE).arrayBuffer());
  return { name, mimeType: 'audio/wav', buffer };
}

export const noSound = {
  name: 'notes.txt',
  mimeType: 'text/plain',
  buffer: Buffer.from('just words'),
};
