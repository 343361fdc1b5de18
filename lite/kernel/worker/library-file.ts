import type { PyodideAPI } from 'pyodide';
import { scope } from './worker-scope.ts';

/** Where Python finds its library. */
const PATH = '/lib/python314.zip';
/** `EIO` in WebAssembly's numbers. */
const EIO = 29;

/** A file of Emscripten's file system in memory, as far as it matters here. */
interface LibraryNode {
  usedBytes: number;
  contents: Uint8Array;
  stream_ops: {
    read(
      stream: unknown,
      buffer: Uint8Array,
      offset: number,
      length: number,
      position: number,
    ): number;
  };
}

/**
 * Gives Python its library without reading it: a Python that began as a snapshot has loaded what it needs, and reads a
 * part of 13 MB when some code imports something else. The file cannot be written.
 */
export function giveLibrary(fs: PyodideAPI['FS'], library: Blob | ArrayBuffer): void {
  const { node } = fs.lookupPath(PATH, {}) as unknown as { node: LibraryNode };
  fs.chmod(PATH, 0o444);
  if (library instanceof ArrayBuffer) {
    node.contents = new Uint8Array(library);
    node.usedBytes = library.byteLength;
    return;
  }
  const reader = new scope.FileReaderSync();
  node.usedBytes = library.size;
  node.stream_ops = {
    ...node.stream_ops,
    read(_stream, buffer, offset, length, position) {
      try {
        const part = reader.readAsArrayBuffer(library.slice(position, position + length));
        buffer.set(new Uint8Array(part), offset);
        return part.byteLength;
      } catch {
        throw new (fs as unknown as { ErrnoError: new (code: number) => Error }).ErrnoError(EIO);
      }
    },
  };
}
