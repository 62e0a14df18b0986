import { rendered } from '../e2e/music';
import { au, noSound } from '../e2e/sounds';
import * as stage from './stage';
import { answered, choose, reach, type State } from './stage';

/** The page before, during and after its songs are judged. */
export const before: State[] = [
  { name: 'empty', arrange: (page) => page.locator('.samples button').nth(2).waitFor() },
  { name: 'settings', arrange: (page) => page.click('.settings summary') },
  {
    name: 'dragged over',
    arrange: (page) =>
      page.evaluate(() => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([''], 'song.mp3'));
        window.dispatchEvent(new DragEvent('dragover', { dataTransfer }));
      }),
  },
  {
    name: 'recording',
    arrange: async (page) => {
      await page.getByRole('button', { name: 'Record' }).click();
      await page.getByRole('button', { name: '0:02' }).waitFor();
    },
  },
];

export const during: State[] = [
  {
    name: 'uploading',
    arrange: async (page) => {
      await stage.slowly(page, 200_000);
      await choose(page, await rendered('rock-band.wav', 'rock band'));
      await page.getByText(/Uploading, [1-9]\d? %/).waitFor();
      await stage.slowly(page, 100);
    },
  },
  {
    name: 'uploaded',
    arrange: async (page, service) => {
      service.halt();
      await choose(page, await rendered('swing-quartet.flac', 'swing quartet'));
      await reach(page, 'listening');
    },
  },
  {
    name: 'listening',
    flags: ['--profile', 'fast'],
    arrange: async (page, service) => {
      await choose(page, await stage.long());
      await page.locator('.stretch').first().waitFor();
      service.halt();
    },
  },
];

export const after: State[] = [
  {
    name: 'sure',
    arrange: async (page) => answered(page, await rendered('string-quartet.wav', 'string quartet')),
  },
  { name: 'not sure', arrange: async (page) => answered(page, await stage.unsure()) },
  { name: 'no music', arrange: async (page) => answered(page, await stage.noise()) },
  { name: 'silence', arrange: async (page) => answered(page, await stage.silence()) },
  {
    name: 'mix, playing',
    arrange: async (page) => {
      await answered(page, await stage.mix());
      await page.getByRole('slider').fill('52');
    },
  },
  {
    name: 'spectrogram',
    arrange: async (page) => {
      await answered(page, await stage.mix());
      await page.getByRole('button', { name: 'Show the spectrogram' }).click();
      await page.getByRole('button', { name: 'Hide the spectrogram' }).waitFor();
    },
  },
  {
    name: 'all unfolded, with tags',
    query: '?tags=1',
    arrange: async (page) => {
      await answered(page, await stage.unsure());
      await stage.unfold(page);
    },
  },
  {
    name: 'not playable here',
    arrange: async (page) => {
      await choose(page, au('tape.au', 12));
      await reach(page, 'answered');
      await page.getByText('This browser cannot play').waitFor();
    },
  },
  {
    name: 'list',
    arrange: async (page) => {
      const kinds = [
        'string quartet',
        'hammering guitars',
        'rock band',
        'boom bap',
        'swing quartet',
      ];
      const songs = kinds.map((kind) => rendered(`${kind.replace(' ', '-')}.flac`, kind));
      await choose(
        page,
        ...(await Promise.all([...songs, stage.noise(), stage.silence(), noSound])),
      );
      await reach(page, 'answered', songs.length + 2);
      await reach(page, 'failed');
    },
  },
];
