import { expect, test } from 'vitest';
import { LANGUAGES, languageOf } from '../src/messages';

test('every language says everything', () => {
  const keys = Object.keys(LANGUAGES['en'] ?? {}).sort();
  const errors = Object.keys(LANGUAGES['en']?.errors ?? {}).sort();
  for (const catalogue of Object.values(LANGUAGES)) {
    expect(Object.keys(catalogue).sort()).toEqual(keys);
    expect(Object.keys(catalogue.errors).sort()).toEqual(errors);
  }
});

test('the first wanted language that there is counts', () => {
  expect(languageOf(['', 'fr-FR', 'de-AT', 'en'])).toBe('de');
  expect(languageOf(['fr'])).toBe('en');
});
