import { expect } from '@playwright/test';
import { journey } from '../support/journey.ts';

const PASSPHRASE = 'correct horse battery';

journey(
  'the teacher’s device is lost: the recovery file makes another browser lead the class, and students bring the content',
  async ({ people }, testInfo) => {
    const ada = await people.come();
    await ada.teach('Python 101', 'Ada');
    const { link } = await ada.invitation();
    const ben = await people.come(link);
    await ben.join('Ben');
    const original = ada.cells.first();
    await ada.type(original, 'print(6*7)');
    await ada.pressShare(original);
    await expect(ben.sharedCells).toHaveCount(1);
    const file = testInfo.outputPath('class.lectern-recovery');
    await ada.saveRecoveryFile(PASSPHRASE, file);
    await ada.hasSaved();
    await ada.close();

    const again = await people.come();
    const form = 'Open a recovery file';
    await journey.step(
      'a wrong passphrase and another kind of file are told in words',
      async () => {
        await again.openFile(form, { Passphrase: 'wrong horse', 'Your name': 'Ada' }, file);
        await expect(again.problem).toContainText('This passphrase does not open the file.');
        await again.openFile(form, {}, { name: 'notes.txt', content: 'notes' });
        await expect(again.problem).toContainText('is no recovery file');
      },
    );
    await journey.step('the owner is back, and gets the shared cell from the student', async () => {
      await again.openFile(form, { Passphrase: PASSPHRASE }, file);
      await again.classBar.waitFor();
      await expect(again.sharedCells).toHaveCount(1);
      await expect(again.classBar).toContainText('Owner');
      await expect(again.status).toContainText('Connected');
    });
    await journey.step('a second cell is shared from there', async () => {
      const cell = again.cells.first();
      await again.type(cell, 'print("back")');
      await again.pressShare(cell);
      await expect(ben.sharedCells).toHaveCount(2);
    });
    await journey.step('after a reload the class is still led from there', async () => {
      await again.hasSaved();
      await again.reload();
      await expect(again.classBar).toContainText('Owner');
      await expect(again.sharedCells).toHaveCount(2);
    });
  },
);
