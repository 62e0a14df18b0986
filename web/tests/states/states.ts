import { after, before, during } from './answers';
import { failures } from './failures';
import type { State } from './stage';

const inGerman = [
  'settings',
  'mix, playing',
  'list',
  'all unfolded, with tags',
  'token',
  'failures',
];

const english = [...before, ...during, ...after, ...failures];

/** Every state of the page. */
export const STATES: State[] = [
  ...english,
  ...english
    .filter(({ name }) => inGerman.includes(name))
    .map((state): State => ({
      ...state,
      name: `German, ${state.name}`,
      themes: ['light'],
      query: state.query === undefined ? '?lang=de' : `${state.query}&lang=de`,
    })),
];
