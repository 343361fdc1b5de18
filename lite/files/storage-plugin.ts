import { PageConfig } from '@jupyterlab/coreutils';
import type { ServiceManagerPlugin } from '@jupyterlab/services';
import { ensureMemoryStorage, ILocalForage } from '@jupyterlite/localforage';
import localforage from 'localforage';
import type { DataSeal } from '../../src/base/data-seal.ts';
import type { Logger } from '../../src/base/logger.ts';
import { sealedLocalforage } from './sealed-forage.ts';

/** The storage of files, settings and layout; encrypted where there is a seal. */
export function storagePlugin(
  seal: DataSeal | null,
  logger: Logger,
): ServiceManagerPlugin<ILocalForage> {
  return {
    id: 'lectern:storage',
    description: 'Provides the storage of files, settings and layout.',
    autoStart: true,
    provides: ILocalForage,
    activate: async () => {
      if (JSON.parse(PageConfig.getOption('enableMemoryStorage') || 'false') === true)
        await ensureMemoryStorage(localforage);
      return {
        localforage: seal === null ? localforage : sealedLocalforage(localforage, seal, logger),
      };
    },
  };
}
