import { afterEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { csvText } from '../../../src/classroom/csv.ts';
import { noteLessonEvent, readLessonEvents } from '../../../src/classroom/lesson-events.ts';
import type { KeyId } from '../../../src/protocol/ids.ts';
import { MAX_LESSON_EVENTS } from '../../../src/protocol/limits.ts';
import { idOf, linkOf, SmallClass, stateOf, until } from '../../support/small-class.ts';

let school = new SmallClass();

afterEach(async () => {
  await school.close();
  school = new SmallClass();
});

const BEN = 'b'.repeat(42).concat('A') as KeyId;

test('[CL5] the class log says who came, was let in and removed, roles, doors and lessons, and by whom', async () => {
  const teacher = await school.teach('Ada');
  const [dan] = await school.join(teacher, 'Dan', 'Rude');
  if (dan === undefined) throw new Error('Dan came');
  await teacher.session.giveName(idOf(teacher, 'Rude'), 'Ben');
  await teacher.session.setRole(idOf(teacher, 'Dan'), 'teacher');
  await until(() => stateOf(dan).role === 'teacher');
  await dan.session.pauseLesson();
  await until(() => stateOf(teacher).lesson.paused);
  await school.come('Cleo', linkOf(teacher));
  await until(() => stateOf(teacher).waiting.length === 1);
  await teacher.session.admitAll();
  await until(() => stateOf(dan).people.length === 4);
  await dan.session.removePerson(idOf(dan, 'Ben'));
  await until(() => stateOf(teacher).people.length === 3);
  const log = teacher.session.classLog();
  const said = log.map(({ by, what, whom, detail }) => [by, what, whom, detail].join(' ').trim());
  for (const sentence of [
    'Ada founded',
    'Ada lesson-on',
    'Ada door  open',
    'Dan joined',
    'Ben joined',
    'Ada role Dan teacher',
    'Dan lesson-paused',
    'Dan door  lobby',
    'Cleo joined',
    'Ada admitted Cleo',
    'Dan removed Ben',
  ])
    expect(said).toContain(sentence);
  expect(log.every(({ at }, i) => i === 0 || at <= (log[i - 1]?.at ?? 0))).toBe(true);
});

test('[CL5] [SE1] events of lessons that cannot be read are left out, and there are no more than the limit', () => {
  const doc = new Y.Doc();
  const list = doc.getArray<unknown>('lessons');
  list.push(['on', { phase: 'never', at: 1, by: BEN }, { phase: 'on', at: 'now', by: BEN }]);
  list.push([{ phase: 'on', at: 1, by: 'ben' }]);
  let refused = 0;
  expect(readLessonEvents(doc, () => refused++)).toEqual([]);
  expect(refused).toBe(4);
  for (let at = 0; at < MAX_LESSON_EVENTS + 5; at++)
    noteLessonEvent(doc, { phase: 'on', at, by: BEN });
  expect(list.length).toBe(MAX_LESSON_EVENTS);
  expect(readLessonEvents(doc, () => refused++).at(-1)?.at).toBe(MAX_LESSON_EVENTS + 4);
});

test('[CL5] [SE1] a spreadsheet takes no name for a formula, and no name breaks the file', () => {
  const rows = [
    ['=HYPERLINK("http://x")', '+1', '-1', '@SUM(A1)', '\t=1', ' =1'],
    ['Ana, Kovač', 'say "hi"', 'two\nlines', 'a;b', 'plain', ''],
  ];
  expect(csvText(rows)).toBe(
    `\ufeff"'=HYPERLINK(""http://x"")",'+1,'-1,'@SUM(A1),'\t=1,' =1\r\n` +
      `"Ana, Kovač","say ""hi""","two\nlines","a;b",plain,\r\n`,
  );
});
