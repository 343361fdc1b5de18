import type { Bytes } from '../base/bytes.ts';
import { toBase64Url } from '../base/bytes.ts';
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { Digest } from '../crypto/signer.ts';
import type { BlobId, FileHash, KeyId } from '../protocol/ids.ts';
import { MAX_BLOB_BYTES } from '../protocol/limits.ts';
import type { FileAnswer } from '../protocol/peer-messages.ts';
import type { TreeBlobExchange } from './tree-blob-exchange.ts';
import type { FileProgress } from './file-exchange.ts';
import type { FileNeighbour } from './file-neighbour.ts';

/** Who says nothing at all for so long is of an earlier version, in ms. */
const MUTE_MS = 10_000;
/** Who is getting it says so again within 5 s; without a word for so long it is not waited for, in ms. */
const SILENT_MS = 30_000;
/** What somebody says to give, and of which nothing comes for so long, is asked of others, in ms. */
const STALL_MS = 30_000;

export interface SearchSurroundings {
  readonly blobs: TreeBlobExchange;
  readonly digest: Digest;
  readonly clock: Clock;
  readonly neighbours: () => Iterable<FileNeighbour>;
  /** Whether somebody gave another file than they said, once. */
  readonly isLiar: (neighbour: FileNeighbour) => boolean;
  readonly lied: (neighbour: FileNeighbour) => void;
  /** It is here and checked; `before`: its blob was here for something else. */
  readonly found: (search: FileSearch, blob: BlobId, before: boolean) => Promise<void>;
  /** It ends, found or not. */
  readonly over: (search: FileSearch) => void;
}

/** A neighbour says that the file is a blob that it gives. */
interface Claim {
  readonly neighbour: FileNeighbour;
  readonly blob: BlobId;
}

/** Somebody on this device waits for the file. */
interface Waiter {
  readonly limit: number;
  readonly done: (bytes: Bytes | null) => void;
  readonly failed: (error: unknown) => void;
}

/** One file that this device, or neighbours, look for. Every peer passes on only what it has checked itself. */
export class FileSearch {
  readonly file: FileHash;
  readonly progressed = new Emitter<FileProgress>();
  /** Neighbours that wait for the answer to their question. */
  readonly askers = new Set<FileNeighbour>();
  readonly waiters = new Set<Waiter>();
  readonly #around: SearchSurroundings;
  /** Whom we asked and who has not settled it. */
  readonly #open = new Map<FileNeighbour, { at: number; heard: boolean }>();
  readonly #lacking = new Set<FileNeighbour>();
  readonly #claims: Claim[] = [];
  /** Who says to give a blob. */
  readonly #givers = new Map<BlobId, Set<KeyId>>();
  /** Blobs that turned out to be other files. */
  readonly #false = new Set<BlobId>();
  #busy = false;
  #abort: AbortController | null = null;
  #ended = false;

  constructor(file: FileHash, around: SearchSurroundings) {
    this.file = file;
    this.#around = around;
  }

  get own(): boolean {
    return this.waiters.size > 0;
  }

