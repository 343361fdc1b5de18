/**
 * The document of the sandboxed frame in which Python lives (KE1). Its script is the only inline script of the
 * application: a server's Content-Security-Policy must allow it by hash (`frame-hash.ts`), because a `srcdoc`
 * document inherits its page's policy.
 */
import { MAX_INPUT_BYTES } from './limits.ts';
import { FOLDER, FOLDER_BEGIN, FOLDER_HEAD } from './shared-folder.ts';
import { CONTROL, CONTROL_BYTES, INPUT, SHARED_BYTES, SIGNAL_BITS } from './shared-control.ts';

/**
 * The frame's script, exactly as it stands between its tags. For each port that its parent gives it, it starts one worker,
 * relays, and writes interrupts and answers into the memory that it shares with that worker, until the parent ends it. It
 * passes on texts, alone or with one buffer of bytes (a file): nothing else of what a worker posts ever reaches the page, but
 * for the snapshot of a worker that runs nobody's code. Its workers share the interpreter that it has compiled, and nothing
 * else. One worker more, a spare without Python's memory, stands ready for the next snapshot. What it is to pass on waits until the worker has said something: WebKit refuses
 * workers of blobs in an isolated frame of an opaque origin, and a worker of a data address begins instead, which may read no
 * blob either. With an origin (somebody framed the document without a sandbox) it does nothing:
 * that worker could reach what is stored.
 */
