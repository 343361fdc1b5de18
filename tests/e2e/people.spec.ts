import { expect } from '@playwright/test';
import { journey } from '../support/journey.ts';

journey(
  'a lobby: who comes waits at the door, is admitted or refused, and sees nothing before',
  async ({ people }) => {
    const teacher = await people.come();
    await teacher.teach('Python 101', 'Ms Novak');
    await teacher.setDoor('I let people in');
    const { link } = await teacher.invitation();
    await teacher.pressShare(teacher.cells.first());
    const ana = await people.come(link);
    await ana.join('Ana');
    await expect(ana.atTheDoor).toBeVisible();
    const ben = await people.come(link);
    await ben.join('Ben');
    await expect(ben.atTheDoor).toBeVisible();
    await teacher.openPeople();
    await teacher.waiting('Ana').getByRole('button', { name: 'Admit' }).click();
    await teacher.waiting('Ben').getByRole('button', { name: 'Refuse' }).click();
    await expect(ana.atTheDoor).toBeHidden();
    await expect(ana.sharedCells).toHaveCount(1);
    await expect(ben.problem).toContainText('The class did not let you in.');
    await expect(ben.sharedCells).toHaveCount(0);
    await teacher.isTogetherWith(1);
  },
);

journey(
  'a removal: out at once, not back by the old link nor as somebody else; the others go on',
  async ({ people }) => {
    journey.slow(); // five browsers
    // Who was removed knocks on, and a link that tells nothing ends after ten seconds.
    people.allow(/unadmitted/);
    const teacher = await people.come();
    await teacher.teach('Python 101', 'Ms Novak');
    const before = await teacher.invitation();
    const ana = await people.come(before.link);
    await ana.join('Ana');
    const ben = await people.come(before.link);
    await ben.join('Ben');
    await teacher.isTogetherWith(2);
    // Ben can write into the class, and is then no more able to.
    await teacher.giveRole('Ben', 'Teacher');
    await expect(ben.classBar).toContainText('Teacher');
    await ben.type(ben.cells.first(), 'print("before")');
    await ben.pressShare(ben.cells.first());
    await expect(ana.sharedCells).toHaveCount(1);
    await teacher.remove('Ben');
    await expect(ben.status).toHaveText('Removed from this class');
    await expect(ben.problem).toContainText('You were removed from this class.');
    await expect(ben.classBar.getByRole('button', { name: 'Invite' })).toHaveCount(0);
    await ben.run(ben.cells.first(), 'before');
    const after = await teacher.invitation();
    expect(after.link).not.toBe(before.link);
    expect(after.code).not.toBe(before.code);
    // The lesson goes on, and what was shared before stays.
    await teacher.type(teacher.cells.first(), 'print("after")');
    await teacher.pressShare(teacher.cells.first());
    await expect(ana.sharedCells).toHaveCount(2);
    await expect(ben.sharedCells).toHaveCount(1);
    // Back by the old link on the same device, and as somebody else.
    await ben.page.goto('about:blank');
    await ben.page.goto(before.link);
    await ben.join('Ben');
    await expect(ben.status).toHaveText('Removed from this class');
    const stranger = await people.come(before.link);
    await stranger.join('Not Ben');
    await expect(stranger.atTheDoor).toBeVisible();
    await teacher.openPeople();
    await teacher.waiting('Not Ben').getByRole('button', { name: 'Refuse' }).click();
    await expect(stranger.problem).toContainText('The class did not let you in.');
    await expect(stranger.sharedCells).toHaveCount(0);
    // Who has the new link comes in.
    const cem = await people.come(after.link);
    await cem.join('Cem');
    await expect(cem.sharedCells).toHaveCount(2);
    await teacher.isTogetherWith(2);
  },
);

journey('a role gives rights and takes them again', async ({ people }) => {
  const teacher = await people.come();
  await teacher.teach('Python 101', 'Ms Novak');
  const eve = await people.come((await teacher.invitation()).link);
  await eve.join('Eve');
  await teacher.isTogetherWith(1);
  await eve.activate(eve.cells.first());
  const share = eve.cells.first().getByRole('button', { name: 'Share cell', exact: true });
  await expect(share).toHaveCount(0);
  await teacher.giveRole('Eve', 'Teacher');
  await expect(eve.classBar).toContainText('Teacher');
  await eve.type(eve.cells.first(), 'print("by Eve")');
  await eve.pressShare(eve.cells.first());
  await teacher.openCells();
  await expect(teacher.sharedCells).toHaveCount(1);
  await teacher.giveRole('Eve', 'Student');
  await expect(eve.classBar).toContainText('Student');
  await expect(share).toHaveCount(0);
  await teacher.openCells();
  await expect(teacher.sharedCells).toHaveCount(1);
});

journey('relay only: nobody learns an address, and the lesson works @long', async ({ people }) => {
  // Everybody reconnects: what is on its way to who has gone over is sent again.
  people.allow(/relay-gone/);
  const teacher = await people.come();
  const watching = [await teacher.watchCandidates()];
  await teacher.teach('Python 101', 'Ms Novak');
  await teacher.hideAddresses();
  const { link } = await teacher.invitation();
  const students = [];
  for (const name of ['Ana', 'Ben']) {
    const student = await people.come(link);
    watching.push(await student.watchCandidates());
    await student.join(name);
    students.push(student);
  }
  await teacher.isTogetherWith(2);
  await teacher.type(teacher.cells.first(), 'print(6*7)');
  await teacher.pressShare(teacher.cells.first());
  for (const student of students) {
    await expect(student.sharedCells).toHaveCount(1);
    await student.sync(student.sharedCells.first());
    await student.run(student.cells.last(), '42');
  }
  await teacher.openPeople();
  await expect(teacher.person('Ana')).toContainText('Linked through the server');
  await expect(teacher.person('Ben')).toContainText('Linked through the server');
  for (const candidates of watching) expect(await candidates()).toEqual([]);
});
