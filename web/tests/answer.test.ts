import { expect, test } from 'vitest';
import { failureOf } from '../src/client';

import { errorText, genreName, messagesOf } from '../src/messages';
import { DEFAULTS } from '../src/settings';
import type { Prediction } from '../src/types';
import { curlLine } from '../src/views/answer';
import { answerWords, namedGenres } from '../src/views/headline';

const en = messagesOf('en');
const sure: Prediction = {
  file: 'a.mp3',
  kind: 'music',
  genre: 'hiphop',
  confidence: 0.97,
  unsure: false,
  probabilities: { hiphop: 0.97, pop: 0.03 },
  duration_s: 30,
  n_segments: 10,
  members: {},
  bundle: { name: 'default', version: '1' },
  warnings: [],
};
const unsure: Prediction = {
  ...sure,
  genre: 'rock',
  confidence: 0.4,
  unsure: true,
  second: 'metal',
  probabilities: { rock: 0.4, metal: 0.35 },
};

test('a sure answer is its genre, and how sure', () => {
  expect(answerWords(sure, en)).toEqual({ first: 'hip-hop', then: 'almost certain, 97 %' });
  expect(answerWords(sure, messagesOf('de')).first).toBe('Hip-Hop');
});

test('an unsure answer names two, and their shares', () => {
  const { first, then } = answerWords(unsure, en);
  expect(first).toBe('Not sure: rock or metal');
  expect(then).toContain('rock 40 %, metal 35 %');
  expect(namedGenres(unsure)).toEqual(['rock', 'metal']);
});

test('an unsure answer to a mix points to its parts', () => {
  const mix = { ...unsure, changes: [{ time_s: 9, from: 'rock', to: 'metal' }] };
  expect(answerWords(mix, en).then).toBe(en.unsureChanges);
});

test('what is no music names no genre', () => {
  const none = { ...sure, genre: null, confidence: null };
  expect(answerWords({ ...none, kind: 'silence' }, en).first).toBe(en.silence);
  expect(answerWords({ ...none, kind: 'not_music' }, en).first).toBe(en.notMusic);
  expect(namedGenres({ ...none, kind: 'silence' })).toEqual([]);
});

test('a genre that the catalogue does not know is spelt as the bundle spells it', () => {
  expect(genreName(en, 'polka')).toBe('polka');
  expect(genreName(en, 'toString')).toBe('toString');
});

test('an unknown failure says what the service says, and never nothing', () => {
  expect(errorText(en, 'too_large', 'x')).toBe(en.errors.too_large);
  expect(errorText(en, 'bad_parameter', 'hop_s is too small')).toBe('hop_s is too small');
  expect(errorText(en, 'constructor', '')).toBe(en.errors.defect);
});

test('a refusal is read from problem+json, with when to come again', () => {
  const body = JSON.stringify({ kind: 'queue_full', detail: 'full' });
  expect(failureOf(503, body, '7')).toEqual({
    kind: 'queue_full',
    message: 'full',
    retryAfterS: 7,
  });
  expect(failureOf(413, body, null)).not.toHaveProperty('retryAfterS');
  expect(failureOf(502, '<html>', null).kind).toBe('http');
});

test('the command quotes names, and leaves the token to who runs it', () => {
  expect(curlLine('http://x', "it's.mp3", DEFAULTS, true)).toBe(
    `curl -H "Authorization: Bearer $TOKEN" -F 'file=@it'\\''s.mp3' 'http://x/v1/predictions?timeline=true'`,
  );
});
