import { h, styled } from '../dom';
import { likelihood, percent } from '../format';
import { genreName, type Messages } from '../messages';
import type { Prediction } from '../types';
import { genreColour } from './colours';

interface Words {
  first: string;
  then: string;
}

/** The answer in words: what it is, and how sure or why not. */
export function answerWords(answer: Prediction, messages: Messages): Words {
  if (answer.kind === 'silence') return { first: messages.silence, then: messages.silenceWhy };
  if (answer.genre === null) return { first: messages.notMusic, then: messages.notMusicWhy };
  const name = genreName(messages, answer.genre);
  if (answer.unsure && answer.second !== undefined) {
    const second = genreName(messages, answer.second);
    const share = (genre: string) => percent(answer.probabilities[genre] ?? 0);
    return {
      first: messages.unsure(name, second),
      then: answer.changes?.length
        ? messages.unsureChanges
        : messages.unsureWhy(`${name} ${share(answer.genre)}`, `${second} ${share(answer.second)}`),
    };
  }
  const confidence = answer.confidence ?? 0;
  return {
    first: name,
    then: messages.confidence(likelihood(confidence), percent(confidence)),
  };
}

/** The genres that an answer names; none where it is no music. */
export function namedGenres(answer: Prediction): string[] {
  if (answer.genre === null) return [];
  return answer.unsure && answer.second !== undefined
    ? [answer.genre, answer.second]
    : [answer.genre];
}

/** A mark in the colours of what an answer names. */
export function mark(answer: Prediction, genres: readonly string[]): HTMLElement {
  const named = namedGenres(answer);
  return styled(h('span', { class: 'mark', 'aria-hidden': 'true' }), {
    '--first': genreColour(named[0] ?? null, genres),
    '--second': genreColour(named[1] ?? named[0] ?? null, genres),
  });
}

/** The answer in large. */
export function headline(
  answer: Prediction,
  genres: readonly string[],
  messages: Messages,
): HTMLElement {
  const { first, then } = answerWords(answer, messages);
  const isOneWord = answer.genre !== null && !answer.unsure;
  return h(
    'div',
    { class: 'headline' },
    mark(answer, genres),
    h(
      'div',
      {},
      h('p', { class: isOneWord ? 'genre' : 'genre long' }, first),
      h('p', { class: isOneWord ? 'confidence' : 'hint' }, then),
    ),
  );
}
