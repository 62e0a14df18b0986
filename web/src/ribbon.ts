import type { Segment } from './types';

export interface Stretch {
  start: number;
  end: number;
  /** null: silence */
  genre: string | null;
}

/** From when to when a segment stands for the song: halfway to the one before and to the one after. */
function bounds(segments: readonly Segment[], i: number): { start: number; end: number } {
  const [before, one, after] = [segments[i - 1], segments[i], segments[i + 1]];
  const [from, to] = [one?.start_s ?? 0, one?.end_s ?? 0];
  return {
    start: before ? (before.end_s + from) / 2 : 0,
    end: after ? (to + after.start_s) / 2 : to,
  };
}

/** The times at which one genre is heard, from segments that may overlap. */
export function stretches(segments: readonly Segment[]): Stretch[] {
  const found: Stretch[] = [];
  segments.forEach((segment, i) => {
    const { start, end } = bounds(segments, i);
    const genre = segment.smoothed ?? segment.genre;
    const last = found[found.length - 1];
    if (last && last.genre === genre) {
      last.end = end;
    } else {
      found.push({ start, end, genre });
    }
  });
  return found;
}

/** How long each genre is heard, in seconds, the longest first. */
export function heard(parts: readonly Stretch[]): [string | null, number][] {
  const sums = new Map<string | null, number>();
  for (const { start, end, genre } of parts) sums.set(genre, (sums.get(genre) ?? 0) + end - start);
  return [...sums].sort(([, a], [, b]) => b - a);
}

/** The segment that stands for a time, in seconds; the last one after all. */
export function segmentAt(segments: readonly Segment[], time: number): Segment | undefined {
  const i = segments.findIndex((_, place) => time < bounds(segments, place).end);
  return segments[i < 0 ? segments.length - 1 : i];
}

export interface Layer {
  genre: string;
  /** An SVG path in a box of 1 by 1. */
  path: string;
}

/** Probabilities over time, stacked: the genre with the largest share of the whole lies lowest. */
export function layers(segments: readonly Segment[], duration: number): Layer[] {
  const sums = new Map<string, number>();
  for (const { probabilities } of segments) {
    for (const [genre, share] of Object.entries(probabilities)) {
      sums.set(genre, (sums.get(genre) ?? 0) + share);
    }
  }
  const floors = segments.map(() => 1);
  const round = (x: number) => String(Math.round(x * 1e4) / 1e4);
  return [...sums]
    .sort(([, a], [, b]) => b - a)
    .map(([genre]) => {
      const boxes = segments.map(({ probabilities }, i) => {
        const share = probabilities[genre] ?? 0;
        const floor = floors[i] ?? 1;
        floors[i] = floor - share;
        if (share < 0.005) return '';
        const { start, end } = bounds(segments, i);
        const [x, w] = [start / duration, (end - start) / duration].map(round);
        return `M${x} ${round(floor)}h${w}v${round(-share)}h-${w}z`;
      });
      return { genre, path: boxes.join('') };
    })
    .filter(({ path }) => path !== '');
}
