import { argon2id } from 'hash-wasm';
import { LecternError } from '../base/lectern-error.ts';
import { ownMemory } from './own-memory.ts';
import type { Argon2 } from './argon2.ts';

/** Runs on the calling thread and blocks it: for Node and workers. */
export const hashWasmArgon2: Argon2 = {
  async derive(request, signal) {
    signal?.throwIfAborted();
    const { password, salt, memoryKiB, iterations, parallelism, length } = request;
    const derived = await argon2id({
      password,
      salt,
      memorySize: memoryKiB,
      iterations,
      parallelism,
      hashLength: length,
      outputType: 'binary',
    }).catch((cause: unknown) => {
      throw new LecternError('app-load-failed', { cause, detail: { part: 'argon2' } });
    });
    signal?.throwIfAborted();
    return ownMemory(derived);
  },
};
