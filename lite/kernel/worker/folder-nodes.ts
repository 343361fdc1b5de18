/** Emscripten's file system in memory, as far as the notebook's folder uses it. */

/** A file or folder. The fields below `stream_ops` are MEMFS's own, the last ones ours. */
export interface FolderNode {
  readonly mode: number;
  name: string;
  parent: FolderNode;
  mtime: number;
  node_ops: NodeOps;
  stream_ops: StreamOps;
  /** Bytes of a file. */
  usedBytes: number;
  /** A file's bytes, with room to spare; a folder's nodes by name. */
  contents: Uint8Array | Record<string, FolderNode>;
  /** Its bytes are not here: `usedBytes` says how many there are. */
  absent?: boolean;
  /** The stored file has changed while this one is open: it is absent once it is closed. */
  outdated?: boolean;
  /** How many streams are open, and how many of them write. */
  streams?: number;
  writers?: number;
  /** When it was sent last, on the worker's clock. */
  sentAt?: number;
}

export interface FolderStream {
  readonly node: FolderNode;
  readonly flags: number;
}

/** Operations throw `ErrnoError`s, which C turns into error numbers and Python into `OSError`s. */
export interface NodeOps {
  getattr(node: FolderNode): unknown;
  setattr(node: FolderNode, attributes: { readonly size?: number }): void;
  lookup(parent: FolderNode, name: string): FolderNode;
  mknod(parent: FolderNode, name: string, mode: number, device: number): FolderNode;
  rename(node: FolderNode, folder: FolderNode, name: string): void;
  unlink(parent: FolderNode, name: string): void;
  rmdir(parent: FolderNode, name: string): void;
  readdir(node: FolderNode): string[];
  symlink(parent: FolderNode, name: string, target: string): never;
}

export interface StreamOps {
  open?(stream: FolderStream): void;
  close?(stream: FolderStream): void;
  read(
    stream: FolderStream,
    buffer: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): number;
  write(
    stream: FolderStream,
    buffer: Uint8Array,
    offset: number,
    length: number,
    position: number,
    canOwn?: boolean,
  ): number;
  msync(
    stream: FolderStream,
    buffer: Uint8Array,
    offset: number,
    length: number,
    flags: number,
  ): number;
}

interface FileSystemType {
  mount(mount: unknown): FolderNode;
}

/** `pyodide.FS`, whose published type leaves most of it out. */
export interface FileSystem {
  readonly filesystems: {
    readonly MEMFS: FileSystemType & {
      readonly node_ops: NodeOps;
      readonly stream_ops: StreamOps;
      createNode(parent: FolderNode | null, name: string, mode: number, device: number): FolderNode;
    };
  };
  readonly ErrnoError: new (errno: number) => Error;
  isDir(mode: number): boolean;
  isFile(mode: number): boolean;
  destroyNode(node: FolderNode): void;
  lookupPath(path: string, options: { noent_okay: true; follow: true }): { node?: FolderNode };
  mkdir(path: string): void;
  mount(type: FileSystemType, options: object, path: string): FolderNode;
  chdir(path: string): void;
}

/** Error numbers of WASI. */
export const ERRNO = {
  fileTooLarge: 22,
  invalid: 28,
  io: 29,
  notFound: 44,
  notPermitted: 63,
} as const;

/** Modes of a new folder and a new file. */
export const FOLDER_MODE = 0o40777;
export const FILE_MODE = 0o100666;

/** The bits of `open` flags that say how it is used; 0 reads only. */
export const ACCESS_MODE = 3;
