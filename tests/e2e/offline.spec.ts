import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { BUILT_APP } from '../support/built-app.ts';
import { ClassroomPage } from '../support/classroom-page.ts';
import { forgetLoadedFiles, isReadyForOffline } from '../support/installed-page.ts';
import { journey } from '../support/journey.ts';
import { makeSecondVersion } from '../support/second-version.ts';
import { startServer } from '../support/start-server.ts';

journey.use({ serviceWorkers: 'allow' });

journey(
  '[PW1] a pupil opens the class once; next day, without the server, all is there and Python runs',
  async ({ browser, server, people }) => {
    const ada = await people.come();
    await ada.teach('Python 101', 'Ada');
    const { link } = await ada.invitation();
    await ada.type(ada.cells.first(), 'print(6*7)');
    await ada.pressShare(ada.cells.first());

    const context = await browser.newContext();
    const atSchool = await ClassroomPage.openTab(context, link);
    await atSchool.join('Ben');
    await atSchool.hasNewCells(1);
    await isReadyForOffline(atSchool.page);
    await forgetLoadedFiles(context, atSchool.page);
    await atSchool.page.close();
    await ada.close();
    await server.stop();

    const onTheBus = await ClassroomPage.openTab(context, server.url);
    await onTheBus.comeBackTo('Python 101');
    await expect(onTheBus.sharedCells).toContainText('print(6*7)');
    await onTheBus.sync(onTheBus.sharedCells.first());
    const copy = onTheBus.cells.nth(1);
    await onTheBus.run(copy, '42');
    await onTheBus.type(copy, 'print(6*8)');
    await onTheBus.run(copy, '48');
    await onTheBus.hasSaved();
    await onTheBus.reload();
    await onTheBus.hasCells('', 'print(6*8)');
    await context.close();
  },
);

journey(
  '[PW3] a new version waits while somebody works, and an older tab keeps its own files',
  async ({ browser }) => {
    const folder = mkdtempSync(join(tmpdir(), 'lectern-version-'));
    makeSecondVersion(BUILT_APP, folder, '0.1.1');
    let server = await startServer({ appDir: BUILT_APP });
    const context = await browser.newContext();
    const first = await ClassroomPage.openTab(context, server.url);
    await isReadyForOffline(first.page);
    const second = await ClassroomPage.openTab(context, server.url);
    await first.workAlone();
    await second.workAlone();
    await first.type(first.cells.first(), 'kept = 1');

    await journey.step('the new version comes while a cell is edited: a line says so', async () => {
      await server.stop();
      server = await startServer({ appDir: folder, port: server.port });
      await first.page.evaluate(async () => (await navigator.serviceWorker.ready).update());
      for (const { page } of [first, second])
        await expect(page.getByRole('button', { name: 'Restart Lectern' })).toBeVisible({
          timeout: 60_000,
        });
      await first.page.keyboard.insertText('\nkept += 1\nprint(kept)');
    });

    await journey.step(
      'one tab restarts: what was typed is there, in the new version',
      async () => {
        await first.page.getByRole('button', { name: 'Restart Lectern' }).click();
        await first.page
          .getByRole('button', { name: 'Restart Lectern' })
          .waitFor({ state: 'detached' });
        await first.hasCells('kept = 1\nkept += 1\nprint(kept)'.replaceAll('\n', ''));
      },
    );

    await journey.step('the other tab goes on, with its own files', async () => {
      await expect(second.page.locator('#bar').getByText(/runs a new version/)).toBeVisible();
      const scripts = await scriptsOf(second);
      expect(scripts.every((url) => !url.endsWith('2.js'))).toBe(true);
      expect(await statusOf(second, scripts[0] ?? '')).toBe(200);
    });
    await context.close();
    await server.stop();
    rmSync(folder, { recursive: true });
  },
);

/** Scripts that the page names. */
function scriptsOf({ page }: ClassroomPage): Promise<string[]> {
  return page.evaluate(() =>
    [...document.scripts].map(({ src }) => src).filter((src) => src.includes('/assets/')),
  );
}

function statusOf({ page }: ClassroomPage, url: string): Promise<number> {
  return page.evaluate(async (address) => (await fetch(address)).status, url);
}
