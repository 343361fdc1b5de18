import { LecternError } from '../base/lectern-error.ts';
import type { Argon2 } from './argon2.ts';

/** For browser pages: each derivation runs in a worker of its own, which ends with it and frees its 64 MiB. */
export const workerArgon2: Argon2 = {
  derive(request, signal) {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const worker = new Worker(new URL('./argon2-worker.ts', import.meta.url), { type: 'module' });
      const end = (): void => {
        worker.terminate();
        signal?.removeEventListener('abort', onAbort);
      };
      const onAbort = (): void => {
        end();
        reject(signal?.reason as Error);
      };
      const fail = (cause: unknown): void => {
        end();
        reject(new LecternError('app-load-failed', { cause, detail: { part: 'argon2' } }));
      };
      signal?.addEventListener('abort', onAbort);
      worker.addEventListener('error', (event) => fail(event.message));
      worker.addEventListener('messageerror', () => fail('messageerror'));
      worker.addEventListener('message', (event: MessageEvent<unknown>) => {
        const answer = event.data;
        if (!(answer instanceof Uint8Array)) return fail(answer);
        end();
        resolve(new Uint8Array(answer));
      });
      worker.postMessage(request, []);
    });
  },
};
