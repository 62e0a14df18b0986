import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { State } from '../states/stage';
import { STATES } from '../states/states';
import { violations } from './axe';
import { openBrowser, openPage, Service } from './service';

const PHONE_WIDTH = 360;

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

/** Makes every text longer by three fifths, as another language may be. */
function lengthen(): void {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.nodeValue ?? '';
    const isOfLanguage = /[a-zäöü]{3}/i.test(text) && !node.parentElement?.closest('pre, .fold');
    if (isOfLanguage) node.nodeValue = `${text} ${text.slice(0, Math.ceil(0.6 * text.length))}`;
  }
}

/** What reaches beyond the window, or does not show all of its text. */
function cutOff(): string[] {
  const isMeant = (one: Element) => one.closest('.unseen, .scroll, pre, svg, .page-options span');
  return [...document.querySelectorAll('body *')]
    .filter((one) => !isMeant(one))
    .filter((one) => {
      const isBeyond = one.getBoundingClientRect().right > window.innerWidth + 0.5;
      return isBeyond || (one.matches('button, label') && one.scrollWidth > one.clientWidth + 1);
    })
    .map((one) => `${one.tagName} ${one.className}: ${one.textContent?.slice(0, 60) ?? ''}`);
}

function examine(state: State): void {
  let service: Service;
  let page: Page;

  beforeAll(async () => {
    const flags = typeof state.flags === 'function' ? await state.flags() : state.flags;
    service = await Service.start(...(flags ?? []));
    page = await openPage(browser, service.address + (state.query ?? ''));
    await state.arrange(page, service);
  });
  afterAll(async () => {
    await page.context().close();
    await service.stop('SIGKILL');
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`axe finds nothing to mend, ${colorScheme}`, async () => {
      await page.emulateMedia({ colorScheme });
      expect(await violations(page)).toEqual([]);
    });
  }

  test('on a telephone nothing is cut off, nor when every text is three fifths longer', async () => {
    await page.setViewportSize({ width: PHONE_WIDTH, height: 800 });
    expect(await page.evaluate(cutOff)).toEqual([]);
    await page.evaluate(lengthen);
    expect(await page.evaluate(cutOff)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE_WIDTH);
  });
}

for (const state of STATES) {
  describe(state.name, () => {
    examine(state);
  });
}
