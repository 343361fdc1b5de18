import { expect } from '@playwright/test';
import { journey } from '../support/journey.ts';

const PASSPHRASE = 'correct horse battery';

journey(
  '[ST4] a backup of the class restores in another browser, with nobody else online',
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
