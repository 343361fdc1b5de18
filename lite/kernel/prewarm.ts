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
/** Takes notes for the page, whoever takes them at the moment. */
export const pageLog: Logger = {
  log: (level, code, detail) => pageLogger.log(level, code, detail),
  refused: (code) => pageLogger.refused?.(code),
};
/** Counts what kernels, and what they show, send and nobody takes. */
export const pageRefusals = new RefusalCounter(pageLog);

/** The application's base address, with a slash at its end. */
export const pageBase = new URL(import.meta.env.BASE_URL, globalThis.document.baseURI).href;
const snapshots = new SnapshotStore(globalThis.caches, pageBase, kernelVersion, pageLog);
const rules = new ObservableValue<PythonRules>(DEFAULT_PYTHON_RULES);
const wheels = new WheelStore(globalThis.caches, pageBase, pageLog);
const build = { python: pythonVersion, abi: abiVersion };
/** The package indexes of this deployment. */
export const packageIndexes = new PackageIndexes({
  base: pageBase,
  build,
  store: wheels,
  clock: systemClock,
  logger: pageLog,
});
const kernelFiles = new FetchedKernelFiles(pageBase, files, snapshots);

/**
 * The page's kernels. One per page, as `document` is: the start screen prewarms before JupyterLab is even loaded, and
 * JupyterLab takes what was prewarmed, with nothing else in common.
 */
export const pageKernels = new KernelPool(
  {
    document: globalThis.document,
    files: kernelFiles,
    scriptHash,
    networkFrame: `${pageBase}${networkFrame}`,
    rules,
    clock: systemClock,
    logger: pageLog,
    packages: new PackageLoader(packageIndexes, wheels, systemClock),
    refusals: pageRefusals,
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
 * Begins to start a kernel, which the first notebook then takes. Call it when the interface stands: both at once are
 * slower than one after the other where there are two cores. A second call before that changes nothing. Never throws: a
 * failure is told by the first cell that runs.
 */
export function prewarmKernel(): void {
  pageKernels.prewarm();
}

/** Sets what Python may do in this page from now on; null: what it may by default. */
export function setPythonRules(next: PythonRules | null): void {
  const rule = next ?? DEFAULT_PYTHON_RULES;
  if (!samePythonRules(rule, rules.value)) rules.set(rule);
}
