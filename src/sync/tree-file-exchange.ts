import { toBase64Url, type Bytes } from '../base/bytes.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger, RefusalCounter } from '../base/logger.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { Digest } from '../crypto/signer.ts';
import type { BlobId, FileHash, KeyId } from '../protocol/ids.ts';
import { MAX_FILES_SOUGHT } from '../protocol/limits.ts';
import type { FileMessage } from '../protocol/peer-messages.ts';
import type { BlobPeer } from './blob-neighbour.ts';
import type { FileExchange, FileProgress, FileSeeds } from './file-exchange.ts';
import { FileNeighbour } from './file-neighbour.ts';
import { FileSearch, type SearchSurroundings } from './file-search.ts';
import type { TreeBlobExchange } from './tree-blob-exchange.ts';

/** Searches are looked after this often, in ms. */
const TEND_MS = 1_000;
/** Who waits for what we are getting is told again after so many looks. */
const LOOKS_PER_WORD = 5;
/** What was fetched for this device is also where it was wanted after this time, in ms: the class's copy goes. */
const KEPT_MS = 60_000;
/** Files whose blobs are remembered. */
const MAX_KNOWN = 1_024;

interface Surroundings {
  readonly self: KeyId;
  readonly blobs: TreeBlobExchange;
  readonly clock: Clock;
  readonly digest: Digest;
  readonly refusals: RefusalCounter;
  readonly logger: Logger;
}

/**
 * Finds files of the application and of packages by their SHA-256 through the tree: who is asked answers when it has the
 * file and has checked it, and then gives it as a blob. So every false answer is the neighbour's own.
 */
export class TreeFileExchange implements FileExchange {
  readonly #around: Surroundings;
  readonly #searchAround: SearchSurroundings;
  readonly #neighbours = new Map<BlobPeer, FileNeighbour>();
  readonly #searches = new Map<FileHash, FileSearch>();
  readonly #known = new Map<FileHash, BlobId>();
  /** Whoever gave another file than they said is asked for none any more. */
  readonly #liars = new Set<KeyId>();
  readonly #kept = new Set<Unsubscribe>();
  #seeds: FileSeeds | null = null;
  /** Own files are read one at a time. */
  #reading: Promise<unknown> = Promise.resolve();
  #cancelTend: Unsubscribe | null = null;
  #looks = 0;
  #closed = false;

