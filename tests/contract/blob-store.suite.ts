import { beforeEach, describe, expect, test } from 'vitest';
import { BLOB_CHUNK } from '../../src/protocol/limits.ts';
import type { BlobStore } from '../../src/store/blob-store.ts';

/** What every `BlobStore` promises. `open` gives an empty one. */
export function blobStoreSuite(name: string, open: () => Promise<BlobStore>): void {
  describe(`[ST1] ${name}`, () => {
    let store: BlobStore;
    beforeEach(async () => {
      store = await open();
    });

    test('gives a blob of several chunks back as it was', async () => {
      const blob = bytes(BLOB_CHUNK * 2 + 5);
      await store.put('a', blob);
      expect(await store.has('a')).toBe(true);
      expect(same(await store.get('a'), blob)).toBe(true);
      expect(await store.chunks('a')).toEqual([0, 1, 2]);
      expect((await store.getChunk('a', 2))?.length).toBe(5);
      expect(await store.getChunk('a', 3)).toBe(null);
    });

    test('keeps an empty blob, and knows nothing of one that is not there', async () => {
      await store.put('e', bytes(0));
      expect(await store.get('e')).toEqual(bytes(0));
      expect(await store.get('x')).toBe(null);
      expect(await store.has('x')).toBe(false);
      expect(await store.chunks('x')).toEqual([]);
      await store.remove('x');
    });

    test('a blob that comes in parts, in any order, is there once it is declared whole', async () => {
      const blob = bytes(BLOB_CHUNK + 9);
      await store.putChunk('a', 1, blob.slice(BLOB_CHUNK));
      expect(await store.chunks('a')).toEqual([1]);
      expect(await store.has('a')).toBe(false);
      await expect(store.finish('a', blob.length)).rejects.toMatchObject({
        code: 'storage-broken',
      });
      expect(await store.get('a')).toBe(null);
      await store.putChunk('a', 0, blob.slice(0, BLOB_CHUNK));
      await store.finish('a', blob.length);
      expect(same(await store.get('a'), blob)).toBe(true);
      expect(await store.list()).toEqual([{ id: 'a', size: blob.length }]);
    });

    test('keeps only the bytes given, not the buffer that they are a view of', async () => {
      const view = bytes(1000).subarray(10, 13);
      await store.put('a', view);
      await store.putChunk('b', 0, view);
      view.fill(0);
      expect(await store.get('a')).toEqual(bytes(1000).slice(10, 13));
      expect(await store.getChunk('b', 0)).toEqual(bytes(1000).slice(10, 13));
    });

    test('removes one blob, or all', async () => {
      await store.put('b', bytes(3));
      await store.put('a', bytes(4));
      await store.putChunk('c', 0, bytes(5));
      await store.remove('b');
      expect(await store.list()).toEqual([{ id: 'a', size: 4 }]);
      expect(await store.chunks('b')).toEqual([]);
      await store.clear();
      expect(await store.list()).toEqual([]);
      expect(await store.chunks('c')).toEqual([]);
    });
  });
}

function bytes(length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(length).map((_, i) => (i * 7 + 1) % 251);
}

/** Compared by hand: a matcher that prints a difference of megabytes takes seconds. */
function same(a: Uint8Array | null, b: Uint8Array): boolean {
  return a !== null && a.length === b.length && a.every((byte, i) => byte === b[i]);
}
