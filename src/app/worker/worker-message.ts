import { isJsonObject } from '../../base/json.ts';

/** What a page asks of the service worker: to fetch some of what is missing for offline, or to take over now. */
export type WorkerRequest = 'fill' | 'restart';

/** How much of the application is on this device. */
export interface OfflineProgress {
  /** Bytes that are here, of `total`. */
  readonly done: number;
  readonly total: number;
  /** Why something could not be fetched just now; null where all went well. */
  readonly failed: 'network' | 'storage' | null;
}

/** Null where it is none that this version knows. */
export function parseWorkerRequest(data: unknown): WorkerRequest | null {
  return data === 'fill' || data === 'restart' ? data : null;
}

/** Null where it is no progress: another version of the worker may say other things. */
export function parseOfflineProgress(data: unknown): OfflineProgress | null {
  if (!isJsonObject(data)) return null;
  const { done, total, failed } = data;
  if (!isCount(done) || !isCount(total) || done > total) return null;
  if (failed !== null && failed !== 'network' && failed !== 'storage') return null;
  return { done, total, failed };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
