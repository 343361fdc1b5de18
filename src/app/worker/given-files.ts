import type { AppFile, AppFiles } from './app-files.ts';
import type { MissingFile } from './worker-message.ts';

/** What a browser must be told of a file that came without its server's headers. */
const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript',
  mjs: 'text/javascript',
  css: 'text/css',
  html: 'text/html',
  json: 'application/json',
  svg: 'image/svg+xml',
  png: 'image/png',
  wasm: 'application/wasm',
  webmanifest: 'application/manifest+json',
  woff: 'font/woff',
  woff2: 'font/woff2',
  zip: 'application/zip',
};

/**
 * The application's files as people in a class give them to each other: found and kept by their content alone. The page
 * itself is not among them: what it may do stands in its server's headers.
 */
export class GivenFiles {
  readonly #files: AppFiles;

  constructor(files: AppFiles) {
    this.#files = files;
  }

  /** What is not on this device; null where its storage cannot be read. */
  async missing(): Promise<readonly MissingFile[] | null> {
    try {
      const missing = await this.#files.missing();
      return missing.filter(isGiven).map(({ integrity, bytes }) => ({ integrity, bytes }));
    } catch {
      return null; // it cannot be opened: the page says that it got nothing
    }
  }

  /** The file with this hash (`sha256-<base64>`) as it is kept, not checked; null where it is none of ours, or not here. */
  async find(integrity: string): Promise<Blob | null> {
    const file = this.#files.list.find((each) => each.integrity === integrity && isGiven(each));
    if (file === undefined) return null;
    try {
      return (await (await this.#files.kept(file))?.blob()) ?? null;
    } catch {
      return null; // the cache cannot be read: somebody else has it
    }
  }

  /** Keeps a file that our list has; false where it is none of ours, or there is no room. */
  async keep(content: Blob): Promise<boolean> {
    try {
      const digest = await crypto.subtle.digest('SHA-256', await content.arrayBuffer());
      const integrity = `sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`;
      const same = this.#files.list.filter((each) => each.integrity === integrity && isGiven(each));
      for (const file of same) {
        const type = TYPES[file.url.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
        await this.#files.keep(file, new Response(content, { headers: { 'Content-Type': type } }));
      }
      return same.length > 0;
    } catch {
      return false; // the quota, most likely
    }
  }
}

function isGiven({ url }: AppFile): boolean {
  return url !== 'index.html';
}
