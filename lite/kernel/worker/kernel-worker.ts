/**
 * The worker's script: starts Pyodide, then works on one request after another. Bundled into one classic script by
 * `lite/build/pyodide-kernel.ts`. Python and the person's code share this worker, so nothing here is a secret or a safeguard for
 * the page.
 */
import type { PyodideAPI } from 'pyodide';
import type {
  KernelShell,
  ToWorker,
  WorkerPreparation,
  WorkerRequest,
  WorkerStart,
} from '../protocol.ts';
import { bootPyodide, RestoredPyodide } from './boot-pyodide.ts';
import { openFolder } from './open-folder.ts';
import { Interrupts } from './interrupts.ts';
import { MemoryLimit } from './memory-limit.ts';
import { packSnapshot } from './memory-pages.ts';
import { OutputChannel } from './output-channel.ts';
import { PackageReplies } from './package-replies.ts';
import { pythonFiles } from './python-files.ts';
import { MessageWaiting, SharedWaiting } from './waiting.ts';
import { scope, type WorkerScope } from './worker-scope.ts';

/** What `_lectern/start.py` offers. */
interface PythonKernel {
  dispatch(request: string): Promise<void>;
  interrupt(signal: number): void;
}

const PYTHON_FOLDER = '/lib/lectern';

const now = performance.now.bind(performance);
const output = new OutputChannel(scope, now);

/** Tells the page that this worker is finished. */
function fail(reason: unknown): void {
  output.send(JSON.stringify({ type: 'fatal', detail: String(reason) }));
}

let prepared: RestoredPyodide | null = null;

scope.onmessage = (event) => {
  const order = event.data as WorkerStart | WorkerPreparation;
  if (order.type === 'prepare') prepared = new RestoredPyodide(order.wasm);
  else (order.purpose === 'snapshot' ? takeSnapshot(order) : start(order)).catch(fail);
};
// On the prototype too: no code ends the worker without a word.
for (const each of [scope, Object.getPrototypeOf(scope) as WorkerScope])
  each.close = () => fail('the worker was closed');

/** Starts Python as far as it is the same for everybody, and gives away its memory. */
async function takeSnapshot(order: WorkerStart): Promise<void> {
  const pyodide = await bootPyodide(order);
  writePython(pyodide, pythonFiles);
  importPython(pyodide);
  const { buffer } = packSnapshot(pyodide.makeMemorySnapshot());
  scope.postMessage(buffer, [buffer]);
}

