import type { Settings } from './types';

const DARK = '(prefers-color-scheme: dark)';

/** Gives the page its colours: chosen, or the system's. */
export function applyTheme(theme: Settings['theme']): void {
  const isDark = theme === 'dark' || (theme === 'auto' && window.matchMedia(DARK).matches);
  document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light';
}

export function onSystemTheme(changed: () => void): void {
  window.matchMedia(DARK).addEventListener('change', changed);
}
