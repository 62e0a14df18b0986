import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LANGUAGES, languageOf, messagesOf, sampleName } from '../src/messages';

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

test('every sample song has a name in every language', () => {
  const list = readFileSync('../apps/earmark-server/src/samples.json', 'utf8');
  for (const { file } of JSON.parse(list) as { file: string }[]) {
    const stem = /(\w[\w-]*)\.flac$/.exec(file)?.[1] ?? '';
    for (const catalogue of Object.values(LANGUAGES)) {
      expect(Object.keys(catalogue.sampleNames)).toContain(stem);
    }
  }
  expect(sampleName(messagesOf('de'), 'string-quartet', '')).toBe('Ein Streichquartett');
  expect(sampleName(messagesOf('de'), 'a-new-one', 'A new one')).toBe('A new one');
});
