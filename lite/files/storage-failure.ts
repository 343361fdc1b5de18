import { LecternError } from '../../src/base/lectern-error.ts';

/** The operational error behind a failed write or read of IndexedDB. */
export function storageError(cause: unknown, path: string): LecternError {
  const name = cause instanceof Error || cause instanceof DOMException ? cause.name : '';
  const code = name === 'QuotaExceededError' ? 'storage-full' : 'storage-broken';
  return new LecternError(code, { cause, detail: { path } });
}
