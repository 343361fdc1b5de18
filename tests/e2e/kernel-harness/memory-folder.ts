import { utf8, type Bytes } from '../../../src/base/bytes.ts';
import { Emitter } from '../../../src/base/emitter.ts';
import { LecternError } from '../../../src/base/lectern-error.ts';
import type { Unsubscribe } from '../../../src/base/unsubscribe.ts';
import type { FolderEntry, KernelFolder } from '../../../lite/kernel/kernel-folder.ts';

/** A notebook's folder in the page's memory, which counts what is read of it. */
export class MemoryFolder implements KernelFolder {
  /** Bytes that it takes. */
  room = Number.POSITIVE_INFINITY;
  /** Paths whose contents were read, in order. */
  readonly reads: string[] = [];
  readonly #entries = new Map<string, { readonly entry: FolderEntry; readonly bytes: Bytes }>();
  readonly #changed = new Emitter<readonly string[]>();
  #time = 1_700_000_000_000;

  /** What is there, by path: a file's text, or null for a folder. For the tests. */
  texts(): Record<string, string | null> {
    const all = [...this.#entries].map(
      ([path, { entry, bytes }]) =>
        [path, entry.kind === 'folder' ? null : new TextDecoder().decode(bytes)] as const,
    );
    return Object.fromEntries(all.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** A file's bytes; empty where there is none. For the tests. */
  bytes(path: string): Bytes {
    return this.#entries.get(path)?.bytes ?? new Uint8Array();
  }

  /** Stores a text as a person would with the file browser. For the tests. */
  put(path: string, text: string): void {
    this.#set(path, utf8(text));
  }

  /** The same with bytes. */
  putBytes(path: string, bytes: Bytes): void {
    this.#set(path, bytes);
  }

  async list(): Promise<readonly FolderEntry[]> {
    return [...this.#entries.values()].map(({ entry }) => entry);
  }

  async read(path: string): Promise<Bytes> {
    this.reads.push(path);
    const found = this.#entries.get(path);
    if (found === undefined) throw new LecternError('file-missing', { detail: { name: path } });
    return found.bytes;
  }

  async write(path: string, bytes: Bytes): Promise<FolderEntry> {
    let used = bytes.length;
    for (const [other, { entry }] of this.#entries) if (other !== path) used += entry.size;
    if (used > this.room) throw new LecternError('storage-full');
    return this.#set(path, bytes);
  }

  async makeFolder(path: string): Promise<void> {
    const entry: FolderEntry = { path, kind: 'folder', size: 0, modified: 0 };
    if (!this.#entries.has(path)) this.#entries.set(path, { entry, bytes: new Uint8Array() });
    this.#changed.emit([path]);
  }

  async remove(path: string): Promise<void> {
    for (const each of [...this.#entries.keys()])
      if (each === path || each.startsWith(`${path}/`)) this.#entries.delete(each);
    this.#changed.emit([path]);
  }

  async rename(from: string, to: string): Promise<void> {
    const moved = [...this.#entries].filter(
      ([path]) => path === from || path.startsWith(`${from}/`),
    );
    for (const [path, { entry, bytes }] of moved) {
      const target = `${to}${path.slice(from.length)}`;
      this.#entries.delete(path);
      this.#entries.set(target, {
        entry: { ...entry, path: target, modified: ++this.#time },
        bytes,
      });
    }
    this.#changed.emit([from, to]);
  }

  onChanged(listener: (paths: readonly string[]) => void): Unsubscribe {
    return this.#changed.on(listener);
  }

  #set(path: string, bytes: Bytes): FolderEntry {
    const names = path.split('/');
    for (let depth = 1; depth < names.length; depth++)
      void this.makeFolder(names.slice(0, depth).join('/'));
    const entry: FolderEntry = {
      path,
      kind: 'file',
      size: bytes.length,
      modified: ++this.#time,
    };
    this.#entries.set(path, { entry, bytes });
    this.#changed.emit([path]);
    return entry;
  }
}
