import { afterEach, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/base/json.ts';
import type { Mirror } from '../../../src/notebook/notebook-app.ts';
import { FOLLOW_DOC } from '../../../src/protocol/ids.ts';
import { idOf, SmallClass, stateOf, until, type Attendee } from '../../support/small-class.ts';

let school = new SmallClass();

afterEach(async () => {
  await school.close();
  school = new SmallClass();
});

/** Ada teaches; Ben and Cleo are there. */
async function lesson(): Promise<[Attendee, Attendee, Attendee]> {
  const ada = await school.teach('Ada');
  await until(() => stateOf(ada).lesson.open);
  const [ben, cleo] = await school.join(ada, 'Ben', 'Cleo');
  if (ben === undefined || cleo === undefined) throw new Error('both came');
  return [ada, ben, cleo];
}

function mirrorOf({ app }: Attendee): Mirror {
  if (app.mirror === null) throw new Error('no mirror is shown');
  return app.mirror;
}

const standing = (someone: Attendee) => mirrorOf(someone).state.value.standing;
const sources = (someone: Attendee) =>
  mirrorOf(someone).state.value.cells.map(({ source }) => source);

/** Entries of what is followed in somebody's store. */
const stored = async ({ env, record }: Attendee): Promise<number> =>
  (await env.entries.read(record.classId, FOLLOW_DOC)).length;

/** Ada lets the class follow, and `someone` does. */
async function follows(ada: Attendee, someone: Attendee): Promise<void> {
  await until(() => stateOf(someone).follow.by === 'Ada');
  someone.session.follow();
  await until(() => standing(someone) === 'live');
}

test('[RC6] who follows sees the notebook as it is written and run, and where the teacher is; nobody else gets any of it', async () => {
  const [ada, ben, cleo] = await lesson();
  const first = ada.app.type('x = 1');
  ben.app.type('# mine');
  expect(stateOf(ada).follow).toMatchObject({ may: true, by: null, presented: null });
  expect(stateOf(ben).follow).toMatchObject({ may: false, by: null });

  await ada.session.letFollow(true);
  expect(stateOf(ada).follow.presented).toEqual({ notebook: 'Lesson', followers: 0 });
  await until(() => stateOf(ben).follow.by === 'Ada' && stateOf(cleo).follow.by === 'Ada');
  await until(() => stateOf(ben).notices.some(({ key }) => key === 'follow-offered'));
  expect(await stored(ada), 'nobody looks, so nothing is written').toBe(0);

  await follows(ada, ben);
  await until(() => stateOf(ada).follow.presented?.followers === 1);
  await until(() => stateOf(ben).notices.every(({ key }) => key !== 'follow-offered'));
  expect(mirrorOf(ben).state.value).toMatchObject({ by: 'Ada', notebook: 'Lesson', cellsLeft: 0 });
  expect(sources(ben)).toEqual(['x = 1']);

  ada.app.edit(first, 'x = 12');
  ada.app.goTo(first, 6);
  const second = ada.app.type('print(x)', [], {}, 0);
  await until(() => sources(ben).join('|') === 'print(x)|x = 12');
  await until(() => mirrorOf(ben).place.value?.selection?.head === 6);
  expect(mirrorOf(ben).place.value?.cell).toBe(first.id);
  const output: JsonObject = { output_type: 'stream', name: 'stdout', text: '12\n' };
  ada.app.run(second, [output]);
  await until(() => mirrorOf(ben).state.value.cells[0]?.outputs.length === 1);
  expect(mirrorOf(ben).state.value.cells[0]?.outputs).toEqual([output]);

  expect(await stored(ben)).toBeGreaterThan(0);
  expect(await stored(cleo)).toBe(0);
  expect(ben.app.sources(), 'the own notebook is never touched').toEqual(['# mine']);
  for (const { session } of [ada, ben]) expect(session.state.value.problem).toBeNull();
});

test('[RC6] a late follower gets all of it; who turns away gets nothing more, and who comes back has it again', async () => {
  const [ada, ben, cleo] = await lesson();
  const cell = ada.app.type('a');
  ada.app.goTo(cell);
  await ada.session.letFollow(true);
  await follows(ada, ben);
  for (const source of ['ab', 'abc']) ada.app.edit(cell, source);
  await until(() => sources(ben)[0] === 'abc');

  await follows(ada, cleo);
  await until(() => sources(cleo)[0] === 'abc');
  await until(() => mirrorOf(cleo).place.value?.cell === cell.id);
  await until(() => stateOf(ada).follow.presented?.followers === 2);

  ben.session.stopFollowing();
  expect(ben.app.mirror).toBeNull();
  await until(() => stateOf(ada).follow.presented?.followers === 1);
  const before = await stored(ben);
  ada.app.edit(cell, 'abcd');
  await until(() => sources(cleo)[0] === 'abcd');
  expect(await stored(ben)).toBe(before);
  await follows(ada, ben);
  await until(() => sources(ben)[0] === 'abcd');
});

test('[RC6] the notebook in front is followed, whichever it is, and said by its name', async () => {
  const [ada, ben] = await lesson();
  ada.app.type('one');
  await ada.session.letFollow(true);
  await follows(ada, ben);
  ada.app.rename('Week 2/Lists.ipynb');
  await until(() => mirrorOf(ben).state.value.notebook === 'Lists');
  await until(() => stateOf(ada).follow.presented?.notebook === 'Lists');
  ada.app.closeNotebook();
  await until(() => mirrorOf(ben).state.value.cells.length === 0);
  expect(mirrorOf(ben).state.value).toMatchObject({ standing: 'live', notebook: '' });
});

test('[RC6] it ends with the switch, a pause, the lesson and with leaving; what was shown is gone, and followers wait for the next', async () => {
  const [ada, ben] = await lesson();
  ada.app.type('secret');
  const ways: ((teacher: Attendee) => Promise<void>)[] = [
    ({ session }) => session.letFollow(false),
    ({ session }) => session.pauseLesson(),
    ({ session }) => session.endLesson(),
    ({ session }) => session.leave(),
  ];
  await ada.session.letFollow(true);
  await follows(ada, ben);
  for (const end of ways) {
    await ada.session.startLesson();
    await ada.session.letFollow(true);
    await until(() => standing(ben) === 'live' && sources(ben)[0] === 'secret');
    await end(ada);
    await until(() => standing(ben) === 'over');
    expect(sources(ben)).toEqual([]);
    expect(stateOf(ben).follow).toMatchObject({ by: null, following: true });
    if (end !== ways.at(-1)) await until(() => stateOf(ada).follow.presented === null);
  }
  expect(stateOf(ada).problem).toBeNull();
});

test('[RC6] the last who lets the class follow is followed, and the other one is told', async () => {
  const [ada, ben, cleo] = await lesson();
  await ada.session.setRole(idOf(ada, 'Cleo'), 'teacher');
  await until(() => stateOf(cleo).follow.may);
  ada.app.type('by Ada');
  cleo.app.type('by Cleo');
  await ada.session.letFollow(true);
  await follows(ada, ben);
  await until(() => stateOf(cleo).follow.by === 'Ada');
  await cleo.session.letFollow(true);
  await until(() => stateOf(ada).follow.presented === null);
  await until(() => stateOf(ada).notices.some(({ key }) => key === 'follow-taken'));
  await until(() => standing(ben) === 'live' && sources(ben)[0] === 'by Cleo');
  expect(mirrorOf(ben).state.value.by).toBe('Cleo');

  // Who teaches no more is followed no more.
  await ada.session.setRole(idOf(ada, 'Cleo'), 'student');
  await until(() => standing(ben) === 'over');
  await until(() => stateOf(cleo).follow.presented === null);
});

test('[RC6] while the teacher is away followers are told so, and what the session left behind is taken away', async () => {
  const [ada, ben, cleo] = await lesson();
  await ada.session.setRole(idOf(ada, 'Cleo'), 'teacher');
  await until(() => stateOf(cleo).follow.may);
  ada.app.type('here');
  await ada.session.letFollow(true);
  await follows(ada, ben);
  const comeAgain = school.kill(ada);
  await until(() => standing(ben) === 'waiting');
  expect(stateOf(ben).follow.by).toBe('Ada');
  expect(sources(ben), 'what they are copying stays').toEqual(['here']);

  // In the next lesson nobody is waited for who was followed in the last one.
  await cleo.session.endLesson();
  await cleo.session.startLesson();
  await until(() => standing(ben) === 'over' && stateOf(ben).lesson.open);
  expect(stateOf(ben).follow.by).toBeNull();
  const again = await comeAgain();
  expect(stateOf(again).follow.presented, 'nothing is shown again unasked').toBeNull();
  await until(() => standing(ben) === 'over');
  expect(sources(ben)).toEqual([]);
  // She knows of the new lesson.
  await until(() => stateOf(again).people.some(({ upToDate }) => upToDate));
  await again.session.letFollow(true);
  await until(() => standing(ben) === 'live' && sources(ben)[0] === 'here');
});
