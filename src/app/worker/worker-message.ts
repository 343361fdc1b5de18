import { isJsonObject } from '../../base/json.ts';

/**
 * What a page asks of the service worker: to fetch some of what is missing for offline; to take over now; what is missing;
 * for a file that it keeps, by `sha256-<base64>`; to keep a file that came from elsewhere.
 */
export type WorkerRequest =
  | 'fill'
  | 'restart'
  | 'missing'
  | { readonly find: string }
  | { readonly keep: Blob };

/** A file of this version that is not on this device. */
export interface MissingFile {
  readonly integrity: string;
  readonly bytes: number;
}

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
  if (data === 'fill' || data === 'restart' || data === 'missing') return data;
  if (!isJsonObject(data)) return null;
  const { find, keep } = data;
  if (typeof find === 'string') return { find };
  return keep instanceof Blob ? { keep } : null;
}

/** Null where it is no list of files. */
export function parseMissingFiles(data: unknown): readonly MissingFile[] | null {
  if (!Array.isArray(data)) return null;
  const files: MissingFile[] = [];
  for (const each of data) {
    if (!isJsonObject(each)) return null;
    const { integrity, bytes } = each;
    if (typeof integrity !== 'string' || !isCount(bytes)) return null;
    if (!/^sha256-[\w+/]{43}=$/.test(integrity)) return null;
    files.push({ integrity, bytes });
  }
  return files;
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
