import type { Page } from 'playwright-core';
import { mixed, rendered, type Chosen } from '../e2e/music';
import type { Service } from '../e2e/service';
import { samples } from '../e2e/sounds';

export type Theme = 'light' | 'dark';

/** A state of the page, and how it comes about. */
export interface State {
  name: string;
  /** Of the service. */
  flags?: string[] | (() => Promise<string[]>);
  /** Of the page's address. */
  query?: string;
  /** In which it is photographed; both where it does not say. */
  themes?: Theme[];
  arrange(page: Page, service: Service): Promise<unknown>;
}

export async function choose(page: Page, ...files: Chosen[]): Promise<void> {
  await page.setInputFiles('#files', files);
}

export async function reach(page: Page, state: string, n = 1): Promise<void> {
  await page
    .locator(`.card[data-state=${state}]`)
    .nth(n - 1)
    .waitFor();
}

/** Lets songs be judged; where it is one, until it can be played. */
export async function answered(page: Page, ...files: Chosen[]): Promise<void> {
  await choose(page, ...files);
  await reach(page, 'answered', files.length);
  if (files.length === 1) await page.waitForSelector('.play:not([disabled])');
}

export const mix = () => mixed('mix.wav', ['string quartet', 'hammering guitars', 'boom bap']);
export const unsure = () => rendered('swing-quartet.wav', 'swing quartet');
export const noise = () => samples('noise.wav', 12, () => 0.1 * (Math.random() - 0.5));
export const silence = () => samples('silence.wav', 6, () => 0);
export const long = () => samples('long.wav', 1100, (t) => 0.3 * Math.sin(1400 * t + Math.sin(t)));

/** Uploads this slowly, so that pictures can be taken meanwhile. */
export async function slowly(page: Page, bytesPerS: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.emulateNetworkConditions', {
    ...{ offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytesPerS },
  });
}

export async function unfold(page: Page): Promise<void> {
  const folded = page.locator('.card details:not([open]) > summary');
  while ((await folded.count()) > 0) await folded.first().click();
}
