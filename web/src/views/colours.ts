const N_COLOURS = 10;

/** The colour that stands for a genre of the bundle. */
export function genreColour(genre: string | null, genres: readonly string[]): string {
  const place = genre === null ? -1 : genres.indexOf(genre);
  return place < 0 ? 'var(--silent)' : `var(--genre-${place % N_COLOURS})`;
}
