// Photographs every state of the page, at each width and in both themes, into the folder of the
// first argument: WIDTH-THEME/NN-STATE.png.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { complaints, openBrowser, openPage, Service } from './e2e/service';
import type { State, Theme } from './states/stage';
import { STATES } from './states/states';

const WIDTHS = [360, 768, 1440];
const THEMES: Theme[] = ['light', 'dark'];
const HEIGHT = 800;
// wavesurfer.js draws anew a tenth of a second after the last change of its width.
const SETTLED_MS = 400;

async function settle(page: Page): Promise<void> {
  await page.waitForTimeout(SETTLED_MS);
  await page.evaluate(() => document.fonts.ready);
}

async function photograph(
  page: Page,
  themes: Theme[],
  folder: string,
  name: string,
): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: HEIGHT });
    for (const colorScheme of themes) {
      await page.emulateMedia({ colorScheme });
      await settle(page);
      const path = join(folder, `${width}-${colorScheme}`, `${name}.png`);
      await page.screenshot({ path, fullPage: true });
    }
  }
}

async function show(browser: Browser, state: State, folder: string, name: string): Promise<void> {
  const flags = typeof state.flags === 'function' ? await state.flags() : state.flags;
  const service = await Service.start(...(flags ?? []));
  const page = await openPage(browser, service.address + (state.query ?? ''));
  try {
    await state.arrange(page, service);
    await photograph(page, state.themes ?? THEMES, folder, name);
  } finally {
    service.resume();
    await page.context().close();
    await service.stop('SIGKILL');
  }
}

async function main([folder = 'pictures', only = '.']: string[]): Promise<void> {
  for (const width of WIDTHS) {
    for (const theme of THEMES) await mkdir(join(folder, `${width}-${theme}`), { recursive: true });
  }
  const browser = await openBrowser();
  try {
    for (const [i, state] of STATES.entries()) {
      const name = `${String(i + 1).padStart(2, '0')}-${state.name}`;
      if (!new RegExp(only).test(name)) continue;
      await show(browser, state, folder, name);
      console.log(name);
    }
  } finally {
    await browser.close();
  }
  if (complaints.length > 0) throw new Error(complaints.join('\n'));
}

await main(process.argv.slice(2));
