import { LecternError } from '../base/lectern-error.ts';

/** An IndexedDB failure by what a person can do about it: free space (`storage-full`), or else export (`storage-broken`). */
export function storageFailure(cause: unknown): LecternError {
  if (cause instanceof LecternError) return cause;
  const name = cause instanceof Error ? cause.name : 'unknown';
  const code = name === 'QuotaExceededError' ? 'storage-full' : 'storage-broken';
  return new LecternError(code, { cause, detail: { reason: name } });
}
