import type { Segment } from './types';

export interface Stretch {
  start: number;
  end: number;
  /** null: silence */
  genre: string | null;
}

/** The times at which one genre is heard, from segments that may overlap: each holds from halfway to
 * the one before to halfway to the one after. */
export function stretches(segments: readonly Segment[], duration: number): Stretch[] {
  const found: Stretch[] = [];
  segments.forEach((segment, i) => {
    const before = segments[i - 1];
    const after = segments[i + 1];
    const start = before ? (before.end_s + segment.start_s) / 2 : 0;
    const end = after ? (segment.end_s + after.start_s) / 2 : Math.max(duration, segment.end_s);
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
