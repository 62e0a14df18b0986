import type { components } from './api';

type Schemas = components['schemas'];
export type Prediction = Schemas['Prediction'];
export type Segment = Schemas['Segment'];
export type Problem = Schemas['Problem'];
export type Bundle = Schemas['Bundle'];

/** What the user chose; it can be restored from the page's address. */
export interface Settings {
  profile: string;
  hopS: number;
  tags: boolean;
  theme: 'auto' | 'light' | 'dark';
  language: string;
}
