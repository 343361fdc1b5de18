import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { extname, join } from 'node:path';

/** A file to send; whoever gets it closes `handle`. */
export interface FoundFile {
  readonly handle: FileHandle;
  readonly size: number;
  /** A quoted entity tag: changes with the file and with its encoding. */
  readonly etag: string;
  readonly contentType: string;
  readonly encoding: Encoding | null;
  /** Whether the path names its content for ever. */
  readonly immutable: boolean;
}

/** Content codings of the siblings that the build makes. */
export type Encoding = 'br' | 'gzip';

const SIBLINGS: readonly (readonly [Encoding, string])[] = [
  ['br', '.br'],
  ['gzip', '.gz'],
];

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.ipynb': 'application/x-ipynb+json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.py': 'text/x-python; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.gif': 'image/gif',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
  '.zip': 'application/zip',
  '.whl': 'application/zip',
};

/** Folders of the build whose file or folder names hold a hash or a version. */
const IMMUTABLE = /^\/(?:assets\/|pyodide\/[^/]+\/)/;

/**
 * Opens the file of a URL path under `root`, in the best of the encodings it exists in. Null where the
 * path is not the plain name of a file there: nothing outside `root` and no hidden file can be named.
 */
export async function findFile(
  root: string,
  urlPath: string,
  accepted: ReadonlySet<Encoding>,
): Promise<FoundFile | null> {
  const path = safePath(urlPath.endsWith('/') ? `${urlPath}index.html` : urlPath);
  if (path === null) return null;
  const contentType = CONTENT_TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream';
  const immutable = IMMUTABLE.test(path);
  for (const [encoding, suffix] of SIBLINGS) {
    if (!accepted.has(encoding)) continue;
    const found = await openFile(join(root, path + suffix));
    if (found !== null)
      return { ...found, etag: tag(found, encoding), contentType, encoding, immutable };
  }
  const found = await openFile(join(root, path));
  return found && { ...found, etag: tag(found, ''), contentType, encoding: null, immutable };
}

/** The encodings of ours that an `Accept-Encoding` header allows (RFC 9110, section 12.5.3). */
export function acceptedEncodings(header: string): ReadonlySet<Encoding> {
  const accepted = new Set<Encoding>();
  for (const part of header.toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim());
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    if (quality !== undefined && !(Number(quality) > 0)) continue;
    if (name === 'br' || name === 'gzip') accepted.add(name);
  }
  return accepted;
}

interface OpenFile {
  readonly handle: FileHandle;
  readonly size: number;
  readonly modified: number;
}

async function openFile(path: string): Promise<OpenFile | null> {
  let handle: FileHandle;
  try {
    handle = await open(path, 'r');
  } catch {
    return null; // no such file, or none of ours to read
  }
  const stats = await handle.stat();
  if (stats.isFile()) return { handle, size: stats.size, modified: stats.mtimeMs };
  await handle.close();
  return null;
}

function tag(file: OpenFile, encoding: string): string {
  return `"${file.size.toString(36)}-${Math.round(file.modified).toString(36)}${encoding}"`;
}

function safePath(urlPath: string): string | null {
  let path: string;
  try {
    path = decodeURIComponent(urlPath);
  } catch {
    return null; // percent signs that encode nothing
  }
  if (!path.startsWith('/') || /[\\\0:]/.test(path)) return null;
  const parts = path.slice(1).split('/');
  return parts.every((part) => part !== '' && !part.startsWith('.')) ? path : null;
}
