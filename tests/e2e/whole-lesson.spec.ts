import { expect } from '@playwright/test';
import type { ClassroomPage } from '../support/classroom-page.ts';
import { journey } from '../support/journey.ts';

const NAMES = ['Ben', 'Cleo', 'Dan', 'Eve', 'Fay', 'Gus'];

journey('a lesson with six students, from start to end', { tag: '@long' }, async ({ people }) => {
  journey.setTimeout(240_000); // seven browsers
  const ada = await people.come();
  await ada.teach('Python 101', 'Ada');
  const { link, code } = await ada.invitation();
  const students: ClassroomPage[] = [];
  const everybody = (act: (student: ClassroomPage) => Promise<void>) =>
    Promise.all(students.map(act));

  await journey.step('they come, some by the link and some by the code', async () => {
    for (const [index, name] of NAMES.entries()) {
      const byCode = index % 2 === 1;
      const student = await people.come(byCode ? undefined : link);
      await student.join(name, byCode ? code : undefined);
      students.push(student);
    }
    await ada.isTogetherWith(6);
    await everybody((student) => student.isTogetherWith(6));
  });

  const cell = ada.cells.first();
  await journey.step('Ada shares a cell; all are told and take it', async () => {
    await ada.type(cell, 'total = sum(range(5))\nprint(total)');
    await ada.run(cell, '10');
    await ada.pressShare(cell);
    await everybody(async (student) => {
      await expect(student.sharedCells).toHaveCount(1);
      await student.sync(student.sharedCells.first());
      await student.hasCells('', 'total = sum(range(5))print(total)');
    });
  });

  const [ben, cleo, ...others] = students;
  if (ben === undefined || cleo === undefined) throw new Error('two students at least');
  await journey.step('Ben runs his copy, and changes it', async () => {
    await ben.run(ben.cells.nth(1), '10');
    await ben.type(ben.cells.nth(1), 'print("mine")');
  });

  await journey.step(
    'Cleo goes out for a while; Ada shares a newer version meanwhile',
    async () => {
      await cleo.leave();
      await ada.isTogetherWith(5);
      await ada.type(cell, 'print(sum(range(6)))');
      await ada.run(cell, '15');
      await cleo.comeBackTo('Python 101');
      for (const student of students)
        await expect(student.sharedCells.first()).toContainText('Newer version');
      for (const student of [cleo, ...others]) {
        await student.sync(student.sharedCells.first());
        await student.hasCells('', 'print(sum(range(6)))');
      }
    },
  );

  await journey.step('Ben keeps his own, as nobody overwrites it', async () => {
    await ben.sync(ben.sharedCells.first());
    await ben.answer('Keep mine');
    await ben.hasCells('', 'print("mine")');
  });

  await journey.step(
    'the lesson ends: nobody comes by its code, and everything stays',
    async () => {
      await ada.endLesson();
      await everybody(async (student) => {
        await expect(student.classBar).toContainText('Lesson ended');
        await expect(student.sharedCells).toHaveCount(1);
      });
      const late = await people.come();
      await late.askToJoin('Hal', code);
      await expect(late.problem).toContainText('No class answers to this code.');
      await ben.hasCells('', 'print("mine")');
    },
  );
});
