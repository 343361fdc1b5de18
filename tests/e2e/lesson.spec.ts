import { expect } from '@playwright/test';
import { journey } from '../support/journey.ts';

journey('a lesson: invite, share, preview, sync, run, change, withdraw', async ({ people }) => {
  const ada = await people.come();
  await ada.teach('Python 101', 'Ada');
  const { link, code } = await ada.invitation();
  const [ben, cleo] = await Promise.all([people.come(link), people.come()]);
  await Promise.all([ben.join('Ben'), cleo.join('Cleo', code)]);
  await Promise.all([ada, ben, cleo].map((person) => person.isTogetherWith(2)));
  const students = [ben, cleo];
  const original = ada.cells.first();
  const shared = { ben: ben.sharedCells.first(), cleo: cleo.sharedCells.first() };
  const copy = { ben: ben.cells.nth(1), cleo: cleo.cells.nth(1) };

  await journey.step('a cell is shared: a notice, a badge, nothing in the notebook', async () => {
    const told = students.map((student) => student.isTold('Ada shared a cell of Notebook.'));
    await ada.type(original, 'print(6*7)');
    await ada.pressShare(original);
    await expect(original.getByRole('button', { name: 'Share cell', exact: true })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
    await Promise.all(told);
    for (const student of students) {
      await student.hasNewCells(1);
      await student.hasCells('');
    }
  });

  await journey.step('preview shows it, Sync brings it, Python runs it', async () => {
    for (const student of students) {
      const preview = await student.openPreview(student.sharedCells.first());
      await expect(preview).toContainText('print(6*7)');
      await student.hasNewCells(0);
      await student.closePreview(student.sharedCells.first());
      await student.sync(student.sharedCells.first());
      await student.hasCells('', 'print(6*7)');
    }
    await Promise.all([ben.run(copy.ben, '42'), cleo.run(copy.cleo, '42')]);
  });

  await journey.step(
    'a new version changes nothing by itself; Sync replaces an unchanged copy',
    async () => {
      await cleo.type(copy.cleo, 'print(6*7) # mine');
      const told = students.map((student) =>
        student.isTold('Ada changed a shared cell of Notebook.'),
      );
      await ada.type(original, 'print(6*8)');
      await ada.run(original, '48');
      await Promise.all(told);
      await Promise.all(students.map((student) => student.hasNewCells(1)));
      await ben.hasCells('', 'print(6*7)');
      await cleo.hasCells('', 'print(6*7) # mine');
      await ben.sync(shared.ben);
      await ben.hasCells('', 'print(6*8)');
      await expect(ben.output(copy.ben)).toContainText('48');
      await ben.undo();
      await ben.hasCells('', 'print(6*7)');
      await ben.sync(shared.ben);
      await ben.hasCells('', 'print(6*8)');
    },
  );

  await journey.step('a changed copy: Sync asks, and each answer can be taken back', async () => {
    await cleo.sync(shared.cleo);
    await cleo.answer('Replace mine');
    await cleo.hasCells('', 'print(6*8)');
    await cleo.undo();
    await cleo.hasCells('', 'print(6*7) # mine');
    await cleo.sync(shared.cleo);
    await cleo.answer('Insert as new');
    await cleo.hasCells('', 'print(6*7) # mine', 'print(6*8)');
    await cleo.undo();
    await cleo.hasCells('', 'print(6*7) # mine');
    await cleo.sync(shared.cleo);
    await cleo.answer('Keep mine');
    await cleo.hasCells('', 'print(6*7) # mine');
    await cleo.hasNewCells(0);
  });

  await journey.step('withdrawn: it leaves the list, copies stay', async () => {
    const told = students.map((student) =>
      student.isTold('Ada withdrew a shared cell. Your copies stay.'),
    );
    await ada.pressShare(original);
    await expect(original.getByRole('button', { name: 'Share cell', exact: true })).toHaveAttribute(
      'aria-pressed',
      'false',
    );
    await Promise.all(told);
    await expect(ada.sharedCells).toHaveCount(0);
    for (const student of students) {
      await expect(student.sharedCells).toContainText('Withdrawn');
      await expect(student.sharedCells.getByRole('button', { name: 'Sync' })).toHaveCount(0);
    }
    await ben.hasCells('', 'print(6*8)');
    await cleo.hasCells('', 'print(6*7) # mine');
  });
});

journey(
  'the code ends with the lesson, the link does not; the next lesson has a new code @long',
  async ({ people }) => {
    const ada = await people.come();
    await ada.teach('Python 101', 'Ada');
    const { link, code } = await ada.invitation();
    await ada.endLesson();
    const ben = await people.come();
    await ben.askToJoin('Ben', code);
    await expect(ben.problem).toContainText('No class answers to this code.');
    await expect(ben.problem).toContainText('ask the teacher for the present one');
    await ben.join('Ben', link);
    await ben.isTogetherWith(1);
    const told = ben.isTold('The lesson has started.');
    await ada.startLesson();
    await told;
    const next = await ada.invitation();
    expect(next.code).not.toBe(code);
    expect(next.link).toBe(link);
    const cleo = await people.come();
    await cleo.join('Cleo', next.code);
    await cleo.isTogetherWith(2);
  },
);

// No page of these journeys is ever granted the camera or the microphone, so that Chromium shows no address of the
// machine: its candidates carry names under `.local` (mDNS), which only the same network can resolve.
journey(
  'the teacher leaves: who comes then gets the shared cells from the students',
  async ({ people }) => {
    const ada = await people.come();
    await ada.teach('Python 101', 'Ada');
    const { link } = await ada.invitation();
    const [ben, cleo] = await Promise.all([people.come(link), people.come(link)]);
    await Promise.all([ben.join('Ben'), cleo.join('Cleo')]);
    await ada.type(ada.cells.first(), 'print(6*7)');
    await ada.pressShare(ada.cells.first());
    for (const student of [ben, cleo]) await student.hasNewCells(1);
    await ada.close();
    const dora = await people.come(link);
    const candidates = await dora.watchCandidates();
    await dora.join('Dora');
    await dora.sync(dora.sharedCells.first());
    await dora.hasCells('', 'print(6*7)');
    for (const device of ['camera', 'microphone'] as const) {
      expect(await dora.permission(device)).not.toBe('granted');
    }
    const hosts = await candidates();
    expect(hosts.length).toBeGreaterThan(0);
    for (const host of hosts) expect(host).toMatch(/^[\da-f-]{36}\.local$/);
  },
);
