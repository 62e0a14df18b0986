import { h } from '../dom';
import { clock, percent } from '../format';
import { genreName, type Messages } from '../messages';
import { predictionQuery } from '../settings';
import type { Prediction, Segment, Settings } from '../types';
import { bars } from './bars';
import { genreColour } from './colours';
import { button, copyButton, details, table } from './controls';

function segmentTable(segments: readonly Segment[], messages: Messages): HTMLElement {
  const rows = segments.map((one) => {
    const genre = one.smoothed ?? one.genre;
    return [
      clock(one.start_s),
      clock(one.end_s),
      genre === null ? messages.silent : genreName(messages, genre),
      genre === null ? '' : percent(one.probabilities[genre] ?? 0),
    ];
  });
  return table([messages.from, messages.to, messages.genre, messages.share], rows, messages.time);
}

function membersTable(answer: Prediction, messages: Messages): HTMLElement {
  const names = Object.keys(answer.members);
  const rows = Object.keys(answer.probabilities).map((genre) => [
    genreName(messages, genre),
    ...names.map((name) => percent(answer.members[name]?.[genre] ?? 0)),
  ]);
  return table([messages.genre, ...names], rows, messages.members);
}

/** The command that gives the same answer. @param needsToken whether one must be put in */
export function curlLine(
  origin: string,
  name: string,
  settings: Settings,
  needsToken = false,
): string {
  const file = name.replaceAll("'", `'\\''`);
  const token = needsToken ? `-H "Authorization: Bearer $TOKEN" ` : '';
  return `curl ${token}-F 'file=@${file}' '${origin}/v1/predictions${predictionQuery(settings)}'`;
}

function forPrograms(answer: Prediction, curl: string, messages: Messages): HTMLElement {
  const json = JSON.stringify(answer, null, 2);
  const link = h('a', { class: 'quiet', download: `${answer.file}.json` }, messages.download);
  link.addEventListener('click', () => {
    const address = URL.createObjectURL(new Blob([json], { type: 'application/json' }));
    link.href = address;
    setTimeout(() => {
      URL.revokeObjectURL(address);
    }, 10_000);
  });
  link.href = '#';
  const box = details(
    messages.programs,
    h('p', { class: 'hint' }, messages.curl),
    h('pre', { class: 'curl', tabindex: 0 }, curl),
    h(
      'div',
      { class: 'row' },
      copyButton(() => curl, messages.copy, messages.copied),
    ),
  );
  // A long song's JSON is large: it is written out for who looks.
  box.addEventListener(
    'toggle',
    () => {
      box.append(
        h('pre', { class: 'json', tabindex: 0 }, json),
        h(
          'div',
          { class: 'row' },
          copyButton(() => json, messages.copy, messages.copied),
          link,
        ),
      );
    },
    { once: true },
  );
  return box;
}

/** What is under an answer for who wants to know more. */
export interface MoreActions {
  /** Plays from a time, in seconds. */
  hear(time: number): void;
  /** Asks for tags; undefined where they cannot be had. */
  askTags: (() => void) | undefined;
}

/** The genres' bars. */
export function genreBars(
  answer: Prediction,
  genres: readonly string[],
  messages: Messages,
): HTMLElement {
  return bars(
    answer.probabilities,
    messages.genres,
    (genre) => genreName(messages, genre),
    (genre) => genreColour(genre, genres),
  );
}

function tagsView(
  answer: Prediction,
  messages: Messages,
  askTags: MoreActions['askTags'],
): HTMLElement | null {
  if (answer.tags === undefined) {
    return askTags ? h('p', {}, button(messages.askTags, askTags)) : null;
  }
  const largest = Object.fromEntries(
    Object.entries(answer.tags)
      .sort(([, a], [, b]) => b - a)
      .slice(0, 12),
  );
  const box = details(
    messages.tags,
    bars(
      largest,
      messages.tags,
      (tag) => tag,
      () => 'var(--accent)',
    ),
  );
  box.open = true;
  return box;
}

/** The service's notes, without the one that says what the answer "silence" says. */
function warningsOf({ kind, warnings }: Prediction): string[] {
  return warnings.filter((text) => kind !== 'silence' || !text.includes('quieter than'));
}

/** Where the genre changes, what each model says, tables, and what programs need. */
export function moreView(
  answer: Prediction,
  curl: string,
  messages: Messages,
  actions: MoreActions,
): HTMLElement {
  const changes = (answer.changes ?? []).map((one) => {
    const [from, to] = [genreName(messages, one.from), genreName(messages, one.to)];
    return h(
      'li',
      {},
      button(messages.change(clock(one.time_s), from, to), () => {
        actions.hear(one.time_s);
      }),
    );
  });
  return h(
    'div',
    { class: 'more' },
    changes.length > 0 && h('h4', {}, messages.changes),
    changes.length > 0 && h('ul', { class: 'changes' }, ...changes),
    ...warningsOf(answer).map((text) =>
      h('p', { class: 'warning' }, `${messages.warnings}: `, h('span', { lang: 'en' }, text)),
    ),
    tagsView(answer, messages, actions.askTags),
    Object.keys(answer.members).length > 0 &&
      details(messages.members, membersTable(answer, messages)),
    answer.segments && details(messages.table, segmentTable(answer.segments, messages)),
    forPrograms(answer, curl, messages),
    h('p', { class: 'hint' }, messages.answeredBy(answer.bundle.name, answer.bundle.version)),
  );
}
