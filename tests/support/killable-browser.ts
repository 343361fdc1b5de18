import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import type { BrowserContext } from '@playwright/test';
import { BROWSER_ARGS, findBrowser } from '../../scripts/find-browser.mjs';

/** A browser with a profile that stays, whose processes can be killed as by a power cut. Release with `remove`. */
export class KillableBrowser {
  readonly #profile: string;
  #process: ChildProcess | null = null;

  private constructor(profile: string) {
    this.#profile = profile;
  }

  static async create(): Promise<KillableBrowser> {
    return new KillableBrowser(await mkdtemp(join(tmpdir(), 'lectern-profile-')));
  }

  /** Starts the browser; its windows share the profile. */
  async start(): Promise<BrowserContext> {
    const executable = findBrowser();
    if (executable === null) throw new Error('no Chromium or Chrome found');
    const child = spawn(
      executable,
      [
        ...BROWSER_ARGS,
        '--headless=new',
        '--remote-debugging-port=0',
        `--user-data-dir=${this.#profile}`,
        '--window-size=1366,768',
        // Neither its start page nor its dialogs: they would be pages to attach to as well.
        '--hide-crash-restore-bubble',
        'about:blank',
      ],
      { stdio: ['ignore', 'ignore', 'pipe'], detached: true },
    );
    this.#process = child;
    let said = '';
    const address = await new Promise<string>((resolve, reject) => {
      child.once('exit', () => reject(new Error(`the browser ended: ${said}`)));
      child.stderr.on('data', (text: Buffer) => {
        said += String(text);
        const found = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
        if (found !== undefined) resolve(found);
      });
    });
    // A browser that was killed puts its profile in order first: on a busy machine that takes longer than the usual 30 s.
    const browser = await chromium.connectOverCDP(address, { timeout: 90_000 });
    const [context] = browser.contexts();
    if (context === undefined) throw new Error('the browser has no profile');
    return context;
  }

  /** Kills all of the browser's processes at once; nothing in them gets to run any more. */
  async kill(): Promise<void> {
    const child = this.#process;
    if (child?.pid === undefined) return;
    this.#process = null;
    const ended = once(child, 'exit');
    process.kill(-child.pid, 'SIGKILL');
    await ended;
  }

  async remove(): Promise<void> {
    await this.kill();
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 10 });
  }
}
