import type { FolderAnswer } from '../folder-answer.ts';
import { isFolderPath } from '../folder-path.ts';
import type { FolderEntry } from '../kernel-folder.ts';
import { MAX_FILE } from '../limits.ts';
import type { FolderPort } from './folder-port.ts';
import {
  ACCESS_MODE,
  ERRNO,
  FILE_MODE,
  FOLDER_MODE,
  type FileSystem,
  type FolderNode,
  type FolderStream,
} from './folder-nodes.ts';
import { PageChanges, type Outlets } from './page-changes.ts';

/** Where Python sees the notebook's folder: its working directory. */
export const NOTEBOOK_FOLDER = '/notebook';

/** Contents that are kept though nobody has the file open, in bytes: what was read once is often read again. */
const KEPT_BYTES = 64 * 1024 * 1024;

const NO_BYTES = new Uint8Array();

/**
 * The notebook's folder in Python's file system: a mount whose names, sizes and times are always there, and whose
 * contents come from the page when a file is opened. What Python does to it goes to the page through `PageChanges`.
 */
export class NotebookFolder {
  readonly changes: PageChanges;
  readonly #fs: FileSystem;
  readonly #port: FolderPort;
  readonly #root: FolderNode;
  /** Files whose contents are here and need not be, the one that was used longest ago first. */
  readonly #kept = new Set<FolderNode>();
  #asking = false;

  constructor(fs: FileSystem, port: FolderPort, out: Outlets) {
    this.#fs = fs;
    this.#port = port;
    const { MEMFS } = fs.filesystems;
    fs.mkdir(NOTEBOOK_FOLDER);
    const mount = (): FolderNode => this.#own(MEMFS.createNode(null, '/', FOLDER_MODE, 0));
    this.#root = fs.mount({ mount }, {}, NOTEBOOK_FOLDER);
    this.changes = new PageChanges(this, port, out);
    fs.chdir(NOTEBOOK_FOLDER);
  }

  /** Its path below the folder; null for what was removed. */
  pathOf(node: FolderNode): string | null {
    const names: string[] = [];
    for (let at = node; at !== this.#root; at = at.parent) {
      if (nodesOf(at.parent)[at.name] !== at) return null;
      names.unshift(at.name);
    }
    return names.join('/');
  }

  isFolder(node: FolderNode): boolean {
    return this.#fs.isDir(node.mode);
  }

  /** The bytes are stored: they may be forgotten here when nobody uses them. */
  stored(node: FolderNode): void {
    if (node.absent === true) return;
    this.#kept.delete(node);
    this.#kept.add(node);
    let sum = 0;
    for (const each of this.#kept) sum += each.usedBytes;
    for (const each of this.#kept) {
      if (sum <= KEPT_BYTES) return;
      if (each.streams || this.changes.isChanged(each)) continue;
      sum -= each.usedBytes;
      this.#forget(each);
    }
  }

  /** Takes what others did to the folder; whether that was anything. What Python has changed and not sent yet stays. */
  take({ gone, news }: Pick<FolderAnswer, 'gone' | 'news'>): boolean {
    for (const path of gone) this.#takeGone(path);
    for (const entry of news) this.#takeNew(entry);
    return gone.length + news.length > 0;
  }

  /** Whether something at this path has to be asked for before it is opened. For those who cannot ask in `open` itself. */
  wants(path: string): boolean {
    if (this.#find(path)?.absent === true) return true; // by a link from elsewhere as well
    return this.#port.changed && path.startsWith(`${NOTEBOOK_FOLDER}/`);
  }

  /** Gets what `wants` tells of. */
  async load(path: string): Promise<void> {
    if (this.#port.changed) this.take(await this.changes.ask(null));
    const node = this.#find(path);
    const name = node?.absent === true ? this.pathOf(node) : null;
    if (node !== undefined && name !== null) this.#fill(node, await this.changes.ask(name));
  }

  /** Gets the small files, where nothing can be asked for once a cell runs. */
  async loadSmall(longest: number, most: number): Promise<void> {
    let left = most;
    for (const node of this.#files(this.#root)) {
      const path = this.pathOf(node);
      if (node.absent !== true || node.usedBytes > Math.min(longest, left) || path === null)
        continue;
      left -= node.usedBytes;
      this.#fill(node, await this.changes.ask(path));
    }
  }

  *#files(folder: FolderNode): Generator<FolderNode> {
    for (const node of Object.values(nodesOf(folder))) {
      if (this.isFolder(node)) yield* this.#files(node);
      else yield node;
    }
  }

  #find(path: string): FolderNode | undefined {
    try {
      return this.#fs.lookupPath(path, { follow: true, noent_okay: true }).node;
    } catch {
      return undefined; // the `open` to come says why
    }
  }

  /** Makes MEMFS's node one of this folder. */
  #own(node: FolderNode): FolderNode {
    const { MEMFS } = this.#fs.filesystems;
    // MEMFS has an object with a prototype, so files named "constructor" and "__proto__".
    if (this.isFolder(node)) node.contents = Object.create(null) as Record<string, FolderNode>;
    node.node_ops = this.isFolder(node)
      ? {
          ...MEMFS.node_ops,
          getattr: (each) => this.#fresh(() => MEMFS.node_ops.getattr(each)),
          lookup: (parent, name) => this.#lookup(parent, name),
          readdir: (each) => this.#fresh(() => MEMFS.node_ops.readdir(each)),
          mknod: (parent, name, mode, device) => this.#make(parent, name, mode, device),
          rename: (each, folder, name) => this.#rename(each, folder, name),
          unlink: (parent, name) => this.#remove(parent, name, 'unlink'),
          rmdir: (parent, name) => this.#remove(parent, name, 'rmdir'),
          symlink: () => this.#fail(ERRNO.notPermitted),
        }
      : {
          ...MEMFS.node_ops,
          getattr: (each) => this.#fresh(() => MEMFS.node_ops.getattr(each)),
          setattr: (each, attributes) => this.#setAttributes(each, attributes),
        };
    if (this.isFolder(node)) return node;
    node.stream_ops = {
      ...MEMFS.stream_ops,
      open: (stream) => this.#open(stream),
      close: (stream) => this.#close(stream),
      read: (stream, ...rest) => {
        this.#need(stream.node);
        return MEMFS.stream_ops.read(stream, ...rest);
      },
      write: (stream, ...rest) => this.#write(stream, ...rest),
      msync: (stream, buffer, offset, length) => {
        this.#write(stream, buffer, 0, length, offset, false);
        return 0;
      },
    };
    return node;
  }

