import { describe, expect, test } from 'vitest';
import { CLASS_DOC, profileDoc } from '../../../src/protocol/ids.ts';
import type { DocId } from '../../../src/protocol/ids.ts';
import { MemoryEntryStore } from '../../../src/store/memory-entry-store.ts';
import type { StoredEntry } from '../../../src/store/entry-store.ts';
import { ClassWorld } from '../../support/class-world.ts';
import type { Party } from '../../support/class-world.ts';
import { storedBy } from '../../support/intruder.ts';

/** A store of whose entries some were spoilt on the disk. */
class SpoiltStore extends MemoryEntryStore {
  readonly spoilt = new Set<string>();

  override async read(...given: Parameters<MemoryEntryStore['read']>) {
    const entries = await super.read(...given);
    return entries.map((entry) =>
      this.spoilt.has(nameOf(entry)) ? { ...entry, bytes: entry.bytes.slice(0, 9) } : entry,
    );
  }

  override async change(...given: Parameters<MemoryEntryStore['change']>) {
    await super.change(...given);
    const [, { remove, add }] = given;
    for (const entry of add)
      if (
        remove.some(
          ({ doc, chain, from, to }) =>
            doc === entry.doc && chain === entry.chain && from <= entry.seq && entry.seq <= to,
        )
      )
        this.spoilt.delete(nameOf(entry));
  }
}

function nameOf({ doc, chain, seq }: StoredEntry): string {
  return `${doc}/${chain}/${seq}`;
}

async function write(world: ClassWorld, party: Party, doc: DocId, key: string): Promise<void> {
  const handle = await world.until(party.replica.open(doc));
  handle.doc.getMap('m').set(key, party.name);
  handle.doc.getText('t').insert(handle.doc.getText('t').length, key);
  await world.run(300);
}

/** Ben's store after a lesson: statements of two people, a document that two write, a sealed one. */
async function lesson() {
  const world = await ClassWorld.create();
  const ada = await world.add('Ada');
  const tom = await world.add('Tom');
  const store = new SpoiltStore();
  const ben = await world.add('Ben', { store });
  world.connect(tom, ada);
  world.connect(ben, ada);
  await world.run();
  await world.until(ada.replica.setRole(tom.signer.keyId, 'teacher'));
  await world.run();
  for (const key of ['a', 'b']) {
    await write(world, ada, CLASS_DOC, key);
    await write(world, tom, CLASS_DOC, `${key} by Tom`);
  }
  await write(world, ben, profileDoc(ben.signer.keyId), 'own');
  await world.until(tom.replica.setRole(ben.signer.keyId, 'observer'));
  await write(world, ben, profileDoc(ben.signer.keyId), 'own again');
  await world.run(6_000);
  const names: string[] = [];
  for (const doc of await store.documents(world.classId))
    for (const entry of await store.read(world.classId, doc)) names.push(nameOf(entry));
  return { world, ada, ben, store, names };
}

describe('a spoilt entry in the store', () => {
  test('[ST1] [SY10] is replaced by a peer’s good copy, whichever it is', async () => {
    const { names } = await lesson();
    expect(names.length).toBeGreaterThan(10);
    for (let i = 0; i < names.length; i++) {
      const { world, ada, ben, store, names: all } = await lesson();
      const name = all[i] ?? '';
      store.spoilt.add(name);
      await world.restart(ben);
      expect(ben.replica.damaged.value, name).toBeGreaterThan(0);
      // What is left opens without anything pending.
      const { doc } = await world.until(ben.replica.open(CLASS_DOC));
      expect(doc.store.pendingStructs, name).toBeNull();
      world.connect(ben, ada);
      await world.run(30_000);
      expect(ben.replica.damaged.value, name).toBe(0);
      expect(store.spoilt.size, name).toBe(0);
      expect(await storedBy(world, ben), name).toBe(await storedBy(world, ada));
      await world.restart(ben);
      expect(ben.replica.damaged.value, `${name}, started again`).toBe(0);
      const handle = await world.until(ben.replica.open(CLASS_DOC));
      expect([...handle.doc.getMap('m').keys()].length, name).toBe(4);
      expect(world.refusals().size, name).toBe(0);
    }
  });
});
