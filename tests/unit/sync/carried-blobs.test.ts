import { expect, test } from 'vitest';
import { silentLogger } from '../../../src/base/logger.ts';
import { toBase64Url } from '../../../src/base/bytes.ts';
import type { BlobId, ClassId, KeyId } from '../../../src/protocol/ids.ts';
import { MAX_BLOB_BYTES } from '../../../src/protocol/limits.ts';
import { MemoryBlobStore } from '../../../src/store/memory-blob-store.ts';
import { MemoryEntryStore } from '../../../src/store/memory-entry-store.ts';
import { CarriedBlobs } from '../../../src/sync/carried-blobs.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const name = (of: number): string => toBase64Url(new Uint8Array(32).fill(of));
const blob = (of: number): BlobId => name(of) as BlobId;
const peer = (of: number): KeyId => name(100 + of) as KeyId;
const idle = (): boolean => false;

function carried(store = new MemoryEntryStore()): { carried: CarriedBlobs; removed: BlobId[] } {
  const removed: BlobId[] = [];
  return {
    removed,
    carried: new CarriedBlobs({
      store,
      blobs: new MemoryBlobStore(),
      classId: name(0) as ClassId,
      clock: new VirtualClock(),
      logger: silentLogger,
      removed: (id) => removed.push(id),
    }),
  };
}

test('[SY13] one neighbour’s blobs make room for each other, not for those of others', () => {
  const { carried: kept, removed } = carried();
  expect(kept.add(blob(1), MAX_BLOB_BYTES, peer(1), idle)).toBe(true);
  expect(kept.add(blob(2), 1_000, peer(2), idle)).toBe(true);
  expect(kept.add(blob(3), 1_000, peer(1), idle)).toBe(true);
  expect(removed).toEqual([blob(1)]);
});

test('[SY13] what is kept for others is bounded in all, and nothing goes that is on its way', () => {
  const { carried: kept, removed } = carried();
  for (const i of [1, 2, 3, 4]) kept.add(blob(i), MAX_BLOB_BYTES, peer(i), idle);
  expect(kept.add(blob(5), 1, peer(5), () => true)).toBe(false);
  expect(removed).toEqual([]);
  expect(kept.add(blob(5), 1, peer(5), idle)).toBe(true);
  expect(removed).toEqual([blob(1)]);
});

test('[SY13] what is kept for others is known after a restart, so that it still makes room', async () => {
  const store = new MemoryEntryStore();
  const before = carried(store).carried;
  before.add(blob(1), MAX_BLOB_BYTES, peer(1), idle);
  await before.close();
  const { carried: kept, removed } = carried(store);
  await kept.load();
  kept.add(blob(2), 1_000, peer(1), idle);
  expect(removed).toEqual([blob(1)]);
});
