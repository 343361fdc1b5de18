import { beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { LecternError } from '../../../src/base/lectern-error.ts';
import { CLASS_DOC, profileDoc } from '../../../src/protocol/ids.ts';
import { MemoryEntryStore } from '../../../src/store/memory-entry-store.ts';
import type { DocumentHandle } from '../../../src/sync/document-handle.ts';
import { ClassWorld } from '../../support/class-world.ts';
import type { Party, Wire } from '../../support/class-world.ts';
import { SlowEntryStore } from '../../support/slow-entry-store.ts';

let world: ClassWorld;
let ada: Party;
let ben: Party;
let wire: Wire;
let atAda: DocumentHandle;
let atBen: DocumentHandle;

beforeEach(async () => {
  world = await ClassWorld.create();
  ada = await world.add('Ada');
  ben = await world.add('Ben');
  wire = world.connect(ben, ada);
  atAda = await ada.replica.open(CLASS_DOC);
  await world.run(2_000);
  atBen = await ben.replica.open(CLASS_DOC);
});

describe('a document', () => {
  test('[SY7] takes a local change back where its writer may not write, and goes on from what stands', async () => {
    atAda.doc.getText('t').insert(0, 'base');
    await world.run();
    const events: unknown[] = [];
    const before = atBen.doc;
    atBen.onRefused((reason) => events.push(reason));
    atBen.onReset((doc) => events.push(doc === atBen.doc && doc !== before));
    expect(atBen.writable.value).toBe(false);
    atBen.doc.getText('t').insert(0, 'graffiti ');
    await world.run();
    expect(events).toEqual(['not-permitted', true]);
    expect(atBen.doc.getText('t').toJSON()).toBe('base');
    atAda.doc.getText('t').insert(4, ' more');
    await world.run();
    expect(atBen.doc.getText('t').toJSON()).toBe('base more');
    expect(atAda.doc.getText('t').toJSON()).toBe('base more');
    await world.until(ada.replica.setRole(ben.signer.keyId, 'teacher'));
    await world.run();
    atBen.doc.getText('t').insert(0, 'now allowed: ');
    await world.run();
    expect(atAda.doc.getText('t').toJSON()).toBe('now allowed: base more');
  });

  test("[SY7] refuses somebody else's update applied past the engine", async () => {
    const events: unknown[] = [];
    atAda.onRefused((reason) => events.push(reason));
    const foreign = new Y.Doc();
    foreign.getText('t').insert(0, 'alien');
    atAda.doc.getText('t').insert(0, 'kept');
    Y.applyUpdate(atAda.doc, Y.encodeStateAsUpdate(foreign));
    await world.run();
    expect(events).toEqual(['foreign']);
    expect(atAda.doc.getText('t').toJSON()).toBe('kept');
    atAda.doc.getText('t').insert(4, ' on');
    await world.run();
    expect(atBen.doc.getText('t').toJSON()).toBe('kept on');
  });

  test('[SY7] keeps its client id over remote changes and restarts with a new one', async () => {
    const id = atAda.doc.clientID;
    for (let i = 0; i < 3; i++) {
      atAda.doc.getMap('m').set('k', i);
      await world.run(200);
    }
    expect(atAda.doc.clientID).toBe(id);
    expect(id).toBeLessThanOrEqual(Number.MAX_SAFE_INTEGER);
    await world.restart(ada);
    const again = await ada.replica.open(CLASS_DOC);
    expect(again.doc.clientID).not.toBe(id);
    expect(again.doc.getMap('m').toJSON()).toEqual({ k: 2 });
  });

  test('a reader of formatted text writes nothing by itself', async () => {
    await world.until(ada.replica.setRole(ben.signer.keyId, 'teacher'));
    atAda.doc.getText('t').insert(0, 'hello world');
    const cleo = await world.add('Cleo');
    const toAda = world.connect(cleo, ada);
    await world.run(2_000);
    const reader = await cleo.replica.open(CLASS_DOC);
    const resets: unknown[] = [];
    reader.onReset(() => resets.push(1));
    reader.doc.getText('t').toDelta(); // Yjs tidies up only what is known to be a text
    world.disconnect(wire);
    atAda.doc.getText('t').format(0, 5, { bold: true });
    atBen.doc.getText('t').format(0, 5, { bold: true });
    await world.run();
    world.connect(ben, ada);
    await world.run();
    expect(toAda.ends[0].ended).toBeNull();
    expect(resets).toEqual([]);
    expect(reader.doc.getText('t').toDelta()).toEqual(atAda.doc.getText('t').toDelta());
    expect(atBen.doc.getText('t').toDelta()).toEqual(atAda.doc.getText('t').toDelta());
  });

  test('what observers write in answer to a remote change becomes entries of their own', async () => {
    const profile = await ben.replica.open(profileDoc(ben.signer.keyId));
    profile.doc.getMap('m').observe((event) => {
      if (event.keysChanged.has('a')) profile.doc.getMap('m').set('b', 'from observer');
    });
    profile.doc.getMap('m').set('a', 1);
    await world.run();
    const seen = await ada.replica.open(profileDoc(ben.signer.keyId));
    expect(seen.doc.getMap('m').toJSON()).toEqual({ a: 1, b: 'from observer' });
    // So many at once that they make several entries, parted between a change and its answer.
    profile.doc.getMap('other').set('first', 1);
    for (let i = 0; i < 300; i++) profile.doc.getMap('m').set('a', i);
    await world.run();
    expect(seen.doc.getMap('m').toJSON()).toEqual({ a: 299, b: 'from observer' });
    profile.doc.getMap('m').set('c', 1);
    await world.run();
    expect(seen.doc.getMap('m').toJSON()).toEqual({ a: 299, b: 'from observer', c: 1 });
  });

  test('the first edit after a pause leaves at once, the following ones together', async () => {
    const map = atAda.doc.getMap('m');
    map.set('first', 1);
    await world.settle();
    expect((await ada.store.read(world.classId, CLASS_DOC)).length).toBe(1);
    for (let i = 0; i < 10; i++) {
      map.set('k', i);
      await world.clock.advance(2, world.settle);
    }
    expect((await ada.store.read(world.classId, CLASS_DOC)).length).toBe(1);
    await world.clock.advance(30, world.settle);
    expect((await ada.store.read(world.classId, CLASS_DOC)).length).toBe(2);
    await world.run();
    expect(atBen.doc.getMap('m').toJSON()).toEqual({ first: 1, k: 9 });
  });

  test('[SY6] tells whether it is synced and how many changes nobody else has', async () => {
    expect(atAda.synced.value).toBe(true);
    expect(ada.replica.status.value).toEqual({
      waiting: 0,
      saved: true,
      upToDateWith: [ben.signer.keyId],
    });
    world.disconnect(wire);
    atAda.doc.getMap('m').set('k', 1);
    await world.run();
    expect(atAda.synced.value).toBe(false);
    expect(atAda.status.value).toEqual({ saved: true, waiting: 1 });
    await world.restart(ada);
    const again = await ada.replica.open(CLASS_DOC);
    await world.run();
    expect(again.status.value).toEqual({ saved: true, waiting: 1 });
    world.connect(ada, ben);
    await world.run();
    expect(again.status.value).toEqual({ saved: true, waiting: 0 });
    await world.restart(ada);
    await world.run();
    expect(ada.replica.status.value).toEqual({ waiting: 0, saved: true, upToDateWith: [] });
  });

  test('gathers more causal heads than an entry may name by empty entries', async () => {
    const heads: DocumentHandle[] = [];
    // 70 sessions that know nothing of each other: 70 heads.
    for (let i = 0; i < 70; i++) {
      const store = new MemoryEntryStore();
      for (const doc of await ada.store.documents(world.classId)) {
        if (doc !== CLASS_DOC)
          await store.append(world.classId, await ada.store.read(world.classId, doc));
      }
      const replica = await world.replica('Ada', ada.signer, store, true);
      const handle = await replica.open(CLASS_DOC);
      handle.doc.getMap('m').set(`k${i}`, i);
      const party = { name: `tab ${i}`, signer: ada.signer, store, replica };
      await world.until(handle.flush());
      const link = world.connect(ben, party);
      await world.run(300);
      world.disconnect(link);
      await world.until(replica.close());
      heads.push(handle);
    }
    await world.run();
    expect(Object.keys(atBen.doc.getMap('m').toJSON()).length).toBe(70);
    atAda.doc.getMap('m').set('last', 1);
    await world.run();
    expect(Object.keys(atBen.doc.getMap('m').toJSON()).length).toBe(71);
    expect(atAda.doc.getMap('m').toJSON()).toEqual(atBen.doc.getMap('m').toJSON());
  });

  test('[TR2] a change of 5 MB arrives whole, alone in its message', async () => {
    const image = 'x'.repeat(5_000_000);
    atAda.doc.getMap('m').set('image', image);
    await world.run();
    expect(atBen.doc.getMap('m').get('image')).toBe(image);
  });
});

describe('[ST1] storage', () => {
  test('[SY1] own entries are in the store before they leave', async () => {
    const slow = new SlowEntryStore(world.clock, () => 200);
    const cleo = await world.until(world.add('Cleo', { store: slow }));
    world.connect(cleo, ada);
    await world.run(2_000);
    const profile = await cleo.replica.open(profileDoc(cleo.signer.keyId));
    profile.doc.getMap('m').set('k', 0); // with its key
    await world.run(2_000);
    const seen = (await ada.replica.open(profile.id)).doc.getMap('m');
    profile.doc.getMap('m').set('k', 1);
    await world.settle();
    expect(profile.status.value.saved).toBe(true); // not told yet
    await world.run(100);
    expect(profile.status.value.saved).toBe(false);
    expect(seen.get('k')).toBe(0);
    await world.run(300);
    expect(profile.status.value.saved).toBe(true);
    expect(seen.get('k')).toBe(1);
  });

  test('what was flushed survives a killed tab', async () => {
    const slow = new SlowEntryStore(world.clock, () => 50);
    const cleo = await world.until(world.add('Cleo', { store: slow }));
    world.connect(cleo, ada);
    await world.run(2_000);
    const profile = await cleo.replica.open(profileDoc(cleo.signer.keyId));
    profile.doc.getMap('m').set('saved', 1);
    await world.until(profile.flush());
    profile.doc.getMap('m').set('not saved', 1);
    await world.settle();
    cleo.store = slow.kill();
    await world.restart(cleo, false);
    const again = await cleo.replica.open(profile.id);
    expect(again.doc.getMap('m').toJSON()).toEqual({ saved: 1 });
  });

  test('a full disk is told, work goes on in memory and to the others, and is stored when there is room', async () => {
    const store = new MemoryEntryStore();
    const cleo = await world.add('Cleo', { store });
    world.connect(cleo, ada);
    await world.run(2_000);
    const append = store.append.bind(store);
    store.append = () => Promise.reject(new LecternError('storage-full'));
    const errors: unknown[] = [];
    cleo.replica.onStorageError((error) => errors.push(error.code));
    const profile = await cleo.replica.open(profileDoc(cleo.signer.keyId));
    profile.doc.getMap('m').set('k', 1);
    await expect(world.until(profile.flush())).rejects.toMatchObject({ code: 'storage-full' });
    await world.run();
    expect(errors).toEqual(['storage-full']);
    expect(profile.status.value).toEqual({ saved: false, waiting: 0 });
    expect((await ada.replica.open(profile.id)).doc.getMap('m').toJSON()).toEqual({ k: 1 });
    store.append = append;
    await world.run(12_000);
    expect(profile.status.value).toEqual({ saved: true, waiting: 0 });
    expect((await store.read(world.classId, profile.id)).length).toBe(2); // the document's key, and what it seals
  });

  test('[ST1] a store that does not answer is told after ten seconds; what waits is stored when it does', async () => {
    const store = new MemoryEntryStore();
    const cleo = await world.add('Cleo', { store });
    world.connect(cleo, ada);
    await world.run(2_000);
    const append = store.append.bind(store);
    let goOn = (): void => undefined;
    const answer = new Promise<void>((resolve) => (goOn = resolve));
    store.append = (...given) => answer.then(() => append(...given));
    const errors: unknown[] = [];
    cleo.replica.onStorageError((error) => errors.push(error.code));
    const profile = await cleo.replica.open(profileDoc(cleo.signer.keyId));
    profile.doc.getMap('m').set('k', 1);
    await world.run(9_000);
    expect(errors).toEqual([]);
    await world.run(2_000);
    expect(errors).toEqual(['storage-held']);
    expect(profile.status.value.saved).toBe(false);
    goOn();
    await world.run(1_000);
    expect(profile.status.value.saved).toBe(true);
  });

  test('an entry that cannot be read back is given again by the others', async () => {
    atAda.doc.getMap('m').set('k', 1);
    await world.run();
    const damaged = new MemoryEntryStore();
    for (const doc of await ben.store.documents(world.classId)) {
      const entries = await ben.store.read(world.classId, doc);
      await damaged.append(
        world.classId,
        doc === CLASS_DOC
          ? entries.map((entry) => ({ ...entry, bytes: new Uint8Array([9]) }))
          : entries,
      );
    }
    ben.store = damaged;
    await world.restart(ben);
    world.connect(ben, ada);
    await world.run();
    expect((await ben.replica.open(CLASS_DOC)).doc.getMap('m').toJSON()).toEqual({ k: 1 });
  });
});

describe('cursors', () => {
  test('reach everybody who has the document open, and only as their own', async () => {
    atAda.awareness.setLocalStateField('cursor', 7);
    await world.run();
    const states = atBen.awareness.getStates(); // asked for late: gets what was said before
    await world.settle();
    expect(states.get(atAda.doc.clientID)).toEqual({ cursor: 7 });
    for (let i = 0; i < 50; i++) atAda.awareness.setLocalStateField('cursor', i);
    const before = wire.ends[1].sentCount;
    await world.run(500);
    expect(wire.ends[1].sentCount - before).toBeLessThanOrEqual(6);
    expect(atBen.awareness.getStates().get(atAda.doc.clientID)).toEqual({ cursor: 49 });
    expect((await ada.store.documents(world.classId)).length).toBe(1); // never stored
  });
});
