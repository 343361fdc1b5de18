import { expect, test } from '@playwright/test';
import { BUILT_APP } from '../support/built-app.ts';
import { weighFirstVisit } from '../support/first-visit-weight.ts';
import { startServer } from '../support/start-server.ts';

test('[PF1] a first visit stays within its bytes: start screen, first cell, first result', async ({
  page,
}) => {
  const server = await startServer({ appDir: BUILT_APP });
  const weight = await weighFirstVisit(page, server.url, BUILT_APP);
  await server.stop();
  expect(weight.startScreenJs).toBeGreaterThan(20_000);
  expect(weight.startScreenJs).toBeLessThan(60_000);
  expect(weight.firstCellJs).toBeGreaterThan(500_000);
  expect(weight.firstCellJs).toBeLessThan(1_000_000);
  // Python's interpreter alone is most of three.
  expect(weight.firstResultTotal).toBeGreaterThan(3_000_000);
  expect(weight.firstResultTotal).toBeLessThan(7_500_000);
});

test('[PF1] JupyterLab is seen when it stands: until then the page says that it comes', async ({
  page,
}) => {
  const server = await startServer({ appDir: BUILT_APP });
  let arrive: () => void = () => undefined;
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  await page.route('**/assets/schemas-*.json', async (route) => {
    await arrived;
    await route.continue();
  });
  await page.goto(server.url);
  await page.getByRole('button', { name: 'Work alone' }).click();
  const opening = page.getByRole('status').filter({ hasText: 'Opening your notebooks…' });
  await expect(opening).toBeVisible();
  const seen = await page.evaluateHandle(() => {
    const early: string[] = [];
    const lab = document.querySelector('#lab');
    const look = (): void => {
      if (lab?.ariaBusy !== 'true') return;
      const shell = lab.querySelector('.jp-LabShell');
      if (shell?.checkVisibility({ visibilityProperty: true })) early.push(shell.className);
      requestAnimationFrame(look);
    };
    look();
    return early;
  });
  arrive();
  const cell = page.locator('.jp-Notebook .jp-CodeCell');
  await expect(cell).toBeVisible();
  expect(await seen.jsonValue()).toEqual([]);
  await expect(opening).toBeHidden();
  await server.stop();
});

test('[PF1] the database of files is made in one step, before JupyterLab asks for its stores', async ({
  page,
}) => {
  const server = await startServer({ appDir: BUILT_APP });
  await page.goto(server.url);
  await page.getByRole('button', { name: 'Work alone' }).click();
  await expect(page.locator('.jp-Notebook .jp-CodeCell')).toBeVisible();
  const made = await page.evaluate(() => indexedDB.databases());
  expect(made).toContainEqual({ name: 'Lectern files', version: 1 });
  await server.stop();
});
