import { expect, type Locator } from '@playwright/test';
import { ByKeyboard } from '../support/by-keyboard.ts';
import type { ClassroomPage } from '../support/classroom-page.ts';
import { journey } from '../support/journey.ts';

const LOOP = 'total = 0\nfor n in range(3):\n    total += n\nprint(total)';

journey('a whole lesson on both sides without a mouse', async ({ people }) => {
  const ada = await people.come();
  const teacher = new ByKeyboard(ada.page);
  const button = (person: ClassroomPage, name: string | RegExp) =>
    person.page.getByRole('button', { name, exact: typeof name === 'string' });
  const field = (person: ClassroomPage, name: string) =>
    person.page.getByRole('textbox', { name, exact: true });
  let link = '';

  await journey.step('Ada starts a class and reads the link off “Invite”', async () => {
    await teacher.press(button(ada, 'Teach a class'));
    await teacher.fill(field(ada, 'Class name'), 'Python 101');
    await teacher.fill(field(ada, 'Your name'), 'Ada');
    await teacher.keys('Enter');
    await ada.classBar.waitFor();
    await teacher.press(button(ada, 'Invite'));
    const dialog = ada.page.getByRole('dialog', { name: 'Invite' });
    link = await dialog.getByRole('textbox', { name: 'Class link' }).inputValue();
    await teacher.keys('Escape');
    await expect(dialog).toBeHidden();
    await expect(button(ada, 'Invite')).toBeFocused();
  });

  await journey.step(
    'F6 goes on from bar to notebook to panel; the first stop of Tab skips the bar',
    async () => {
      const notebook = ada.page.locator('#lab');
      await teacher.keys('F6');
      await expect(notebook.and(ada.page.locator(':focus-within'))).toBeVisible();
      await teacher.keys('F6');
      await expect(
        ada.page.locator('lectern-panel').getByRole('tab', { selected: true }),
      ).toBeFocused();
      await teacher.keys('F6');
      await expect(button(ada, 'Invite')).toBeFocused();
      await teacher.reach(button(ada, 'Go to the notebook'), 'Shift+Tab');
      await teacher.keys('Enter');
      await expect(notebook.and(ada.page.locator(':focus-within'))).toBeVisible();
    },
  );

  const original = ada.cells.first();
  await journey.step('she writes a cell, runs it and shares it', async () => {
    await write(teacher, original, LOOP);
    ada.python?.release();
    await teacher.keys('Control+Enter');
    await expect(ada.output(original)).toContainText('3', { timeout: 60_000 });
    await teacher.keys('Escape', 's', 's');
    await expect(ada.sharedMark(original)).toHaveAccessibleName('Shared with everybody');
  });

  const ben = await people.come(link);
  const student = new ByKeyboard(ben.page);
  const shared = ben.sharedCells.first();
  const copy = ben.cells.nth(1);
  await journey.step('Ben joins, looks at the preview, takes the cell and runs it', async () => {
    await student.fill(field(ben, 'Your name'), 'Ben');
    await student.keys('Enter');
    await ben.classBar.waitFor();
    await ben.hasNewCells(1);
    await student.press(shared.getByRole('button', { name: 'Preview' }));
    await expect(shared.getByRole('region', { name: /^Preview: / })).toContainText('total = 0');
    await student.press(shared.getByRole('button', { name: 'Sync' }), 'Tab');
    await expect(copy).toContainText('total = 0');
    await student.reach(copy);
    ben.python?.release();
    await student.keys('Control+Enter');
    await expect(ben.output(copy)).toContainText('3', { timeout: 60_000 });
  });

  await journey.step('both change it, and Ben merges', async () => {
    await write(student, copy, LOOP.replace('total = 0', 'total = 100'));
    await student.keys('Escape');
    await write(teacher, original, LOOP.replace('print(total)', 'print("sum", total)'));
    await teacher.keys('Escape', 's', 's');
    await expect(shared).toContainText('Newer version');
    await student.press(shared.getByRole('button', { name: 'Sync' }));
    const dialog = ben.page.getByRole('dialog', { name: 'You changed this cell' });
    await expect(dialog.getByRole('textbox', { name: 'Result' })).toContainText('"sum"');
    await student.press(dialog.getByRole('button', { name: 'Use result' }));
    await expect(dialog).toBeHidden();
    await expect(copy).toContainText('total = 100');
    await expect(copy).toContainText('print("sum", total)');
  });

  await journey.step('Ada withdraws the cell and ends the lesson', async () => {
    await teacher.reach(original);
    await teacher.keys('Escape', 's', 'w');
    await expect(shared).toContainText('Withdrawn');
    await teacher.press(button(ada, 'End lesson'));
    const dialog = ada.page.getByRole('dialog', { name: 'End lesson' });
    await teacher.press(dialog.getByRole('button', { name: 'End lesson' }));
    await expect(button(ada, 'Start lesson')).toBeVisible();
    await expect(ben.classBar).toContainText('Lesson ended');
    await student.press(button(ben, 'Leave class'));
    await expect(ben.startScreen).toBeVisible();
  });
});

/** Goes to a cell, into its editor, and writes its source anew. */
async function write(person: ByKeyboard, cell: Locator, source: string): Promise<void> {
  await person.reach(cell);
  await person.keys('Enter', 'Control+A');
  await person.type(source);
}
