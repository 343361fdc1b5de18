import { beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { GroupDocuments } from '../../../src/classroom/group-documents.ts';
import {
  deleteGroup,
  parseGroupName,
  readGroups,
  writeGroup,
  type Group,
} from '../../../src/classroom/groups.ts';
import { CLASS_DOC, type KeyId } from '../../../src/protocol/ids.ts';
import { MAX_GROUP_MEMBERS, MAX_GROUPS } from '../../../src/protocol/limits.ts';
import type { DocumentHandle } from '../../../src/sync/document-handle.ts';
import { ClassWorld, type Party } from '../../support/class-world.ts';

const idOf = (number: number) => `${String(number).padStart(21, 'x')}A`;
const BLUE = idOf(1);

describe('[CL1] groups in the class document', () => {
  const ben = 'b'.repeat(42).concat('A') as KeyId;
  const cleo = 'c'.repeat(42).concat('A') as KeyId;

  function read(doc: Y.Doc) {
    const refused: string[] = [];
    return { groups: readGroups(doc, (id) => refused.push(id)), refused };
  }

  test('are read by name, with each member once', () => {
    const doc = new Y.Doc();
    writeGroup(doc, { id: idOf(1), name: 'Group 10', members: [cleo, ben, cleo] });
    writeGroup(doc, { id: idOf(2), name: 'Group 2', members: [] });
    expect(read(doc)).toEqual({
      groups: [
        { id: idOf(2), name: 'Group 2', members: [] },
        { id: idOf(1), name: 'Group 10', members: [ben, cleo] },
      ],
      refused: [],
    });
    deleteGroup(doc, idOf(2));
    expect(read(doc).groups.map(({ name }) => name)).toEqual(['Group 10']);
  });

  test.each<[string, string, unknown]>([
    ['an id that is none', 'blue', { name: 'Blue', members: [] }],
    ['no object', BLUE, 'Blue'],
    ['a name that hides text', BLUE, { name: 'Blue\u202e', members: [] }],
    ['an empty name', BLUE, { name: '', members: [] }],
    ['a name without end', BLUE, { name: 'x'.repeat(81), members: [] }],
    ['members that are no list', BLUE, { name: 'Blue', members: 'all' }],
    ['a member that is nobody', BLUE, { name: 'Blue', members: [7] }],
    ['too many members', BLUE, { name: 'B', members: Array(MAX_GROUP_MEMBERS + 1).fill(ben) }],
  ])('[SE1] %s is refused, counted, and harms no other group', (_, id, value) => {
    const doc = new Y.Doc();
    writeGroup(doc, { id: idOf(9), name: 'Red', members: [ben] });
    doc.getMap('groups').set(id, value);
    const { groups, refused } = read(doc);
    expect(groups.map(({ name }) => name)).toEqual(['Red']);
    expect(refused).toEqual([id]);
  });

  test('[SE1] more groups than the limit are refused', () => {
    const doc = new Y.Doc();
    for (let i = 0; i < MAX_GROUPS + 3; i++)
      writeGroup(doc, { id: idOf(i), name: `G${i}`, members: [] });
    const { groups, refused } = read(doc);
    expect([groups.length, refused.length]).toEqual([MAX_GROUPS, 3]);
  });

  test('a typed name is cleaned, or refused with what it may be', () => {
    expect(parseGroupName('  Table \u200b 1 ')).toEqual({ ok: true, value: 'Table 1' });
    const refused = parseGroupName(' ');
    expect(refused.ok ? null : refused.error.detail['field']).toBe('group');
  });
});

describe('[CL1] [SY11] what is for a group', () => {
  /** Ada owns the class; Ben stands between her and Cleo; Dan is a co-teacher. */
  let world: ClassWorld;
  const all = new Map<string, { party: Party; classDoc: DocumentHandle; groups: GroupDocuments }>();

  const at = (name: string) => {
    const one = all.get(name);
    if (one === undefined) throw new Error(name);
    return one;
  };
  const keyOf = (name: string): KeyId => at(name).party.signer.keyId;
  const groupsAt = (name: string) => readGroups(at(name).classDoc.doc, () => undefined);

  /** Everybody's device goes on, as it does at each update of what it shows. */
  async function run(ms = 1_000): Promise<void> {
    await world.run(ms);
    for (const name of all.keys()) at(name).groups.follow(groupsAt(name));
    await world.run(ms);
  }

  /** As the teachers' commands do it. */
  async function set(by: string, group: Group): Promise<void> {
    await world.until(at(by).groups.state(group.id, group.members));
    writeGroup(at(by).classDoc.doc, group);
    await run();
  }

  async function write(by: string, key: string): Promise<void> {
    at(by).groups.handle(BLUE)?.doc.getMap('m').set(key, true);
    await run();
  }

  const contentAt = (name: string): string[] | null => {
    const handle = at(name).groups.handle(BLUE);
    return handle && [...handle.doc.getMap('m').keys()].sort();
  };

  beforeEach(async () => {
    world = await ClassWorld.create();
    all.clear();
    for (const name of ['Ada', 'Ben', 'Cleo', 'Dan']) {
      const party = await world.add(name);
      const classDoc = await world.until(party.replica.open(CLASS_DOC));
      const groups = new GroupDocuments(party.replica, classDoc, world.clock, (action) => action());
      all.set(name, { party, classDoc, groups });
    }
    world.connect(at('Ben').party, at('Ada').party);
    world.connect(at('Cleo').party, at('Ben').party);
    world.connect(at('Dan').party, at('Ada').party);
    await run(2_000);
    await world.until(at('Ada').party.replica.setRole(keyOf('Dan'), 'teacher'));
    await run();
  });

  test('its members and the teachers read; who stands between carries it blind', async () => {
    await set('Ada', { id: BLUE, name: 'Blue', members: [keyOf('Cleo')] });
    await write('Ada', 'hint');
    expect(contentAt('Cleo')).toEqual(['hint']);
    expect(contentAt('Dan')).toEqual(['hint']);
    expect(contentAt('Ben')).toBeNull();
    const carried = await world.until(at('Ben').party.replica.open(('group:' + BLUE) as never));
    expect([...carried.doc.getMap('m').keys()]).toEqual([]);
    expect(at('Cleo').groups.handle(BLUE)?.writable.value).toBe(false);
  });

  test('who is taken out reads nothing that is written afterwards, who comes in reads all', async () => {
    await set('Ada', { id: BLUE, name: 'Blue', members: [keyOf('Cleo')] });
    await write('Ada', 'before');
    const kept = at('Cleo').groups.handle(BLUE);
    const closed: string[] = [];
    at('Cleo').groups.onChanged((id) => closed.push(id));
    await set('Dan', { id: BLUE, name: 'Blue', members: [keyOf('Ben')] });
    await write('Dan', 'after');
    expect(closed).toEqual([BLUE]);
    expect(contentAt('Cleo')).toBeNull();
    expect([...(kept?.doc.getMap('m').keys() ?? [])]).toEqual(['before']);
    expect(contentAt('Ben')).toEqual(['after', 'before']);
  });

  test('what one device wrote in one place only, a teacher’s device mends', async () => {
    writeGroup(at('Dan').classDoc.doc, { id: BLUE, name: 'Blue', members: [keyOf('Cleo')] });
    await run();
    expect(contentAt('Cleo')).toBeNull();
    await run(2_500);
    await run();
    await write('Ada', 'hint');
    expect(contentAt('Cleo')).toEqual(['hint']);
  });

  test('of a group changed by two teachers at a time, who reads is who is in it', async () => {
    await set('Ada', { id: BLUE, name: 'Blue', members: [] });
    const wire = [...world.wires].find(({ a }) => a === at('Dan').party);
    if (wire !== undefined) world.disconnect(wire);
    await set('Dan', { id: BLUE, name: 'Blue', members: [keyOf('Ben')] });
    await set('Ada', { id: BLUE, name: 'Blue', members: [keyOf('Cleo')] });
    world.connect(at('Dan').party, at('Ada').party);
    for (let i = 0; i < 3; i++) await run(3_000);
    await write('Ada', 'hint');
    const members = groupsAt('Ada')[0]?.members ?? [];
    expect(members).toHaveLength(1);
    for (const name of ['Ben', 'Cleo'])
      expect(contentAt(name), name).toEqual(members.includes(keyOf(name)) ? ['hint'] : null);
  });

  test('a student states nothing, and a group that is gone is closed for its members', async () => {
    await expect(world.until(at('Ben').groups.state(BLUE, [keyOf('Ben')]))).rejects.toMatchObject({
      code: 'not-permitted',
    });
    await set('Ada', { id: BLUE, name: 'Blue', members: [keyOf('Ben')] });
    expect(contentAt('Ben')).toEqual([]);
    await world.until(at('Ada').groups.state(BLUE, []));
    deleteGroup(at('Ada').classDoc.doc, BLUE);
    await run();
    expect(contentAt('Ben')).toBeNull();
    expect(contentAt('Ada')).toBeNull();
  });
});
