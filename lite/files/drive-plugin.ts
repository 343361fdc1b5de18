import { PageConfig } from '@jupyterlab/coreutils';
import { IDefaultDrive, type Contents, type ServiceManagerPlugin } from '@jupyterlab/services';
import { ILocalForage } from '@jupyterlite/localforage';
import { LabDrive, type DriveEvents } from './lab-drive.ts';

/** The drive that JupyterLab's files are on; `events` hears of what goes wrong with them. */
export function drivePlugin(events: DriveEvents): ServiceManagerPlugin<Contents.IDrive> {
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
          storageDrivers: JSON.parse(PageConfig.getOption('contentsStorageDrivers') || 'null') as
            | string[]
            | null,
        },
        events,
      ),
  };
}
