import { h, styled } from '../dom';
import { clock, percent } from '../format';
import { genreName, type Messages } from '../messages';
import { heard, layers, stretches, type Stretch } from '../ribbon';
import type { Segment } from '../types';
import { genreColour } from './colours';

const SVG = 'http://www.w3.org/2000/svg';

/** The course of the song: one band of the smoothed genres. */
export function bandParts(
  parts: readonly Stretch[],
  duration: number,
  genres: readonly string[],
): HTMLElement[] {
  return parts.map(({ start, end, genre }) =>
    styled(h('span', { class: 'stretch' }), {
      '--start': `${(100 * start) / duration}%`,
      '--width': `${(100 * (end - start)) / duration}%`,
      '--colour': genreColour(genre, genres),
    }),
  );
}

/** How probable each genre is at each moment, stacked. */
export function riverParts(
  segments: readonly Segment[],
  duration: number,
  genres: readonly string[],
): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 1 1');
  svg.setAttribute('preserveAspectRatio', 'none');
  for (const { genre, path } of layers(segments, duration)) {
    const layer = document.createElementNS(SVG, 'path');
    layer.setAttribute('d', path);
    layer.style.setProperty('fill', genreColour(genre, genres));
    svg.append(layer);
  }
  return svg;
}

/** Which colour is which genre, and how long it is heard. */
export function legend(
  segments: readonly Segment[],
  genres: readonly string[],
  messages: Messages,
): HTMLElement[] {
  return heard(stretches(segments)).map(([genre, seconds]) =>
    h(
      'li',
      {},
      styled(h('span', { class: 'dot', 'aria-hidden': 'true' }), {
        '--colour': genreColour(genre, genres),
      }),
      h('span', {}, genre === null ? messages.silent : genreName(messages, genre)),
      h('span', { class: 'hint' }, clock(seconds)),
    ),
  );
}

/** What is heard at a moment: "jazz 71 %, blues 20 %". */
export function momentText(segment: Segment | undefined, messages: Messages): string {
  if (segment === undefined) return '';
  if (segment.genre === null) return messages.silent;
  return Object.entries(segment.probabilities)
    .sort(([, a], [, b]) => b - a)
    .slice(0, 2)
    .filter(([, share]) => share >= 0.01)
    .map(([genre, share]) => `${genreName(messages, genre)} ${percent(share)}`)
    .join(', ');
}
