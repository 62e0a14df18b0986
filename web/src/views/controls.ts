import { h } from '../dom';

/** A button that looks and speaks as its text. */
export function button(
  text: string,
  act: () => void,
  attributes: Record<string, string> = { class: 'quiet' },
): HTMLButtonElement {
  return h('button', { type: 'button', ...attributes, onclick: act }, text);
}

/** A list to choose from, with its label. */
export function select(
  label: string,
  options: [string, string][],
  value: string,
  change: (value: string) => void,
): HTMLLabelElement {
  const list = h(
    'select',
    { id: `select-${label}` },
    ...options.map(([key, text]) => h('option', { value: key, selected: key === value }, text)),
  );
  list.addEventListener('change', () => {
    change(list.value);
  });
  return h('label', {}, h('span', {}, label), list);
}

/** A button that puts a text on the clipboard, and says so. */
export function copyButton(text: () => string, label: string, copied: string): HTMLButtonElement {
  const one = button(label, () => {
    void navigator.clipboard.writeText(text()).then(() => {
      one.textContent = copied;
      setTimeout(() => (one.textContent = label), 2000);
    });
  });
  return one;
}

/** A part that is opened by who wants to know. */
export function details(summary: string, ...content: (Node | null)[]): HTMLDetailsElement {
  return h('details', {}, h('summary', {}, summary), ...content);
}

/** @param rows the first cell of each is its head */
export function table(head: string[], rows: string[][], caption: string): HTMLElement {
  const row = ([first, ...rest]: string[]) =>
    h('tr', {}, h('th', { scope: 'row' }, first), ...rest.map((text) => h('td', {}, text)));
  return h(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
    h(
      'table',
      {},
      h('caption', { class: 'unseen' }, caption),
      h('thead', {}, h('tr', {}, ...head.map((text) => h('th', { scope: 'col' }, text)))),
      h('tbody', {}, ...rows.map(row)),
    ),
  );
}