  #fail(errno: number): never {
    throw new this.#fs.ErrnoError(errno);
  }

  /** Does something after hearing of changes, where the page can be asked at once. */
  #fresh<T>(work: () => T): T {
    if (this.#port.shared && this.#port.changed && !this.#asking) {
      this.#asking = true;
      try {
        this.take(this.changes.askNow(null));
      } finally {
        this.#asking = false;
      }
    }
    return work();
  }

  /** What Emscripten asks for is not among the nodes that it knows. */
  #lookup(parent: FolderNode, name: string): FolderNode {
    return this.#fresh(() => nodesOf(parent)[name] ?? this.#fail(ERRNO.notFound));
  }

  #make(parent: FolderNode, name: string, mode: number, device: number): FolderNode {
    const folder = this.pathOf(parent);
    const path = folder === '' ? name : `${folder}/${name}`;
    if (folder === null || !isFolderPath(path)) this.#fail(ERRNO.invalid);
    if (!this.#fs.isDir(mode) && !this.#fs.isFile(mode)) this.#fail(ERRNO.notPermitted);
    const node = this.#own(this.#fs.filesystems.MEMFS.createNode(parent, name, mode, device));
    this.changes.made(node, path);
    return node;
  }

  #rename(node: FolderNode, folder: FolderNode, name: string): void {
    const from = this.pathOf(node);
    const parent = this.pathOf(folder);
    const to = parent === '' ? name : `${parent}/${name}`;
    if (from === null || parent === null || !isFolderPath(to)) this.#fail(ERRNO.invalid);
    const { MEMFS } = this.#fs.filesystems;
    const replaced = nodesOf(folder)[name];
    MEMFS.node_ops.rename(node, folder, name);
    node.parent = folder; // as Emscripten does after this
    if (replaced !== undefined) this.#kept.delete(replaced);
    this.changes.moved(node, from, to);
  }

  #remove(parent: FolderNode, name: string, how: 'unlink' | 'rmdir'): void {
    const node = nodesOf(parent)[name];
    const path = node === undefined ? null : this.pathOf(node);
    this.#fs.filesystems.MEMFS.node_ops[how](parent, name);
    if (node === undefined || path === null) return;
    this.#kept.delete(node);
    this.changes.removed(node, path);
  }

  #setAttributes(node: FolderNode, attributes: { readonly size?: number }): void {
    const { size } = attributes;
    if (size !== undefined && size !== node.usedBytes) {
      if (size > MAX_FILE) this.#fail(ERRNO.fileTooLarge);
      if (size === 0) node.absent = node.outdated = false;
      else this.#need(node);
      this.changes.written(node);
    }
    this.#fs.filesystems.MEMFS.node_ops.setattr(node, attributes);
  }

  #open({ node, flags }: FolderStream): void {
    this.#fresh(() => this.#need(node));
    node.streams = (node.streams ?? 0) + 1;
    if ((flags & ACCESS_MODE) !== 0) node.writers = (node.writers ?? 0) + 1;
  }

  #close({ node, flags }: FolderStream): void {
    node.streams = (node.streams ?? 1) - 1;
    if ((flags & ACCESS_MODE) !== 0) node.writers = (node.writers ?? 1) - 1;
    if (node.streams > 0 || this.changes.isChanged(node)) return;
    if (!this.changes.isKnown(node)) this.#drop(node);
    else if (node.outdated === true) this.#forget(node);
    else this.stored(node);
  }

  #write(
    stream: FolderStream,
    buffer: Uint8Array,
    offset: number,
    length: number,
    position: number,
    canOwn?: boolean,
  ): number {
    if (position + length > MAX_FILE) this.#fail(ERRNO.fileTooLarge);
    this.#need(stream.node);
    const { MEMFS } = this.#fs.filesystems;
    const written = MEMFS.stream_ops.write(stream, buffer, offset, length, position, canOwn);
    if (written > 0) this.changes.written(stream.node);
    return written;
  }

  /** Has the bytes here, or fails. */
  #need(node: FolderNode): void {
    if (node.absent !== true) return;
    const path = this.pathOf(node);
    if (path === null || !this.#port.shared) this.#fail(ERRNO.io);
    this.#fill(node, this.changes.askNow(path));
    if (node.absent) this.#fail(this.pathOf(node) === null ? ERRNO.notFound : ERRNO.io);
  }

  #fill(node: FolderNode, answer: FolderAnswer): void {
    this.take(answer);
    if (node.absent !== true || answer.bytes === null || this.pathOf(node) === null) return;
    node.contents = answer.bytes;
    node.usedBytes = answer.bytes.length;
    node.absent = false;
    this.stored(node);
  }

  #forget(node: FolderNode): void {
    this.#kept.delete(node);
    node.contents = NO_BYTES;
    node.absent = true;
    node.outdated = false;
  }

  #takeGone(path: string): void {
    const node = this.#at(path);
    const inUse = node !== undefined && (this.changes.isChanged(node) || (node.writers ?? 0) > 0);
    this.changes.forgetPath(path);
    if (node === undefined || inUse) return;
    if (this.isFolder(node) && Object.keys(nodesOf(node)).length > 0) return;
    this.#drop(node);
  }

  #takeNew({ path, kind, size, modified }: FolderEntry): void {
    const there = this.#at(path);
    if (there !== undefined && this.isFolder(there) === (kind === 'folder')) {
      this.changes.know(there, path);
      if (kind === 'folder' || this.changes.isChanged(there)) return;
      there.mtime = modified;
      if (there.streams) {
        there.outdated = true;
        return;
      }
      this.#forget(there);
      there.usedBytes = size;
      return;
    }
    const at = path.lastIndexOf('/');
    const parent = at === -1 ? this.#root : this.#at(path.slice(0, at));
    if (there !== undefined || parent === undefined || !this.isFolder(parent)) return;
    const mode = kind === 'folder' ? FOLDER_MODE : FILE_MODE;
    const { MEMFS } = this.#fs.filesystems;
    const node = this.#own(MEMFS.createNode(parent, path.slice(at + 1), mode, 0));
    if (kind === 'file') {
      node.usedBytes = size;
      node.absent = true;
    }
    if (modified > 0) node.mtime = modified;
    this.changes.know(node, path);
  }

  #at(path: string): FolderNode | undefined {
    let node: FolderNode | undefined = this.#root;
    for (const name of path.split('/')) {
      if (node === undefined || !this.isFolder(node)) return undefined;
      node = nodesOf(node)[name];
    }
    return node;
  }

  /** Takes it out of Python's folder, without a word to the page. */
  #drop(node: FolderNode): void {
    this.#kept.delete(node);
    if (this.pathOf(node) === null) return;
    this.#fs.filesystems.MEMFS.node_ops.unlink(node.parent, node.name);
    this.#fs.destroyNode(node);
  }
}

function nodesOf(folder: FolderNode): Record<string, FolderNode> {
  return folder.contents as Record<string, FolderNode>;
}
