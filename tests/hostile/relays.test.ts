import { beforeEach, describe, expect, test } from 'vitest';
import { decodeEntry } from '../../src/protocol/entry.ts';
import type { Entry } from '../../src/protocol/entry.ts';
import { CLASS_DOC } from '../../src/protocol/ids.ts';
import type { DocId } from '../../src/protocol/ids.ts';
import { decodePeerMessage, encodePeerMessage } from '../../src/protocol/peer-messages.ts';
import type { PeerMessage } from '../../src/protocol/peer-messages.ts';
import { ClassWorld } from '../support/class-world.ts';
import type { Party, Wire } from '../support/class-world.ts';
import { linkPair } from '../support/memory-link.ts';
import type { MemoryLink } from '../support/memory-link.ts';

/**
 * A dishonest inner node. Ada (owner, root) and Tom (teacher) above Mallory; Cleo and Dan below her; Ben below Ada is
 * their spare. Mallory runs the product's own program, but what she says is changed on its way out.
 */
let world: ClassWorld;
let [ada, tom, ben, cleo, dan, mallory] = [] as unknown as [
  Party,
  Party,
  Party,
  Party,
  Party,
  Party,
];
let above: Wire;
let below: Wire[];
/** What Mallory makes of a message to a neighbour: the messages that she sends in its place. */
let change: (message: PeerMessage, to: Party) => readonly PeerMessage[];

beforeEach(async () => {
  world = await ClassWorld.create();
  const parties: Party[] = [];
  for (const name of ['Ada', 'Tom', 'Ben', 'Cleo', 'Dan', 'Mallory'])
    parties.push(await world.add(name));
  [ada, tom, ben, cleo, dan, mallory] = parties as [Party, Party, Party, Party, Party, Party];
  change = (message) => [message];
  world.connect(tom, ada);
  world.connect(ben, ada);
  above = link(mallory, ada);
  below = [link(cleo, mallory), link(dan, mallory)];
  await world.run(2_000);
  await world.until(ada.replica.setRole(tom.signer.keyId, 'teacher'));
  for (const child of [cleo, dan]) {
    const spare = world.connect(child, ben);
    for (const end of spare.ends) end.relation.set('spare');
    // As the tree does: a lost parent's place is the spare's.
    const parent = below.find(({ a }) => a === child);
    parent?.ends[0].onEnd(() => {
      spare.ends[0].relation.set('parent');
      spare.ends[1].relation.set('child');
    });
  }
  await world.run(25_000);
  for (const party of parties) await world.until(party.replica.open(CLASS_DOC));
});

/** Connects `child` below `parent`, one of whom is Mallory, whose words go through `change`. */
function link(child: Party, parent: Party): Wire {
  const ends = linkPair(child.signer, parent.signer);
  const wire: Wire = { a: child, b: parent, ends };
  const mine: MemoryLink = ends[child === mallory ? 0 : 1];
  const other = child === mallory ? parent : child;
  const send = mine.send.bind(mine);
  mine.send = (bytes) => {
    const decoded = decodePeerMessage(bytes.slice());
    if (!decoded.ok) throw new Error('Mallory’s own program is honest');
    for (const message of change(decoded.value, other)) send(encodePeerMessage(message));
  };
  world.wires.add(wire);
  child.replica.addLink(ends[0]);
  parent.replica.addLink(ends[1]);
  return wire;
}

/** Drops the entries that `drop` says. */
function without(message: PeerMessage, drop: (entry: Entry) => boolean): readonly PeerMessage[] {
  if (message.type !== 'entries' && message.type !== 'receipt') return [message];
  const entries = message.entries.filter((bytes) => {
    const decoded = decodeEntry(bytes);
    return !decoded.ok || !drop(decoded.value);
  });
  return entries.length === 0 ? [] : [{ ...message, entries }];
}

async function write(party: Party, key: string): Promise<void> {
  const { doc } = await world.until(party.replica.open(CLASS_DOC));
  doc.getMap('words').set(key, party.name);
  await world.run(500);
}

async function words(party: Party): Promise<readonly string[]> {
  const { doc } = await world.until(party.replica.open(CLASS_DOC));
  return [...doc.getMap('words').keys()].sort();
}

async function expectAllHave(...expected: readonly string[]): Promise<void> {
  for (const party of [ada, tom, ben, cleo, dan])
    expect([party.name, await words(party)]).toEqual([party.name, expected.toSorted()]);
}

/** Two words of `author`, half a minute apart: after them nobody is below Mallory any more. */
async function isReplacedAfter(author: Party): Promise<void> {
  await write(author, 'one');
  await world.run(25_000);
  await expectAllHave('one');
  await write(author, 'two');
  await world.run(25_000);
  await expectAllHave('one', 'two');
  for (const party of [cleo, dan]) expect(party.replica.refusals().get('parent-behind')).toBe(1);
  for (const wire of below) expect(wire.ends[0].ended).toBe('closed');
  // From now on what is written arrives at once.
  await write(author, 'three');
  await expectAllHave('one', 'three', 'two');
}

