import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { chromium, type Browser, type Page } from 'playwright-core';

const PROGRAM = process.env['EARMARK_SERVER_PROGRAM'] ?? '';
export const CHROMIUM = process.env['EARMARK_CHROMIUM'] ?? '/usr/bin/chromium';
export const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'],
  ...['--disable-component-update', '--no-first-run', '--disable-quic'],
  ...['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
];

/** A service of the real program on a free port. */
export class Service {
  /** The lines of its log so far. */
  readonly log: string[] = [];

  private constructor(
    private readonly process: ChildProcess,
    readonly address: string,
  ) {}

  static async start(...flags: string[]): Promise<Service> {
    const process = spawn(PROGRAM, ['--port', '0', ...flags], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    if (!process.stdout) throw new Error('no output');
    const [line] = (await once(createInterface(process.stdout), 'line')) as [string];
    const address = /http:\S+?:\d+/.exec(line)?.[0];
    if (address === undefined) throw new Error(`the service did not start: ${line}`);
    const service = new Service(process, address);
    createInterface(process.stderr).on('line', (said) => service.log.push(said));
    return service;
  }

  /** Halts it where it is, so that what it was about to say stays unsaid. */
  halt(): void {
    this.process.kill('SIGSTOP');
  }

  resume(): void {
    this.process.kill('SIGCONT');
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    this.process.kill(signal);
    await once(this.process, 'exit');
  }
}

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}

/** What a page complained about. */
export const complaints: string[] = [];

/** A page of the app, whose complaints are noted; failed requests are the tests' own doing. */
export async function openPage(
  browser: Browser,
  address: string,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB', ...options });
  await context.grantPermissions(['clipboard-read', 'clipboard-write', 'microphone']);
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('Failed to load resource')) {
      complaints.push(message.text());
    }
  });
  await page.goto(address);
  return page;
}
