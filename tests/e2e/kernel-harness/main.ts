import { RefusalCounter, type Logger } from '../../../src/base/logger.ts';
import { ObservableValue } from '../../../src/base/observable.ts';
import { DEFAULT_PYTHON_RULES } from '../../../src/notebook/python-rules.ts';
import { systemClock } from '../../../src/base/clock.ts';
import {
  abiVersion,
  files,
  kernelVersion,
  networkFrame,
  pythonVersion,
  scriptHash,
} from 'virtual:lectern-kernel';
import { FetchedKernelFiles, type KernelFiles } from '../../../lite/kernel/kernel-files.ts';
import { frameDocument } from '../../../lite/kernel/frame-source.ts';
import { ipythonShell } from '../../../lite/kernel/ipython/ipython-shell.ts';
import { KernelPool } from '../../../lite/kernel/kernel-pool.ts';
import { PackageIndexes } from '../../../lite/kernel/packages/package-indexes.ts';
import { PackageLoader } from '../../../lite/kernel/packages/package-loader.ts';
import { WheelStore } from '../../../lite/kernel/packages/wheel-store.ts';
import { SnapshotStore } from '../../../lite/kernel/snapshot-store.ts';
import { MemoryFolder } from './memory-folder.ts';
import type { KernelHost } from '../../../lite/kernel/kernel-host.ts';
import type { ExecuteReply, Output } from '../../../lite/kernel/protocol.ts';

/** What a cell gave: its outputs with neighbouring prints joined, and how it ended. */
export interface Ran {
  readonly reply: ExecuteReply | { readonly status: 'ended'; readonly why: string };
  readonly outputs: readonly Output[];
  readonly stdout: string;
  readonly stderr: string;
  /** Messages with printed text. */
  readonly streams: number;
  readonly ms: number;
}

/** The codes of what was logged, in order. */
const logged: string[] = [];
const logger: Logger = { log: (_level, code) => void logged.push(code) };
const refusals = new RefusalCounter(logger);
const base = new URL(import.meta.env.BASE_URL, document.baseURI).href;
const snapshots = new SnapshotStore(globalThis.caches, base, kernelVersion, logger);
const rules = new ObservableValue(DEFAULT_PYTHON_RULES);
const wheels = new WheelStore(globalThis.caches, base, logger);
const build = { python: pythonVersion, abi: abiVersion };
const indexes = new PackageIndexes({
  base,
  build,
  store: wheels,
  clock: systemClock,
  logger,
});
const fetched = new FetchedKernelFiles(base, files, snapshots, systemClock, () => null);

/** What a page's address puts before the worker's script. */
const BEFORE_WORKER: Readonly<Record<string, string>> = {
  // As in a browser that cannot suspend Python's stack: nothing is there to do it with.
  '?without-suspending': 'delete WebAssembly.Suspending; delete WebAssembly.promising;\n',
  '?never-starts': 'for (;;);\n',
};

/** Files that are there before a frame can be. */
const ahead =
  location.search === '?never-starts'
    ? await fetched.load(new AbortController().signal, 'cells')
    : null;

const changed: KernelFiles = {
  async load(signal, purpose) {
    const bytes = ahead ?? (await fetched.load(signal, purpose));
    const before = BEFORE_WORKER[location.search] ?? '';
    return { ...bytes, worker: new Blob([before, bytes.worker], { type: bytes.worker.type }) };
  },
  distrustSnapshot: () => fetched.distrustSnapshot(),
};

const pool = new KernelPool(
  {
    document,
    files: location.search === '' ? fetched : changed,
    scriptHash,
    networkFrame: `${base}${networkFrame}`,
    rules,
    clock: systemClock,
    logger,
    packages: new PackageLoader(indexes, wheels, systemClock),
    refusals,
  },
  snapshots,
);

let count = 0;

/** Runs a cell; `onOutput` sees each output as it comes. */
async function run(
  host: KernelHost,
  code: string,
  onOutput: (output: Output) => void = () => undefined,
): Promise<Ran> {
  const outputs: Output[] = [];
  const from = performance.now();
  const result = await host.execute(
    { code, count: ++count, allowStdin: true, silent: false },
    (output) => {
      outputs.push(output);
      onOutput(output);
    },
  );
  const text = (name: string): string =>
    outputs
      .map((output) => (output.type === 'stream' && output.name === name ? output.text : ''))
      .join('');
  return {
    reply: result.ok ? result.value : { status: 'ended', why: result.error },
    outputs,
    stdout: text('stdout'),
    stderr: text('stderr'),
    streams: outputs.filter(({ type }) => type === 'stream').length,
    ms: performance.now() - from,
  };
}

/** Resolves when the running cell has printed `text`. */
function untilPrinted(text: string): { seen: Promise<void>; onOutput: (output: Output) => void } {
  let resolve = (): void => undefined;
  let all = '';
  const seen = new Promise<void>((done) => (resolve = done));
  return {
    seen,
    onOutput(output) {
      if (output.type === 'stream') all += output.text;
      if (all.includes(text)) resolve();
    },
  };
}

const harness = {
  pool,
  snapshots,
  rules,
  frameDocument: frameDocument(scriptHash),
  run,
  untilPrinted,
  refusals,
  logged,
  folder: new MemoryFolder(),
  newFolder: () => new MemoryFolder(),
  host: null as KernelHost | null,
  ipythonShell,
  /** A kernel that has the folder. */
  folderHost: null as KernelHost | null,
  longTaskMs: 0,
};
export type Harness = typeof harness;
Object.assign(globalThis, { harness });
