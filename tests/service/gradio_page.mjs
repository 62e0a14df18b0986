// Drops a file on the page of ADDRESS, submits it, and tells as JSON what came of it.
// node gradio_page.mjs ADDRESS PICTURE [FILE]: without a file, submits none.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';

const require = createRequire(new URL('../../web/package.json', import.meta.url));
const { chromium } = require('playwright-core');

const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'],
  ...['--disable-component-update', '--no-first-run', '--disable-quic'],
];
const ANSWER_MS = 60_000;

async function drop(page, file) {
  const content = readFileSync(file).toString('base64');
  const transfer = await page.evaluateHandle(
    ([content, name]) => {
      const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([bytes], name, { type: 'audio/wav' }));
      return transfer;
    },
    [content, basename(file)],
  );
  await page.getByText('Drop Audio Here').dispatchEvent('drop', { dataTransfer: transfer });
  await page.locator('#waveform, [data-testid^="waveform"]').first().waitFor();
}

const [address, picture, file] = process.argv.slice(2);
const seen = {
  foreign: [],
  complaints: [],
  buttons: [],
  label: null,
  error: null,
};
const browser = await chromium.launch({
  executablePath: process.env.EARMARK_CHROMIUM ?? '/usr/bin/chromium',
  args: FLAGS,
});
try {
  const page = await browser.newPage({ viewport: { width: 900, height: 520 } });
  page.on('request', (request) => {
    const url = request.url();
    if (/^(https?|wss?):/.test(url) && !url.startsWith(address)) seen.foreign.push(url);
  });
  page.on('pageerror', (error) => seen.complaints.push(error.message));
  await page.goto(address);
  if (file) await drop(page, file);
  await page.getByRole('button', { name: 'Submit' }).click();
  const label = page.getByTestId('label-output-value');
  const error = page.getByTestId('toast-body');
  await label.or(error).first().waitFor({ timeout: ANSWER_MS });
  if (await label.count()) seen.label = (await label.innerText()).trim();
  if (await error.count()) seen.error = (await error.innerText()).trim();
  for (const button of await page.getByRole('button').all()) {
    seen.buttons.push((await button.getAttribute('aria-label')) ?? (await button.innerText()));
  }
  await page.screenshot({ path: picture, animations: 'disabled' });
} finally {
  await browser.close();
}
console.log(JSON.stringify(seen));
