import { fromUtf8, utf8 } from '../base/bytes.ts';
import type { DataSeal } from '../base/data-seal.ts';
import { LecternError } from '../base/lectern-error.ts';
import type { Logger } from '../base/logger.ts';
import type { ClassId } from '../protocol/ids.ts';
import type { ClassRecord, ClassRecordChange, KeyStore } from './key-store.ts';

const SECRETS = ['className', 'myName', 'link', 'signalingUrl', 'code'] as const;
/** What of a record says who and what: under the passphrase where a whole place is. */
type Secrets = Pick<ClassRecord, (typeof SECRETS)[number]>;

const NOTHING: Secrets = { className: '', myName: '', link: '', signalingUrl: '', code: null };

/**
 * The records of a protected place: names of class and person, link and code are encrypted where they are kept. Ids,
 * role, times and the keys, which no script can take out and so none can wrap, are not. Its classes have no protection
 * of their own. Releases nothing of `inner`.
 */
export class SealedRecordStore implements KeyStore {
  readonly #inner: KeyStore;
  readonly #seal: DataSeal;
  readonly #logger: Logger;
  /** Changes of what is sealed together are made one after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(inner: KeyStore, seal: DataSeal, logger: Logger) {
    this.#inner = inner;
    this.#seal = seal;
    this.#logger = logger;
  }

  async list(): Promise<readonly ClassRecord[]> {
    const records: ClassRecord[] = [];
    for (const record of await this.#inner.list()) {
      const opened = await this.#opened(record);
      if (opened === null) this.#logger.log('error', 'class-record-unreadable', { count: 1 });
      else records.push(opened);
    }
    return records;
  }

  count(): Promise<number> {
    return this.#inner.count();
  }

  async get(classId: ClassId): Promise<ClassRecord | null> {
    const record = await this.#inner.get(classId);
    if (record === null) return null;
    const opened = await this.#opened(record);
    if (opened === null) throw new LecternError('storage-broken', { detail: { sealed: 'record' } });
    return opened;
  }

  async put(record: ClassRecord): Promise<void> {
    await this.#inner.put({ ...record, ...(await this.#sealed(record.classId, record)) });
  }

  async patch(classId: ClassId, change: ClassRecordChange): Promise<boolean> {
    if (SECRETS.every((name) => change[name] === undefined))
      return this.#inner.patch(classId, change);
    const changing = this.#last.then(async () => {
      const record = await this.get(classId);
      if (record === null) return false;
      const sealed = await this.#sealed(classId, { ...record, ...change });
      return this.#inner.patch(classId, { ...change, ...sealed });
    });
    this.#last = changing.catch(() => undefined); // told to who called; the next one goes on
    return changing;
  }

  remove(classId: ClassId): Promise<void> {
    return this.#inner.remove(classId);
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  async #sealed(classId: ClassId, record: Secrets): Promise<ClassRecordChange> {
    const { className, myName, link, signalingUrl, code } = record;
    const plain = utf8(JSON.stringify({ className, myName, link, signalingUrl, code }));
    return { ...NOTHING, sealedLink: await this.#seal.seal(plain, placeOf(classId)) };
  }

  async #opened(record: ClassRecord): Promise<ClassRecord | null> {
    const { sealedLink = null, ...open } = record;
    if (sealedLink === null) return null;
    const plain = await this.#seal.open(sealedLink, placeOf(record.classId));
    // What opens was sealed here: it has the form that it was given.
    return plain === null ? null : { ...open, ...(JSON.parse(fromUtf8(plain)) as Secrets) };
  }
}

function placeOf(classId: ClassId): string {
  return `record/${classId}`;
}
