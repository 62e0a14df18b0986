import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What axe finds wrong; the page's own policy lets no script in but by the debugger. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const result = (await page.evaluate('axe.run(document)')) as axe.AxeResults;
  return result.violations.map((one) => `${one.id}: ${one.nodes[0]?.html ?? ''}`);
}
