import { expect } from '@playwright/test';
import { journey } from '../support/journey.ts';

journey('a person who works alone runs a cell the moment it appears', async ({ people }) => {
  const person = await people.come();
  person.python?.release();
  await person.page.getByRole('button', { name: 'Work alone' }).click();
  const cell = person.cells.first();
  await cell.locator('.cm-content').click();
  await person.page.keyboard.insertText('6*7');
  await person.page.keyboard.press('Control+Enter');
  await expect(cell.locator('.jp-OutputArea-output')).toHaveText('42', { timeout: 60_000 });
  await expect(person.cells).toHaveCount(1);
});

journey(
  'a browser without WebAssembly is told at the start that Python cannot run @long',
  async ({ people }) => {
    const person = await people.come();
    const note = person.page.getByText('Python cannot run in this browser');
    await expect(person.startScreen).toBeVisible();
    await expect(note).toHaveCount(0);
    await person.page.addInitScript(() => {
      Reflect.deleteProperty(globalThis, 'WebAssembly');
    });
    await person.page.reload();
    await expect(note).toBeVisible();
  },
);
