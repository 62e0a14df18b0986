import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { eachPage } from './each_page';
import { wav } from './sounds';

let page: Page;
eachPage(['--profile', 'fast'], (opened) => {
  page = opened;
});

const MAX_STOPS = 60;

/** What has the keyboard, by its name. */
async function focused(): Promise<string> {
  return page.evaluate(() => {
    const one = document.activeElement;
    return one?.getAttribute('aria-label') ?? (one?.id || one?.textContent) ?? '';
  });
}

/** Goes on with a key until what is named has the keyboard. */
async function tabTo(name: string | RegExp, key = 'Tab'): Promise<void> {
  for (let i = 0; i < MAX_STOPS; i += 1) {
    const now = await focused();
    if (typeof name === 'string' ? now === name : name.test(now)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`the keyboard does not reach ${name}`);
}

/** Chooses songs by the dialog that the keyboard opens. */
async function choose(...files: Awaited<ReturnType<typeof wav>>[]): Promise<void> {
  // Whose dialog is open when the page comes to know its models sees its field go.
  await page.locator('.samples button').first().waitFor();
  // Said early, as the browser needs a while to leave the dialog to the test.
  const coming = page.waitForEvent('filechooser');
  await tabTo('files');
  await page.keyboard.press('Enter');
  await (await coming).setFiles(files);
  await page
    .locator('.card[data-state=answered]')
    .nth(files.length - 1)
    .waitFor();
}

test('the keyboard alone chooses a song, plays it, and reads its answer to the end', async () => {
  await choose(await wav('keys.wav', 9));
  await page.waitForSelector('.play:not([disabled])');
  await tabTo('Play');
  await page.keyboard.press('Space');
  await expect.poll(focused).toBe('Pause');
  await page.keyboard.press('Space');
  await tabTo('Position in the song');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  expect(await page.textContent('.time')).toBe('0:03');
  await tabTo('Show the spectrogram');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Hide the spectrogram' }).waitFor();
  await tabTo('As a table');
  await page.keyboard.press('Enter');
  await tabTo('Genre over time');
  expect(await page.locator('table:visible').count()).toBe(1);
  await tabTo('For programs');
  await page.keyboard.press('Space');
  await tabTo('Copy');
  await page.keyboard.press('Enter');
  await expect.poll(focused).toBe('Copied');
});

test('the keyboard alone opens a song of a list and removes another, and is not lost by it', async () => {
  await choose(await wav('a.wav', 6), await wav('b.wav', 6, 330));
  await tabTo('a.wav');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.play:not([disabled])');
  expect(
    await page.getByRole('button', { name: 'a.wav', exact: true }).getAttribute('aria-expanded'),
  ).toBe('true');
  await tabTo('Remove: b.wav');
  await page.keyboard.press('Enter');
  await expect.poll(focused).toBe('Remove: a.wav');
  await page.keyboard.press('Enter');
  await expect.poll(focused).toBe('files');
});

test('the keyboard stays where it is when the models come to be known', async () => {
  await page.route('**/v1/bundles', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 500));
    await route.continue();
  });
  await page.reload();
  await tabTo('files');
  await page.locator('.samples button').first().waitFor();
  expect(await focused()).toBe('files');
});

test('where the keyboard is can be seen at every stop', async () => {
  await choose(await wav('seen.wav', 6));
  await page.waitForSelector('.play:not([disabled])');
  for (let i = 0; i < MAX_STOPS; i += 1) {
    await page.keyboard.press('Tab');
    const isSeen = await page.evaluate(() => {
      const one = document.activeElement;
      if (one === null || one === document.body) return true;
      const shown = one.id === 'files' ? one.nextElementSibling : one;
      return shown !== null && parseFloat(getComputedStyle(shown).outlineWidth) >= 2;
    });
    expect(isSeen, await focused()).toBe(true);
  }
});
