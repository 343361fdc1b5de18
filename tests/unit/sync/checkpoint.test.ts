import { beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Bytes } from '../../../src/base/bytes.ts';
import { encodeCheckpoint } from '../../../src/protocol/checkpoint.ts';
import type { CoveredChain } from '../../../src/protocol/checkpoint.ts';
import { decodeEntry } from '../../../src/protocol/entry.ts';
import { CLASS_DOC } from '../../../src/protocol/ids.ts';
import type { DocId } from '../../../src/protocol/ids.ts';
import { ClassDocuments } from '../../../src/sync/class-documents.ts';
import { presentContent } from '../../../src/sync/covered-content.ts';
import { canonicalState } from '../../../src/sync/yjs-state.ts';
import { ClassWorld } from '../../support/class-world.ts';
import type { Party } from '../../support/class-world.ts';
import { fastDigest } from '../../support/fake-signer.ts';
import { Intruder } from '../../support/intruder.ts';
import type { Forged } from '../../support/intruder.ts';

let world: ClassWorld;
let ada: Party;
let ben: Party;

beforeEach(async () => {
  world = await ClassWorld.create();
  world.checkpoints = { entries: 10, bytes: 1_000_000, idleMs: 1_000 };
  ada = await world.add('Ada');
  ben = await world.add('Ben');
  world.connect(ben, ada);
  await world.run(2_000);
});

/** One entry each. */
async function type(party: Party, words: readonly string[]): Promise<void> {
  const { doc } = await party.replica.open(CLASS_DOC);
  for (const word of words) {
    doc.getArray<string>('words').push([word]);
    await world.run(100);
  }
}

async function words(party: Party): Promise<readonly string[]> {
  const { doc } = await party.replica.open(CLASS_DOC);
  return doc.getArray<string>('words').toArray();
}

/** Entries of `class` in a store: how many plain ones, how many checkpoints. */
async function kept(
  party: Party,
  doc: DocId = CLASS_DOC,
): Promise<{ plain: number; checkpoints: number }> {
  const counts = { plain: 0, checkpoints: 0 };
  for (const { bytes } of await party.store.read(world.classId, doc)) {
    const decoded = decodeEntry(bytes);
    if (decoded.ok && decoded.value.kind === 'checkpoint') counts.checkpoints++;
    else counts.plain++;
  }
  return counts;
}

const numbers = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `w${from + i}`);

