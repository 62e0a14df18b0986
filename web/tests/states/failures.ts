import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rendered } from '../e2e/music';
import { noSound, samples, wav } from '../e2e/sounds';
import { choose, long, reach, type State } from './stage';

const TOKEN = 'a-long-enough-token-of-this-picture';

/** The folder of a file of tokens, until the service has read it. */
let folder = '';

async function tokens(): Promise<string> {
  folder = await mkdtemp(join(tmpdir(), 'earmark-web-'));
  const path = join(folder, 'tokens');
  await writeFile(path, `${TOKEN}\n`);
  return path;
}

const failed: State['arrange'] = async (page, service) => {
  const empty = { name: 'empty.mp3', mimeType: 'audio/mpeg', buffer: Buffer.alloc(0) };
  await choose(page, await wav('twenty-minutes.wav', 60));
  await reach(page, 'failed');
  await choose(page, noSound, await samples('blip.wav', 0.2, () => 0.1), empty);
  await reach(page, 'failed', 4);
  await page.route('**/v1/predictions*', (route) => route.abort());
  await choose(page, await wav('lost.wav', 6));
  await reach(page, 'failed', 5);
  await page.unrouteAll();
  service.halt();
  await choose(page, await wav('cancelled.wav', 6));
  await reach(page, 'listening');
  await page.locator('.card[data-state=listening] button').click();
  await reach(page, 'cancelled');
  service.resume();
  await page.context().setOffline(true);
  await choose(page, await wav('offline.wav', 6));
  await reach(page, 'failed', 6);
  await page.context().setOffline(false);
  await service.stop('SIGKILL');
  await choose(page, await wav('late.wav', 6));
  await reach(page, 'failed', 7);
};

export const failures: State[] = [
  {
    name: 'token',
    flags: async () => ['--tokens', await tokens()],
    arrange: async (page) => {
      await rm(folder, { recursive: true });
      await choose(page, await rendered('string-quartet.flac', 'string quartet'));
      await page.locator('.card form').waitFor();
      await page.getByRole('textbox').fill('wrong');
    },
  },
  {
    name: 'busy',
    flags: ['--rate-per-minute', '1'],
    arrange: async (page) => {
      await choose(page, await rendered('string-quartet.flac', 'string quartet'));
      await reach(page, 'answered');
      await choose(page, await rendered('swing-quartet.flac', 'swing quartet'));
      await reach(page, 'retrying');
    },
  },
  { name: 'failures', flags: ['--max-body-mb', '1'], arrange: failed },
  {
    name: 'service gone meanwhile',
    flags: ['--profile', 'fast'],
    arrange: async (page, service) => {
      await choose(page, await long());
      await page.locator('.card[data-state=listening] .stretch').first().waitFor();
      await service.stop('SIGKILL');
      await reach(page, 'failed');
    },
  },
  {
    name: 'microphone refused',
    arrange: async (page) => {
      await page.evaluate(() => {
        navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no'));
      });
      await page.getByRole('button', { name: 'Record' }).click();
      await page.locator('.problem').waitFor();
    },
  },
];
