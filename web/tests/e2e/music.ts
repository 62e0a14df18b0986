import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const PROGRAM = process.env['EARMARK_RENDER_PROGRAM'] ?? '';

export interface Chosen {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** Music of a kind, by the project's renderer: ".wav" is half a minute, ".flac" half as long. */
export async function rendered(name: string, kind: string): Promise<Chosen> {
  const folder = await mkdtemp(join(tmpdir(), 'earmark-web-'));
  try {
    await promisify(execFile)(PROGRAM, [join(folder, name), kind]);
    const mimeType = name.endsWith('.flac') ? 'audio/flac' : 'audio/wav';
    return { name, mimeType, buffer: await readFile(join(folder, name)) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Where the samples of a WAV file begin. */
function soundAt(wav: Buffer): number {
  return wav.indexOf('data') + 8;
}

/** Pieces of several kinds, half a minute each, one after another, as a WAV file. */
export async function mixed(name: string, kinds: string[]): Promise<Chosen> {
  const pieces = await Promise.all(kinds.map((kind) => rendered('piece.wav', kind)));
  const sound = Buffer.concat(pieces.map(({ buffer }) => buffer.subarray(soundAt(buffer))));
  const first = pieces[0]?.buffer ?? Buffer.alloc(0);
  const header = Buffer.from(first.subarray(0, soundAt(first)));
  header.writeUInt32LE(header.length - 8 + sound.length, 4);
  header.writeUInt32LE(sound.length, header.length - 4);
  return { name, mimeType: 'audio/wav', buffer: Buffer.concat([header, sound]) };
}
