import {
  abiVersion,
  files,
  kernelVersion,
  networkFrame,
  pythonVersion,
  scriptHash,
} from 'virtual:lectern-kernel';
import { systemClock } from '../../src/base/clock.ts';
import { RefusalCounter, silentLogger, type Logger } from '../../src/base/logger.ts';
import { ObservableValue } from '../../src/base/observable.ts';
import {
  DEFAULT_PYTHON_RULES,
  samePythonRules,
  type PythonRules,
} from '../../src/notebook/python-rules.ts';
import { FetchedKernelFiles } from './kernel-files.ts';
import { KernelPool } from './kernel-pool.ts';
import { PackageIndexes } from './packages/package-indexes.ts';
import { PackageLoader } from './packages/package-loader.ts';
import { WheelStore } from './packages/wheel-store.ts';
import { SnapshotStore } from './snapshot-store.ts';

/** The page's, from `prefetchKernel` on; JupyterLab's plugin, which uses the same kernels, does not know it. */
let pageLogger: Logger = silentLogger;
const logger: Logger = {
  log: (level, code, detail) => pageLogger.log(level, code, detail),
  refused: (code) => pageLogger.refused?.(code),
};

const base = new URL(import.meta.env.BASE_URL, globalThis.document.baseURI).href;
const snapshots = new SnapshotStore(globalThis.caches, base, kernelVersion, logger);
const rules = new ObservableValue<PythonRules>(DEFAULT_PYTHON_RULES);
const wheels = new WheelStore(globalThis.caches, base, logger);
const build = { python: pythonVersion, abi: abiVersion };
/** The package indexes of this deployment. */
export const packageIndexes = new PackageIndexes({
  base,
  build,
  store: wheels,
  clock: systemClock,
  logger,
});
const kernelFiles = new FetchedKernelFiles(base, files, snapshots);

/**
 * The page's kernels. One per page, as `document` is: the start screen prewarms before JupyterLab is even loaded, and
 * JupyterLab takes what was prewarmed, with nothing else in common.
 */
export const pageKernels = new KernelPool(
  {
    document: globalThis.document,
    files: kernelFiles,
    scriptHash,
    networkFrame: `${base}${networkFrame}`,
    rules,
    clock: systemClock,
    logger,
    packages: new PackageLoader(packageIndexes, wheels, systemClock),
    refusals: new RefusalCounter(logger),
  },
  snapshots,
);

/**
 * Begins to fetch a kernel's files. Call it when the page starts: it costs the network, and hardly the processor.
 * From now on `to` takes notes of all that goes wrong with kernels.
 */
export function prefetchKernel(to: Logger): void {
  pageLogger = to;
  kernelFiles.prefetch();
}

/**
 * Begins to start a kernel, which the first notebook then takes, unless that has begun already. Never throws: a failure is
 * told by the first cell that runs.
 */
export function prewarmKernel(): void {
  pageKernels.prewarm();
}

/** Resolves when the first kernel has started, or failed to; at once where none has begun. */
export function firstKernelStarted(): Promise<void> {
  return pageKernels.firstStarted;
}

/** Sets what Python may do in this page from now on; null: what it may by default. */
export function setPythonRules(next: PythonRules | null): void {
  const rule = next ?? DEFAULT_PYTHON_RULES;
  if (!samePythonRules(rule, rules.value)) rules.set(rule);
}
