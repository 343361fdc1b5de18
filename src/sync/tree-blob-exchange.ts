import type { Bytes } from '../base/bytes.ts';
import type { Clock } from '../base/clock.ts';
import { LecternError } from '../base/lectern-error.ts';
import type { Logger, RefusalCounter } from '../base/logger.ts';
import { TokenBucket } from '../base/token-bucket.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { Digest } from '../crypto/signer.ts';
import { chunkCount, chunkLength, decodeBlobManifest } from '../protocol/blob-manifest.ts';
import { isHash32 } from '../protocol/ids.ts';
import type { BlobId, ClassId, KeyId } from '../protocol/ids.ts';
import {
  BLOB_CHUNK,
  MAX_BLOB_BYTES,
  MAX_CHUNKS_IN_FLIGHT,
  MAX_CHUNKS_OWED,
  MAX_SEEDED_CHUNKS_OWED,
  SEEDED_BYTES,
  SEEDED_BYTES_PER_S,
} from '../protocol/limits.ts';
import type { BlobMessage } from '../protocol/peer-messages.ts';
import type { BlobStore } from '../store/blob-store.ts';
import type { EntryStore } from '../store/entry-store.ts';
import type { BlobExchange, BlobProgress } from './blob-exchange.ts';
import { blobIdOf, makeManifest } from './blob-manifests.ts';
import { BlobNeighbour } from './blob-neighbour.ts';
import type { BlobPeer } from './blob-neighbour.ts';
import { BlobTransfer } from './blob-transfer.ts';
import type { TransferSurroundings } from './blob-transfer.ts';
import { CarriedBlobs } from './carried-blobs.ts';
import { SeededBlobStore } from './seeded-blob-store.ts';
import { UnnamedBlobs } from './unnamed-blobs.ts';

/** Transfers are looked after this often, in ms. */
const TEND_MS = 1_000;
/** A question that was not answered after this time counts as answered with no, in ms. */
const QUESTION_MS = 10_000;
/** Manifests kept ready: 16 KiB each at most. */
const MAX_MANIFESTS = 64;

/** Stands for a manifest among the chunks that may still come. */
const MANIFEST = -1;

interface Surroundings {
  readonly classId: ClassId;
  readonly self: KeyId;
  readonly store: EntryStore;
  readonly blobs: BlobStore;
  readonly clock: Clock;
  readonly digest: Digest;
  readonly refusals: RefusalCounter;
  readonly logger: Logger;
}

/** Somebody on this device waits for a blob. */
interface Waiter {
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Fetches blobs from neighbours, and through them from whoever they reach in the tree; gives them what is here (SY13).
 * What goes through is kept, so that a blob goes over each link once.
 */
export class TreeBlobExchange implements BlobExchange {
  readonly #around: Surroundings & { readonly blobs: SeededBlobStore };
  readonly #transferAround: TransferSurroundings;
  readonly #neighbours = new Map<BlobPeer, BlobNeighbour>();
  /** Blobs that are whole here, with their sizes. */
  readonly #whole = new Map<BlobId, number>();
  readonly #transfers = new Map<BlobId, BlobTransfer>();
  /** Transfers whose chunks here are being looked up. */
  readonly #opening = new Map<BlobId, Promise<BlobTransfer>>();
  readonly #waiters = new Map<BlobId, Set<Waiter>>();
  readonly #manifests = new Map<BlobId, Promise<Bytes | null>>();
  readonly #carried: CarriedBlobs;
  readonly #unnamed: UnnamedBlobs;
  /** What each neighbour may still have of this device's own files. */
  readonly #seeded = new Map<KeyId, TokenBucket>();
  /** Blobs that are being given up: who adds one of them waits. */
  #givingUp: Promise<void> = Promise.resolve();
  #cancelTend: Unsubscribe | null = null;
  #closed = false;

