import type { DataSeal } from '../base/data-seal.ts';
import type { ClassId } from '../protocol/ids.ts';
import type { BlobStore } from '../store/blob-store.ts';
import type { EntryStore } from '../store/entry-store.ts';
import { SealedBlobStore } from '../store/sealed-blob-store.ts';
import { SealedEntryStore, sealedPlace } from '../store/sealed-entry-store.ts';

/** What keeps the classes of a place. */
export interface ClassStoresHere {
  readonly entries: EntryStore;
  readonly blobs: (classId: ClassId) => BlobStore;
}

/** The stores of a place that is protected as a whole. */
export function sealedStores({ entries, blobs }: ClassStoresHere, seal: DataSeal): ClassStoresHere {
  return {
    entries: new SealedEntryStore(entries, seal),
    blobs: (classId) => new SealedBlobStore(blobs(sealedPlace(classId)), seal),
  };
}
