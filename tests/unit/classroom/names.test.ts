import { afterEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { readBlocked } from '../../../src/classroom/blocked.ts';
import { sameNameKey } from '../../../src/protocol/same-name-key.ts';
import { readNames, writeName } from '../../../src/classroom/names.ts';
import type { KeyId } from '../../../src/protocol/ids.ts';
import { idOf, linkOf, SmallClass, stateOf, until } from '../../support/small-class.ts';

let school = new SmallClass();

afterEach(async () => {
  await school.close();
  school = new SmallClass();
});

const namesAt = (someone: Parameters<typeof stateOf>[0]) =>
  stateOf(someone).people.map(({ name }) => name);

describe('[CL3] names', () => {
  test('a teacher corrects a rude name, for everybody, and the person cannot change it back', async () => {
    const teacher = await school.teach('Ada');
    const [rude, ben] = await school.join(teacher, 'Sir Fartsalot', 'Ben');
    if (rude === undefined || ben === undefined) throw new Error('both came');
    await teacher.session.giveName(idOf(teacher, 'Sir Fartsalot'), ' Emil  Ferreira ');
    await until(() => [teacher, rude, ben].every((one) => namesAt(one).includes('Emil Ferreira')));
    expect(stateOf(rude).myName).toBe('Emil Ferreira');
    expect(stateOf(teacher).people.find(({ name }) => name === 'Emil Ferreira')?.named).toBe(true);
    await rude.session.giveName(idOf(rude, 'Emil Ferreira'), 'Sir Fartsalot');
    await until(() => stateOf(rude).problem?.code === 'not-permitted');
    const again = await school.comeAgain(rude);
    await until(() => stateOf(again).myName === 'Emil Ferreira');
    await teacher.session.giveName(idOf(teacher, 'Ben'), '\u202e');
    expect(stateOf(teacher).problem?.code).toBe('name-invalid');
  });

  test('who leads sees that two people bear one name; students do not', async () => {
    const teacher = await school.teach('Ada');
    const [ben] = await school.join(teacher, 'Ben', 'ben', 'Cleo');
    if (ben === undefined) throw new Error('Ben came');
    const twice = (someone: typeof teacher) =>
      stateOf(someone)
        .people.filter(({ nameTwice }) => nameTwice)
        .map(({ name }) => name)
        .toSorted();
    await until(() => twice(teacher).length === 2);
    expect(twice(teacher)).toEqual(['Ben', 'ben']);
    expect(twice(ben)).toEqual([]);
  });

  test('[SE1] what cannot be read is left out and counted', () => {
    const id = 'b'.repeat(42).concat('A') as KeyId;
    const doc = new Y.Doc();
    const names = doc.getMap('names');
    names.set('nobody', { name: 'Ben' });
    names.set(id.replace('b', 'c'), { name: 7 });
    names.set(id.replace('b', 'd'), { name: 'Ben\u202e' });
    writeName(doc, id, 'Ben');
    doc.getMap('blocked').set('nobody', { name: 'Ben' });
    const refused: string[] = [];
    expect([...readNames(doc, (one) => refused.push(one))]).toEqual([[id, 'Ben']]);
    expect(readBlocked(doc, (one) => refused.push(one))).toEqual([]);
    expect(refused).toHaveLength(4);
  });

  test('names are compared as a hurried eye does', () => {
    expect(sameNameKey('ＡＮＡ  Kovač')).toBe(sameNameKey('ana kovač'));
    expect(sameNameKey('Ana')).not.toBe(sameNameKey('Anna'));
  });
});

test('[CL4] nobody lets in who is blocked, by mistake; their name warns of a fresh key', async () => {
  const teacher = await school.teach('Ada');
  const [mal, dan] = await school.join(teacher, 'Mallory', 'Dan');
  if (mal === undefined || dan === undefined) throw new Error('both came');
  await teacher.session.setRole(idOf(teacher, 'Dan'), 'assistant');
  const id = idOf(teacher, 'Mallory');
  await teacher.session.blockPerson(id);
  await until(() => stateOf(mal).standing === 'removed');
  expect(stateOf(teacher)).toMatchObject({ blocked: [{ id, name: 'Mallory' }], removed: [] });
  await until(() => stateOf(dan).role === 'assistant' && stateOf(dan).people.length === 2);
  await until(() => stateOf(dan).removed.length === 0);
  expect(stateOf(dan).blocked).toEqual([]);
  // With the link in force the same device asks nobody, and no command lets it in.
  await teacher.session.setDoor('lobby');
  await teacher.session.admit(id);
  await teacher.session.admitAll();
  expect(namesAt(teacher)).not.toContain('Mallory');
  // Under a fresh key there is only the name.
  await school.come('mallory', linkOf(teacher));
  await school.come('Cleo', linkOf(teacher));
  await until(() => stateOf(teacher).waiting.length === 2);
  await teacher.session.admitAll();
  await until(() => namesAt(teacher).includes('Cleo'));
  expect(stateOf(teacher).waiting).toMatchObject([{ name: 'mallory', blockedName: true }]);
  await teacher.session.unblockPerson(id);
  await until(() => stateOf(teacher).removed.length === 1);
  expect(stateOf(teacher)).toMatchObject({ blocked: [], removed: [{ name: 'Mallory' }] });
});
