import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, openPage, Service } from './service';
import { samples, wav } from './sounds';

let browser: Browser;
let folder: string;

beforeAll(async () => {
  [browser, folder] = await Promise.all([openBrowser(), mkdtemp(join(tmpdir(), 'earmark-web-'))]);
});
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

/** Runs a test with a service of its own. */
async function withService(
  flags: string[],
  body: (page: Page, service: Service) => Promise<void>,
): Promise<void> {
  const service = await Service.start('--profile', 'fast', ...flags);
  const page = await openPage(browser, service.address);
  try {
    await body(page, service);
  } finally {
    await page.context().close();
    await service.stop();
  }
}

const failed = '.card[data-state=failed] .status';

test('a service that asks for a token is given one, and again after a wrong one', async () => {
  const tokens = join(folder, 'tokens');
  await writeFile(tokens, 'a-long-enough-token-of-this-test\n');
  await withService(['--tokens', tokens], async (page) => {
    await page.setInputFiles('#files', await wav('secret.wav', 6));
    const field = page.getByLabel('Access token');
    await field.fill('wrong');
    await field.press('Enter');
    await page.locator('.card[data-state=failed] form').waitFor();
    await field.fill('a-long-enough-token-of-this-test');
    await field.press('Enter');
    await page.waitForSelector('.card[data-state=answered]');
    expect(await page.evaluate(() => localStorage.length)).toBe(0);
    expect(await page.textContent('.curl')).not.toContain('a-long-enough-token');
    await page.reload();
    await page.setInputFiles('#files', await wav('again.wav', 6));
    await page.waitForSelector('.card[data-state=answered]');
  });
});

test('a file that is too large is refused with what to do', async () => {
  await withService(['--max-body-mb', '1'], async (page) => {
    await page.setInputFiles('#files', await wav('large.wav', 60));
    expect(await page.textContent(failed)).toContain('larger than this service takes');
  });
});

test('a sound that is too short is refused with what to do', async () => {
  await withService([], async (page) => {
    await page.setInputFiles('#files', await samples('blip.wav', 0.2, () => 0.1));
    expect(await page.textContent(failed)).toContain('shorter than half a second');
  });
});

test('a service that is gone is said to be gone', async () => {
  await withService([], async (page, service) => {
    await service.stop('SIGKILL');
    await page.setInputFiles('#files', await wav('late.wav', 6));
    expect(await page.textContent(failed)).toContain('does not answer');
  });
});

test('a device without a network is told so', async () => {
  await withService([], async (page) => {
    await page.context().setOffline(true);
    await page.setInputFiles('#files', await wav('alone.wav', 6));
    expect(await page.textContent(failed)).toContain('offline');
  });
});

test('a microphone that is refused leads to a sentence', async () => {
  await withService([], async (page) => {
    await page.evaluate(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no'));
    });
    await page.getByRole('button', { name: 'Record' }).click();
    await page.getByText('The microphone cannot be used').waitFor();
  });
});

test('a service that dies while it listens leaves what was heard, and a sentence', async () => {
  await withService([], async (page, service) => {
    await page.setInputFiles(
      '#files',
      await samples('torn.wav', 1100, (t) => 0.3 * Math.sin(1400 * t)),
    );
    await page.locator('.card[data-state=listening] .stretch').first().waitFor();
    await service.stop('SIGKILL');
    expect(await page.textContent(failed)).toContain('does not answer');
    expect(await page.locator('.stretch').count()).toBeGreaterThan(0);
  });
});
