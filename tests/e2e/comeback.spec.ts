import { expect } from '@playwright/test';
import { journey } from '../support/journey.ts';

journey('everybody reloads, leaves and comes back: all is there @long', async ({ people }) => {
  const ada = await people.come();
  await ada.teach('Python 101', 'Ada');
  const { link, code } = await ada.invitation();
  const ben = await people.come(link);
  await ben.join('Ben');
  const original = ada.cells.first();
  const copy = ben.cells.nth(1);
  const shared = ben.sharedCells;
  await ada.type(original, 'print(6*7)');
  await ada.pressShare(original);
  await ben.sync(shared.first());
  await ben.type(ben.cells.first(), 'my_own = 1');
  await ben.run(copy, '42');

  const allIsThere = async (): Promise<void> => {
    await Promise.all([ada.isTogetherWith(1), ben.isTogetherWith(1)]);
    await ada.hasCells('print(6*7)');
    await ada.activate(original);
    await expect(original.getByRole('button', { name: 'Share cell', exact: true })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
    await ben.hasCells('my_own = 1', 'print(6*7)');
    await expect(ben.output(copy)).toContainText('42');
    await expect(shared).toHaveCount(1);
    await expect(shared).toContainText('In your notebook');
    await ben.hasNewCells(0);
  };

  await journey.step('reload', async () => {
    await allIsThere();
    await Promise.all([ada.hasSaved(), ben.hasSaved()]);
    await Promise.all([ada.reload(), ben.reload()]);
    await allIsThere();
    expect(await ada.invitation()).toEqual({ link, code });
  });

  await journey.step('leave the class, and continue it with one click', async () => {
    for (const person of [ada, ben]) await person.leave();
    for (const person of [ada, ben]) await person.comeBackTo('Python 101');
    await allIsThere();
  });

  await journey.step('a copy that was changed is still known as changed', async () => {
    await ben.type(copy, 'print(6*7) # mine');
    await expect(shared).toContainText('Changed by you');
    await ben.hasSaved();
    await ben.reload();
    await expect(shared).toContainText('Changed by you');
    await ben.hasCells('my_own = 1', 'print(6*7) # mine');
  });

  await journey.step('what was shared meanwhile is news afterwards', async () => {
    await ben.leave();
    await ada.type(original, 'print(6*8)');
    await ada.run(original, '48');
    await ben.comeBackTo('Python 101');
    await expect(shared).toContainText('Newer version');
    await ben.hasNewCells(1);
    await ben.hasCells('my_own = 1', 'print(6*7) # mine');
  });
});

journey('[ST2] one tab at a time holds a class: "Use here" moves it', async ({ people }) => {
  const first = await people.come();
  await first.teach('Python 101', 'Ada');
  const second = await people.secondTab(first);
  await second.yourClasses.getByRole('button', { name: 'Continue Python 101' }).click();
  await expect(second.problem).toContainText(
    'This class is open in another tab or window of this browser.',
  );
  await expect(first.classBar).toBeVisible();
  await second.problem.getByRole('button', { name: 'Use here' }).click();
  await expect(second.classBar).toBeVisible();
  await expect(first.classBar).toBeHidden();
  await expect(first.problem).toContainText(
    'This class is open in another tab or window of this browser.',
  );
});
