import {
  abiVersion,
  files,
  kernelVersion,
  networkFrame,
  pythonVersion,
  scriptHash,
} from 'virtual:lectern-kernel';
import { systemClock } from '../../src/base/clock.ts';
import type { Unsubscribe } from '../../src/base/unsubscribe.ts';
import type { Deployment } from '../../src/base/deployment.ts';
import { RefusalCounter, silentLogger, type Logger } from '../../src/base/logger.ts';
import { ObservableValue } from '../../src/base/observable.ts';
import {
  DEFAULT_PYTHON_RULES,
  samePythonRules,
  type PythonRules,
} from '../../src/notebook/python-rules.ts';
import { indexName, type ClassFiles } from '../../src/notebook/class-files.ts';
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
/** Of the class that is open. */
let classFiles: ClassFiles | null = null;
let deployment: Deployment | null = null;
const fromClass = (): ClassFiles | null => classFiles;
const build = { python: pythonVersion, abi: abiVersion };
/** The package indexes of this deployment. */
export const packageIndexes = new PackageIndexes({
  base: pageBase,
  build,
  store: wheels,
  clock: systemClock,
  logger: pageLog,
  deployment: () => deployment,
  classFiles: fromClass,
});
const kernelFiles = new FetchedKernelFiles(pageBase, files, snapshots, systemClock, fromClass);

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
    packages: new PackageLoader(packageIndexes, wheels, systemClock, { classFiles: fromClass }),
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

/** From now on, what the network does not bring of Python and packages comes from these, if any; `known`: what the page knows of the deployment. */
export function setClassFiles(files: ClassFiles | null, known: Deployment): void {
  classFiles = files;
  deployment = known;
}

/** The package files of this device: it gives them to a class. */
export const pagePackages = {
  /** The file with this SHA-256 (64 hexadecimal digits), not checked; null where it is not here. */
  find: (sha256: string): Promise<Blob | null> => wheels.find(sha256),
  /** Calls the listener with the list of each index that is read anew from there, and the index's name in a class. */
  onList: (listener: (name: string, list: string) => void): Unsubscribe =>
    packageIndexes.onList((address, list) => listener(indexName(address, pageBase), list)),
  /** The lists that were read at any time, by the indexes' names in a class. */
  lists: async (addresses: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    const lists = new Map<string, string>();
    for (const address of addresses) {
      const list = await packageIndexes.keptList(address);
      if (list !== null) lists.set(indexName(address, pageBase), list);
    }
    return lists;
  },
};