async function start(order: WorkerStart): Promise<void> {
  const startedAt = now();
  const { bytes, shared, wasm } = order;
  const early: ToWorker[] = [];
  scope.onmessage = (event) => early.push(event.data as ToWorker);
  const waiting = shared === null ? new MessageWaiting() : new SharedWaiting(shared);
  const pyodide =
    bytes.snapshot === undefined
      ? await bootPyodide(order)
      : await (prepared ?? new RestoredPyodide(wasm)).begin(bytes.snapshot, bytes.stdlib);
  const canSuspend = 'Suspending' in WebAssembly;
  const folder = openFolder(pyodide, output, order.sharedFolder, canSuspend, now);
  const polled = {
    poll: () => {
      output.poll();
      folder.poll();
    },
  };
  const memory = new MemoryLimit();
  const interrupts = new Interrupts(shared, polled, waiting, memory, canSuspend);
  const packages = new PackageReplies(pyodide);
  onFatal(pyodide);
  pyodide.registerJsModule('_lectern_host', {
    shared: waiting.shared,
    send: (json: string) => output.send(json),
    stream: (name: string, text: string) => output.print(name, text),
    flush: () => output.flush(),
    cleared: () => output.cleared(),
    enter: (id: number, megabytes: number) => {
      output.attribute(id);
      memory.enter(megabytes);
      return interrupts.enter(id);
    },
    leave: () => {
      interrupts.leave();
      memory.leave();
    },
    isMemoryPassed: () => memory.isPassed,
    sleep: (ms: number) => {
      output.flush();
      folder.send();
      return waiting.sleep(ms);
    },
    readLine: () => {
      folder.send();
      return waiting.readLine();
    },
    sleepAsync: (ms: number) => {
      output.flush();
      folder.send();
      return waiting.sleepAsync(ms);
    },
    readLineAsync: () => waiting.readLineAsync(),
    takeTurn: () => interrupts.takeTurn(),
    hold: (held: boolean) => interrupts.hold(held),
    ...folder.offers,
    packageReply: (ask: number) => packages.next(ask),
    installWheel: async (bytes: ArrayBuffer, file: string, folder: string) => {
      await packages.install(bytes, file, folder);
      memory.forgive();
    },
  });
  writePython(pyodide, pythonFiles);
  if (bytes.snapshot === undefined) importPython(pyodide);
  const kernel = installPython(pyodide);
  memory.watch(WebAssembly.Memory.prototype);
  pyodide.setInterruptBuffer(interrupts.buffer() as unknown as Int32Array);
  let queue = Promise.resolve();
  const receive = (message: ToWorker): void => {
    if (message.type === 'interrupt')
      interrupts.receive(message, (signal) => kernel.interrupt(signal));
    else if (message.type === 'input') waiting.answer(message.text);
    else if (message.type === 'packages') packages.receive(message);
    else if (message.type === 'shell')
      queue = queue.then(() => installShell(pyodide, message.shell)).catch(fail);
    else if (message.type !== 'request') folder.receive(message);
    else queue = queue.then(() => work(kernel, message.request));
  };
  const python = pyodide.runPython(
    "'.'.join(map(str, __import__('sys').version_info[:3]))",
  ) as string;
  output.send(
    JSON.stringify({
      type: 'ready',
      python,
      interrupt: interrupts.kind,
      startMs: now() - startedAt,
    }),
  );
  for (const message of early) receive(message);
  scope.onmessage = (event) => receive(event.data as ToWorker);
}

async function work(kernel: PythonKernel, request: WorkerRequest): Promise<void> {
  try {
    await kernel.dispatch(JSON.stringify(request));
  } catch (failure) {
    output.send(JSON.stringify({ type: 'failed', id: request.id, detail: String(failure) }));
  }
}

/** Puts another shell in the place of our own. */
function installShell(pyodide: PyodideAPI, { files, module }: KernelShell): void {
  writePython(pyodide, files);
  pyodide.runPython(`__import__('importlib').import_module('${module}').install()`);
}

/** Writes Python of ours into the worker's file system. */
function writePython(pyodide: PyodideAPI, files: Readonly<Record<string, string>>): void {
  const encoder = new TextEncoder(); // Emscripten's own is written in JavaScript, and takes its time
  for (const [path, text] of Object.entries(files)) {
    const file = `${PYTHON_FOLDER}/${path}`;
    pyodide.FS.mkdirTree(file.slice(0, file.lastIndexOf('/')));
    pyodide.FS.writeFile(file, encoder.encode(text));
  }
}

/** Loads our Python, which has nothing of this worker yet. */
function importPython(pyodide: PyodideAPI): void {
  pyodide.runPython(`import sys; sys.path.append('${PYTHON_FOLDER}'); import _lectern.start`);
}

function installPython(pyodide: PyodideAPI): PythonKernel {
  // What C code prints to the file descriptors, past `sys.stdout`.
  pyodide.setStdout({ batched: (text) => output.print('stdout', `${text}\n`) });
  pyodide.setStderr({ batched: (text) => output.print('stderr', `${text}\n`) });
  pyodide.runPython('import _lectern.start; _lectern.start.install()');
  return pyodide.pyimport('_lectern.start') as PythonKernel;
}

/** Pyodide's own hook for errors after which it refuses to go on, such as a stack that overflowed in C. */
function onFatal(pyodide: PyodideAPI): void {
  const api = (pyodide as unknown as { _api: { on_fatal?: (error: unknown) => void } })._api;
  api.on_fatal = fail;
}
