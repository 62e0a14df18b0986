import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { eachPage } from './each_page';
import type { Service } from './service';
import { samples, wav } from './sounds';

let page: Page;
let service: Service;
eachPage(['--jobs', '1'], (opened, running) => {
  page = opened;
  service = running;
});

/** A figure of the service's metrics; 0 where it has not come up. */
async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${service.address}/metrics`)).text();
  const values = text.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, 'gm'));
  return [...values].reduce((sum, [, value]) => sum + Number(value), 0);
}

test('cancelling a song that is being heard ends the work in the service, too', async () => {
  const long = await samples('long.wav', 1100, (t) => 0.3 * Math.sin(1400 * t));
  await page.setInputFiles('#files', long);
  await page.locator('.card[data-state=listening] .stretch').first().waitFor();
  await page.getByRole('button', { name: 'Cancel: long.wav' }).click();
  await page.locator('.card[data-state=cancelled]').waitFor();
  // This very question is one.
  await expect.poll(() => metric('http_server_active_requests')).toBe(1);
  expect(await metric('earmark_judged_sounds_total')).toBe(0);
  await page.setInputFiles('#files', await wav('next.wav', 6));
  await page.locator('.card[data-state=answered]').waitFor();
  expect(await metric('earmark_judged_sounds_total')).toBe(1);
  const [left, next] = service.log.filter((line) => line.includes('"POST"'));
  expect(left).not.toContain('"genre"');
  expect(next).toContain('"genre"');
});
