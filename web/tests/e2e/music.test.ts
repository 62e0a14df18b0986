import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { eachPage } from './each_page';
import { mixed, rendered } from './music';

const FOLDER = join(process.env['EARMARK_SHARED'] ?? '/nowhere', 'data', 'samples');
const songs = (await readdir(FOLDER).catch(() => [])).filter((name) => /\.(mp3|flac)$/.test(name));

let page: Page;
eachPage([], (opened) => {
  page = opened;
});

const answered = '.card[data-state=answered]';

test.each([
  ['string quartet', 'classical'],
  ['hammering guitars', 'metal'],
  ['rock band', 'rock'],
])('a %s is heard to be %s', async (kind, genre) => {
  await page.setInputFiles('#files', await rendered('song.wav', kind));
  await page.waitForSelector(answered);
  expect(await page.textContent('.genre')).toBe(genre);
  expect(await page.textContent('.legend')).toContain(genre);
});

test('a mix is told part by part, and each part is one click away', async () => {
  await page.setInputFiles(
    '#files',
    await mixed('mix.wav', ['string quartet', 'hammering guitars', 'boom bap']),
  );
  await page.waitForSelector('.play:not([disabled])');
  expect(await page.locator('.stretch').count()).toBe(3);
  await page.getByRole('button', { name: '1:00: from metal to hip-hop' }).click();
  await expect.poll(() => page.textContent('.time')).toMatch(/1:0\d/);
  expect(await page.textContent('.moment')).toMatch(/^At 1:0\d: hip-hop/);
});

const why = songs.length === 0 ? ' (skipped: EARMARK_SHARED has no data/samples)' : '';

describe.skipIf(songs.length === 0)(`recorded songs${why}`, () => {
  test('each is answered, drawn and played', async () => {
    await page.setInputFiles(
      '#files',
      songs.map((name) => join(FOLDER, name)),
    );
    await page
      .locator(answered)
      .nth(songs.length - 1)
      .waitFor();
    for (const name of songs) {
      const card = page.locator('.card', { hasText: name });
      await card.getByRole('button', { name, exact: true }).click();
      await card.locator('.play:not([disabled])').click();
      await expect.poll(() => card.locator('.time').textContent()).not.toBe('0:00');
      await card.getByRole('button', { name: 'Pause' }).click();
      expect(await card.locator('.answer .bar').count()).toBe(10);
    }
  });
});
