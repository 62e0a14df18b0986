import { h } from '../dom';
import { LANGUAGES, type Messages } from '../messages';
import { settingsQuery } from '../settings';
import type { Bundle, Settings } from '../types';

function select(
  label: string,
  options: [string, string][],
  value: string,
  change: (value: string) => void,
): HTMLElement {
  const list = h(
    'select',
    {},
    ...options.map(([key, text]) => h('option', { value: key, selected: key === value }, text)),
  );
  list.addEventListener('change', () => {
    change(list.value);
  });
  return h('label', {}, label, list);
}

/** The settings, for songs that are chosen from now on. */
export function optionsView(
  settings: Settings,
  bundle: Bundle | null,
  messages: Messages,
  change: (settings: Settings) => void,
): HTMLElement {
  const profiles: [string, string][] = (bundle?.profiles ?? []).map(({ name, members }) => [
    name,
    `${name} (${members.join(', ')})`,
  ]);
  const tags = h('input', { type: 'checkbox', checked: settings.tags });
  tags.addEventListener('change', () => {
    change({ ...settings, tags: tags.checked });
  });
  const link = h('button', {
    type: 'button',
    class: 'quiet',
    onclick: () => {
      const address = location.origin + location.pathname + settingsQuery(settings);
      void navigator.clipboard.writeText(address).then(() => (link.textContent = messages.copied));
    },
  });
  link.textContent = messages.link;
  return h(
    'details',
    { class: 'settings' },
    h('summary', {}, messages.settings),
    h(
      'div',
      { class: 'grid' },
      select(
        messages.profile,
        [['', messages.profileDefault], ...profiles],
        settings.profile,
        (profile) => {
          change({ ...settings, profile });
        },
      ),
      select(
        messages.step,
        [3, 1.5, 1, 0.5].map((s) => [String(s), messages.steps(s)]),
        String(settings.hopS),
        (hop) => {
          change({ ...settings, hopS: Number(hop) });
        },
      ),
      select(messages.theme, Object.entries(messages.themes), settings.theme, (theme) => {
        change({ ...settings, theme: theme as Settings['theme'] });
      }),
      select(
        messages.language,
        Object.entries(LANGUAGES).map(([tag, { name }]) => [tag, name]),
        document.documentElement.lang,
        (language) => {
          change({ ...settings, language });
        },
      ),
      bundle?.has_tags !== false && h('label', { class: 'check' }, tags, messages.withTags),
      link,
    ),
  );
}
