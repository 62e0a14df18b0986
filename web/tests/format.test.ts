import { expect, test } from 'vitest';
import { clock, likelihood, megabytes, percent } from '../src/format';

test('times are minutes and seconds, and hours where there are some', () => {
  expect([0, 59.6, 185, 3723].map(clock)).toEqual(['0:00', '1:00', '3:05', '1:02:03']);
});

test('only what is certain is 100 %, and only nothing is 0 %', () => {
  expect([0, 0.004, 0.5, 0.996, 1].map(percent)).toEqual([
    '0 %',
    '< 1 %',
    '50 %',
    '> 99 %',
    '100 %',
  ]);
});

test('sizes have a unit that fits', () => {
  expect([10, 361_000, 2_500_000].map(megabytes)).toEqual(['1 kB', '361 kB', '2.5 MB']);
});

test('words for confidence go up with it', () => {
  expect([0.3, 0.6, 0.8, 0.95].map(likelihood)).toEqual(['perhaps', 'likely', 'very', 'certain']);
});
