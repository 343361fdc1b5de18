import { Worker } from 'node:worker_threads';

/** One turn of working and standing still, in ms: short beside everything that is measured. */
const TURN_MS = 20;

/** Sends the signals: a thread of its own, since its turns must not wait for anything. */
const TURNS = `
const { workerData: { group, workMs, restMs, shared } } = require('node:worker_threads');
const state = new Int32Array(shared);
let due = performance.now();
const until = (ms) => {
  due += ms;
  const left = due - performance.now();
  if (left > 0) Atomics.wait(state, 1, 0, left);
};
while (Atomics.load(state, 0) === 0) {
  process.kill(-group, 'SIGSTOP');
  until(restMs);
  process.kill(-group, 'SIGCONT');
  until(workMs);
}
`;

/**
 * Makes a browser so many times slower: all of its processes stand still for most of each 20 ms. Chromium's own
 * `setCPUThrottlingRate` reaches a page's thread and no worker, and Python runs in one. Returns what ends it.
 * `group`: process group of the browser.
 */
export async function slowDown(group: number, times: number): Promise<() => Promise<void>> {
  if (times === 1) return async () => undefined;
  const shared = new SharedArrayBuffer(8);
  const workMs = TURN_MS / times;
  const worker = new Worker(TURNS, {
    eval: true,
    workerData: { group, workMs, restMs: TURN_MS - workMs, shared },
  });
  const ended = new Promise<void>((resolve, reject) => {
    worker.once('exit', () => resolve());
    worker.once('error', reject);
  });
  ended.catch(() => undefined); // told by who ends it
  await new Promise((resolve) => worker.once('online', resolve));
  return () => {
    Atomics.store(new Int32Array(shared), 0, 1);
    return ended;
  };
}