describe('an inner node of the tree', () => {
  test('[TR3] that drops every entry is shown up by the spare, within seconds of quiet, and left', async () => {
    change = (message) => without(message, () => true);
    await isReplacedAfter(tom);
  });

  test('[TR3] that drops one author only, and brings all others, is left likewise', async () => {
    change = (message) => without(message, ({ author }) => author === tom.signer.keyId);
    await write(ada, 'zero');
    expect(await words(cleo)).toEqual(['zero']);
    await write(tom, 'one');
    await write(ada, 'more');
    await world.run(25_000);
    await write(tom, 'two');
    await write(ada, 'still more');
    await world.run(25_000);
    await expectAllHave('zero', 'one', 'more', 'two', 'still more');
    expect(cleo.replica.refusals().get('parent-behind')).toBe(1);
    await write(tom, 'three');
    await expectAllHave('zero', 'one', 'more', 'two', 'still more', 'three');
  });

  test('[SY1] [TR3] that leaves gaps in chains: what follows a gap waits, everybody is asked, and nothing is lost', async () => {
    change = (message) => without(message, ({ seq }) => seq % 2 === 1);
    for (let i = 0; i < 8; i++) await write(tom, `word ${i}`);
    await world.run(8_000);
    await expectAllHave(...Array.from({ length: 8 }, (_, i) => `word ${i}`));
  });

  test('[TR3] that keeps all back for a minute, then sends it: everybody had it before', async () => {
    const late: (() => void)[] = [];
    change = (message, to) => {
      if (message.type !== 'entries' && message.type !== 'receipt') return [message];
      const wire = [above, ...below].find(({ a, b }) => a === to || b === to);
      const mine = wire?.ends[wire.a === mallory ? 0 : 1];
      late.push(() => mine?.outgoing.push(encodePeerMessage(message)));
      return [];
    };
    await write(tom, 'one');
    await world.run(25_000);
    await expectAllHave('one');
    for (const send of late) send();
    await world.run(5_000);
    await expectAllHave('one');
    expect([...world.refusals().keys()]).toEqual([]);
  });

  test('[SY10] that turns everything round and sends it twice: all arrives, once', async () => {
    const kept: PeerMessage[] = [];
    change = (message) => {
      if (message.type !== 'entries' && message.type !== 'receipt') return [message];
      kept.push(message);
      if (kept.length < 4) return [];
      const turned = kept.splice(0).reverse();
      return [...turned, ...turned].map((each) =>
        each.type === 'entries' || each.type === 'receipt'
          ? { ...each, entries: each.entries.toReversed() }
          : each,
      );
    };
    for (let i = 0; i < 8; i++) await write(i % 2 === 0 ? tom : ada, `word ${i}`);
    await world.run(30_000);
    await expectAllHave(...Array.from({ length: 8 }, (_, i) => `word ${i}`));
    const stored = await cleo.store.read(world.classId, CLASS_DOC);
    expect(new Set(stored.map(({ hash }) => hash)).size).toBe(stored.length);
  });

  test('[SY6] [TR3] that says it has what it dropped, and nothing of what it got: the spare hears of it', async () => {
    await world.until(ada.replica.setRole(cleo.signer.keyId, 'teacher'));
    await world.run(1_000);
    // Upwards nothing goes; Cleo is told that all is safe.
    change = (message, to) => (to === ada ? without(message, () => true) : [message]);
    await write(cleo, 'from below');
    expect(await words(ada)).toEqual([]);
    await world.run(25_000);
    await expectAllHave('from below');
  });

  test('[SY11] [TR3] that swallows a student’s work for the teacher and says it is safe: the teacher gets it', async () => {
    change = (message, to) => (to === ada ? without(message, () => true) : [message]);
    const work = `work:${cleo.signer.keyId}:a` as DocId;
    for (const text of ['one', 'two']) {
      const { doc } = await world.until(cleo.replica.open(work));
      doc.getMap('answers').set(text, 'Cleo');
      await world.run(40_000);
      for (const teacher of [ada, tom]) {
        const there = await world.until(teacher.replica.open(work));
        await world.run(1_000);
        expect([...there.doc.getMap('answers').keys()]).toContain(text);
      }
    }
    expect(cleo.replica.status.value.waiting).toBe(0);
  });

  test('[TR3] that says it wants everything, or nothing, or that there is nothing new: what is wanted arrives', async () => {
    change = (message) => {
      if (message.type === 'interest') return [{ ...message, everything: true, add: [], drop: [] }];
      if (message.type === 'compare' || message.type === 'have')
        return [{ ...message, vectors: [] }];
      return without(message, () => true);
    };
    await isReplacedAfter(ada);
  });

  test('[SY5] [TR3] that drops its own removal: those below hear of it by the spare, and it is shut out', async () => {
    change = (message) => without(message, () => true);
    await world.until(ada.replica.remove(mallory.signer.keyId, null));
    await world.run(30_000);
    for (const party of [ada, tom, ben, cleo, dan])
      expect(party.replica.authority.value.members.has(mallory.signer.keyId)).toBe(false);
    for (const wire of [above, ...below]) expect(wire.ends[0].ended).not.toBeNull();
    await write(tom, 'after');
    await expectAllHave('after');
  });

  test('[TR3] an honest parent is not left, however much everybody writes', async () => {
    for (let i = 0; i < 60; i++) {
      await write(i % 3 === 0 ? ada : tom, `word ${i}`);
      await world.run(i % 10 === 9 ? 20_000 : 1_000);
    }
    await world.run(60_000);
    expect([...world.refusals()]).toEqual([]);
    for (const wire of below) expect(wire.ends[0].ended).toBeNull();
  });
});
