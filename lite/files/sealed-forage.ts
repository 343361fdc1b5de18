import type localforage from 'localforage';
import { concat, fromUtf8, utf8, type Bytes } from '../../src/base/bytes.ts';
import type { DataSeal } from '../../src/base/data-seal.ts';
import { LecternError } from '../../src/base/lectern-error.ts';
import type { Logger } from '../../src/base/logger.ts';

/** How a value is kept: what it is called and what it is, both encrypted for its place. */
interface SealedRow {
  readonly key: Bytes;
  readonly value: Bytes;
}

/**
 * One store of localforage, encrypted under a seal: names and contents of files alike; how many there are and how long
 * stays visible. Values are what JSON can hold, as JupyterLite's are, and files with bytes as their content. A row that does not open rejects when it is asked
 * for, so that nothing is written over it, and is left out of lists and logged.
 */
export class SealedForage {
  readonly #inner: LocalForage;
  readonly #seal: DataSeal;
  readonly #store: string;
  readonly #logger: Logger;
  /** Writes are made one after the other: sealing takes a different time for each. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(inner: LocalForage, store: string, seal: DataSeal, logger: Logger) {
    this.#inner = inner;
    this.#store = store;
    this.#seal = seal;
    this.#logger = logger;
  }

  async getItem<T>(key: string): Promise<T | null> {
    await this.#last;
    const name = await this.#name(key);
    const row = await this.#inner.getItem(name);
    if (row === null) return null;
    const value = isRow(row) ? await this.#seal.open(row.value, `${name}/value`) : null;
    if (value === null) throw new LecternError('storage-damaged');
    return valueOf<T>(value);
  }

  setItem<T>(key: string, value: T): Promise<T> {
    // What was handed over may be changed by its owner while it waits.
    const plain = plainOf(value);
    return this.#queued(async () => {
      const name = await this.#name(key);
      const row: SealedRow = {
        key: await this.#seal.seal(utf8(key), `${name}/key`),
        value: await this.#seal.seal(plain, `${name}/value`),
      };
      await this.#inner.setItem(name, row);
      return value;
    });
  }

  removeItem(key: string): Promise<void> {
    return this.#queued(async () => this.#inner.removeItem(await this.#name(key)));
  }

  clear(): Promise<void> {
    return this.#queued(() => this.#inner.clear());
  }

  async keys(): Promise<string[]> {
    const keys: string[] = [];
    for (const [name, row] of await this.#rows()) {
      const key = await this.#key(name, row);
      if (key !== null) keys.push(key);
    }
    return keys;
  }

  /** What the rows are called in the database: names without a meaning, and no value is read for them. */
  async rowNames(): Promise<string[]> {
    await this.#last;
    return this.#inner.keys();
  }

  /** What the row of `key` is called. */
  rowName(key: string): Promise<string> {
    return this.#name(key);
  }

  /** The key of the row that is called `name`; null where it does not open. */
  async keyOf(name: string): Promise<string | null> {
    return this.#key(name, await this.#inner.getItem(name));
  }

  async length(): Promise<number> {
    await this.#last;
    return this.#inner.length();
  }

  /** As localforage's: ends with what `visit` gives, where that is not undefined. */
  async iterate<T, U>(visit: (value: T, key: string, count: number) => U): Promise<U | undefined> {
    let count = 0;
    for (const [name, row] of await this.#rows()) {
      const key = await this.#key(name, row);
      const value = isRow(row) ? await this.#seal.open(row.value, `${name}/value`) : null;
      if (key === null || value === null) continue;
      const result = visit(valueOf<T>(value), key, ++count);
      if (result !== undefined) return result;
    }
    return undefined;
  }

  async #rows(): Promise<readonly (readonly [string, unknown])[]> {
    await this.#last;
    const rows: [string, unknown][] = [];
    await this.#inner.iterate((row: unknown, name) => {
      rows.push([name, row]);
    });
    return rows;
  }

  async #key(name: string, row: unknown): Promise<string | null> {
    const key = isRow(row) ? await this.#seal.open(row.key, `${name}/key`) : null;
    if (key === null) this.#logger.log('error', 'sealed-file-unreadable', { count: 1 });
    return key === null ? null : fromUtf8(key);
  }

  #name(key: string): Promise<string> {
    return this.#seal.name(`${this.#store}/${key}`);
  }

  #queued<T>(write: () => Promise<T>): Promise<T> {
    const writing = this.#last.then(write);
    this.#last = writing.catch(() => undefined); // told to who called; the next one goes on
    return writing;
  }
}

/** localforage for JupyterLite's packages whose every store is sealed. They use no more of it than this. */
export function sealedLocalforage(
  forage: typeof localforage,
  seal: DataSeal,
  logger: Logger,
): typeof localforage {
  const createInstance = (options: LocalForageOptions): SealedForage =>
    new SealedForage(forage.createInstance(options), options.storeName ?? '', seal, logger);
  return { createInstance } as unknown as typeof localforage;
}

/** Bytes before the JSON text of a value whose content stands behind it: a zero, with which no JSON begins, and the text's length. */
const HEAD = 5;

/** A value as bytes: JSON; where its content is bytes, those behind it. */
function plainOf(value: unknown): Bytes {
  const content = (value as { readonly content?: unknown } | null | undefined)?.content;
  if (!(content instanceof Uint8Array)) return utf8(JSON.stringify(value ?? null));
  const text = utf8(JSON.stringify({ ...(value as object), content: null }));
  const head = new DataView(new ArrayBuffer(HEAD));
  head.setUint32(1, text.length, true);
  return concat(new Uint8Array(head.buffer), text, content);
}

function valueOf<T>(plain: Bytes): T {
  if (plain[0] !== 0) return JSON.parse(fromUtf8(plain)) as T;
  const end = HEAD + new DataView(plain.buffer, plain.byteOffset, HEAD).getUint32(1, true);
  const value = JSON.parse(fromUtf8(plain.subarray(HEAD, end))) as T;
  return { ...value, content: plain.slice(end) };
}

function isRow(value: unknown): value is SealedRow {
  const { key, value: content } = (value ?? {}) as Partial<SealedRow>;
  return key instanceof Uint8Array && content instanceof Uint8Array;
}
