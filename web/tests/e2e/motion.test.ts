import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, openPage, Service } from './service';
import { wav } from './sounds';

let browser: Browser;
let service: Service;
beforeAll(async () => {
  [browser, service] = await Promise.all([openBrowser(), Service.start('--profile', 'fast')]);
});
afterAll(async () => {
  await browser.close();
  await service.stop();
});

/** What moves, or would at the next change. */
function moving(): string[] {
  const all = [...document.querySelectorAll('*')];
  const styles = all.flatMap((one) =>
    ['', '::before', '::after'].map((part) => ({
      name: `${one.tagName}.${one.className}${part}`,
      style: getComputedStyle(one, part || null),
    })),
  );
  const longest = (times: string) => Math.max(...times.split(',').map(parseFloat));
  return styles
    .filter(
      ({ style }) =>
        longest(style.transitionDuration) > 0 ||
        (style.animationName !== 'none' && longest(style.animationDuration) > 0) ||
        style.scrollBehavior === 'smooth',
    )
    .map(({ name }) => name);
}

/** A page that records, with an answer and a song to come. */
async function busyPage(reducedMotion: 'reduce' | 'no-preference'): Promise<Page> {
  const page = await openPage(browser, service.address, { reducedMotion });
  await page.setInputFiles('#files', await wav('still.wav', 6));
  await page.waitForSelector('.play:not([disabled])');
  await page.getByRole('button', { name: 'Record' }).click();
  await page.waitForSelector('.recording');
  return page;
}

test('nothing moves for whom motion is too much', async () => {
  const page = await busyPage('reduce');
  expect(await page.evaluate(moving)).toEqual([]);
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
  await page.context().close();
});

test('for others a recording pulses', async () => {
  const page = await busyPage('no-preference');
  expect(await page.evaluate(() => document.getAnimations().length)).toBeGreaterThan(0);
  expect(await page.evaluate(moving)).not.toEqual([]);
  await page.context().close();
});
