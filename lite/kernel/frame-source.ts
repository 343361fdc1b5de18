/**
 * The document of the sandboxed frame in which Python lives (KE1). Its script is the only inline script of the
 * application: a server's Content-Security-Policy must allow it by hash (`frame-hash.ts`), because a `srcdoc`
 * document inherits its page's policy.
 */
import { MAX_INPUT_BYTES } from './limits.ts';
import { CONTROL, CONTROL_BYTES, INPUT, SHARED_BYTES, SIGINT } from './shared-control.ts';

/**
 * The frame's script, exactly as it stands between its tags. It takes one port from its parent, starts the worker,
 * relays, and writes interrupts and answers into the memory that it shares with the worker. It passes on texts only:
 * nothing else of what the worker posts ever reaches the page, but for the snapshot of a worker that runs nobody's code.
 */
export const FRAME_SCRIPT = `'use strict';
addEventListener('message', function open(event) {
  const port = event.ports[0];
  if (event.source !== parent || port === undefined) return;
  removeEventListener('message', open);
  let worker = null;
  let shared = null;
  const wake = (cell) => {
    const control = new Int32Array(shared, 0, 4);
    Atomics.add(control, cell, cell === ${CONTROL.wake} ? 1 : 0);
    Atomics.notify(control, cell);
  };
  const start = (bytes, purpose) => {
    const { worker: script, ...rest } = bytes;
    const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
    worker = new Worker(url);
    worker.onmessage = ({ data }) => {
      if (purpose === 'snapshot' && data instanceof ArrayBuffer) port.postMessage({ frame: 'snapshot', bytes: data }, [data]);
      else port.postMessage(typeof data === 'string' ? data : null);
    };
    worker.onmessageerror = () => port.postMessage(null);
    worker.onerror = (error) => {
      error.preventDefault();
      port.postMessage({ frame: 'worker-error', detail: String(error.message).slice(0, 500) });
    };
    if (crossOriginIsolated) shared = new SharedArrayBuffer(${SHARED_BYTES});
    worker.postMessage({ type: 'start', purpose, bytes: rest, shared }, Object.values(rest));
  };
  const interrupt = () => {
    Atomics.store(new Int32Array(shared, 0, 4), ${CONTROL.signal}, ${SIGINT});
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
  port.onmessage = ({ data }) => {
    if (data.type === 'start') return start(data.bytes, data.purpose);
    if (shared !== null && data.message.type === 'interrupt') interrupt();
    if (shared !== null && data.message.type === 'input') return answer(data.message.text);
    worker.postMessage(data.message);
  };
  port.postMessage({ frame: 'open' });
});
`;

/** The frame's own policy: no request of any kind, no script but ours, the worker's and Pyodide's. */
export function framePolicy(scriptHash: string): string {
  return [
    "default-src 'none'",
    `script-src '${scriptHash}' 'wasm-unsafe-eval' blob:`,
    'worker-src blob:',
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** The frame's document. `scriptHash` is that of `FRAME_SCRIPT` (`sha256-…`). */
export function frameDocument(scriptHash: string): string {
  const policy = `<meta http-equiv="Content-Security-Policy" content="${framePolicy(scriptHash)}">`;
  return `<!doctype html><html lang="en"><head>${policy}<title>Python</title></head><body><script>${FRAME_SCRIPT}</script></body></html>`;
}
