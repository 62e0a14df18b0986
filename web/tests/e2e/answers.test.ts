import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Prediction } from '../../src/types';
import { eachPage } from './each_page';
import { au, noSound, samples, wav } from './sounds';

let page: Page;
eachPage([], (opened) => {
  page = opened;
});

const answered = '.card[data-state=answered]';
type Files = Parameters<Page['setInputFiles']>[1];

async function answerTo(files: Files): Promise<void> {
  await page.setInputFiles('#files', files);
  await page.waitForSelector(answered);
}

/** Lets the service's answer say what no rendered sound is sure to bring about. */
async function changeAnswer(some: Partial<Prediction>): Promise<void> {
  await page.route('**/v1/predictions*', async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replace(/(?<=event: prediction\ndata: ).*/, (data) => {
      const event = JSON.parse(data) as { prediction: Prediction };
      return JSON.stringify({ ...event, prediction: { ...event.prediction, ...some } });
    });
    await route.fulfill({ response, body });
  });
}

test('silence is said to be silence', async () => {
  await answerTo(await samples('silence.wav', 6, () => 0));
  expect(await page.textContent('.genre')).toBe('There is only silence');
  expect(await page.textContent('.legend')).toContain('silence');
});

test('noise does not sound like music', async () => {
  await answerTo(await samples('noise.wav', 9, () => 0.1 * (Math.random() - 0.5)));
  expect(await page.textContent('.genre')).toBe('This does not sound like music');
});

test('an unsure answer names two genres', async () => {
  await changeAnswer({
    kind: 'music',
    genre: 'rock',
    confidence: 0.4,
    unsure: true,
    second: 'metal',
  });
  await answerTo(await wav('unsure.wav', 6));
  expect(await page.textContent('.genre')).toBe('Not sure: rock or metal');
});

test('places where the genre changes can be heard', async () => {
  await changeAnswer({ changes: [{ time_s: 6, from: 'jazz', to: 'metal' }] });
  await answerTo(await wav('mix.wav', 12));
  await page.waitForSelector('.play:not([disabled])');
  await page.getByRole('button', { name: '0:06: from jazz to metal' }).click();
  await expect.poll(() => page.textContent('.time')).toMatch(/0:0[6-9]|0:1/);
});

test('tags come when they are asked for', async () => {
  await answerTo(await wav('tags.wav', 6));
  await page.getByRole('button', { name: 'What else can be heard?' }).click();
  await page.locator('.more .bar').first().waitFor();
  expect(await page.textContent('.curl')).toContain('tags=true');
});

test('a file that the browser cannot play has an answer all the same', async () => {
  await answerTo(au('tape.au', 6));
  await page.getByText('This browser cannot play this file').waitFor();
  expect(await page.locator('.stretch').count()).toBeGreaterThan(0);
  expect(await page.locator('.controls').isVisible()).toBe(false);
});

test('screen readers are told of answers and of failures', async () => {
  await answerTo(await wav('spoken.wav', 6));
  const speaker = page.locator('main > [role=status]');
  expect(await speaker.textContent()).toMatch(/^spoken\.wav: \S+/);
  await page.setInputFiles('#files', noSound);
  await expect.poll(() => speaker.textContent()).toContain('notes.txt: No sound');
});

test('answers of several songs are folded, and open one by one', async () => {
  await page.setInputFiles('#files', [await wav('a.wav', 6), await wav('b.wav', 6, 330)]);
  await page.locator(answered).nth(1).waitFor();
  expect(await page.locator('.play').first().isVisible()).toBe(false);
  await page.getByRole('button', { name: 'a.wav', exact: true }).press('Enter');
  await page.locator('.play:not([disabled])').first().waitFor();
  await page.getByRole('button', { name: 'Remove all' }).click();
  expect(await page.locator('.card').count()).toBe(0);
});

test('answers are translated with the page, and colours follow the switch', async () => {
  await answerTo(await wav('both.wav', 6));
  await page.getByLabel('Colours').selectOption('dark');
  expect(await page.getAttribute('html', 'data-theme')).toBe('dark');
  await page.getByLabel('Language').selectOption('de');
  await page.getByRole('heading', { name: 'Genre im Verlauf' }).waitFor();
  await page.getByText('Für Programme', { exact: true }).waitFor();
});

test('the slider moves by the keyboard, and says what is heard there', async () => {
  await answerTo(await wav('slider.wav', 12));
  await page.waitForSelector('.play:not([disabled])');
  const slider = page.getByRole('slider');
  await slider.press('ArrowRight');
  await slider.press('ArrowRight');
  expect(await page.textContent('.time')).toBe('0:06');
  expect(await slider.getAttribute('aria-valuetext')).toMatch(/^At 0:06: \S+/);
  await slider.press(' ');
  await page.getByRole('button', { name: 'Pause' }).waitFor();
});

test('the JSON can be downloaded', async () => {
  await answerTo(await wav('down.wav', 6));
  await page.getByText('For programs', { exact: true }).click();
  const coming = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download the JSON' }).click();
  expect((await coming).suggestedFilename()).toBe('down.wav.json');
});

test('a long song is played without a wave', async () => {
  await answerTo(await samples('long.wav', 960, (t) => 0.3 * Math.sin(1400 * t)));
  await page.waitForSelector('.play:not([disabled])');
  expect(await page.locator('.wave').isVisible()).toBe(false);
  expect(await page.getByRole('button', { name: 'Show the spectrogram' }).isVisible()).toBe(false);
  await page.locator('.band').click({ position: { x: 200, y: 8 } });
  await page.getByRole('button', { name: 'Pause' }).waitFor();
});
