import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { eachPage } from './each_page';
import type { Service } from './service';
import { noSound, wav } from './sounds';

let page: Page;
let service: Service;
eachPage(['--profile', 'fast'], (opened, running) => {
  page = opened;
  service = running;
});

const answered = '.card[data-state=answered]';

async function choose(...files: Parameters<Page['setInputFiles']>[1][]): Promise<void> {
  await page.setInputFiles('#files', files.flat() as Parameters<Page['setInputFiles']>[1]);
}

test('a song that is chosen has its genre, bars, wave and ribbon', async () => {
  await choose(await wav('chords.wav', 12));
  await page.waitForSelector(`${answered} .genre`);
  expect(await page.textContent('.genre')).toMatch(/^[a-z-]+$|^Not sure: /);
  expect(await page.locator(`${answered} .answer .bar`).count()).toBe(10);
  expect(await page.locator(`${answered} .stretch`).count()).toBeGreaterThan(0);
  await page.waitForSelector('.play:not([disabled])');
  expect(await page.locator('.wave > div').count()).toBe(1);
});

test('the ribbon follows playback and leads to places', async () => {
  await choose(await wav('chords.wav', 12));
  await page.waitForSelector('.play:not([disabled])');
  await page.locator('.band').click({ position: { x: 200, y: 10 } });
  await expect.poll(() => page.textContent('.time')).not.toBe('0:00');
  await page.getByRole('slider', { name: 'Position in the song' }).fill('9');
  expect(await page.textContent('.time')).toMatch(/0:(09|1\d)/);
});

test('several songs fill the list, and one that is none says what to do', async () => {
  await choose([await wav('a.wav', 6), noSound, await wav('b.wav', 6, 330)]);
  await page.locator(answered).nth(1).waitFor();
  const failed = page.locator('.card[data-state=failed]');
  await failed.waitFor();
  expect(await failed.locator('.status').textContent()).toContain('No sound could be found');
  await failed.getByRole('button', { name: 'Remove: notes.txt' }).click();
  expect(await page.locator('.card').count()).toBe(2);
});

test('a song that is dropped is taken', async () => {
  const file = await wav('dropped.wav', 6);
  const data = await page.evaluateHandle(
    (bytes) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(bytes)], 'dropped.wav'));
      return transfer;
    },
    [...file.buffer],
  );
  await page.dispatchEvent('.drop', 'drop', { dataTransfer: data });
  await page.waitForSelector(answered);
  expect(await page.textContent('.card h3')).toBe('dropped.wav');
});

test('a recording is judged', async () => {
  await page.getByRole('button', { name: 'Record' }).click();
  await page.getByRole('button', { name: /Stop and listen \(0:0[2-9]/ }).click();
  await page.waitForSelector(`${answered}`);
});

test('a sample song is one click away', async () => {
  await page.getByRole('button', { name: 'A string quartet' }).click();
  await page.waitForSelector(answered);
});

test('cancelling ends the work, and trying again begins it anew', async () => {
  await page.route('**/v1/predictions*', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await route.continue().catch(() => undefined);
  });
  await choose(await wav('slow.wav', 6));
  await page.getByRole('button', { name: 'Cancel: slow.wav' }).click();
  await page.waitForSelector('.card[data-state=cancelled]');
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.getByRole('button', { name: 'Try again: slow.wav' }).click();
  await page.waitForSelector(answered);
});

test('a busy service is asked again by itself', async () => {
  let n = 0;
  await page.route('**/v1/predictions*', async (route) => {
    n += 1;
    const problem = { kind: 'queue_full', detail: 'full', status: 503 };
    await (n === 1
      ? route.fulfill({ status: 503, headers: { 'Retry-After': '1' }, json: problem })
      : route.continue());
  });
  await choose(await wav('patient.wav', 6));
  await page.waitForSelector('.card[data-state=retrying]');
  expect(await page.textContent('.status')).toContain('Trying again in');
  await page.waitForSelector(answered);
  expect(n).toBe(2);
});

test('a lost connection is said, with what to do', async () => {
  await page.route('**/v1/predictions*', (route) => route.abort());
  await choose(await wav('lost.wav', 6));
  await page.waitForSelector('.card[data-state=failed]');
  expect(await page.textContent('.status')).toContain('connection was lost');
});

test('settings are kept in the address, and the language changes the page', async () => {
  await page.getByText('Settings', { exact: true }).click();
  await page.getByLabel('Models').selectOption('fast');
  await page.getByLabel('Language').selectOption('de');
  await page.getByText('Lieder hier ablegen', { exact: true }).waitFor();
  expect(page.url()).toContain('profile=fast');
  expect(page.url()).toContain('lang=de');
  await page.reload();
  await page.getByText('Lieder hier ablegen', { exact: true }).waitFor();
  expect(await page.getAttribute('html', 'lang')).toBe('de');
});

test('what programs need can be copied', async () => {
  await choose(await wav("it's mine.wav", 6));
  await page.waitForSelector(answered);
  await page.getByText('For programs', { exact: true }).click();
  await page.getByRole('button', { name: 'Copy' }).first().click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe(
    `curl -F 'file=@it'\\''s mine.wav' '${service.address}/v1/predictions?timeline=true'`,
  );
});

test('the keyboard alone reaches everything', async () => {
  await choose(await wav('keys.wav', 6));
  await page.waitForSelector('.play:not([disabled])');
  const reached = new Set<string>();
  for (let i = 0; i < 40; i += 1) {
    await page.keyboard.press('Tab');
    reached.add(
      await page.evaluate(() => {
        const one = document.activeElement;
        return one?.getAttribute('aria-label') || one?.id || one?.textContent || '';
      }),
    );
  }
  for (const name of ['files', 'Position in the song', 'Remove: keys.wav', 'For programs']) {
    expect([...reached].some((one) => one.includes(name))).toBe(true);
  }
});

test('no width makes the page wider than the window', async () => {
  await choose(await wav('a-song-with-a-rather-long-name-that-does-not-fit.wav', 6));
  await page.waitForSelector(answered);
  for (const width of [360, 768, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
  }
});

test('the description of the service is a page of its own', async () => {
  await page.goto(`${service.address}/docs`);
  await page.getByText('/v1/predictions').first().waitFor();
});

test('nothing is asked of another place', async () => {
  const hosts = new Set<string>();
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url())) hosts.add(new URL(request.url()).origin);
  });
  await page.reload();
  await choose(await wav('alone.wav', 6));
  await page.waitForSelector('.play:not([disabled])');
  expect([...hosts]).toEqual([service.address]);
});
