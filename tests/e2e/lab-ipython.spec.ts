import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test as base, type Page } from '@playwright/test';
import { ipythonIndex } from '../support/ipython-index.ts';
import './lab-harness/window.ts';
import { serveLab, type ServedLab } from './lab-harness/serve-lab.ts';

/** JupyterLab as a deployer serves it who has filled a folder with IPython. */
const test = base.extend<object, { served: ServedLab }>({
  served: [
    // Playwright wants the first argument to be destructured.
    async ({}, use) => {
      const served = await serveLab(async (folder) => {
        await mkdir(join(folder, 'packages'));
        for (const [name, content] of await ipythonIndex())
          await writeFile(join(folder, 'packages', name), content);
        const setting = { packages: ['packages/'], kernels: ['ipython'] };
        await writeFile(join(folder, 'config.json'), JSON.stringify(setting));
      });
      await use(served);
      await served.stop();
    },
    { scope: 'worker', timeout: 240_000 },
  ],
});

test.describe.configure({ timeout: 240_000 });

async function ready(page: Page): Promise<void> {
  await page.waitForFunction(() => window.lab !== undefined, undefined, { timeout: 60_000 });
  await page.evaluate(() => window.lab.complete);
}

const panel = (page: Page) => page.locator('.jp-NotebookPanel:not(.lm-mod-hidden)');

/** Writes the cell with this number and runs it; gives its output. */
async function run(page: Page, number: number, code: string) {
  const cell = panel(page).locator('.jp-CodeCell').nth(number);
  await cell.locator('.cm-content').fill(code);
  await page.keyboard.press('Shift+Enter');
  return cell.locator('.jp-OutputArea-output');
}

test('[KE10] the launcher offers a notebook with IPython, and it comes back with it after a reload @long', async ({
  page,
  served,
}) => {
  await page.goto(served.url);
  await ready(page);
  await page.getByRole('button', { name: 'New Launcher' }).first().click();
  const cards = page.getByRole('region', { name: 'Notebook' }).or(page.locator('.jp-Launcher'));
  await expect(cards.getByText('Python (Pyodide)').first()).toBeVisible();
  await cards.getByText('Python (IPython)').first().click();
  await expect(panel(page).getByText('Python (IPython)')).toBeVisible();
  await expect(await run(page, 0, '%timeit -n1 -r1 1')).toContainText('per loop', {
    timeout: 120_000,
  });
  await page.evaluate(() => window.lab.app.saveAll());
  await page.reload();
  await ready(page);
  await expect(panel(page).getByText('Python (IPython)')).toBeVisible();
  await expect(await run(page, 1, 'get_ipython().__class__.__name__')).toHaveText("'Shell'", {
    timeout: 120_000,
  });
});
