import { expect } from '@playwright/test';
import { journey } from '../support/journey.ts';

const PASSPHRASE = 'correct horse battery';
const NEXT = 'tr0ub4dor and three';

journey(
  '[ST4] a backup of the class restores in another browser, with nobody else online @long',
  async ({ people }, testInfo) => {
    const ada = await people.come();
    await ada.teach('Python 101', 'Ada');
    const original = ada.cells.first();
    await ada.type(original, 'print(6*7)');
    await ada.pressShare(original);
    await expect(ada.sharedCells).toHaveCount(1);
    const file = testInfo.outputPath('class.lectern-backup');
    await ada.saveBackup(PASSPHRASE, file);
    await ada.close();

    const again = await people.come();
    await again.openFile('Restore a backup', { Passphrase: 'wrong horse' }, file);
    await expect(again.problem).toContainText('This passphrase does not open the file.');
    await again.openFile('Restore a backup', { Passphrase: PASSPHRASE });
    await again.classBar.waitFor();
    await expect(again.classBar).toContainText('Owner');
    await expect(again.sharedCells).toHaveCount(1);
    await again.reload();
    await expect(again.sharedCells).toHaveCount(1);
  },
);

journey(
  '[ST6] a class protected with a passphrase asks for it, and opens with it only @long',
  async ({ people }) => {
    const ada = await people.come();
    await ada.teach('Python 101', 'Ada');
    await ada.type(ada.cells.first(), 'print(6*7)');
    await ada.pressShare(ada.cells.first());
    await expect(ada.sharedCells).toHaveCount(1);
    await ada.hasSaved();
    await ada.leave();
    await ada.yourClasses.getByRole('button', { name: 'Protect', exact: true }).click();
    const protecting = ada.page.getByRole('dialog', { name: /^Protect this device/ });
    await protecting.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
    await protecting.getByLabel('Passphrase again').fill(PASSPHRASE);
    await protecting.getByRole('button', { name: 'Protect class' }).click();
    await expect(ada.yourClasses.getByRole('button', { name: 'Protected' })).toBeVisible();

    const asked = ada.page.getByRole('dialog', { name: 'Enter the passphrase' });
    const answer = async (passphrase: string): Promise<void> => {
      await ada.yourClasses.getByRole('button', { name: 'Continue Python 101' }).click();
      await asked.getByLabel('Passphrase').fill(passphrase);
      await asked.getByRole('button', { name: 'Open class' }).click();
    };
    await answer('wrong horse');
    await expect(ada.problem).toContainText('This passphrase does not open the class.');
    await answer(PASSPHRASE);
    await ada.classBar.waitFor();
    await expect(ada.sharedCells).toHaveCount(1);
    await ada.leave();
    await ada.yourClasses.getByRole('button', { name: 'Protected' }).click();
    const removing = ada.page.getByRole('dialog', { name: 'Remove the protection' });
    await removing.getByRole('button', { name: 'Change the passphrase…' }).click();
    const changing = ada.page.getByRole('dialog', { name: 'Change the passphrase' });
    await changing.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
    await changing.getByLabel('New passphrase', { exact: true }).fill(NEXT);
    await changing.getByLabel('New passphrase again').fill(NEXT);
    await changing.getByRole('button', { name: 'Change passphrase' }).click();
    await expect(changing).toBeHidden();
    await answer(PASSPHRASE);
    await expect(ada.problem).toContainText('This passphrase does not open the class.');
    await answer(NEXT);
    await ada.classBar.waitFor();
    // A reload resumes nobody silently.
    await ada.page.reload();
    await expect(ada.problem).toContainText('This class is protected with a passphrase');
    await answer(NEXT);
    await expect(ada.sharedCells).toHaveCount(1);
  },
);