export const FRAME_SCRIPT = `'use strict';
let compiled = null;
let address = null;
let spare = null;
const link = async (worker) => worker.postMessage({ type: 'prepare', wasm: await compiled });
const prepare = () => {
  const worker = new Worker(address);
  worker.onerror = (error) => {
    error.preventDefault();
    worker.terminate();
    if (spare === worker) spare = null;
  };
  spare = worker;
  link(worker);
};
const compile = async (blob) => {
  try {
    return await WebAssembly.compile(await blob.arrayBuffer());
  } catch (error) {
    compiled = null;
    throw error;
  }
};
addEventListener('message', (event) => {
  const port = event.ports[0];
  if (origin !== 'null' || event.source !== parent || port === undefined) return;
  let worker = null;
  let ended = false;
  let shared = null;
  let folder = null;
  let left = new Uint8Array();
  let early = [];
  const give = (memory, at) => {
    const part = left.subarray(0, memory.byteLength - at);
    left = part.length < left.length ? left.subarray(part.length) : new Uint8Array();
    new Uint8Array(memory, at).set(part);
    const control = new Int32Array(folder, 0, 4);
    Atomics.store(control, ${FOLDER.length}, part.length);
    Atomics.store(control, ${FOLDER.state}, 1);
    Atomics.notify(control, ${FOLDER.state});
  };
  const wake = (cell) => {
    const control = new Int32Array(shared, 0, 4);
    Atomics.add(control, cell, cell === ${CONTROL.wake} ? 1 : 0);
    Atomics.notify(control, cell);
  };
  const tell = (error) => port.postMessage({ frame: 'worker-error', detail: String(error.message).slice(0, 500) });
  let proven = false;
  const begin = (url, order, transfer, refused) => {
    if (ended) return;
    const { purpose, bytes } = order;
    proven = refused !== null;
    const restores = proven && 'snapshot' in bytes;
    worker = (restores && spare) || new Worker(url);
    const own = worker;
    const linked = worker !== spare && restores && link(worker);
    if (worker === spare) spare = null;
    worker.onmessage = ({ data }) => {
      if (early !== null) live();
      if (purpose === 'snapshot' && data instanceof ArrayBuffer) port.postMessage({ frame: 'snapshot', bytes: data }, [data]);
      else if (left.length > 0 && data instanceof SharedArrayBuffer) give(data, 0);
      else if (Array.isArray(data) && typeof data[0] === 'string' && data[1] instanceof ArrayBuffer) port.postMessage([data[0], data[1]], [data[1]]);
      else port.postMessage(typeof data === 'string' ? data : null);
    };
    worker.onmessageerror = () => port.postMessage(null);
    worker.onerror = (error) => {
      error.preventDefault();
      if (refused !== null && early !== null && !(error instanceof ErrorEvent)) refused().catch(tell);
      else tell(error);
    };
    const memory = restores && bytes.snapshot.arrayBuffer();
    Promise.all([order.wasm ?? compiled, memory, linked])
      .then(([wasm, snapshot]) => {
        if (worker !== own) return;
        if (restores) own.postMessage({ ...order, bytes: { ...bytes, snapshot }, wasm }, [snapshot]);
        else own.postMessage({ ...order, wasm }, transfer);
      })
      .catch(tell);
  };
  const live = () => {
    const waiting = early;
    early = null;
    for (const { message, transfer } of waiting) worker.postMessage(message, transfer);
  };
  const start = (bytes, purpose) => {
    const { worker: script, wasm, ...rest } = bytes;
    if (crossOriginIsolated && typeof SharedArrayBuffer === 'function') {
      shared = new SharedArrayBuffer(${SHARED_BYTES});
      folder = new SharedArrayBuffer(${FOLDER_HEAD + FOLDER_BEGIN});
    }
    compiled ??= compile(wasm);
    const file = new Blob([script], { type: 'text/javascript' });
    address ??= URL.createObjectURL(file);
    const order = { type: 'start', purpose, bytes: rest, shared, sharedFolder: folder };
    begin(address, order, [], async () => {
      const reader = new FileReader();
      const read = new Promise((resolve) => (reader.onload = resolve));
      reader.readAsDataURL(file);
      const names = Object.keys(rest);
      const [code, ...buffers] = await Promise.all([wasm, ...names.map((name) => rest[name])].map((blob) => blob.arrayBuffer()));
      await read;
      order.bytes = Object.fromEntries(names.map((name, index) => [name, buffers[index]]));
      begin(reader.result, { ...order, wasm: code }, [code, ...buffers], null);
    });
  };
  const interrupt = ({ cell, signal }) => {
    Atomics.store(new Int32Array(shared, 0, 4), ${CONTROL.signal}, (cell << ${SIGNAL_BITS}) | signal);
    wake(${CONTROL.wake});
    wake(${CONTROL.input});
  };
  const answer = (text) => {
    const control = new Int32Array(shared, 0, 4);
    const bytes = new TextEncoder().encode(text).subarray(0, ${MAX_INPUT_BYTES});
    new Uint8Array(shared, ${CONTROL_BYTES}).set(bytes);
    Atomics.store(control, ${CONTROL.inputLength}, bytes.length);
    Atomics.store(control, ${CONTROL.input}, ${INPUT.answered});
    wake(${CONTROL.input});
  };
  const end = () => {
    ended = true;
    worker?.terminate();
    port.close();
  };
  port.onmessage = ({ data }) => {
    if (data.type === 'start') return start(data.bytes, data.purpose);
    if (data.type === 'end') return end();
    if (data.type === 'spare') return proven && early === null && spare === null && prepare();
    if (data.type === 'pulse') return port.postMessage({ frame: 'pulse' });
    if (shared !== null && data.message.type === 'interrupt') interrupt(data.message);
    if (shared !== null && data.message.type === 'input') return answer(data.message.text);
    if (folder !== null && data.message.type === 'folder-changed') return Atomics.store(new Int32Array(folder, 0, 4), ${FOLDER.changed}, 1);
    if (data.message.type !== 'folder-answer' || folder === null) {
      if (early !== null) return early.push(data);
      return worker.postMessage(data.message, data.transfer);
    }
    left = new Uint8Array(data.message.bytes);
    give(folder, ${FOLDER_HEAD});
  };
  port.postMessage({ frame: 'open' });
});
`;

/**
 * The frame's own policy: no script but ours, the worker's and Pyodide's, and no request of any kind; with `network`
 * any secure one.
 */
export function framePolicy(scriptHash: string, network: boolean): string {
  return [
    "default-src 'none'",
    `script-src '${scriptHash}' 'wasm-unsafe-eval' blob:`,
    'worker-src blob: data:',
    network ? 'connect-src https: wss:' : "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/**
 * The frame's document. `scriptHash` is that of `FRAME_SCRIPT` (`sha256-…`). With `network` it must be loaded from an
 * address: a `srcdoc` document may reach no more than its page.
 */
export function frameDocument(scriptHash: string, network = false): string {
  const policy = `<meta http-equiv="Content-Security-Policy" content="${framePolicy(scriptHash, network)}">`;
  return `<!doctype html><html lang="en"><head>${policy}<title>Python</title></head><body><script>${FRAME_SCRIPT}</script></body></html>`;
}