  constructor(around: Surroundings) {
    this.#around = around;
    this.#searchAround = {
      blobs: around.blobs,
      digest: around.digest,
      clock: around.clock,
      neighbours: () => this.#neighbours.values(),
      isLiar: ({ peer }) => this.#liars.has(peer.remote),
      lied: (neighbour) => this.#lied(neighbour),
      found: (search, blob, before) => this.#found(search, blob, before),
      over: (search) => void this.#searches.delete(search.file),
    };
  }

  seed(seeds: FileSeeds | null): void {
    this.#seeds = seeds;
  }

  get(
    file: FileHash,
    {
      limit,
      onProgress,
      signal,
    }: {
      readonly limit: number;
      readonly onProgress?: (progress: FileProgress) => void;
      readonly signal?: AbortSignal;
    },
  ): Promise<Bytes | null> {
    if (this.#closed) return Promise.resolve(null);
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const search = this.#searchFor(file);
      const end = onProgress === undefined ? null : search.progressed.on(onProgress);
      const settled = (): void => {
        end?.();
        signal?.removeEventListener('abort', stop);
      };
      const waiter = {
        limit,
        done: (bytes: Bytes | null) => {
          settled();
          resolve(bytes);
        },
        failed: (error: unknown) => {
          settled();
          reject(error);
        },
      };
      const stop = (): void => {
        search.waiters.delete(waiter);
        waiter.failed(signal?.reason);
        search.settle();
      };
      search.waiters.add(waiter);
      signal?.addEventListener('abort', stop, { once: true });
      search.look();
    });
  }

  /** A neighbour who is a member is there, or its place in the tree changed. */
  linked(peer: BlobPeer): void {
    if (this.#closed || this.#neighbours.has(peer)) return;
    this.#neighbours.set(peer, new FileNeighbour(peer, this.#around.clock));
    for (const search of [...this.#searches.values()]) search.look();
  }

  /** It went, or is no member any more. */
  unlinked(peer: BlobPeer): void {
    const neighbour = this.#neighbours.get(peer);
    if (neighbour === undefined) return;
    this.#neighbours.delete(peer);
    for (const search of [...this.#searches.values()]) search.unlinked(neighbour);
  }

  /** Takes a message of a neighbour who is a member. */
  take(peer: BlobPeer, message: FileMessage): void {
    this.linked(peer);
    const neighbour = this.#neighbours.get(peer);
    if (neighbour === undefined) return; // closed
    if (message.type === 'file-question') return void this.#asked(neighbour, message.file);
    const { file, answer } = message;
    if (this.#searches.get(file)?.answered(neighbour, answer) === true) return;
    // Nobody here looks for it any more, or waits for this neighbour.
    if (neighbour.asked.has(file) && answer === 'coming') return;
    if (neighbour.asked.delete(file)) return;
    this.#around.refusals.refuse('file-unasked');
    peer.offended('file-unasked');
  }

  /** Ends all that is under way. */
  close(): void {
    this.#closed = true;
    this.#cancelTend?.();
    for (const cancel of this.#kept) cancel();
    for (const search of [...this.#searches.values()])
      search.fail(new DOMException('The class was closed', 'AbortError'));
    this.#neighbours.clear();
  }

  #searchFor(file: FileHash): FileSearch {
    let search = this.#searches.get(file);
    if (search === undefined) {
      search = new FileSearch(file, this.#searchAround);
      this.#searches.set(file, search);
      this.#cancelTend ??= this.#around.clock.after(TEND_MS, () => this.#tend());
    }
    return search;
  }

  async #asked(neighbour: FileNeighbour, file: FileHash): Promise<void> {
    if (neighbour.asks.has(file)) return; // asked again before we answered
    if (!neighbour.mayAsk()) {
      this.#around.refusals.refuse('file-questions');
      return neighbour.answer(file, 'lack');
    }
    neighbour.asks.add(file);
    const blob = await this.#held(file);
    if (this.#neighbours.get(neighbour.peer) !== neighbour) return;
    if (blob !== null) return neighbour.answer(file, { blob });
    const full = !this.#searches.has(file) && this.#searches.size >= MAX_FILES_SOUGHT;
    if (neighbour.spare || full || this.#seeds?.giving === false)
      return neighbour.answer(file, 'lack');
    neighbour.answer(file, 'coming');
    const search = this.#searchFor(file);
    search.askers.add(neighbour);
    search.look();
  }

  /** The blob of a file that this device has and gives. */
  #held(file: FileHash): Promise<BlobId | null> {
    const next = this.#reading.then(() => this.#lookUp(file));
    this.#reading = next;
    return next;
  }

  async #lookUp(file: FileHash): Promise<BlobId | null> {
    const { blobs, digest, logger } = this.#around;
    if (this.#seeds?.giving === false) return null;
    const known = this.#known.get(file);
    if (known !== undefined && blobs.has(known)) return known;
    try {
      const found = (await this.#seeds?.find(file)) ?? null;
      if (found === null || this.#closed) return null;
      if (toBase64Url(await digest(new Uint8Array(await found.arrayBuffer()))) !== file) {
        logger.log('warn', 'file-damaged');
        return null;
      }
      const blob = await blobs.seed(found);
      if (blob !== null) this.#know(file, blob);
      return blob;
    } catch (cause) {
      logger.log('warn', 'file-unread', { message: String(cause) });
      return null;
    }
  }

  async #found(search: FileSearch, blob: BlobId, before: boolean): Promise<void> {
    const { blobs, clock, self } = this.#around;
    const { file } = search;
    this.#know(file, blob);
    if (before) return;
    const [asker] = search.askers;
    await blobs.lend(blob, search.own || asker === undefined ? self : asker.peer.remote);
    if (!search.own) return;
    const cancel = clock.after(KEPT_MS, () => {
      this.#kept.delete(cancel);
      void this.#dropCopy(file, blob);
    });
    this.#kept.add(cancel);
  }

  /** What this device now has elsewhere, and gives from there, needs no copy among the class's blobs. */
  async #dropCopy(file: FileHash, blob: BlobId): Promise<void> {
    const found = (await this.#seeds?.find(file)) ?? null;
    if (found === null || this.#closed) return;
    await this.#around.blobs.dropLent(blob);
    this.#known.delete(file);
  }

  #know(file: FileHash, blob: BlobId): void {
    this.#known.delete(file);
    this.#known.set(file, blob);
    for (const old of this.#known.keys()) {
      if (this.#known.size <= MAX_KNOWN) break;
      this.#known.delete(old);
    }
  }

  #lied({ peer }: FileNeighbour): void {
    this.#liars.add(peer.remote);
    this.#around.refusals.refuse('file-false');
    peer.offended('file-false');
  }

  #tend(): void {
    this.#cancelTend = null;
    const word = ++this.#looks % LOOKS_PER_WORD === 0;
    for (const search of [...this.#searches.values()]) {
      if (word) for (const asker of search.askers) asker.answer(search.file, 'coming');
      search.tend();
    }
    if (this.#searches.size > 0)
      this.#cancelTend = this.#around.clock.after(TEND_MS, () => this.#tend());
  }
}
