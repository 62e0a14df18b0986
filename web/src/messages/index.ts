import { de } from './de';
import { en, type Messages } from './en';

export type { Messages };

export const LANGUAGES: Record<string, Messages> = { en, de };

/** The catalogue of the first wanted language that there is; English otherwise. */
export function languageOf(wanted: readonly string[]): string {
  const known = wanted.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag in LANGUAGES);
  return known ?? 'en';
}

export function messagesOf(language: string): Messages {
  return LANGUAGES[language] ?? en;
}
