import { expect, type Page } from '@playwright/test';
import { holdWrites, keepOldLayout, openBareTab } from '../support/held-storage.ts';
import { journey } from '../support/journey.ts';

/** The browser removes all that it keeps of the page's origin, as when a device runs out of room. */
async function evict(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { origin } = new URL(page.url());
  await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
  await session.detach();
}

const HELD = /storage of this browser does not answer.*Close the other tabs/s;

journey(
  '[ST1] another tab holds the databases: pages say so, keep what is typed, and store it when the tab is closed @long',
  async ({ people, server }) => {
    const ada = await people.come();
    await ada.teach('Python 101', 'Ada');
    await ada.type(ada.cells.first(), 'kept = 1');
    await ada.hasSaved();
    const other = await openBareTab(ada.page.context(), server.url);
    for (const name of ['lectern', 'lectern-keys', 'lectern-people', 'Lectern files'])
      await holdWrites(other, name);
    await ada.type(ada.cells.first(), 'kept = 2');
    await ada.pressShare(ada.cells.first());
    await expect(ada.problem).toHaveText(HELD);
    await expect(ada.problem.getByRole('button', { name: 'Back up' })).toBeVisible();

    // A page that comes now can read nothing either.
    const second = await people.secondTab(ada);
    await expect(second.page.getByRole('note')).toHaveText(HELD);

    await other.close();
    await expect(ada.problem).toBeHidden({ timeout: 30_000 });
    await expect(second.page.getByRole('note')).toBeHidden();
    await expect(second.yourClasses).toContainText('Python 101');
    await ada.hasSaved();
    await ada.reload();
    await ada.hasCells('kept = 2');
    await expect(ada.sharedCells).toContainText('kept = 2');
  },
);

journey(
  '[ST3] a tab with an older version keeps a database open: the page says which tabs to close, and works then @long',
  async ({ people, server }) => {
    const ada = await people.come(new URL('/health', server.url).href);
    const older = await openBareTab(ada.page.context(), server.url);
    await keepOldLayout(older);
    await ada.page.goto(server.url);
    await ada.page.getByRole('button', { name: 'Teach a class' }).click();
    await ada.page.getByRole('textbox', { name: 'Class name' }).fill('Python 101');
    await ada.page.getByRole('textbox', { name: 'Your name' }).fill('Ada');
    await ada.page.getByRole('button', { name: 'Start class' }).click();
    await expect(ada.problem).toHaveText(
      /Another tab .* older version of Lectern\..*Close the other tabs.* then reload/s,
    );
    await older.close();
    await ada.page.reload();
    await ada.teach('Python 101', 'Ada');
    await ada.type(ada.cells.first(), 'print(1)');
    await ada.pressShare(ada.cells.first());
    await expect(ada.sharedCells).toHaveCount(1);
  },
);

journey(
  '[ST1] storage is evicted under an open page: it says so at once, a backup has all of it, and what is open is written anew',
  async ({ people }, testInfo) => {
    people.allow(/storage-broken|safekeeping-unknown|backup-key-unsaved/);
    const ada = await people.come();
    await ada.teach('Python 101', 'Ada');
    await ada.type(ada.cells.first(), 'kept = 1');
    await ada.pressShare(ada.cells.first());
    await expect(ada.sharedCells).toHaveCount(1);
    await ada.hasSaved();
    await ada.isComplete();
    await evict(ada.page);
    await expect(ada.problem).toHaveText(
      /storage of this browser failed.*Download your open notebooks and back up the class now/s,
    );
    const backup = testInfo.outputPath('class.lectern-backup');
    await ada.saveBackup('correct horse battery', backup);

    await journey.step('after the reload: what is gone, and the ways back', async () => {
      await ada.page.reload();
      await expect(ada.problem).toHaveText(
        /This class is not on this device any more.*Restore a backup.*recovery file.*join it again/s,
      );
      await ada.openFile('Restore a backup', { Passphrase: 'correct horse battery' }, backup);
      await ada.classBar.waitFor();
      await expect(ada.sharedCells).toContainText('kept = 1');
    });
  },
);

journey(
  '[ST8] storage was evicted while nothing was open: the start screen has the ways back, and a student joins again @long',
  async ({ people, server }) => {
    const ada = await people.come();
    await ada.teach('Python 101', 'Ada');
    const { link } = await ada.invitation();
    await ada.type(ada.cells.first(), 'print(6*7)');
    await ada.pressShare(ada.cells.first());
    const ben = await people.come(link);
    await ben.join('Ben');
    await ben.hasNewCells(1);
    const address = ben.page.url();
    await ben.page.goto(new URL('/health', server.url).href);
    await evict(ben.page);
    await ben.page.goto(address); // a tab that the browser restores
    await expect(ben.problem).toHaveText(/This class is not on this device any more/);
    for (const name of ['Join a class', 'Restore a backup', 'Open a recovery file'])
      await expect(ben.page.getByRole('button', { name })).toBeVisible();
    await ben.join('Ben', link);
    await expect(ben.sharedCells).toContainText('print(6*7)');
  },
);
