import { concat, type Bytes } from '../../src/base/bytes.ts';
import type { FolderHandle } from '../../src/store/picked-folder.ts';

/** What can go wrong with a disk, as the File System standard names it. */
type Fault = 'NotFoundError' | 'NotAllowedError' | 'QuotaExceededError' | 'InvalidStateError';

/** A disk that a person picked a folder on: `fault` fails everything, `room` is how many bytes it takes. */
export class MemoryDisk {
  readonly files = new Map<string, Bytes>();
  fault: Fault | null = null;
  room = Infinity;
  permission: PermissionState = 'granted';
  /** How often a file was replaced. */
  written: string[] = [];

  check(): void {
    if (this.fault !== null) throw new DOMException('the disk', this.fault);
  }

  get folder(): FolderHandle {
    return directory(this, '') as unknown as FolderHandle;
  }
}

function directory(disk: MemoryDisk, path: string) {
  const at = (name: string) => (path === '' ? name : `${path}/${name}`);
  return {
    kind: 'directory',
    name: path === '' ? 'Backups' : path,
    queryPermission: async () => disk.permission,
    requestPermission: async () => (disk.permission = 'granted'),
    async getDirectoryHandle(name: string) {
      disk.check();
      return directory(disk, at(name));
    },
    async *keys() {
      disk.check();
      for (const file of disk.files.keys())
        if (file.startsWith(`${path}/`)) yield file.slice(path.length + 1);
    },
    async removeEntry(name: string) {
      disk.check();
      if (!disk.files.delete(at(name))) throw new DOMException('no such file', 'NotFoundError');
    },
    async getFileHandle(name: string) {
      disk.check();
      if (!disk.files.has(at(name))) disk.files.set(at(name), new Uint8Array());
      return file(disk, at(name), name);
    },
  };
}

/** As in a browser: what is written counts when the stream was closed. */
function file(disk: MemoryDisk, path: string, name: string) {
  return {
    kind: 'file',
    name,
    getFile: async () => new Blob([disk.files.get(path) ?? new Uint8Array()]),
    async createWritable() {
      disk.check();
      const parts: Bytes[] = [];
      return {
        async write(part: Bytes) {
          disk.check();
          parts.push(part.slice());
          if (parts.reduce((sum, { length }) => sum + length, 0) > disk.room)
            throw new DOMException('full', 'QuotaExceededError');
        },
        async close() {
          disk.check();
          disk.files.set(path, concat(...parts));
          disk.written.push(name);
        },
        abort: async () => undefined,
      };
    },
  };
}
