import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type FrameLocator, type Locator, type Page } from '@playwright/test';
import { BUILT_APP } from './built-app.ts';
import type { IndexFiles } from './ipython-index.ts';
import { startServer, type TestServer } from './start-server.ts';

/** The built application as a deployer serves it who has filled its folder of packages and offers IPython. */
export interface ServedWidgets {
  readonly server: TestServer;
  stop(): Promise<void>;
}

export async function serveWithPackages(files: IndexFiles): Promise<ServedWidgets> {
  const folder = await mkdtemp(join(tmpdir(), 'lectern-widgets-'));
  await cp(BUILT_APP, folder, { recursive: true });
  await mkdir(join(folder, 'packages'), { recursive: true });
  for (const [name, content] of files) await writeFile(join(folder, 'packages', name), content);
  await writeFile(
    join(folder, 'config.json'),
    JSON.stringify({ packages: ['packages/'], kernels: ['ipython'] }),
  );
  const server = await startServer({ appDir: folder });
  return {
    server,
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** A notebook with the kernel "Python (IPython)" in a page. */
export class WidgetNotebook {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Opens the application and a new notebook. */
  static async open(page: Page, url: string): Promise<WidgetNotebook> {
    await page.goto(url);
    await page.getByRole('button', { name: 'Work alone' }).click();
    await page.waitForFunction(() => performance.getEntriesByName('lectern:complete').length > 0);
    await page.getByRole('button', { name: 'New Launcher' }).first().click();
    await page
      .locator('.jp-Launcher')
      .getByText('Python (IPython)')
      .first()
      .click({ timeout: 30_000 });
    const notebook = new WidgetNotebook(page);
    await expect(notebook.panel.getByText('Python (IPython)')).toBeVisible();
    return notebook;
  }

  get panel(): Locator {
    return this.page.locator('.jp-NotebookPanel:not(.lm-mod-hidden)');
  }

  cell(number: number): Locator {
    return this.panel.locator('.jp-CodeCell').nth(number);
  }

  /** Writes the cell with this number and runs it, without waiting for its end. */
  async run(number: number, code: string): Promise<void> {
    await this.cell(number).locator('.cm-content').fill(code);
    await this.page.keyboard.press('Shift+Enter');
  }

  /** Waits until the cell has been run to its end. */
  async isDone(number: number): Promise<void> {
    await expect(this.cell(number).locator('.jp-InputPrompt').first()).toHaveText(/\[\d+\]/, {
      timeout: 120_000,
    });
  }

  /** What the cell shows in its frame. */
  control(number: number): FrameLocator {
    return this.cell(number).frameLocator('iframe');
  }

  output(number: number): Locator {
    return this.cell(number).locator('.jp-OutputArea').first();
  }

  /** Runs an expression in a cell of its own and expects its value. */
  async says(number: number, code: string, value: string): Promise<void> {
    await this.run(number, code);
    await expect(this.cell(number).locator('.jp-OutputArea-output')).toHaveText(value, {
      timeout: 60_000,
    });
  }
}
