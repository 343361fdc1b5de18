import { LecternError } from '../base/lectern-error.ts';
import type { ClassId } from '../protocol/ids.ts';
import type { ClassRecord, ClassRecordChange, KeyStore } from './key-store.ts';

/** Keeps records as long as the object lives: for tests, and for a person who goes on without storage. */
export class MemoryKeyStore implements KeyStore {
  readonly #records = new Map<ClassId, ClassRecord>();
  #closed = false;

  async list(): Promise<readonly ClassRecord[]> {
    this.#check();
    return [...this.#records.values()].sort((a, b) => b.lastOpened - a.lastOpened);
  }

  async count(): Promise<number> {
    this.#check();
    return this.#records.size;
  }

  async get(classId: ClassId): Promise<ClassRecord | null> {
    this.#check();
    return this.#records.get(classId) ?? null;
  }

  async put(record: ClassRecord): Promise<void> {
    this.#check();
    this.#records.set(record.classId, { ...record });
  }

  async patch(classId: ClassId, change: ClassRecordChange): Promise<boolean> {
    this.#check();
    const record = this.#records.get(classId);
    if (record === undefined) return false;
    this.#records.set(classId, { ...record, ...change, classId });
    return true;
  }

  async remove(classId: ClassId): Promise<void> {
    this.#check();
    this.#records.delete(classId);
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  #check(): void {
    if (this.#closed) throw new LecternError('storage-broken', { detail: { reason: 'closed' } });
  }
}
