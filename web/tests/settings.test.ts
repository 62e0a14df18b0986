import { expect, test } from 'vitest';
import { DEFAULTS, parseSettings, predictionQuery, settingsQuery } from '../src/settings';

test('an empty query is the default, and the default an empty query', () => {
  expect(parseSettings('')).toEqual(DEFAULTS);
  expect(settingsQuery(DEFAULTS)).toBe('');
});

test('settings come back from the link that was made of them', () => {
  const settings = {
    profile: 'fast',
    hopS: 0.5,
    tags: true,
    theme: 'dark',
    language: 'de',
  } as const;
  expect(parseSettings(settingsQuery(settings))).toEqual(settings);
});

test('what a link says wrongly is the default', () => {
  const wrong = '?profile=<b>&hop=7&tags=yes&theme=pink&lang=english';
  expect(parseSettings(wrong)).toEqual(DEFAULTS);
});

test('the service is asked for what was chosen, and for no more', () => {
  expect(predictionQuery(DEFAULTS)).toBe('?timeline=true');
  expect(predictionQuery({ ...DEFAULTS, profile: 'fast', hopS: 1, tags: true })).toBe(
    '?timeline=true&hop_s=1&profile=fast&tags=true',
  );
});
