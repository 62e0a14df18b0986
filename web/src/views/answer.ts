import { h } from '../dom';
import { clock, likelihood, percent } from '../format';
import type { Messages } from '../messages';
import { predictionQuery } from '../settings';
import type { Prediction, Segment, Settings } from '../types';
import { bars } from './bars';

function headline(answer: Prediction, messages: Messages): HTMLElement {
  if (answer.kind === 'silence') {
    return h(
      'div',
      {},
      h('p', { class: 'genre' }, messages.silence),
      h('p', {}, messages.silenceWhy),
    );
  }
  if (answer.genre === null) {
    return h(
      'div',
      {},
      h('p', { class: 'genre' }, messages.notMusic),
      h('p', {}, messages.notMusicWhy),
    );
  }
  const confidence = answer.confidence ?? 0;
  if (answer.unsure && answer.second !== undefined) {
    return h(
      'div',
      {},
      h('p', { class: 'genre' }, messages.unsure(answer.genre, answer.second)),
      h('p', {}, messages.unsureWhy),
    );
  }
  return h(
    'div',
    {},
    h('p', { class: 'genre' }, answer.genre),
    h(
      'p',
      { class: 'confidence' },
      messages.confidence(likelihood(confidence), percent(confidence)),
    ),
  );
}

function details(summary: string, ...content: (Node | null)[]): HTMLElement {
  return h('details', {}, h('summary', {}, summary), ...content);
}

function table(head: string[], rows: string[][], caption: string): HTMLElement {
  return h(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
    h(
      'table',
      {},
      h('caption', { class: 'unseen' }, caption),
      h('thead', {}, h('tr', {}, ...head.map((text) => h('th', { scope: 'col' }, text)))),
      h('tbody', {}, ...rows.map((row) => h('tr', {}, ...row.map((text) => h('td', {}, text))))),
    ),
  );
}

function segmentTable(segments: readonly Segment[], messages: Messages): HTMLElement {
  const rows = segments.map((one) => [
    clock(one.start_s),
    clock(one.end_s),
    one.smoothed ?? one.genre ?? messages.silent,
    one.confidence === null ? '' : percent(one.confidence),
  ]);
  return table([messages.from, messages.to, messages.genre, messages.share], rows, messages.time);
}

function membersTable(answer: Prediction, messages: Messages): HTMLElement {
  const names = Object.keys(answer.members);
  const genres = Object.keys(answer.probabilities);
  const rows = genres.map((genre) => [
    genre,
    ...names.map((name) => percent(answer.members[name]?.[genre] ?? 0)),
  ]);
  return table([messages.genre, ...names], rows, messages.members);
}

function copyButton(text: string, label: string, messages: Messages): HTMLButtonElement {
  const button: HTMLButtonElement = h('button', {
    type: 'button',
    class: 'quiet',
    onclick: () => {
      void navigator.clipboard.writeText(text).then(() => {
        button.textContent = messages.copied;
        setTimeout(() => (button.textContent = label), 2000);
      });
    },
  });
  button.textContent = label;
  return button;
}

/** The command that gives the same answer. */
export function curlLine(origin: string, name: string, settings: Settings): string {
  const file = name.replaceAll("'", `'\\''`);
  return `curl -F 'file=@${file}' '${origin}/v1/predictions${predictionQuery(settings)}'`;
}

function forPrograms(answer: Prediction, settings: Settings, messages: Messages): HTMLElement {
  const json = JSON.stringify(answer, null, 2);
  const curl = curlLine(location.origin, answer.file, settings);
  const link = h('a', {
    class: 'quiet',
    href: URL.createObjectURL(new Blob([json], { type: 'application/json' })),
    download: `${answer.file}.json`,
  });
  link.textContent = messages.download;
  return details(
    messages.programs,
    h('p', {}, messages.curl),
    h('pre', { class: 'curl', tabindex: 0 }, curl),
    copyButton(curl, messages.copy, messages),
    h('pre', { class: 'json', tabindex: 0 }, json),
    h('div', { class: 'row' }, copyButton(json, messages.copy, messages), link),
  );
}

/** All that an answer says, but for its course over time. */
export function answerView(
  answer: Prediction,
  genres: string[],
  settings: Settings,
  messages: Messages,
): { top: HTMLElement; more: HTMLElement } {
  const changes = (answer.changes ?? []).map((one) =>
    h('li', {}, messages.change(clock(one.time_s), one.from, one.to)),
  );
  const top = h(
    'div',
    { class: 'answer' },
    headline(answer, messages),
    bars(answer.probabilities, messages.genres, genres),
  );
  const more = h(
    'div',
    { class: 'more' },
    changes.length > 0 && h('h4', {}, messages.changes),
    changes.length > 0 && h('ul', { class: 'changes' }, ...changes),
    answer.tags && details(messages.tags, bars(answer.tags, messages.tags)),
    Object.keys(answer.members).length > 0 &&
      details(messages.members, membersTable(answer, messages)),
    answer.segments && details(messages.table, segmentTable(answer.segments, messages)),
    forPrograms(answer, settings, messages),
    answer.warnings.length > 0 &&
      h('p', { class: 'hint' }, `${messages.warnings}: ${answer.warnings.join('; ')}`),
    h('p', { class: 'hint' }, messages.answeredBy(answer.bundle.name, answer.bundle.version)),
  );
  return { top, more };
}
