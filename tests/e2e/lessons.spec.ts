import { expect } from '@playwright/test';
import { journey } from '../support/journey.ts';

journey(
  'a paused lesson: nobody new comes in, nothing is lost, and it goes on where it was',
  async ({ people }) => {
    journey.slow(); // four browsers
    const ada = await people.come();
    await ada.teach('Python 101', 'Ada');
    const { link, code } = await ada.invitation();
    const ben = await people.come(link);
    await ben.join('Ben');
    await ada.isTogetherWith(1);
    await ada.type(ada.cells.first(), 'print(6 * 7)');
    await ada.pressShare(ada.cells.first());
    await expect(ben.sharedCells).toHaveCount(1);

    await ada.pauseLesson();
    await expect(ben.classBar).toContainText('Paused');
    await ben.sync(ben.sharedCells.first());
    await ben.hasCells('', 'print(6 * 7)');
    const cleo = await people.come(link);
    await cleo.join('Cleo');
    await expect(cleo.atTheDoor).toBeVisible();
    const dan = await people.come();
    await dan.askToJoin('Dan', code);
    await expect(dan.problem).toContainText('No class answers to this code.');

    await ada.resumeLesson();
    await expect(cleo.atTheDoor).toBeHidden();
    await expect(ben.classBar).not.toContainText('Paused');
    expect((await ada.invitation()).code).toBe(code);
    await dan.join('Dan', code);
    await ada.isTogetherWith(3);
    await expect(cleo.sharedCells).toHaveCount(1);
  },
);

journey('a new code takes the place of one that went too far @long', async ({ people }) => {
  const ada = await people.come();
  await ada.teach('Python 101', 'Ada');
  const before = await ada.invitation();
  await ada.renewCode();
  const after = await ada.invitation();
  expect(after.link).toBe(before.link);
  expect(after.code).not.toBe(before.code);
  const ben = await people.come();
  await ben.askToJoin('Ben', before.code);
  await expect(ben.problem).toContainText('No class answers to this code.');
  await ben.join('Ben', after.code);
  await ada.isTogetherWith(1);
});

journey('the projector shows the code of this lesson, and Escape leaves it', async ({ people }) => {
  const ada = await people.come();
  await ada.teach('Python 101', 'Ada');
  const { code } = await ada.invitation();
  await ada.classBar.getByRole('button', { name: 'Project' }).press('Enter');
  const sheet = ada.page.getByRole('dialog', { name: 'Project' });
  await expect(sheet.getByRole('group', { name: 'Class code' })).toHaveText(code);
  await expect(sheet.getByRole('img', { name: 'QR code of the class link' })).toBeVisible();
  await ada.page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
});

journey(
  'a teacher goes from one class to another and back; both are as before',
  { tag: '@long' },
  async ({ people }) => {
    const ada = await people.come();
    await ada.teach('Python 101', 'Ada');
    await ada.type(ada.cells.first(), 'print("first class")');
    await ada.pressShare(ada.cells.first());
    await expect(ada.sharedCells).toHaveCount(1);
    await ada.leave();
    await ada.teach('Algorithms', 'Ada');
    await expect(ada.sharedCells).toHaveCount(0);
    await ada.goToClass('Python 101');
    await expect(ada.sharedCells).toHaveCount(1);
    await ada.goToClass('Algorithms');
    await expect(ada.sharedCells).toHaveCount(0);
    await ada.hasCells('print("first class")');
  },
);

journey(
  'a rude name is corrected for everybody; who is blocked for it does not come back unseen',
  { tag: '@long' },
  async ({ people }) => {
    journey.slow(); // four browsers
    // Who was removed knocks on, and a link that tells nothing ends after ten seconds.
    people.allow(/unadmitted/);
    const ada = await people.come();
    await ada.teach('Python 101', 'Ms Novak');
    const { link } = await ada.invitation();
    const ben = await people.come(link);
    await ben.join('Ben');
    const rude = await people.come(link);
    await rude.join('Sir Fartsalot');
    await ada.isTogetherWith(2);
    await ada.rename('Sir Fartsalot', 'Emil Ferreira');
    await ben.openPeople();
    await expect(ben.person('Emil Ferreira')).toBeVisible();
    await expect(ben.person('Sir Fartsalot')).toHaveCount(0);

    await ada.block('Emil Ferreira');
    await expect(rude.status).toHaveText('Removed from this class');
    // With a fresh key, by the old link and under another name: somebody is asked, and told why.
    const again = await people.come(link);
    await again.join('A new student');
    await expect(again.atTheDoor).toBeVisible();
    await expect(ada.waiting('A new student')).toContainText('Came by an old link');
    // By the new link and under the old name.
    await ada.setDoor('I let people in');
    const last = await people.come((await ada.invitation()).link);
    await last.join('emil ferreira');
    await expect(last.atTheDoor).toBeVisible();
    await expect(ada.waiting('emil ferreira')).toContainText(
      'Has the name of somebody who is blocked',
    );
  },
);

journey(
  'the school’s list: students find themselves in it, and only the teacher sees the numbers @long',
  async ({ people }) => {
    const ada = await people.come();
    await ada.teach('Python 101', 'Ms Novak');
    const { link } = await ada.invitation();
    const ana = await people.come(link);
    await ana.join('anni');
    const ben = await people.come(link);
    await ben.join('Ben');
    await ada.isTogetherWith(2);
    await ada.takeRoster(
      'Name;Id;Group\r\n"Kovač, Ana";0017;Table 1\r\nBen Okafor;0018;Table 1\r\n',
    );

    await ana.pickName('Kovač, Ana');
    await expect(ana.page.getByRole('region', { name: 'Your groups' })).toContainText('Table 1');
    const asked = ben.page.getByRole('dialog', { name: 'Who are you?' });
    await expect(asked.getByRole('list', { name: 'Names' })).toHaveText('Ben Okafor');
    await asked.getByRole('button', { name: 'I am not in the list' }).click();
    await expect(asked).toBeHidden();
    await ben.openPeople();
    await expect(ben.person('Kovač, Ana')).toBeVisible();
    await expect(ben.page.getByRole('button', { name: 'Roster' })).toHaveCount(0);

    await ada.page.getByRole('button', { name: 'Roster' }).click();
    const roster = ada.page.getByRole('dialog', { name: 'Roster' });
    await expect(roster).toContainText('1 of 2 are in the class.');
    await expect(roster.getByRole('list', { name: 'Roster' })).toContainText('0017');
    await roster.getByRole('combobox', { name: 'Who is Ben Okafor?' }).selectOption('Ben');
    await expect(ben.person('Ben Okafor')).toBeVisible();
  },
);
