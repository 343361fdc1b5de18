import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import {
  IDefaultDrive,
  IServerSettings,
  type Contents,
  type ServiceManagerPlugin,
} from '@jupyterlab/services';
import { IKernelClient, IKernelSpecs } from '@jupyterlite/services';
import { systemClock } from '../../src/base/clock.ts';
import { LabDrive } from '../files/lab-drive.ts';
import { LabFolder } from '../files/lab-folder.ts';
import type { KernelFolder } from './kernel-folder.ts';
import { LecternKernelClient } from './kernel-client.ts';
import { LecternKernel } from './lectern-kernel.ts';
import { pageKernels } from './prewarm.ts';

/** The kernel's name in notebook metadata: what every Python notebook from elsewhere asks for is answered by it. */
export const KERNEL_NAME = 'python';

/** What the launcher shows for the kernel. */
const LOGO = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="10" fill="#306998"/><text x="32" y="43" font-family="sans-serif" font-size="30" font-weight="700" text-anchor="middle" fill="#ffd43b">Py</text></svg>',
)}`;

/** The folder that the Python of a kernel at `location` sees; null where there are no files. */
export function folderAt(
  drive: Contents.IDrive | null | undefined,
  location: string,
): KernelFolder | null {
  return drive instanceof LabDrive ? new LabFolder(drive, location) : null;
}

/** Registers the kernel "Python (Pyodide)". The first kernel takes the Python that `prewarmKernel` started. */
export const kernelPlugin: JupyterFrontEndPlugin<void> = {
  id: 'lectern:kernel',
  description: 'Python in a sandboxed worker',
  autoStart: true,
  requires: [IKernelSpecs],
  optional: [IDefaultDrive],
  activate: (_app: JupyterFrontEnd, specs: IKernelSpecs, drive?: Contents.IDrive | null) => {
    specs.register({
      spec: {
        name: KERNEL_NAME,
        display_name: 'Python (Pyodide)',
        language: 'python',
        argv: [],
        // Without one the launcher makes a letter of the kernel's name, and fails while it does not know that yet.
        resources: { 'logo-svg': LOGO },
        metadata: {},
      },
      create: async (options) =>
        new LecternKernel(
          options,
          pageKernels.take(folderAt(drive, options.location)),
          systemClock,
          () => pageKernels.worked(),
        ),
    });
  },
};

/** Stands in for `@jupyterlite/services-extension:kernel-client`, which must be left out: see `LecternKernelClient`. */
export const kernelClientPlugin: ServiceManagerPlugin<IKernelClient> = {
  id: 'lectern:kernel-client',
  description: 'The kernel client, with an interrupt that reaches the kernel',
  autoStart: true,
  requires: [IKernelSpecs],
  optional: [IServerSettings],
  provides: IKernelClient,
  activate: (_app, kernelSpecs: IKernelSpecs, serverSettings) =>
    new LecternKernelClient({ kernelSpecs, ...(serverSettings == null ? {} : { serverSettings }) }),
};
