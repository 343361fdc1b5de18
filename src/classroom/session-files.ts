import { fromUtf8, toBase64Url, utf8 } from '../base/bytes.ts';
import type { ClassFiles } from '../notebook/class-files.ts';
import type { FileHash } from '../protocol/ids.ts';
import type { FileSeeds } from '../sync/file-exchange.ts';
import { readPackageLists, writePackageList } from './package-lists.ts';
import { teaches, type SessionParts } from './session-context.ts';

/** A list of packages is fetched for so long at most, in ms: who asked looks at an empty cell. */
const LIST_MS = 20_000;

/** Files of the application and of packages, from the class and for it. */
export interface SessionFiles extends ClassFiles {
  /** What this device gives to the class from now on; null: nothing. */
  seed(seeds: FileSeeds | null): void;
  /**
   * Vouches for the list of packages of an index, where this device's person teaches the class. `fresh`: it has just come
   * from the index, and takes the place of another one.
   */
  vouch(index: string, list: string, fresh: boolean): Promise<void>;
}

export function sessionFiles(parts: SessionParts): SessionFiles {
  const { replica, classDoc, clock } = parts;
  return {
    async get(sha256, { signal, limit, onProgress }) {
      const bytes = await replica.files.get(hashOf(sha256), {
        limit,
        signal,
        onProgress: ({ received, size, people }) => onProgress?.({ received, total: size, people }),
      });
      return bytes?.buffer ?? null;
    },
    async packageList(index, signal) {
      const blob = readPackageLists(classDoc.doc).get(index);
      if (blob === undefined || replica.standing.value !== 'member') return null;
      const late = new AbortController();
      const cancel = clock.after(LIST_MS, () => late.abort());
      try {
        const either = AbortSignal.any([signal, late.signal]);
        return fromUtf8(await replica.blobs.get(blob, { signal: either }));
      } catch (error) {
        if (late.signal.aborted || error instanceof TypeError) return null; // nobody gives it, or it is no text
        throw error;
      } finally {
        cancel();
      }
    },
    seed: (seeds) => replica.files.seed(seeds),
    async vouch(index, list, fresh) {
      if (replica.standing.value !== 'member' || !classDoc.writable.value || !teaches(parts))
        return;
      const said = readPackageLists(classDoc.doc).get(index);
      if (said !== undefined && !fresh) return;
      const blob = await replica.blobs.add(utf8(list));
      if (said !== blob) writePackageList(classDoc.doc, index, blob);
    },
  };
}

function hashOf(sha256: string): FileHash {
  return toBase64Url(
    Uint8Array.from(sha256.match(/../g) ?? [], (digits) => parseInt(digits, 16)),
  ) as FileHash;
}
