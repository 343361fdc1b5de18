import localforage from 'localforage';
import type { DataSeal } from '../src/base/data-seal.ts';
import { LecternError } from '../src/base/lectern-error.ts';
import { silentLogger } from '../src/base/logger.ts';
import { SealedForage } from './files/sealed-forage.ts';
import { isWhole } from './files/whole-storage.ts';

/** All that JupyterLite keeps in a storage: files with their index, their counters and checkpoints, settings, layout. */
const STORES = ['files', 'index', 'counters', 'checkpoints', 'settings', 'statedb'] as const;

/** A storage of `startLab`. */
export interface LabStorage {
  readonly name: string;
  /** Null where it is not encrypted. */
  readonly seal: DataSeal | null;
}

/**
 * Copies all files, settings and layout into another storage, which is empty, row by row. Rejects with what the browser
 * says, or `storage-damaged` where a row cannot be read, the original untouched. Nothing else writes meanwhile.
 */
export async function copyStorage(from: LabStorage, to: LabStorage): Promise<void> {
  for (const store of STORES) {
    const [source, target] = [storeOf(from, store), storeOf(to, store)];
    if (!(await isWhole(source))) throw new LecternError('storage-damaged');
    for (const key of await source.keys())
      await target.setItem(key, await source.getItem<unknown>(key));
  }
}

function storeOf({ name, seal }: LabStorage, storeName: string) {
  const inner = localforage.createInstance({ name, storeName, version: 1 });
  return seal === null ? inner : new SealedForage(inner, storeName, seal, silentLogger);
}
