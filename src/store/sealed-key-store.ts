import { fromUtf8, utf8 } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import type { DataSeal } from '../base/data-seal.ts';
import { isJsonObject } from '../base/json.ts';
import { LecternError } from '../base/lectern-error.ts';
import type { ClassId } from '../protocol/ids.ts';
import type { ClassRecord, ClassRecordChange, KeyStore } from './key-store.ts';

/** What of a record is kept under the passphrase: the link, with which anybody could join, and the code. */
type Secret = Pick<ClassRecord, 'link' | 'code'>;

/**
 * The records of a device whose one class is protected and open: its link and code are encrypted where they are kept.
 * A link that stands in the clear is newer: the class was met by it while it was locked. Releases nothing of `inner`.
 */
export class SealedKeyStore implements KeyStore {
  readonly #inner: KeyStore;
  readonly #classId: ClassId;
  readonly #seal: DataSeal;

  constructor(inner: KeyStore, classId: ClassId, seal: DataSeal) {
    this.#inner = inner;
    this.#classId = classId;
    this.#seal = seal;
  }

  async list(): Promise<readonly ClassRecord[]> {
    return Promise.all((await this.#inner.list()).map((record) => this.#opened(record)));
  }

  count(): Promise<number> {
    return this.#inner.count();
  }

  async get(classId: ClassId): Promise<ClassRecord | null> {
    const record = await this.#inner.get(classId);
    return record === null ? null : this.#opened(record);
  }

  async put(record: ClassRecord): Promise<void> {
    await this.#inner.put(
      record.classId === this.#classId ? { ...record, ...(await this.#sealed(record)) } : record,
    );
  }

  async patch(classId: ClassId, change: ClassRecordChange): Promise<boolean> {
    if (classId !== this.#classId || (change.link === undefined && change.code === undefined))
      return this.#inner.patch(classId, change);
    const record = await this.get(classId);
    if (record === null) return false;
    return this.#inner.patch(classId, {
      ...change,
      ...(await this.#sealed({ ...record, ...change })),
    });
  }

  remove(classId: ClassId): Promise<void> {
    return this.#inner.remove(classId);
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  async #sealed({ link, code }: Secret): Promise<Secret & { readonly sealedLink: Bytes }> {
    const sealedLink = await this.#seal.seal(utf8(JSON.stringify({ link, code })), this.#place());
    return { link: '', code: null, sealedLink };
  }

  async #opened(record: ClassRecord): Promise<ClassRecord> {
    const { sealedLink = null } = record;
    if (record.classId !== this.#classId || sealedLink === null) return record;
    const plain = await this.#seal.open(sealedLink, this.#place());
    const value: unknown = plain === null ? null : JSON.parse(fromUtf8(plain));
    if (!isJsonObject(value) || typeof value['link'] !== 'string')
      throw new LecternError('storage-broken', { detail: { sealed: 'link' } });
    const { link, code } = value as unknown as Secret;
    return record.link === '' ? { ...record, link, code } : record;
  }

  #place(): string {
    return `link/${this.#classId}`;
  }
}
