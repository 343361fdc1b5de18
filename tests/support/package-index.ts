import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { lockEntry, lockText, makeWheel, wheelName, type TestPackage } from './wheel.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A package index that a test serves: what it was given, and for single files whatever the test wants to happen. */
export class TestIndex {
  /** Files that were asked for, in order. */
  readonly requests: string[] = [];
  readonly #files = new Map<string, Buffer>();
  readonly #entries: Record<string, unknown>[] = [];
  readonly #instead = new Map<string, Answer>();
  /** Whether pages of other origins may read it. */
  readonly #open: boolean;

  constructor(packages: readonly TestPackage[], open = false) {
    this.#open = open;
    for (const item of packages) {
      const wheel = makeWheel(item);
      this.#files.set(wheelName(item), wheel);
      this.#entries.push(lockEntry(item, wheel));
    }
  }

  /** The lock file's entries: a test may spoil them. */
  get entries(): Record<string, unknown>[] {
    return this.#entries;
  }

  /** Puts something else in the place of a package's file, and its hash into the list. */
  replace(name: string, content: Buffer): void {
    const entry = this.#entries.find((each) => each['name'] === name);
    if (entry === undefined) throw new Error(`no ${name}`);
    this.#files.set(String(entry['file_name']), content);
    entry['sha256'] = createHash('sha256').update(content).digest('hex');
  }

  /** The content of a file, to be compared or spoilt. */
  file(name: string): Buffer {
    const file = this.#files.get(name);
    if (file === undefined) throw new Error(`no ${name}`);
    return file;
  }

  /** From now on a file is answered so; null: as it should be. */
  answer(file: string, how: Answer | null): void {
    if (how === null) this.#instead.delete(file);
    else this.#instead.set(file, how);
  }

  /** Answers a request for a file of the index. */
  serve(file: string, request: IncomingMessage, response: ServerResponse): void {
    this.requests.push(file);
    if (this.#open) {
      response.setHeader('Access-Control-Allow-Origin', '*');
      response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
    }
    const instead = this.#instead.get(file);
    if (instead !== undefined) {
      instead(request, response);
      return;
    }
    const content = file === 'pyodide-lock.json' ? Buffer.from(this.lock()) : this.#files.get(file);
    if (content === undefined) {
      response.writeHead(404, { 'Content-Type': 'text/html' }).end('<h1>Not found</h1>');
      return;
    }
    response.writeHead(200, {
      'Content-Type': file.endsWith('.json') ? 'application/json' : 'application/zip',
      'Content-Length': content.length,
    });
    response.end(content);
  }

  /** The lock file's text. */
  lock(): string {
    return lockText(this.#entries);
  }
}