  constructor(surroundings: Surroundings) {
    const blobs = new SeededBlobStore(surroundings.blobs, (id) => this.#whole.delete(id));
    const around = { ...surroundings, blobs };
    this.#around = around;
    this.#carried = new CarriedBlobs({
      ...around,
      removed: (id) => {
        this.#whole.delete(id);
        this.#manifests.delete(id);
      },
    });
    this.#unnamed = new UnnamedBlobs(around);
    this.#transferAround = {
      store: blobs,
      clock: around.clock,
      digest: around.digest,
      neighbours: () => this.#neighbours.values(),
      budget: { left: MAX_CHUNKS_IN_FLIGHT },
      // What is fetched for ourselves is given up too where nobody comes back to it.
      carry: ({ id }, bytes, asker) =>
        this.#carried.add(id, bytes, asker?.peer.remote ?? around.self, (other) =>
          this.#transfers.has(other),
        ) || asker === null,
      whole: (transfer, size) => this.#completed(transfer, size),
      failed: (transfer, error) => this.#fail(transfer, error),
    };
  }

  /** Reads what is here. Where the store cannot be read, nothing is: that is logged. */
  async load(): Promise<void> {
    try {
      await this.#carried.load();
      await this.#unnamed.load();
      for (const { id, size } of await this.#around.blobs.list())
        if (isHash32(id)) this.#whole.set(id as BlobId, size);
    } catch (cause) {
      this.#around.logger.log('error', 'blobs-unread', { message: String(cause) });
    }
  }

  async add(bytes: Bytes): Promise<BlobId> {
    if (bytes.length > MAX_BLOB_BYTES)
      throw new LecternError('too-large', { detail: { limit: MAX_BLOB_BYTES } });
    const { digest, blobs } = this.#around;
    const chunk = async (index: number): Promise<Bytes> =>
      bytes.subarray(index * BLOB_CHUNK, (index + 1) * BLOB_CHUNK);
    const manifest = await makeManifest(digest, bytes.length, chunk);
    if (manifest === null) throw new Error('unreachable');
    const id = await blobIdOf(digest, manifest);
    this.#wanted(id);
    await this.#givingUp;
    if (this.#whole.has(id)) return id;
    await blobs.put(id, bytes);
    void this.#keepManifest(id, Promise.resolve(manifest));
    const transfer = this.#transfers.get(id);
    if (transfer === undefined) this.#whole.set(id, bytes.length);
    else {
      transfer.end();
      await this.#completed(transfer, bytes.length);
    }
    return id;
  }

  has(id: BlobId): boolean {
    return this.#whole.has(id);
  }

  async get(
    id: BlobId,
    { onProgress, signal, from }: NonNullable<Parameters<BlobExchange['get']>[1]> = {},
  ): Promise<Bytes> {
    if (!isHash32(id)) throw new Error('not the id of a blob');
    signal?.throwIfAborted();
    this.#wanted(id);
    await this.#givingUp;
    if (!this.#whole.has(id)) await this.#fetch(id, onProgress, signal, from);
    const bytes = await this.#around.blobs.get(id);
    if (bytes === null) throw new LecternError('storage-broken', { detail: { reason: 'blob' } });
    return bytes;
  }

  async keepNamed(named: ReadonlySet<BlobId>): Promise<void> {
    const own = [...this.#whole.keys()].filter(
      (id) =>
        !named.has(id) &&
        !this.#carried.has(id) &&
        !this.#transfers.has(id) &&
        !this.#around.blobs.isSeed(id),
    );
    for (const id of await this.#unnamed.note(new Set(own)))
      this.#givingUp = this.#givingUp.then(() => this.#giveUp(id));
    await this.#givingUp;
  }

  /** Gives a file of this device from where it is, without a copy. It stays there as long as it is a seed. */
  async seed(file: Blob): Promise<BlobId | null> {
    const { digest, blobs } = this.#around;
    const chunk = async (index: number): Promise<Bytes> => {
      const part = file.slice(index * BLOB_CHUNK, (index + 1) * BLOB_CHUNK);
      return new Uint8Array(await part.arrayBuffer());
    };
    if (file.size > MAX_BLOB_BYTES) return null;
    const manifest = await makeManifest(digest, file.size, chunk);
    if (manifest === null) throw new Error('unreachable');
    const id = await blobIdOf(digest, manifest);
    if (this.#whole.has(id) || this.#transfers.has(id)) return this.#whole.has(id) ? id : null;
    blobs.seed(id, file);
    this.#whole.set(id, file.size);
    void this.#keepManifest(id, Promise.resolve(manifest));
    return id;
  }

  /** One more neighbour is known to have a blob that is on its way. */
  look(id: BlobId): void {
    this.#transfers.get(id)?.look();
  }

  /** Keeps a blob that is here for neighbours only from now on, within the bounds of that, by the wish of `by`. */
  async lend(id: BlobId, by: KeyId): Promise<void> {
    const size = this.#whole.get(id);
    if (size === undefined || this.#around.blobs.isSeed(id) || this.#carried.has(id)) return;
    if (!this.#carried.add(id, size, by, (other) => this.#transfers.has(other)))
      await this.#remove(id);
  }

  /** Gives a blob up that is kept for neighbours only. */
  async dropLent(id: BlobId): Promise<void> {
    if (this.#carried.has(id)) await this.#remove(id);
  }

  async #remove(id: BlobId): Promise<void> {
    const { blobs, logger } = this.#around;
    this.#carried.forget(id);
    this.#whole.delete(id);
    this.#manifests.delete(id);
    try {
      await blobs.remove(id);
    } catch (cause) {
      logger.log('warn', 'blob-unremoved', { message: String(cause) });
    }
  }

  /** A neighbour who is a member is there, or its place in the tree changed. */
  linked(peer: BlobPeer): void {
    if (this.#closed || this.#neighbours.has(peer)) return;
    const { blobs: store, clock, refusals } = this.#around;
    const neighbour = new BlobNeighbour(peer, { store, clock, refusals });
    this.#neighbours.set(peer, neighbour);
    for (const transfer of this.#transfers.values()) transfer.linked(neighbour);
  }

  /** It went, or is no member any more. */
  unlinked(peer: BlobPeer): void {
    const neighbour = this.#neighbours.get(peer);
    if (neighbour === undefined) return;
    this.#neighbours.delete(peer);
    neighbour.sender.close();
    for (const transfer of this.#transfers.values()) transfer.unlinked(neighbour);
  }

  /** Takes a message of a neighbour who is a member. */
  take(peer: BlobPeer, message: BlobMessage): void {
    this.linked(peer);
    const neighbour = this.#neighbours.get(peer);
    if (neighbour === undefined) return; // closed
    switch (message.type) {
      case 'blob-question':
        return void this.#asked(neighbour, message.id);
      case 'blob-manifest':
        return void this.#found(neighbour, message.manifest);
      case 'blob-request':
        return this.#requested(neighbour, message.id, message.chunks);
      case 'blob-chunk':
        return void this.#arrived(neighbour, message);
      case 'blob-lack':
        if (message.chunks.length === 0) neighbour.questions.delete(message.id);
        this.#transfers.get(message.id)?.lacked(neighbour, message.chunks);
        return;
    }
  }

  /** Ends all that is under way; what is here of it stays. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelTend?.();
    for (const peer of [...this.#neighbours.keys()]) this.unlinked(peer);
    for (const transfer of [...this.#transfers.values()])
      this.#fail(transfer, new DOMException('The class was closed', 'AbortError'));
    await this.#carried.close();
  }

  /** Unless somebody here came to want it meanwhile. */
  async #giveUp(id: BlobId): Promise<void> {
    if (this.#closed || !this.#unnamed.has(id)) return;
    this.#unnamed.forget(id);
    await this.#remove(id);
  }

  /** Somebody here wants it from now on. */
  #wanted(id: BlobId): void {
    this.#carried.forget(id);
    this.#unnamed.forget(id);
  }

  async #fetch(
    id: BlobId,
    onProgress: ((progress: BlobProgress) => void) | undefined,
    signal: AbortSignal | undefined,
    from: ReadonlySet<KeyId> | undefined,
  ): Promise<void> {
    const transfer = await this.#open(id);
    signal?.throwIfAborted();
    if (this.#whole.has(id)) return;
    const end = onProgress === undefined ? null : transfer.progressed.on(onProgress);
    const waiters = this.#waiters.get(id) ?? new Set();
    this.#waiters.set(id, waiters);
    let abort: (() => void) | null = null;
    let waiter: Waiter | null = null;
    try {
      await new Promise<void>((resolve, reject) => {
        waiter = { done: resolve, failed: reject };
        waiters.add(waiter);
        abort = () => reject(signal?.reason);
        signal?.addEventListener('abort', abort);
        onProgress?.(transfer.progress);
        transfer.want(from ?? null);
      });
    } finally {
      end?.();
      if (abort !== null) signal?.removeEventListener('abort', abort);
      if (waiter !== null) waiters.delete(waiter);
      transfer.unwant();
    }
  }

  /** The transfer of a blob that is not whole here. */
  #open(id: BlobId): Promise<BlobTransfer> {
    let opening = this.#opening.get(id);
    if (opening === undefined) {
      opening = this.#load(id).finally(() => this.#opening.delete(id));
      this.#opening.set(id, opening);
    }
    return opening;
  }

  async #load(id: BlobId): Promise<BlobTransfer> {
    const known = this.#transfers.get(id);
    if (known !== undefined) return known;
    const transfer = new BlobTransfer(id, this.#transferAround);
    for (const index of await this.#around.blobs.chunks(id)) transfer.here.add(index);
    if (this.#closed) throw new DOMException('The class was closed', 'AbortError');
    this.#transfers.set(id, transfer);
    this.#cancelTend ??= this.#around.clock.after(TEND_MS, () => this.#tend());
    return transfer;
  }

  async #asked(neighbour: BlobNeighbour, id: BlobId): Promise<void> {
    if (neighbour.asks.has(id)) return; // asked again before we answered
    // An answer that is ready costs nothing.
    const ready = this.#whole.has(id) && this.#manifests.has(id);
    if (!ready && !neighbour.mayAsk()) {
      this.#around.refusals.refuse('blob-questions');
      return neighbour.lack(id, []);
    }
    neighbour.asks.add(id);
    if (this.#whole.has(id)) {
      const manifest = await this.#manifestOf(id);
      neighbour.asks.delete(id);
      if (manifest === null) return neighbour.lack(id, []);
      return neighbour.send({ type: 'blob-manifest', manifest });
    }
    try {
      const transfer = await this.#open(id);
      neighbour.asks.delete(id);
      if (this.#neighbours.get(neighbour.peer) === neighbour) transfer.asked(neighbour);
    } catch (cause) {
      neighbour.asks.delete(id);
      neighbour.lack(id, []);
      this.#around.logger.log('warn', 'blob-unread', { message: String(cause) });
    }
  }

  async #found(neighbour: BlobNeighbour, encoded: Bytes): Promise<void> {
    const id = await blobIdOf(this.#around.digest, encoded);
    if (!neighbour.questions.delete(id) && !neighbour.wasWanted(id, MANIFEST))
      return neighbour.refuse('blob-unasked');
    const transfer = this.#transfers.get(id);
    if (transfer === undefined) return; // not wanted any more
    const content = decodeBlobManifest(encoded);
    if (content.ok) return transfer.found(neighbour, { content: content.value, encoded });
    // Whoever made the blob made it wrong: nobody has a better one.
    this.#around.refusals.refuse('blob-malformed');
    transfer.lied(neighbour);
  }

  #requested(neighbour: BlobNeighbour, id: BlobId, chunks: readonly number[]): void {
    const transfer = this.#transfers.get(id);
    if (chunks.length === 0) {
      neighbour.sender.drop(id);
      transfer?.unwish(neighbour);
      return;
    }
    const size = this.#whole.get(id) ?? transfer?.manifest?.content.size ?? null;
    if (size === null) return neighbour.lack(id, []);
    let owed = neighbour.sender.length;
    for (const other of this.#transfers.values()) owed += other.wishesOf(neighbour);
    const lacked: number[] = [];
    for (const index of chunks) {
      if (index >= chunkCount(size)) return neighbour.refuse('blob-index');
      const here = this.#whole.has(id) || transfer?.here.has(index) === true;
      if (++owed > MAX_CHUNKS_OWED) {
        this.#around.refusals.refuse('blob-busy');
        lacked.push(index);
      } else if (here && this.#mayGive(neighbour, id, chunkLength(size, index)))
        neighbour.sender.push(id, index);
      else if (here || neighbour.spare) lacked.push(index);
      else transfer?.wish(neighbour, index);
    }
    if (lacked.length > 0) neighbour.lack(id, lacked);
    transfer?.seek();
  }

  /** Of what this device gives from its own files there is a limit for each neighbour, and for all at a time. */
  #mayGive(neighbour: BlobNeighbour, id: BlobId, bytes: number): boolean {
    if (!this.#around.blobs.isSeed(id)) return true;
    let owed = 0;
    for (const { sender } of this.#neighbours.values()) owed += sender.length;
    if (owed < MAX_SEEDED_CHUNKS_OWED && this.#allowanceOf(neighbour.peer.remote).take(bytes))
      return true;
    this.#around.refusals.refuse('file-quota');
    return false;
  }

  /** A neighbour's, over all of its links: a new one brings nothing back. */
  #allowanceOf(remote: KeyId): TokenBucket {
    let allowance = this.#seeded.get(remote);
    if (allowance === undefined) {
      allowance = new TokenBucket(this.#around.clock, SEEDED_BYTES, SEEDED_BYTES_PER_S);
      for (const [other, { full }] of this.#seeded) if (full) this.#seeded.delete(other);
      this.#seeded.set(remote, allowance);
    }
    return allowance;
  }

  async #arrived(
    neighbour: BlobNeighbour,
    { id, index, bytes }: Extract<BlobMessage, { type: 'blob-chunk' }>,
  ): Promise<void> {
    const taken = (await this.#transfers.get(id)?.take(neighbour, index, bytes)) ?? false;
    if (!taken && !neighbour.wasWanted(id, index)) neighbour.refuse('blob-unasked');
  }

  async #completed(transfer: BlobTransfer, size: number): Promise<void> {
    const { id } = transfer;
    try {
      await this.#around.blobs.finish(id, size);
    } catch (error) {
      return this.#fail(transfer, error);
    }
    this.#whole.set(id, size);
    this.#transfers.delete(id);
    if (transfer.own) this.#carried.forget(id);
    if (transfer.manifest !== null)
      void this.#keepManifest(id, Promise.resolve(transfer.manifest.encoded));
    const manifest = await this.#manifestOf(id);
    for (const asker of transfer.askers)
      if (manifest !== null) asker.send({ type: 'blob-manifest', manifest });
    for (const [neighbour, index] of transfer.unfulfilled()) neighbour.sender.push(id, index);
    for (const waiter of this.#waiters.get(id) ?? []) waiter.done();
    this.#waiters.delete(id);
  }

  /** Nothing can be kept: who waits for it is told. */
  #fail(transfer: BlobTransfer, error: unknown): void {
    const { id } = transfer;
    if (this.#transfers.get(id) === transfer) this.#transfers.delete(id);
    transfer.end();
    if (!this.#closed) this.#around.logger.log('warn', 'blob-unkept', { message: String(error) });
    const waiting = new Set(transfer.askers);
    for (const [neighbour] of transfer.unfulfilled()) waiting.add(neighbour);
    for (const neighbour of waiting) neighbour.lack(id, []);
    for (const waiter of this.#waiters.get(id) ?? []) waiter.failed(error);
    this.#waiters.delete(id);
  }

  /** The manifest of a blob that is whole here; null where its content turns out to be damaged: then it is given up. */
  #manifestOf(id: BlobId): Promise<Bytes | null> {
    return this.#manifests.get(id) ?? this.#keepManifest(id, this.#makeManifest(id));
  }

  #keepManifest(id: BlobId, manifest: Promise<Bytes | null>): Promise<Bytes | null> {
    this.#manifests.set(id, manifest);
    for (const old of this.#manifests.keys()) {
      if (this.#manifests.size <= MAX_MANIFESTS) break;
      this.#manifests.delete(old);
    }
    return manifest;
  }

  async #makeManifest(id: BlobId): Promise<Bytes | null> {
    const { blobs, digest, logger } = this.#around;
    try {
      const size = this.#whole.get(id) ?? 0;
      const manifest = await makeManifest(digest, size, (index) => blobs.getChunk(id, index));
      if (manifest !== null && (await blobIdOf(digest, manifest)) === id) return manifest;
      logger.log('error', 'blob-damaged', { id });
      this.#whole.delete(id);
      await blobs.remove(id);
    } catch (cause) {
      logger.log('warn', 'blob-unread', { message: String(cause) });
    }
    this.#manifests.delete(id);
    return null;
  }

  #tend(): void {
    this.#cancelTend = null;
    const now = this.#around.clock.now();
    for (const neighbour of this.#neighbours.values()) {
      for (const [id, at] of neighbour.questions) {
        if (now - at < QUESTION_MS) continue;
        neighbour.questions.delete(id);
        neighbour.forget(id, MANIFEST);
      }
    }
    for (const transfer of [...this.#transfers.values()]) {
      if (transfer.tend()) continue;
      transfer.end();
      this.#transfers.delete(transfer.id);
    }
    if (this.#transfers.size > 0)
      this.#cancelTend = this.#around.clock.after(TEND_MS, () => this.#tend());
  }
}
