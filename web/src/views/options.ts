import { h } from '../dom';
import { LANGUAGES, type Messages } from '../messages';
import { settingsQuery } from '../settings';
import type { Bundle, Settings } from '../types';
import { copyButton, details, select } from './controls';

/** What there is to choose, and what to do when it was. */
export interface Choice {
  settings: () => Settings;
  change: (some: Partial<Settings>) => void;
}

/** How the page looks and speaks. */
export function pageOptions(messages: Messages, { settings, change }: Choice): HTMLElement {
  const languages = Object.entries(LANGUAGES).map(([tag, { name }]): [string, string] => [
    tag,
    name,
  ]);
  return h(
    'div',
    { class: 'page-options' },
    select(messages.language, languages, document.documentElement.lang, (language) => {
      change({ language });
    }),
    select(messages.theme, Object.entries(messages.themes), settings().theme, (theme) => {
      change({ theme: theme as Settings['theme'] });
    }),
  );
}

/** How songs are judged that are chosen from now on. */
export function songOptions(
  bundle: Bundle | null,
  messages: Messages,
  { settings, change }: Choice,
): HTMLDetailsElement {
  const profiles = (bundle?.profiles ?? []).map(({ name, members }): [string, string] => [
    name,
    `${name} (${members.join(', ')})`,
  ]);
  const tags = h('input', { type: 'checkbox', checked: settings().tags });
  tags.addEventListener('change', () => {
    change({ tags: tags.checked });
  });
  const steps = [3, 1.5, 1, 0.5].map((s): [string, string] => [String(s), messages.steps(s)]);
  const box = details(
    messages.settings,
    h(
      'div',
      { class: 'grid' },
      select(
        messages.profile,
        [['', messages.profileDefault], ...profiles],
        settings().profile,
        (profile) => {
          change({ profile });
        },
      ),
      select(messages.step, steps, String(settings().hopS), (hop) => {
        change({ hopS: Number(hop) });
      }),
      bundle?.has_tags === false ? null : h('label', { class: 'check' }, tags, messages.withTags),
      copyButton(
        () => location.origin + location.pathname + settingsQuery(settings()),
        messages.link,
        messages.copied,
      ),
    ),
  );
  box.className = 'settings';
  return box;
}
