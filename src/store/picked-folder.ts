import type { Bytes } from '../base/bytes.ts';
import {
  FolderError,
  type BackupFolder,
  type ByteSink,
  type FolderFault,
} from './backup-folder.ts';

/** A folder's handle (File System Access), with what TypeScript's library lacks of it. */
export interface FolderHandle extends FileSystemDirectoryHandle {
  queryPermission(options: { mode: 'readwrite' }): Promise<PermissionState>;
  requestPermission(options: { mode: 'readwrite' }): Promise<PermissionState>;
}

/** A folder of ours inside one that a person picked: nothing else of theirs is read, replaced or removed. */
export class PickedFolder implements BackupFolder {
  readonly #picked: FolderHandle;
  readonly #name: string;

  /** `name`: of our folder, which is made where it is not there. */
  constructor(picked: FolderHandle, name: string) {
    this.#picked = picked;
    this.#name = name;
  }

  names(): Promise<readonly string[]> {
    return told(async () => {
      const names: string[] = [];
      for await (const name of (await this.#folder()).keys()) names.push(name);
      return names;
    });
  }

  async write(name: string, write: (sink: ByteSink) => Promise<void>): Promise<void> {
    const file = await told(async () =>
      (await this.#folder()).getFileHandle(name, { create: true }),
    );
    const stream = await told(() => file.createWritable());
    let size = 0;
    try {
      await write((bytes: Bytes) => {
        size += bytes.length;
        return told(() => stream.write(bytes));
      });
    } catch (cause) {
      await stream.abort().catch(() => undefined); // what went wrong is thrown
      await this.#removeEmpty(file);
      throw cause;
    }
    await told(async () => {
      await stream.close();
      const written = await file.getFile();
      if (written.size !== size) throw new Error(`${written.size} of ${size} bytes`);
    });
  }

  remove(name: string): Promise<void> {
    return told(async () => {
      try {
        await (await this.#folder()).removeEntry(name);
      } catch (cause) {
        if (faultOf(cause) !== 'gone') throw cause;
      }
    });
  }

  async #folder(): Promise<FolderHandle> {
    return (await this.#picked.getDirectoryHandle(this.#name, { create: true })) as FolderHandle;
  }

  /** A file that was made for a write that failed. */
  async #removeEmpty(file: FileSystemFileHandle): Promise<void> {
    try {
      if ((await file.getFile()).size === 0) await this.remove(file.name);
    } catch {
      return; // the folder fails: that is thrown already
    }
  }
}

/** Whether the folder may be written without a question. */
export async function isAllowed(folder: FolderHandle): Promise<boolean> {
  return (await folder.queryPermission({ mode: 'readwrite' })) === 'granted';
}

async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw cause instanceof FolderError ? cause : new FolderError(faultOf(cause), cause);
  }
}

/** By the names of the File System standard. */
function faultOf(cause: unknown): FolderFault {
  const name = cause instanceof Error || cause instanceof DOMException ? cause.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'paused';
  if (name === 'NotFoundError') return 'gone';
  return name === 'QuotaExceededError' ? 'full' : 'failed';
}
