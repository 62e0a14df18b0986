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

function entry(list: Record<string, string>, key: string): string | undefined {
  return Object.hasOwn(list, key) ? list[key] : undefined;
}

/** A genre in the user's language; one that the catalogue does not know as the bundle spells it. */
export function genreName(messages: Messages, genre: string): string {
  return entry(messages.genreNames, genre) ?? genre;
}

/** A sample song's name in the user's language; of one that the catalogue does not know its own. */
export function sampleName(messages: Messages, stem: string, title: string): string {
  return entry(messages.sampleNames, stem) ?? title;
}

/** What went wrong, with a next step; of an unknown kind what the service says. */
export function errorText(messages: Messages, kind: string, message: string): string {
  return (entry(messages.errors, kind) ?? message) || messages.errors.defect;
}
