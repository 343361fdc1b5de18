import { expect } from '@playwright/test';
import type { ClassroomPage } from '../support/classroom-page.ts';
import { journey } from '../support/journey.ts';

const PASSPHRASE = 'correct horse battery';

async function openPeople(someone: ClassroomPage): Promise<void> {
  await someone.page.getByRole('tab', { name: 'People' }).click();
}

/** The items of the list "People" with that name. */
function items(someone: ClassroomPage, name: string) {
  return someone.page
    .getByRole('list', { name: 'People' })
    .getByRole('listitem')
    .filter({ hasText: name });
}

journey(
  '[SY4] [SY11] [ST4] a student comes on a second computer, then from a backup: the teacher says who it is, and it is one person with one work',
  async ({ people }, testInfo) => {
    testInfo.setTimeout(300_000); // four browsers, each with a JupyterLab of its own
    const ada = await people.come();
    await ada.teach('Python 101', 'Ada');
    const { link } = await ada.invitation();
    await ada.type(ada.cells.first(), 'print(6*7)');
    await ada.pressShare(ada.cells.first());
    const mia = await people.come(link);
    await mia.join('Mia');
    await mia.hasNewCells(1);
    await mia.openPreview(mia.sharedCells.first());
    await mia.hasNewCells(0);
    await mia.closePreview(mia.sharedCells.first()); // what comes while it is open counts as looked at
    await openPeople(ada);
    await expect(items(ada, 'Mia')).toHaveCount(1);

    const laptop = await people.come(link);
    await journey.step('on the laptop she is somebody new at first', async () => {
      await laptop.join('Mia');
      await laptop.hasNewCells(1);
      await expect(items(ada, 'Mia')).toHaveCount(2);
    });
    await journey.step('the teacher says that it is her', async () => {
      // Whichever of the two is named: the dialog offers the other one of that name first.
      const dialog = ada.page.getByRole('dialog', { name: 'Devices of Mia' });
      await ada.page.getByRole('button', { name: 'Devices of Mia' }).last().click();
      await expect(dialog.getByLabel('Person')).toContainText('Mia');
      await dialog.getByRole('button', { name: 'Link device' }).click();
      await expect(items(ada, 'Mia')).toHaveCount(1);
      await ada.isTogetherWith(1);
    });
    await journey.step(
      'what she looked at on the first one is looked at on the laptop',
      async () => {
        await laptop.hasNewCells(0);
        await openPeople(laptop);
        await expect(items(laptop, 'Mia')).toContainText('(you)');
        await expect(items(laptop, 'Mia')).toHaveCount(1);
      },
    );
    await journey.step('and what on the laptop, on the first one', async () => {
      await ada.page.getByRole('tab', { name: /^Shared cells/ }).click();
      await ada.type(ada.cells.first(), 'print(6*7 + 1)');
      await ada.cells.first().getByRole('button', { name: 'Share now' }).click();
      await mia.hasNewCells(1);
      await laptop.hasNewCells(1);
      await laptop.page.getByRole('tab', { name: /^Shared cells/ }).click();
      await laptop.openPreview(laptop.sharedCells.first());
      await mia.hasNewCells(0);
    });

    const file = testInfo.outputPath('mia.lectern-backup');
    await mia.sync(mia.sharedCells.first()); // into a notebook of hers
    await mia.hasSaved();
    await mia.saveBackup(PASSPHRASE, file);
    const restored = await people.come();
    await journey.step('a backup of hers on a third computer says that it is hers', async () => {
      await restored.openFile('Restore a backup', { Passphrase: PASSPHRASE }, file);
      await restored.classBar.waitFor();
      await openPeople(ada);
      await ada.page.getByRole('button', { name: 'New device of Mia?' }).click();
      await ada.page.getByRole('button', { name: 'Link device' }).click();
      await expect(items(ada, 'Mia')).toHaveCount(1);
      await restored.hasNewCells(0);
      // Her notebook came along, beside the one that was there.
      const files = restored.page.locator('.jp-DirListing-itemText');
      await expect(files.filter({ hasText: 'Notebook (2).ipynb' })).toBeVisible();
    });
    // A device that was taken off goes on asking for a while.
    people.allow(/carry-unadmitted/, /link-unadmitted-late/);
    await journey.step('the laptop is lost: she stays', async () => {
      await ada.page.getByRole('button', { name: 'Devices of Mia' }).click();
      const dialog = ada.page.getByRole('dialog', { name: 'Devices of Mia' });
      await expect(dialog.getByRole('listitem')).toHaveCount(3);
      await dialog.getByRole('button', { name: 'Take off: Device 2' }).click();
      await dialog.getByRole('button', { name: 'Take off for ever' }).click();
      await expect(dialog.getByRole('listitem').nth(1)).toContainText('Taken off');
      await dialog.getByRole('button', { name: 'Close' }).click();
      await expect(laptop.problem).toContainText('took this device off');
      await expect(items(ada, 'Mia')).toHaveCount(1);
      await mia.isTogetherWith(1);
    });
  },
);
