import type { Contents } from '@jupyterlab/services';
import type { IKernel, IKernelSpecs } from '@jupyterlite/services';
import { systemClock } from '../../../src/base/clock.ts';
import { folderAt } from '../kernel-plugin.ts';
import { pageKernels } from '../prewarm.ts';
import { IPythonKernel } from './ipython-kernel.ts';

/** The kernel's name in notebook metadata, and in a deployment's `config.json`. */
export const IPYTHON_NAME = 'ipython';

const LOGO = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="10" fill="#14406b"/><text x="32" y="43" font-family="sans-serif" font-size="30" font-weight="700" text-anchor="middle" fill="#fff">IP</text></svg>',
)}`;

/** Registers the kernel "Python (IPython)". Its IPython comes from the package index when it starts. */
export function registerIPython(specs: IKernelSpecs, drive: Contents.IDrive | null): void {
  specs.register({
    spec: {
      name: IPYTHON_NAME,
      display_name: 'Python (IPython)',
      // Not "python": what asks for any Python gets the one that is always there, and nobody is asked which.
      language: 'ipython',
      argv: [],
      resources: { 'logo-svg': LOGO },
      metadata: {},
    },
    create: async (options: IKernel.IOptions) =>
      new IPythonKernel(
        options,
        pageKernels.take(folderAt(drive, options.location)),
        systemClock,
        () => pageKernels.worked(),
      ),
  });
}
