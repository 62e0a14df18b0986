import { h, styled } from '../dom';
import { percent } from '../format';
import { genreColour } from './colours';

/** Probabilities as bars, the largest first, which are a list to those who hear them. */
export function bars(
  shares: Record<string, number>,
  label: string,
  genres?: string[],
): HTMLElement {
  const sorted = Object.entries(shares).sort(([, a], [, b]) => b - a);
  const rows = sorted.map(([name, share]) =>
    h(
      'li',
      { class: 'bar' },
      h('span', { class: 'bar-name' }, name),
      styled(
        h('span', { class: 'bar-track', 'aria-hidden': 'true' }, h('span', { class: 'bar-fill' })),
        {
          '--share': `${100 * share}%`,
          '--colour': genres ? genreColour(name, genres) : 'var(--accent)',
        },
      ),
      h('span', { class: 'bar-share' }, percent(share)),
    ),
  );
  return h('ul', { class: 'bars', 'aria-label': label }, ...rows);
}
