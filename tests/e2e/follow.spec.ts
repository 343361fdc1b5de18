import { expect } from '@playwright/test';
import { journey } from '../support/journey.ts';
import { violationsIn } from './ui-gallery/gallery-page.ts';

journey(
  '[RC6] a student follows the teacher: typing, the cursor’s cell and outputs appear beside the student’s own notebook, which stays as it is',
  async ({ people }) => {
    const ada = await people.come();
    await ada.teach('Python 101', 'Ada');
    const { link } = await ada.invitation();
    const ben = await people.come(link);
    await ben.join('Ben');
    await ben.isTogetherWith(1);
    await ben.type(ben.cells.first(), 'mine = 1');
    const cell = ada.cells.first();
    await ada.type(cell, 'answer = 6 * 7');

    await journey.step('the teacher lets the class follow, and sees that it can', async () => {
      await expect(ben.classBar.getByRole('button', { name: 'Follow the teacher' })).toHaveCount(0);
      await ada.pressLetFollow();
      await expect(
        ada.classBar.getByRole('button', { name: 'Let the class follow', pressed: true }),
      ).toBeVisible();
      await expect(ada.followed).toContainText('The class can follow Notebook');
      await ben.isTold('Ada lets the class follow.');
    });

    await journey.step(
      'the student presses one button and has it beside the own notebook',
      async () => {
        await ben.followTheTeacher();
        await expect(ben.mirror.getByRole('region', { name: 'Ada: Notebook' })).toBeVisible();
        await expect(ben.mirror.getByRole('status')).toHaveText('Live');
        await expect(ben.mirrorCells.locator('.cm-content')).toHaveText(['answer = 6 * 7']);
        await expect(ada.followed).toContainText('1 person follows');
        await expect(ben.cells.first()).toBeVisible();
      },
    );

    const second = await ada.addCell('');
    await journey.step('what is typed appears as it is typed, where the teacher is', async () => {
      await ada.page.keyboard.type('print("The answer is", answer)', { delay: 20 });
      const there = ben.mirrorCells.nth(1);
      await expect(there.locator('.cm-content')).toHaveText('print("The answer is", answer)');
      await expect(there).toHaveAttribute('aria-current', 'true');
      await expect(there.locator('.lectern-Mirror-caret')).toHaveCount(1);
      await expect(there.locator('.cm-content span').first()).toBeVisible(); // coloured
    });

    await journey.step('a run shows its output', async () => {
      await ada.activate(cell);
      await ada.page.keyboard.press('Shift+Enter');
      await ada.run(second, 'The answer is 42');
      await expect(ben.mirrorCells.nth(1)).toContainText('The answer is 42');
    });

    await journey.step('nothing of it can be changed; the own notebook is as it was', async () => {
      const there = ben.mirrorCells.nth(1).locator('.cm-content');
      await there.click();
      await ben.page.keyboard.type('x');
      await ben.page.keyboard.press('Delete');
      await expect(there).toHaveText('print("The answer is", answer)');
      await expect(there).toHaveAttribute('contenteditable', 'false');
      await ben.hasCells('mine = 1');
      expect(await violationsIn(ben.page, '.lectern-Mirror')).toEqual([]);
    });

    await journey.step('who scrolls away stays there, and comes back with a button', async () => {
      await ada.type(second, 'line\n'.repeat(120));
      const region = ben.mirror.getByRole('region');
      const back = ben.mirror.getByRole('button', { name: 'Back to the teacher' });
      await expect.poll(() => region.evaluate((view) => view.scrollTop)).toBeGreaterThan(500);
      await expect(back).toBeHidden();
      await region.focus();
      await ben.page.keyboard.press('Home');
      await expect.poll(() => region.evaluate((view) => view.scrollTop)).toBe(0);
      await expect(back).toBeVisible();
      await ada.type(cell, 'answer = 6 * 7  # more');
      await expect(ben.mirrorCells.first()).toContainText('more');
      await ada.activate(second);
      await ada.page.keyboard.press('Control+End');
      await expect(ben.mirrorCells.nth(1)).toHaveAttribute('aria-current', 'true');
      expect(await region.evaluate((view) => view.scrollTop)).toBe(0);
      await back.click();
      await expect.poll(() => region.evaluate((view) => view.scrollTop)).toBeGreaterThan(500);
      await expect(back).toBeHidden();
    });

    await journey.step(
      'the teacher’s page is loaded anew: the view says so, and goes on with the next press',
      async () => {
        await ada.reload();
        await expect(ben.mirror.getByRole('status')).toHaveText('Ada has stopped');
        await expect(ben.mirrorCells).toHaveCount(0);
        await expect(ada.followed).toHaveCount(0);
        await ada.pressLetFollow();
        await expect(ben.mirror.getByRole('status')).toHaveText('Live');
        await expect(ben.mirrorCells).toHaveCount(2);
      },
    );

    await journey.step('the teacher stops, and the student closes the view', async () => {
      await ada.pressLetFollow();
      await expect(ben.mirror.getByRole('status')).toHaveText('Ada has stopped');
      await expect(ben.mirrorCells).toHaveCount(0);
      await ben.mirror.getByRole('button', { name: 'Stop following' }).click();
      await expect(ben.mirror).toHaveCount(0);
      await expect(ben.classBar.getByRole('button', { name: /follow/i })).toHaveCount(0);
      await ben.hasCells('mine = 1');
    });
  },
);
