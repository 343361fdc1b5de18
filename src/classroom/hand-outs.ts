import { fromBase64Url, fromUtf8, toBase64Url, utf8, type Bytes } from '../base/bytes.ts';
import type { Clock } from '../base/clock.ts';
import { LecternError } from '../base/lectern-error.ts';
import { ObservableValue, type Observable } from '../base/observable.ts';
import type { RandomBytes } from '../base/random.ts';
import { gcmCipher } from '../crypto/gcm-cipher.ts';
import type { NotebookApp } from '../notebook/notebook-app.ts';
import { fileNameOf } from '../protocol/file-name.ts';
import type { ClassId, KeyId } from '../protocol/ids.ts';
import { MAX_BLOB_BYTES } from '../protocol/limits.ts';
import type { BlobExchange, BlobProgress } from '../sync/blob-exchange.ts';
import type { CellPlaces } from './cell-places.ts';
import { handedOutNotebook } from './handed-out-notebook.ts';
import {
  isMediaType,
  readHandOuts,
  writeHandOut,
  type HandOutRecord,
  type PlacedHandOut,
} from './hand-out-records.ts';
import type { Notices } from './notices.ts';
import type { TakenFiles } from './taken-files.ts';

/** What a group's file is sealed for; each has a key of its own, so that the nonce serves once. */
const CONTEXT = utf8('lectern/hand-out/1');
const NONCE = new Uint8Array(12);
/** What sealing adds. */
const TAG_BYTES = 16;

/** A file to be handed out. */
export interface OutgoingFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Bytes;
}

interface HandOutOptions {
  readonly classId: ClassId;
  readonly self: KeyId;
  readonly places: CellPlaces;
  readonly blobs: BlobExchange;
  readonly taken: TakenFiles;
  readonly notebook: Observable<NotebookApp | null>;
  readonly notices: Notices;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly refuse: () => void;
}

/** Files for students: teachers hand them out, students get them into their file browser. Release with `close`. */
export class HandOuts {
  readonly #options: HandOutOptions;
  readonly #underWay = new ObservableValue<ReadonlyMap<string, BlobProgress>>(new Map());
  readonly #aborts = new Map<string, AbortController>();

  constructor(options: HandOutOptions) {
    this.#options = options;
  }

  /** Files on their way to this device, by id. */
  get underWay(): Observable<ReadonlyMap<string, BlobProgress>> {
    return this.#underWay;
  }

  records(): PlacedHandOut[] {
    return readHandOuts(this.#options.places.sources(), () => this.#options.refuse());
  }

  /**
   * Hands a file out to a group, or to everybody (null). A file of the same name for the same people becomes its newer
   * version. Rejects with a `LecternError`: `too-large`, `name-invalid`, `not-permitted`, or a storage failure.
   */
  async handOut(file: OutgoingFile, group: string | null): Promise<void> {
    const { places, blobs, self, clock, random, classId } = this.#options;
    const place = places.of(group);
    if (place === null || !place.handle.writable.value) throw new LecternError('not-permitted');
    const name = fileNameOf(file.name);
    if (name === null) throw new LecternError('name-invalid', { detail: { field: 'file' } });
    const bytes = name.endsWith('.ipynb') ? prepared(file.bytes, classId) : file.bytes;
    if (bytes.length > MAX_BLOB_BYTES - TAG_BYTES) throw new LecternError('too-large');
    const key = group === null ? null : random(32);
    const sealed = key === null ? bytes : await gcmCipher(key).seal(NONCE, CONTEXT, bytes);
    const blob = await blobs.add(sealed);
    const before = this.records().find(
      (record) => record.name === name && (record.group?.id ?? null) === group,
    );
    if (before !== undefined && !before.withdrawn && before.blob === blob) return;
    writeHandOut(place.handle.doc, {
      id: before?.id ?? toBase64Url(random(16)),
      name,
      mediaType: isMediaType(file.mediaType) ? file.mediaType : 'application/octet-stream',
      size: bytes.length,
      blob,
      key: key === null ? null : toBase64Url(key),
      version: (before?.version ?? 0) + 1,
      at: clock.now(),
      by: self,
      withdrawn: false,
    });
  }

  /** Hands out a file of the file browser as it is now, also where it is open. */
  async handOutPath(path: string, group: string | null): Promise<void> {
    const app = this.#options.notebook.value;
    if (app === null) throw new LecternError('app-load-failed');
    const { bytes, mediaType } = await app.readFile(path);
    await this.handOut({ name: path, mediaType, bytes }, group);
  }

  /** Takes a file back: nobody can get it any more. Who has it keeps it. */
  withdraw(id: string): void {
    const { places, clock } = this.#options;
    const record = this.records().find((each) => each.id === id);
    const place = record && places.of(record.group?.id ?? null);
    if (!record || record.withdrawn || !place || !place.handle.writable.value) return;
    writeHandOut(place.handle.doc, { ...record, withdrawn: true, at: clock.now() });
  }

  /**
   * Brings a file into the file browser, beside what is there, and opens it where it is a notebook. What came before a
   * failure, `cancel` or the end of the page is not fetched again. Rejects with a `LecternError`.
   */
  async get(id: string): Promise<void> {
    const { notebook, taken, notices } = this.#options;
    const record = this.records().find((each) => each.id === id);
    if (record === undefined || record.withdrawn || this.#aborts.has(id)) return;
    const bytes = await this.#fetch(record);
    if (bytes === null) return;
    const app = notebook.value;
    if (app === null) throw new LecternError('app-load-failed');
    const path = await app.addFile({ name: record.name, bytes });
    taken.note(id, { version: record.version, path });
    taken.look(id, record.version);
    notices.add('file-landed', { path });
    app.openFile(path);
  }

  /** Stops getting a file. */
  cancel(id: string): void {
    this.#aborts.get(id)?.abort();
  }

  close(): void {
    for (const abort of this.#aborts.values()) abort.abort();
  }

  /** Null where it was cancelled. */
  async #fetch({ id, blob, size, key }: HandOutRecord): Promise<Bytes | null> {
    const abort = new AbortController();
    this.#aborts.set(id, abort);
    this.#show(id, { received: 0, size, sources: 0 });
    try {
      const whole = await this.#options.blobs.get(blob, {
        signal: abort.signal,
        onProgress: (progress) => this.#show(id, progress),
      });
      const opens = key === null ? null : fromBase64Url(key);
      const bytes = opens === null ? whole : await gcmCipher(opens).open(NONCE, CONTEXT, whole);
      if (bytes === null || bytes.length !== size)
        throw new LecternError('file-damaged', { detail: { reason: 'damaged' } });
      return bytes;
    } catch (error) {
      if (abort.signal.aborted) return null;
      throw error;
    } finally {
      this.#aborts.delete(id);
      this.#show(id, null);
    }
  }

  #show(id: string, progress: BlobProgress | null): void {
    const next = new Map(this.#underWay.value);
    if (progress === null) next.delete(id);
    else next.set(id, progress);
    this.#underWay.set(next);
  }
}

/** A notebook as students get it; what is not UTF-8 is none, and goes as it is. */
function prepared(bytes: Bytes, classId: ClassId): Bytes {
  try {
    return utf8(handedOutNotebook(fromUtf8(bytes), classId));
  } catch {
    return bytes;
  }
}
