import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { complaints, openBrowser, openPage, Service } from './service';

/**
 * For all tests of a file: one service, and a page of it for each test, which must not complain.
 * @param flags of the service
 * @param take told of them before each test
 */
export function eachPage(flags: string[], take: (page: Page, service: Service) => void): void {
  let browser: Browser;
  let service: Service;
  let page: Page;

  beforeAll(async () => {
    [browser, service] = await Promise.all([openBrowser(), Service.start(...flags)]);
  });
  afterAll(async () => {
    await browser.close();
    await service.stop();
  });
  beforeEach(async () => {
    complaints.length = 0;
    page = await openPage(browser, service.address);
    take(page, service);
  });
  afterEach(async () => {
    await page.context().close();
    expect(complaints).toEqual([]);
  });
}
