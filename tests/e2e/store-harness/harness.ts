import { LecternError } from '../../../src/base/lectern-error.ts';
import type { ClassId, DocId, EntryHash } from '../../../src/protocol/ids.ts';
import { ClassDatabase } from '../../../src/store/class-database.ts';
import { IndexedDbBlobStore } from '../../../src/store/indexed-db-blob-store.ts';
import { IndexedDbEntryStore } from '../../../src/store/indexed-db-entry-store.ts';
import type { StoredEntry } from '../../../src/store/entry-store.ts';
import { blobStoreSuite } from '../../contract/blob-store.suite.ts';
import { entryStoreSuite } from '../../contract/entry-store.suite.ts';
import { runAll, type TestOutcome } from './in-page-runner.ts';

const CLASS = 'c'.repeat(43) as ClassId;
const DOC = 'd' as DocId;

/** What the tests outside ask of the page. */
export interface StoreHarness {
  /** Runs the contract suites over IndexedDB. */
  contract(): Promise<readonly TestOutcome[]>;
  /** Opens the database for the calls below; resolves with 'open' or the failure's code. */
  open(): Promise<string>;
  /** Appends an entry of `bytes` bytes at `seq`; resolves with 'saved' or the failure's code. */
  append(seq: number, bytes: number): Promise<string>;
  /** `seq`s and lengths of what is stored, or the failure's code. */
  read(): Promise<readonly (readonly [number, number])[] | string>;
  /** Code and reason once the browser has taken the database away. */
  lost(): Promise<string>;
  /** Spoils the stored entry at `seq`, as a broken disk may. */
  spoil(seq: number): Promise<void>;
}

let last: ClassDatabase | null = null;
async function fresh(): Promise<ClassDatabase> {
  await last?.close();
  await new Promise<void>((resolve, reject) => {
    const request = indexedDB.deleteDatabase('lectern');
    request.onsuccess = () => resolve();
    request.onerror = () => reject(new Error('not deleted'));
  });
  last = await ClassDatabase.open();
  return last;
}

entryStoreSuite('IndexedDbEntryStore', async () => new IndexedDbEntryStore(await fresh()));
blobStoreSuite('IndexedDbBlobStore', async () => new IndexedDbBlobStore(await fresh(), CLASS));

let db: ClassDatabase | null = null;
let loss: Promise<string> | null = null;

function store(): IndexedDbEntryStore {
  if (db === null) throw new Error('open it first');
  return new IndexedDbEntryStore(db);
}

async function codeOf<T>(action: Promise<T>): Promise<T | string> {
  try {
    return await action;
  } catch (error) {
    if (error instanceof LecternError) return error.code;
    throw error;
  }
}

function entry(seq: number, length: number): StoredEntry {
  const bytes = new Uint8Array(length);
  // Nothing that a database could squeeze together.
  for (let at = 0; at < length; at += 65_536)
    crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  return { doc: DOC, chain: 'a', seq, hash: `h${seq}` as EntryHash, bytes };
}

const harness: StoreHarness = {
  contract: runAll,
  open: () =>
    codeOf(
      ClassDatabase.open().then((opened) => {
        db = opened;
        loss = new Promise((resolve) =>
          opened.onLost(({ code, detail }) => resolve(`${code} ${detail['reason'] ?? ''}`)),
        );
        return 'open';
      }),
    ),
  append: (seq, bytes) =>
    codeOf(
      store()
        .append(CLASS, [entry(seq, bytes)])
        .then(() => 'saved'),
    ),
  read: () =>
    codeOf(
      store()
        .read(CLASS, DOC)
        .then((entries) => entries.map(({ seq, bytes }) => [seq, bytes.length] as const)),
    ),
  lost: () => loss ?? Promise.reject(new Error('open it first')),
  spoil: (seq) =>
    new Promise((resolve, reject) => {
      const request = indexedDB.open('lectern');
      request.onsuccess = () => {
        const tx = request.result.transaction('entries', 'readwrite');
        const rows = tx.objectStore('entries');
        const cursor = rows.index('entry').openCursor([CLASS, DOC, 'a', seq]);
        cursor.onsuccess = () => void cursor.result?.update({ ...cursor.result.value, bytes: 'x' });
        tx.oncomplete = () => {
          request.result.close();
          resolve();
        };
        tx.onerror = () => reject(new Error('not spoilt'));
      };
    }),
};
Object.assign(globalThis, { storeHarness: harness });