describe('[SY8] checkpoints', () => {
  test('are made by the owner when it is quiet; the second takes the place of what the first covers, at everybody', async () => {
    await type(ada, numbers(0, 12));
    expect((await kept(ada)).checkpoints).toBe(0); // never in a burst
    await world.run(3_000);
    for (const party of [ada, ben])
      expect(await kept(party)).toEqual({ plain: 12, checkpoints: 1 });
    await type(ada, numbers(12, 11));
    await world.run(3_000);
    for (const party of [ada, ben])
      expect(await kept(party)).toEqual({ plain: 11, checkpoints: 1 });
    for (const party of [ada, ben]) {
      expect(await words(party)).toEqual(numbers(0, 23));
      await world.restart(party);
      expect(await words(party)).toEqual(numbers(0, 23));
    }
    expect(world.refusals().size).toBe(0);
    expect(world.logged.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('[SY9] stand for the entries at who comes late, from a holder that has no originals either, and nothing is there twice', async () => {
    await type(ada, numbers(0, 12));
    await world.run(3_000);
    await type(ada, numbers(12, 12));
    await world.run(3_000);
    await type(ada, numbers(24, 3));
    const cid = await world.add('Cid');
    for (const wire of [...world.wires]) world.disconnect(wire);
    world.connect(cid, ben);
    await world.run(3_000);
    expect(await words(cid)).toEqual(numbers(0, 27));
    const dot = await world.add('Dot');
    world.connect(dot, cid);
    await world.run(8_000);
    expect(await words(dot)).toEqual(numbers(0, 27));
    expect(cid.replica.status.value.upToDateWith).toEqual(
      [ben.signer.keyId, dot.signer.keyId].sort(),
    );
    await world.restart(dot);
    expect(await words(dot)).toEqual(numbers(0, 27));
    expect(world.refusals().size).toBe(0);
  });

  test('leave what somebody wrote offline and could not be covered: it comes in later, on pruned ground', async () => {
    await world.until(ada.replica.setRole(ben.signer.keyId, 'teacher'));
    await type(ada, numbers(0, 5));
    await type(ben, ['b0']);
    await world.run(500);
    for (const wire of [...world.wires]) world.disconnect(wire);
    await type(ben, ['b1', 'b2']);
    await type(ada, numbers(5, 15));
    await world.run(3_000);
    await type(ada, numbers(20, 15));
    await world.run(3_000);
    const { plain } = await kept(ada);
    expect(plain).toBeLessThan(20);
    world.connect(ben, ada);
    await world.run(3_000);
    const expected = await words(ada);
    expect([...expected].sort()).toEqual([...numbers(0, 35), 'b0', 'b1', 'b2'].sort());
    expect(await words(ben)).toEqual(expected);
    expect(ben.replica.status.value.waiting).toBe(0);
    for (const party of [ada, ben]) {
      await world.restart(party);
      expect(await words(party)).toEqual(expected);
    }
    expect(world.refusals().size).toBe(0);
  });

  test('[ST1] a tab killed between the checkpoint and the removal of what it covers finds everything', async () => {
    await type(ada, numbers(0, 12));
    await world.run(3_000);
    const store = ada.store;
    const change = store.change.bind(store);
    store.change = (classId, given) =>
      given.remove.length > 0 ? new Promise(() => undefined) : change(classId, given);
    await type(ada, numbers(12, 11));
    await world.run(3_000);
    expect(await kept(ada)).toEqual({ plain: 23, checkpoints: 2 });
    store.change = change;
    await world.restart(ada, false);
    expect(await words(ada)).toEqual(numbers(0, 23));
    world.connect(ben, ada);
    await type(ada, numbers(23, 12));
    await world.run(3_000);
    expect((await kept(ada)).checkpoints).toBe(1);
    expect(await words(ben)).toEqual(numbers(0, 35));
  });

  test('are not made of work and feedback: these keep their originals', async () => {
    const doc = `work:${ada.signer.keyId}:a1` as DocId;
    const handle = await ada.replica.open(doc);
    for (let i = 0; i < 15; i++) {
      handle.doc.getArray('a').push([i]);
      await world.run(100);
    }
    await world.run(3_000);
    expect((await kept(ada, doc)).checkpoints).toBe(0);
  });
});

describe('[SY8] a lying keeper', () => {
  let liar: Intruder;
  let covered: readonly CoveredChain[];
  let updates: readonly Bytes[];

  beforeEach(async () => {
    await type(ada, numbers(0, 6));
    for (const wire of [...world.wires]) world.disconnect(wire);
    // The owner's own key, in a session with another program.
    liar = new Intruder(world, ada.signer, ben);
    await world.run(500);
    const documents = new ClassDocuments();
    await documents.load(ada.store, world.classId, fastDigest, world.logger);
    const content = presentContent(documents.logOrNew(CLASS_DOC));
    covered = [...content.covered.values()];
    updates = content.updates;
  });

  async function refusedAs(
    code: string | null,
    given: { covered?: readonly CoveredChain[]; state: Bytes },
    signer?: Party,
  ): Promise<Forged> {
    const rows = given.covered ?? covered;
    const content = encodeCheckpoint({ covered: rows, state: given.state });
    const deps = rows.map(({ author, session, seq, hash }) => ({ author, session, seq, hash }));
    const entry = await liar.forge(
      CLASS_DOC,
      content,
      {
        kind: 'checkpoint',
        deps,
        ...(signer === undefined ? {} : { author: signer.signer.keyId }),
      },
      signer?.signer,
    );
    await liar.bring(entry);
    expect([...world.refusals().keys()]).toEqual(code === null ? [] : [code]);
    expect(await words(ben)).toEqual(numbers(0, 6));
    return entry;
  }

  const truth = (): Bytes => canonicalState(updates) as Bytes;

  /** The true state, changed in a session that has a chain. */
  function changed(change: (doc: Y.Doc) => void): Bytes {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, truth());
    doc.clientID = [...doc.store.clients.keys()][0] ?? 0;
    change(doc);
    return Y.encodeStateAsUpdate(doc) as Bytes;
  }

  test('is believed in the truth, however Yjs put it', async () => {
    await refusedAs(null, { state: Y.mergeUpdates([...updates]) as Bytes });
  });

  test('is refused where the state has more, less or other content', async () => {
    await refusedAs('checkpoint-state', {
      state: changed((doc) => doc.getArray('words').push(['x'])),
    });
    await refusedAs('checkpoint-state', {
      state: changed((doc) => doc.getArray('words').delete(2, 1)),
    });
    await refusedAs('checkpoint-state', { state: canonicalState(updates.slice(0, 3)) as Bytes });
    const other = truth();
    const at = other.findIndex((byte, i) => byte === 0x77 && other[i + 1] === 0x33); // "w3"
    other[at + 1] = 0x39;
    await refusedAs('checkpoint-state', { state: other });
  });

  test('is not believed where the end of a chain is another: [SY2] it waits for the proof', async () => {
    const [head] = covered;
    if (head === undefined) throw new Error('nothing is covered');
    const hash = liar.session.padEnd(43, 'A') as CoveredChain['hash'];
    await refusedAs(null, { covered: [{ ...head, hash }], state: truth() });
    expect((await kept(ben, CLASS_DOC)).checkpoints).toBe(0);
  });

  test('is refused where the history is another', async () => {
    const [head] = covered;
    if (head === undefined) throw new Error('nothing is covered');
    await refusedAs('checkpoint-history', {
      covered: [{ ...head, last: head.last + 1 }],
      state: truth(),
    });
  });

  test('is refused where the state has structs of who has no chain', async () => {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, truth());
    doc.getArray('words').push(['x']);
    await refusedAs('update-client', { state: Y.encodeStateAsUpdate(doc) as Bytes });
  });

  test('[SY4] nobody but the keeper is heard', async () => {
    await refusedAs('not-permitted', { state: truth() }, ben);
  });

  test('is refused by who has a part: what is there must be in it, unchanged', async () => {
    // Claims entries that ben lacks, and changes those that he has.
    const [head] = covered;
    if (head === undefined) throw new Error('nothing is covered');
    const hash = liar.session.padEnd(43, 'A') as CoveredChain['hash'];
    const ahead = [{ ...head, seq: head.seq + 1, hash }];
    const state = changed((doc) => doc.getArray('words').push(['x']));
    const at = state.findIndex((byte, i) => byte === 0x77 && state[i + 1] === 0x33);
    state[at + 1] = 0x39;
    await refusedAs('checkpoint-state', { covered: ahead, state });
  });
});

test('[SY8] a document longer than an entry may be has no checkpoint, and goes on without', async () => {
  world.checkpoints = { entries: 4, bytes: 1_000_000, idleMs: 1_000 };
  await world.restart(ada);
  const { doc } = await ada.replica.open(CLASS_DOC);
  for (let i = 0; i < 6; i++) {
    doc.getMap('images').set(`${i}`, new Uint8Array(4 * 1024 * 1024).fill(i));
    await world.run(200);
  }
  await world.run(3_000);
  expect((await kept(ada)).checkpoints).toBe(0);
  expect(world.logged.some(({ code }) => code === 'checkpoint-left')).toBe(true);
  const cid = await world.add('Cid');
  world.connect(cid, ada);
  await world.run(3_000);
  expect((await cid.replica.open(CLASS_DOC)).doc.getMap('images').size).toBe(6);
});

// Seed 352776 of the schedules.
test('[SY8] [SY5] of a document whose entries have all been taken out none is made', async () => {
  const notes = 'notes:1' as DocId;
  const audience = { roles: ['owner', 'teacher', 'student'], members: [] } as const;
  const rule = { writers: audience, readers: audience, sealed: false, keeper: 'owner' } as const;
  await world.until(ada.replica.makeDocument(notes, rule));
  const cid = await world.add('Cid');
  const wire = world.connect(cid, ada);
  await world.until(ada.replica.setRole(cid.signer.keyId, 'teacher'));
  await world.run(2_000);
  world.disconnect(wire);

  const { doc } = await world.until(ben.replica.open(notes));
  for (const word of numbers(0, 12)) {
    doc.getArray('words').push([word]);
    await world.run(100);
  }
  expect((await kept(ada, notes)).plain).toBe(12);
  // Cid knows of none of it.
  await world.until(cid.replica.remove(ben.signer.keyId, null));
  world.connect(cid, ada);
  await world.run(3_000);
  expect(await kept(ada, notes)).toEqual({ plain: 0, checkpoints: 0 });
  expect(world.logged.filter(({ code }) => code.startsWith('checkpoint'))).toEqual([]);
});

// Seed 822527 of the schedules: the checkpoint stood for what had fallen, in the log and not in the document that was open.
test('[SY8] [SY5] one that is being stored when what it covers is taken out is given up, and never leaves', async () => {
  const notes = 'notes:1' as DocId;
  const audience = { roles: ['owner', 'teacher', 'student'], members: [] } as const;
  const rule = { writers: audience, readers: audience, sealed: false, keeper: 'owner' } as const;
  await world.until(ada.replica.makeDocument(notes, rule));
  const cid = await world.add('Cid');
  const wire = world.connect(cid, ada);
  await world.until(ada.replica.setRole(cid.signer.keyId, 'teacher'));
  await world.run(2_000);
  wire.slow = true;
  const open = async ({ replica }: Party): Promise<Y.Array<string>> =>
    (await world.until(replica.open(notes))).doc.getArray('words');
  (await open(ada)).push(['a']);
  for (const word of numbers(0, 12)) {
    (await open(ben)).push([word]);
    await world.run(100);
  }
  await world.until(cid.replica.remove(ben.signer.keyId, null)); // Cid knows of none of it
  const store = ada.store;
  const append = store.append.bind(store);
  let goOn: (() => void) | null = null;
  store.append = async (classId, entries) => {
    if (entries.some(({ doc, seq }) => doc === notes && seq === 1))
      await new Promise<void>((resolve) => (goOn = resolve));
    return append(classId, entries);
  };
  await world.run(3_000);
  const commit = expectHeld(goOn);
  expect((await open(ada)).toArray()).toHaveLength(13);
  wire.slow = false;
  await world.run(1_000);
  expect((await open(ada)).toArray()).toEqual(['a']);
  commit();
  await world.run(3_000);
  for (const party of [ada, cid]) expect((await open(party)).toArray()).toEqual(['a']);
  for (const party of [ada, cid])
    expect(await kept(party, notes)).toEqual({ plain: 1, checkpoints: 0 });
  await world.restart(ada);
  expect((await open(ada)).toArray()).toEqual(['a']);
});

function expectHeld(held: (() => void) | null): () => void {
  if (held === null) throw new Error('no checkpoint is being stored');
  return held;
}
