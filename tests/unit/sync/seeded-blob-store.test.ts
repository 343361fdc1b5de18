import { expect, test } from 'vitest';
import type { BlobId } from '../../../src/protocol/ids.ts';
import { BLOB_CHUNK } from '../../../src/protocol/limits.ts';
import { MemoryBlobStore } from '../../../src/store/memory-blob-store.ts';
import { SeededBlobStore } from '../../../src/sync/seeded-blob-store.ts';

const id = 'a' as BlobId;

test('[SY14] a file that is given has the chunks of a blob, and is not among what the class keeps', async () => {
  const store = new SeededBlobStore(new MemoryBlobStore(), () => undefined);
  const bytes = new Uint8Array(BLOB_CHUNK + 5).fill(7);
  store.seed(id, new Blob([bytes]));
  expect(store.isSeed(id)).toBe(true);
  expect(await store.has(id)).toBe(true);
  expect(await store.chunks(id)).toEqual([0, 1]);
  expect(await store.getChunk(id, 1)).toEqual(new Uint8Array(5).fill(7));
  expect((await store.get(id))?.length).toBe(bytes.length);
  expect(await store.list()).toEqual([]);
});

test('[SY14] a file that the browser took away is given no more', async () => {
  const dropped: string[] = [];
  const store = new SeededBlobStore(new MemoryBlobStore(), (gone) => dropped.push(gone));
  const lost = new Blob(['x']);
  lost.slice = () => {
    const part = new Blob();
    part.arrayBuffer = () => Promise.reject(new DOMException('gone', 'NotReadableError'));
    return part;
  };
  store.seed(id, lost);
  expect(await store.getChunk(id, 0)).toBeNull();
  expect(dropped).toEqual([id]);
  expect(store.isSeed(id)).toBe(false);
});

test('[SY14] handles are bounded: the oldest makes room', () => {
  const dropped: string[] = [];
  const store = new SeededBlobStore(new MemoryBlobStore(), (gone) => dropped.push(gone));
  for (let i = 0; i < 1_030; i++) store.seed(`b${i}` as BlobId, new Blob());
  expect(dropped).toHaveLength(1_030 - 1_024);
  expect(dropped[0]).toBe('b0');
});
