import type { ClassId } from '../protocol/ids.ts';
import type { BlobStore } from './blob-store.ts';
import type { EntryStore } from './entry-store.ts';

/** Where all of a class is kept. */
export interface ClassStores {
  readonly entries: EntryStore;
  readonly blobs: BlobStore;
}

/**
 * Copies all that is stored of a class into other stores, in place of what they had of it. The copy is whole when this
 * resolves; rejects with a storage failure, the original untouched.
 */
export async function copyClass(
  classId: ClassId,
  from: ClassStores,
  to: ClassStores,
): Promise<void> {
  await to.entries.remove(classId);
  await to.blobs.clear();
  for (const doc of await from.entries.documents(classId)) {
    await to.entries.append(classId, await from.entries.read(classId, doc));
  }
  for (const key of await from.entries.metaKeys(classId)) {
    const value = await from.entries.getMeta(classId, key);
    if (value !== null) await to.entries.putMeta(classId, key, value);
  }
  for (const { id, size } of await from.blobs.list()) {
    for (const index of await from.blobs.chunks(id)) {
      const chunk = await from.blobs.getChunk(id, index);
      if (chunk !== null) await to.blobs.putChunk(id, index, chunk);
    }
    await to.blobs.finish(id, size);
  }
}
