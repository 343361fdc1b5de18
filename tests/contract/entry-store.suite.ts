import { beforeEach, describe, expect, test } from 'vitest';
import type { ClassId, DocId, EntryHash } from '../../src/protocol/ids.ts';
import type { EntryStore, StoredEntry } from '../../src/store/entry-store.ts';

const CLASS = 'c'.repeat(43) as ClassId;
const OTHER = 'o'.repeat(43) as ClassId;

/** An entry whose bytes tell it apart. */
export function storedEntry(doc: string, chain: string, seq: number, byte = seq): StoredEntry {
  return {
    doc: doc as DocId,
    chain,
    seq,
    hash: `hash ${byte}` as EntryHash,
    bytes: new Uint8Array([byte, 1, 2]),
  };
}

/** What every `EntryStore` promises. `open` gives one over the same data each time it is called within a test. */
export function entryStoreSuite(name: string, open: () => Promise<EntryStore>): void {
  describe(`[ST1] ${name}`, () => {
    let store: EntryStore;
    beforeEach(async () => {
      store = await open();
      return async () => store.close();
    });

    test('gives entries back in the order in which they were appended', async () => {
      await store.append(CLASS, [storedEntry('d', 'b', 0), storedEntry('d', 'a', 0, 7)]);
      await store.append(CLASS, [storedEntry('d', 'b', 1), storedEntry('e', 'b', 0)]);
      const read = await store.read(CLASS, 'd' as DocId);
      expect(read).toEqual([
        storedEntry('d', 'b', 0),
        storedEntry('d', 'a', 0, 7),
        storedEntry('d', 'b', 1),
      ]);
      expect(await store.read(CLASS, 'nothing' as DocId)).toEqual([]);
    });

    test('leaves an entry that is there already as it is', async () => {
      await store.append(CLASS, [storedEntry('d', 'a', 0)]);
      await store.append(CLASS, [
        storedEntry('d', 'a', 0, 9),
        storedEntry('d', 'a', 1),
        storedEntry('d', 'a', 1, 8),
      ]);
      expect(await store.read(CLASS, 'd' as DocId)).toEqual([
        storedEntry('d', 'a', 0),
        storedEntry('d', 'a', 1),
      ]);
    });

    test('removes and adds in one step: what is added in the place of something removed stays', async () => {
      await store.append(CLASS, [
        ...[0, 1, 2, 3].map((seq) => storedEntry('d', 'a', seq)),
        storedEntry('d', 'b', 2),
        storedEntry('e', 'a', 2),
      ]);
      await store.append(OTHER, [storedEntry('d', 'a', 2)]);
      await store.change(CLASS, {
        remove: [{ doc: 'd' as DocId, chain: 'a', from: 1, to: 2 }],
        add: [storedEntry('d', 'a', 2, 9), storedEntry('d', 'a', 0, 9)],
      });
      expect(await store.read(CLASS, 'd' as DocId)).toEqual([
        storedEntry('d', 'a', 0),
        storedEntry('d', 'a', 3),
        storedEntry('d', 'b', 2),
        storedEntry('d', 'a', 2, 9),
      ]);
      expect((await store.read(CLASS, 'e' as DocId)).length).toBe(1);
      expect((await store.read(OTHER, 'd' as DocId)).length).toBe(1);
      await store.change(CLASS, {
        remove: [{ doc: 'e' as DocId, chain: 'a', from: 0, to: Infinity }],
        add: [],
      });
      expect(await store.documents(CLASS)).toEqual(['d']);
    });

    test('keeps classes and documents apart', async () => {
      await store.append(CLASS, [storedEntry('z', 'a', 0), storedEntry('authority', 'a', 0)]);
      await store.append(OTHER, [storedEntry('y', 'a', 0)]);
      expect(await store.documents(CLASS)).toEqual(['authority', 'z']);
      expect(await store.documents(OTHER)).toEqual(['y']);
    });

    test('keeps notes, the last of a key', async () => {
      expect(await store.getMeta(CLASS, 'k')).toBeNull();
      await store.putMeta(CLASS, 'k', new Uint8Array([1]));
      await store.putMeta(CLASS, 'k', new Uint8Array([2]));
      expect(await store.getMeta(CLASS, 'k')).toEqual(new Uint8Array([2]));
      expect(await store.getMeta(OTHER, 'k')).toBeNull();
      await store.putMeta(CLASS, 'a', new Uint8Array([3]));
      expect(await store.metaKeys(CLASS)).toEqual(['a', 'k']);
    });

    test('removes a class with everything in it, and nothing else', async () => {
      await store.append(CLASS, [storedEntry('d', 'a', 0)]);
      await store.putMeta(CLASS, 'k', new Uint8Array([1]));
      await store.append(OTHER, [storedEntry('d', 'a', 0)]);
      await store.remove(CLASS);
      expect(await store.documents(CLASS)).toEqual([]);
      expect(await store.getMeta(CLASS, 'k')).toBeNull();
      expect(await store.documents(OTHER)).toEqual(['d']);
      await store.append(CLASS, [storedEntry('d', 'a', 0, 5)]);
      expect(await store.read(CLASS, 'd' as DocId)).toEqual([storedEntry('d', 'a', 0, 5)]);
    });

    test('keeps only the bytes given, not the buffer that they are a view of', async () => {
      const view = new Uint8Array(1000).subarray(10, 13);
      view.set([4, 5, 6]);
      await store.append(CLASS, [{ ...storedEntry('d', 'a', 0), bytes: view }]);
      view.set([0, 0, 0]);
      const [entry] = await store.read(CLASS, 'd' as DocId);
      expect(entry?.bytes).toEqual(new Uint8Array([4, 5, 6]));
    });

    test('takes calls that overlap, in their order', async () => {
      const calls = Array.from({ length: 20 }, (_, seq) =>
        store.append(CLASS, [storedEntry('d', 'a', seq)]),
      );
      await Promise.all(calls);
      expect((await store.read(CLASS, 'd' as DocId)).map(({ seq }) => seq)).toEqual(
        Array.from({ length: 20 }, (_, seq) => seq),
      );
    });

    test('refuses calls after its end with a typed error', async () => {
      await store.close();
      await expect(store.append(CLASS, [])).rejects.toMatchObject({
        name: 'LecternError',
        code: 'storage-broken',
      });
      await expect(store.read(CLASS, 'd' as DocId)).rejects.toMatchObject({
        code: 'storage-broken',
      });
    });
  });
}
