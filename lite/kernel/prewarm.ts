import { files, scriptHash } from 'virtual:lectern-kernel';
import { systemClock } from '../../src/base/clock.ts';
import { RefusalCounter, type Logger } from '../../src/base/logger.ts';
import { FetchedKernelFiles } from './kernel-files.ts';
import { KernelPool } from './kernel-pool.ts';

const logger: Logger = {
  log(level, code, detail) {
    // oxlint-disable-next-line no-console -- the logger of a part that starts before the application's own
    if (level === 'warn' || level === 'error') console.warn(`[kernel] ${code}`, detail ?? {});
  },
};

/**
 * The page's kernels. One per page, as `document` is: the start screen prewarms before JupyterLab is even loaded, and
 * JupyterLab takes what was prewarmed, with nothing else in common.
 */
export const pageKernels = new KernelPool({
  document: globalThis.document,
  files: new FetchedKernelFiles(
    new URL(import.meta.env.BASE_URL, globalThis.document.baseURI).href,
    files,
  ),
  scriptHash,
  clock: systemClock,
  logger,
  refusals: new RefusalCounter(logger),
});

/**
 * Begins to fetch and start a kernel, which the first notebook then takes. Call it when the page starts; a second call
 * before that changes nothing. Never throws: a failure is told by the first cell that runs.
 */
export function prewarmKernel(): void {
  pageKernels.prewarm();
}