  /** Asks those who may know of it, and settles it where nobody does. */
  look(): void {
    for (const neighbour of this.#around.neighbours()) this.#ask(neighbour);
    this.settle();
  }

  /** A neighbour settled our question, or says that it will; false where it was not asked. */
  answered(neighbour: FileNeighbour, answer: FileAnswer): boolean {
    const question = this.#open.get(neighbour);
    if (question === undefined) return false;
    question.heard = true;
    question.at = this.#around.clock.now();
    if (answer === 'coming') return true;
    this.#open.delete(neighbour);
    neighbour.asked.delete(this.file);
    if (answer === 'lack') this.#lacking.add(neighbour);
    else if (this.#false.has(answer.blob)) this.#around.lied(neighbour);
    else this.#claim(neighbour, answer.blob);
    void this.#fetchClaims();
    return true;
  }

  /** A neighbour went, or wants it no more. */
  unlinked(neighbour: FileNeighbour): void {
    this.#open.delete(neighbour);
    this.askers.delete(neighbour);
    this.settle();
  }

  /** To be called every second. */
  tend(): void {
    const now = this.#around.clock.now();
    for (const [neighbour, { at, heard }] of this.#open) {
      if (now - at < (heard ? SILENT_MS : MUTE_MS)) continue;
      neighbour.mute ||= !heard;
      this.#open.delete(neighbour);
      this.#lacking.add(neighbour);
    }
    this.settle();
  }

  /** Tells who waits without need, and ends where nothing is left to wait for or nobody waits. */
  settle(): void {
    if (this.#ended) return;
    if (!this.#busy && this.#claims.length === 0) {
      for (const asker of this.askers) {
        if ([...this.#open.keys()].some((other) => other !== asker)) continue;
        this.askers.delete(asker);
        asker.answer(this.file, 'lack');
      }
      if (this.#open.size === 0) return this.#end(null);
    }
    if (!this.own && this.askers.size === 0) this.#end(null);
  }

  /** Ends it for all with an error. */
  fail(error: unknown): void {
    if (this.#ended) return;
    for (const { failed } of this.waiters) failed(error);
    this.waiters.clear();
    this.#end(null);
  }

  #ask(neighbour: FileNeighbour): void {
    if (neighbour.mute || this.#open.has(neighbour) || this.#lacking.has(neighbour)) return;
    if (this.#around.isLiar(neighbour)) return;
    // What others want is asked on in the tree, away from them; each spare link is asked by who wants it itself.
    const others = [...this.askers].some((asker) => asker !== neighbour);
    if (!this.own && !(others && !neighbour.spare)) return;
    this.#open.set(neighbour, { at: this.#around.clock.now(), heard: false });
    neighbour.ask(this.file);
  }

  #claim(neighbour: FileNeighbour, blob: BlobId): void {
    const givers = this.#givers.get(blob);
    if (givers === undefined) {
      this.#givers.set(blob, new Set([neighbour.peer.remote]));
      this.#claims.push({ neighbour, blob });
    } else {
      givers.add(neighbour.peer.remote);
      this.#around.blobs.look(blob);
    }
  }

  async #fetchClaims(): Promise<void> {
    if (this.#busy || this.#ended) return;
    this.#busy = true;
    try {
      for (let claim = this.#claims.shift(); claim !== undefined; claim = this.#claims.shift()) {
        const { blob } = claim;
        const before = this.#around.blobs.has(blob);
        const bytes = await this.#fetch(claim);
        if (this.#ended) return;
        if (bytes === null) {
          if (!before && this.#false.has(blob)) await this.#discard(claim);
          continue;
        }
        await this.#around.found(this, blob, before);
        for (const asker of this.askers) asker.answer(this.file, { blob });
        this.askers.clear();
        return this.#end(bytes);
      }
    } catch (error) {
      return this.fail(error);
    }
    this.#busy = false;
    this.settle();
  }

  /** What turned out to be another file goes, unless somebody here came to want it for itself. */
  async #discard({ neighbour, blob }: Claim): Promise<void> {
    await this.#around.blobs.lend(blob, neighbour.peer.remote);
    await this.#around.blobs.dropLent(blob);
  }

  /** The file behind a claim; null where it does not come, or is another one. */
  async #fetch({ neighbour, blob }: Claim): Promise<Bytes | null> {
    const { blobs, clock, digest } = this.#around;
    const abort = new AbortController();
    this.#abort = abort;
    let size: number | null = null;
    let cancelStall: Unsubscribe = () => undefined;
    const wait = (): void => {
      cancelStall();
      cancelStall = clock.after(STALL_MS, () => abort.abort());
    };
    wait();
    let bytes: Bytes | null = null;
    try {
      bytes = await blobs.get(blob, {
        signal: abort.signal,
        from: this.#givers.get(blob) ?? new Set(),
        onProgress: (progress) => {
          wait();
          size = progress.size;
          if (size !== null && size > this.#limit) abort.abort();
          this.progressed.emit({
            received: progress.received,
            size,
            people: progress.sources,
          });
        },
      });
    } catch (error) {
      if (!abort.signal.aborted) throw error;
    } finally {
      cancelStall();
    }
    if (this.#ended) return null;
    if (bytes !== null && toBase64Url(await digest(bytes)) === this.file) return bytes;
    const tooLarge = size !== null && size > this.#limit;
    if (bytes === null && !tooLarge) {
      this.#lacking.add(neighbour);
      return null;
    }
    this.#false.add(blob);
    const givers = this.#givers.get(blob);
    for (const other of this.#around.neighbours())
      if (givers?.has(other.peer.remote) === true) this.#around.lied(other);
    return null;
  }

  /** Who waits here knows how large it may be. */
  get #limit(): number {
    if (!this.own) return MAX_BLOB_BYTES;
    return Math.max(...[...this.waiters].map(({ limit }) => limit));
  }

  #end(bytes: Bytes | null): void {
    this.#ended = true;
    this.#abort?.abort();
    // Each has bytes of its own: they may be handed on whole.
    for (const { done } of this.waiters) done(bytes === null ? null : bytes.slice());
    this.waiters.clear();
    for (const asker of this.askers) asker.answer(this.file, 'lack');
    this.askers.clear();
    this.#around.over(this);
  }
}
