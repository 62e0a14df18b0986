import { expect, test } from 'vitest';
import { heard, layers, segmentAt, stretches } from '../src/ribbon';
import type { Segment } from '../src/types';

function segment(start: number, end: number, genre: string | null, smoothed = genre): Segment {
  return { start_s: start, end_s: end, genre, confidence: 0.5, probabilities: {}, smoothed };
}

test('neighbours of one genre are one stretch', () => {
  const found = stretches([segment(0, 3, 'jazz'), segment(3, 6, 'jazz'), segment(6, 9, 'rock')]);
  expect(found).toEqual([
    { start: 0, end: 6, genre: 'jazz' },
    { start: 6, end: 9, genre: 'rock' },
  ]);
});

test('segments that overlap meet in the middle of what they share', () => {
  const found = stretches([segment(0, 3, 'jazz'), segment(1, 4, 'rock'), segment(2, 5, 'rock')]);
  expect(found).toEqual([
    { start: 0, end: 2, genre: 'jazz' },
    { start: 2, end: 5, genre: 'rock' },
  ]);
});

test('what the neighbours speak for goes over what one segment says', () => {
  expect(stretches([segment(0, 3, 'pop', 'jazz')])[0]?.genre).toBe('jazz');
  expect(stretches([segment(0, 3, null)])[0]?.genre).toBeNull();
});

test('no segments are no stretches', () => {
  expect(stretches([])).toEqual([]);
});

test('genres are listed by how long they are heard, silence among them', () => {
  const parts = stretches([segment(0, 3, null), segment(3, 6, 'rock'), segment(6, 9, 'rock')]);
  expect(heard(parts)).toEqual([
    ['rock', 6],
    [null, 3],
  ]);
});

test('a moment belongs to the segment whose middle is nearest', () => {
  const both = [segment(0, 3, 'jazz'), segment(1, 4, 'rock')];
  expect(segmentAt(both, 1.9)?.genre).toBe('jazz');
  expect(segmentAt(both, 2.1)?.genre).toBe('rock');
  expect(segmentAt(both, 99)?.genre).toBe('rock');
  expect(segmentAt([], 1)).toBeUndefined();
});

test('probabilities are stacked from the floor, the genre that counts most lowest', () => {
  const one = { ...segment(0, 3, 'jazz'), probabilities: { rock: 0.25, jazz: 0.75 } };
  expect(layers([one], 6)).toEqual([
    { genre: 'jazz', path: 'M0 1h0.5v-0.75h-0.5z' },
    { genre: 'rock', path: 'M0 0.25h0.5v-0.25h-0.5z' },
  ]);
});
