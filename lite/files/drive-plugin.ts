import { PageConfig } from '@jupyterlab/coreutils';
import { IDefaultDrive, type Contents, type ServiceManagerPlugin } from '@jupyterlab/services';
import { ILocalForage } from '@jupyterlite/localforage';
import type { LecternError } from '../../src/base/lectern-error.ts';
import { LabDrive } from './lab-drive.ts';

/** The drive that JupyterLab's files are on; `onError` hears of each write that storage refused. */
export function drivePlugin(onError: (error: LecternError) => void): ServiceManagerPlugin<Contents.IDrive> {
  return {
    id: 'lectern:drive',
    description: 'Keeps files in this browser.',
    autoStart: true,
    requires: [ILocalForage],
    provides: IDefaultDrive,
    activate: (_none: null, { localforage }: ILocalForage) =>
      new LabDrive(
        {
          localforage,
          storageName: PageConfig.getOption('contentsStorageName'),
          storageDrivers: JSON.parse(PageConfig.getOption('contentsStorageDrivers') || 'null') as string[] | null,
        },
        onError,
      ),
  };
}
