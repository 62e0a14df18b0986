import { expect, test } from 'vitest';
import { stretches } from '../src/ribbon';
import type { Segment } from '../src/types';

function segment(start: number, end: number, genre: string | null, smoothed = genre): Segment {
  return { start_s: start, end_s: end, genre, confidence: 0.5, probabilities: {}, smoothed };
}

test('neighbours of one genre are one stretch, to the end of the song', () => {
  const found = stretches(
    [segment(0, 3, 'jazz'), segment(3, 6, 'jazz'), segment(6, 9, 'rock')],
    10,
  );
  expect(found).toEqual([
    { start: 0, end: 6, genre: 'jazz' },
    { start: 6, end: 10, genre: 'rock' },
  ]);
});

test('segments that overlap meet in the middle of what they share', () => {
  const found = stretches([segment(0, 3, 'jazz'), segment(1, 4, 'rock'), segment(2, 5, 'rock')], 5);
  expect(found).toEqual([
    { start: 0, end: 2, genre: 'jazz' },
    { start: 2, end: 5, genre: 'rock' },
  ]);
});

test('what the neighbours speak for goes over what one segment says', () => {
  expect(stretches([segment(0, 3, 'pop', 'jazz')], 3)[0]?.genre).toBe('jazz');
  expect(stretches([segment(0, 3, null)], 3)[0]?.genre).toBeNull();
});

test('no segments are no stretches', () => {
  expect(stretches([], 5)).toEqual([]);
});
