import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IServerSettings, type ServiceManagerPlugin } from '@jupyterlab/services';
import { IKernelClient, IKernelSpecs } from '@jupyterlite/services';
import { systemClock } from '../../src/base/clock.ts';
import { LecternKernelClient } from './kernel-client.ts';
import { LecternKernel } from './lectern-kernel.ts';
import { pageKernels } from './prewarm.ts';

/** The kernel's name in notebook metadata: what every Python notebook from elsewhere asks for is answered by it. */
export const KERNEL_NAME = 'python';

/** Registers the kernel "Python (Pyodide)". The first kernel takes the Python that `prewarmKernel` started. */
export const kernelPlugin: JupyterFrontEndPlugin<void> = {
  id: 'lectern:kernel',
  description: 'Python in a sandboxed worker',
  autoStart: true,
  requires: [IKernelSpecs],
  activate: (_app: JupyterFrontEnd, specs: IKernelSpecs) => {
    specs.register({
      spec: {
        name: KERNEL_NAME,
        display_name: 'Python (Pyodide)',
        language: 'python',
        argv: [],
        resources: {},
        metadata: {},
      },
      create: async (options) =>
        new LecternKernel(options, pageKernels.take(), systemClock, () => pageKernels.worked()),
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
