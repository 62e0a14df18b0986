import { h, styled } from '../dom';
import { percent } from '../format';

/** Probabilities as bars, the largest first, which are a list to those who hear them. */
export function bars(
  shares: Record<string, number>,
  label: string,
  name: (key: string) => string,
  colour: (key: string) => string,
): HTMLElement {
  const sorted = Object.entries(shares).sort(([, a], [, b]) => b - a);
  const rows = sorted.map(([key, share]) =>
    h(
      'li',
      { class: 'bar' },
      h('span', { class: 'bar-name' }, name(key)),
      styled(
        h('span', { class: 'bar-track', 'aria-hidden': 'true' }, h('span', { class: 'bar-fill' })),
        { '--share': `${100 * share}%`, '--colour': colour(key) },
      ),
      h('span', { class: 'bar-share' }, percent(share)),
    ),
  );
  return h('ul', { class: 'bars', 'aria-label': label }, ...rows);
}
