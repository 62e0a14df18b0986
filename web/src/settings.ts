import type { Settings } from './types';

export const DEFAULTS: Settings = {
  profile: '',
  hopS: 3,
  tags: false,
  theme: 'auto',
  language: '',
};

const HOPS = [0.5, 1, 1.5, 3];

/** Settings from a query string; what it does not say, or says wrongly, is the default. */
export function parseSettings(query: string): Settings {
  const params = new URLSearchParams(query);
  const hop = Number(params.get('hop'));
  const theme = params.get('theme');
  return {
    profile: /^[\w-]{1,40}$/.test(params.get('profile') ?? '') ? (params.get('profile') ?? '') : '',
    hopS: HOPS.includes(hop) ? hop : DEFAULTS.hopS,
    tags: params.get('tags') === '1',
    theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
    language: /^[a-z]{2}$/.test(params.get('lang') ?? '') ? (params.get('lang') ?? '') : '',
  };
}

/** The query string that parseSettings() makes the same settings of; "" for the default. */
export function settingsQuery(settings: Settings): string {
  const params = new URLSearchParams();
  if (settings.profile) params.set('profile', settings.profile);
  if (settings.hopS !== DEFAULTS.hopS) params.set('hop', String(settings.hopS));
  if (settings.tags) params.set('tags', '1');
  if (settings.theme !== 'auto') params.set('theme', settings.theme);
  if (settings.language) params.set('lang', settings.language);
  const text = params.toString();
  return text ? `?${text}` : '';
}

/** The query of POST /v1/predictions. */
export function predictionQuery(settings: Settings): string {
  const params = new URLSearchParams({ timeline: 'true' });
  if (settings.hopS !== DEFAULTS.hopS) params.set('hop_s', String(settings.hopS));
  if (settings.profile) params.set('profile', settings.profile);
  if (settings.tags) params.set('tags', 'true');
  return `?${params.toString()}`;
}
