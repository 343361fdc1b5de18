import { equalBytes } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { Digest } from '../crypto/signer.ts';
import { chunkCount, chunkHash, chunkLength } from '../protocol/blob-manifest.ts';
import type { BlobManifest } from '../protocol/blob-manifest.ts';
import type { BlobId, KeyId } from '../protocol/ids.ts';
import { BLOB_WINDOW } from '../protocol/limits.ts';
import type { BlobStore } from '../store/blob-store.ts';
import type { BlobProgress } from './blob-exchange.ts';
import type { BlobNeighbour } from './blob-neighbour.ts';

/** From a source that gave nothing for this long, chunks are asked for elsewhere, in ms: one takes 20 s at 100 kbit/s. */
const SILENT_MS = 20_000;
/** Who lacked a chunk is asked for it again after this time, in ms. */
const LACK_MS = 5_000;
/** Chunks asked of a source that has not shown what it can. */
const FIRST_WINDOW = 2;
/** Who has it is asked again after this time, twice as long each time, in ms. */
const FIRST_RETRY_MS = 5_000;
const LAST_RETRY_MS = 60_000;
/** What nobody asks for any more is forgotten after this time, in ms. */
const IDLE_MS = 60_000;

/** A neighbour that gives of the blob. */
interface Source {
  /** Chunks that it was asked for; `late`: another one may be asked for them too. */
  readonly owed: Map<number, { late: boolean }>;
  readonly lacks: Map<number, number>;
  window: number;
  /** When it last gave something, or was asked after owing nothing. */
  heard: number;
}

export interface TransferSurroundings {
  readonly store: BlobStore;
  readonly clock: Clock;
  readonly digest: Digest;
  readonly neighbours: () => Iterable<BlobNeighbour>;
  /** Chunks that may still be asked for, over all blobs. */
  readonly budget: { left: number };
  /** Whether there is room for so much more, wanted by `asker`; by this device (null) there always is. */
  readonly carry: (transfer: BlobTransfer, bytes: number, asker: BlobNeighbour | null) => boolean;
  /** All chunks are in the store. */
  readonly whole: (transfer: BlobTransfer, size: number) => Promise<void>;
  /** The store failed. */
  readonly failed: (transfer: BlobTransfer, error: unknown) => void;
}

/** One blob that is not whole here and that this device, or neighbours, want. */
export class BlobTransfer {
  readonly id: BlobId;
  readonly here = new Set<number>();
  readonly progressed = new Emitter<BlobProgress>();
  /** Neighbours that wait for the answer to their question. */
  readonly askers = new Set<BlobNeighbour>();
  manifest: { readonly content: BlobManifest; readonly encoded: Bytes } | null = null;
  /** How often this device wants it. */
  #wanted = 0;
  /** Whom this device asks for it; null: everybody. */
  #from: ReadonlySet<KeyId> | null = null;
  readonly #around: TransferSurroundings;
  readonly #sources = new Map<BlobNeighbour, Source>();
  /** Who gave a wrong chunk or manifest is not asked again. */
  readonly #liars = new Set<BlobNeighbour>();
  /** Neighbours' wishes for chunks that are not here. */
  readonly #wishes = new Map<number, Set<BlobNeighbour>>();
  /** Chunks that came and are being checked and stored. */
  readonly #arrived = new Set<number>();
  #retryMs = FIRST_RETRY_MS;
  #nextQuestion = 0;
  #lastChunk: number;
  #lastUse: number;
  #ended = false;

  constructor(id: BlobId, around: TransferSurroundings) {
    this.id = id;
    this.#around = around;
    this.#lastChunk = this.#lastUse = around.clock.now();
  }

  get progress(): BlobProgress {
    const size = this.manifest?.content.size ?? null;
    let received = 0;
    if (size !== null) for (const index of this.here) received += chunkLength(size, index);
    return { received, size, sources: this.#sources.size };
  }

  /** Whether anybody wants more of it. */
  get wanted(): boolean {
    return this.#wanted > 0 || this.#wishes.size > 0 || this.askers.size > 0;
  }

  get own(): boolean {
    return this.#wanted > 0;
  }

  /** This device wants it whole; from these neighbours only, where no other call of its own wants it. */
  want(from: ReadonlySet<KeyId> | null): void {
    this.#from = this.#wanted === 0 || this.#from !== null ? from : null;
    this.#wanted++;
    this.#nextQuestion = 0;
    this.look();
  }

  /** One wish of this device less: where there is none left, what was asked for is called off. */
  unwant(): void {
    this.#wanted--;
    this.#dropUnwanted();
  }

  /** Asks those who may know of it and have not answered yet. */
  look(): void {
    const now = this.#around.clock.now();
    this.#nextQuestion = now + this.#retryMs;
    for (const neighbour of this.#around.neighbours()) this.#ask(neighbour);
    this.#answerAskers();
    this.fill();
  }

  /** Asks for what is wanted, first for who has it where nobody is known. */
  seek(): void {
    const due = this.#around.clock.now() >= this.#nextQuestion;
    if (this.wanted && this.#sources.size === 0 && due) this.look();
    else this.fill();
  }

  /** A neighbour is there anew. */
  linked(neighbour: BlobNeighbour): void {
    this.#ask(neighbour);
  }

  /** A neighbour asks for it. */
  asked(neighbour: BlobNeighbour): void {
    this.#lastUse = this.#around.clock.now();
    if (this.manifest !== null) {
      neighbour.send({ type: 'blob-manifest', manifest: this.manifest.encoded });
      return;
    }
    if (neighbour.spare) return neighbour.lack(this.id, []);
    this.askers.add(neighbour);
    neighbour.asks.add(this.id);
    this.#nextQuestion = this.#lastUse + this.#retryMs;
    for (const other of this.#around.neighbours()) this.#ask(other);
    this.#answerAskers();
  }

  /** A neighbour that was asked gives of it. */
  found(neighbour: BlobNeighbour, manifest: NonNullable<BlobTransfer['manifest']>): void {
    this.manifest ??= manifest;
    for (const asker of this.askers) {
      asker.asks.delete(this.id);
      asker.send({ type: 'blob-manifest', manifest: manifest.encoded });
    }
    this.askers.clear();
    if (!this.#liars.has(neighbour) && !this.#sources.has(neighbour))
      this.#sources.set(neighbour, {
        owed: new Map(),
        lacks: new Map(),
        window: FIRST_WINDOW,
        heard: this.#around.clock.now(),
      });
    this.#tellProgress();
    if (!this.#finished()) this.fill();
  }

  /** A neighbour lacks some chunks, or all. */
  lacked(neighbour: BlobNeighbour, chunks: readonly number[]): void {
    const source = this.#sources.get(neighbour);
    if (chunks.length === 0) {
      this.#dropSource(neighbour);
      this.#answerAskers();
    } else if (source !== undefined) {
      for (const index of chunks) {
        if (this.#settle(source, index)) source.lacks.set(index, this.#around.clock.now());
      }
    }
    this.seek();
  }

  /** Gave a manifest that is not this blob's. */
  lied(neighbour: BlobNeighbour): void {
    this.#liars.add(neighbour);
    this.lacked(neighbour, []);
  }

  /** A neighbour wishes for a chunk that is not here. */
  wish(neighbour: BlobNeighbour, index: number): void {
    this.#lastUse = this.#around.clock.now();
    const wishes = this.#wishes.get(index);
    if (wishes === undefined) this.#wishes.set(index, new Set([neighbour]));
    else wishes.add(neighbour);
  }

  /** How many chunks a neighbour waits for. */
  wishesOf(neighbour: BlobNeighbour): number {
    let count = 0;
    for (const wishes of this.#wishes.values()) if (wishes.has(neighbour)) count++;
    return count;
  }

  /** A neighbour does not want any more what it wished for. */
  unwish(neighbour: BlobNeighbour): void {
    for (const [index, wishes] of this.#wishes)
      if (wishes.delete(neighbour) && wishes.size === 0) this.#wishes.delete(index);
    this.#dropUnwanted();
  }

  unlinked(neighbour: BlobNeighbour): void {
    this.askers.delete(neighbour);
    this.unwish(neighbour);
    this.#dropSource(neighbour);
    this.#answerAskers();
    this.seek();
  }

  /** A chunk came; false where it was not asked for. Resolves when it is stored or refused. */
  async take(neighbour: BlobNeighbour, index: number, bytes: Bytes): Promise<boolean> {
    const source = this.#sources.get(neighbour);
    if (source === undefined || this.manifest === null || !source.owed.has(index)) return false;
    const { content } = this.manifest;
    const late = source.owed.get(index)?.late === true;
    source.owed.delete(index);
    source.heard = this.#around.clock.now();
    if (this.here.has(index) || this.#arrived.has(index)) {
      if (!late) this.#around.budget.left++;
      this.fill();
      return true;
    }
    // What is being checked and stored stands in the budget still: it takes memory.
    if (late) this.#around.budget.left--;
    this.#arrived.add(index);
    try {
      const right =
        bytes.length === chunkLength(content.size, index) &&
        equalBytes(await this.#around.digest(bytes), chunkHash(content, index));
      if (!right) {
        neighbour.refuse('blob-chunk');
        this.#liars.add(neighbour);
        this.#dropSource(neighbour);
        return true;
      }
      source.window = Math.min(BLOB_WINDOW, source.window + 1);
      if (this.#ended || !this.#mayKeep(index, bytes.length)) return true;
      await this.#around.store.putChunk(this.id, index, bytes);
      this.#kept(index);
    } catch (error) {
      this.#around.failed(this, error);
    } finally {
      this.#arrived.delete(index);
      this.#around.budget.left++;
      if (!this.#finished()) this.fill();
    }
    return true;
  }

  /** Asks the sources for what is wanted, as far as the windows allow. */
  fill(): void {
    if (this.#ended || this.manifest === null || !this.wanted) return;
    const count = chunkCount(this.manifest.content.size);
    const owed = this.#owed();
    for (const [neighbour, source] of this.#sources) {
      const chunks: number[] = [];
      for (const index of this.#wantedChunks(count)) {
        if (source.owed.size >= source.window || this.#around.budget.left <= 0) break;
        if (owed.has(index) || !this.#mayAsk(neighbour, source, index)) continue;
        if (source.owed.size === 0) source.heard = this.#around.clock.now();
        source.owed.set(index, { late: false });
        owed.add(index);
        chunks.push(index);
        this.#around.budget.left--;
      }
      if (chunks.length > 0) neighbour.send({ type: 'blob-request', id: this.id, chunks });
    }
    this.#giveUp();
  }

  /** To be called every second. False where it is of no use any more. */
  tend(): boolean {
    const now = this.#around.clock.now();
    for (const source of this.#sources.values()) {
      for (const [index, at] of source.lacks) if (now - at >= LACK_MS) source.lacks.delete(index);
      if (now - source.heard < SILENT_MS) continue;
      for (const owed of source.owed.values()) {
        if (owed.late) continue;
        owed.late = true;
        this.#around.budget.left++;
        source.window = 1;
      }
    }
    this.#answerAskers();
    const stuck = this.#sources.size === 0 || now - this.#lastChunk >= SILENT_MS;
    if (this.own && stuck && now >= this.#nextQuestion) {
      this.#retryMs = Math.min(LAST_RETRY_MS, this.#retryMs * 2);
      this.look();
    } else this.fill();
    if (this.wanted) this.#lastUse = now;
    return now - this.#lastUse < IDLE_MS;
  }

  /** Calls everything off. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const neighbour of [...this.#sources.keys()]) this.#callOff(neighbour, () => true);
    for (const asker of this.askers) asker.asks.delete(this.id);
  }

  /** What neighbours wished for and could not be got by the end. */
  *unfulfilled(): Iterable<readonly [BlobNeighbour, number]> {
    for (const [index, wishes] of this.#wishes) for (const by of wishes) yield [by, index];
  }

  #ask(neighbour: BlobNeighbour): void {
    if (this.#sources.has(neighbour) || this.#liars.has(neighbour)) return;
    // What others want is asked on in the tree, away from them; each spare link is asked by who wants it itself.
    const others = [...this.askers].some((asker) => asker !== neighbour) || this.#wishes.size > 0;
    const asks = this.own && this.#from?.has(neighbour.peer.remote) !== false;
    if (!asks && !(others && !neighbour.spare)) return;
    if (neighbour.questions.has(this.id)) return;
    neighbour.questions.set(this.id, this.#around.clock.now());
    neighbour.send({ type: 'blob-question', id: this.id });
  }

  /** Tells those who asked that nobody behind us has it, where that is so. */
  #answerAskers(): void {
    for (const asker of this.askers) {
      let open = false;
      for (const other of this.#around.neighbours())
        open ||= other !== asker && other.questions.has(this.id);
      if (open) continue;
      this.askers.delete(asker);
      asker.asks.delete(this.id);
      asker.lack(this.id, []);
    }
  }

  *#wantedChunks(count: number): Iterable<number> {
    if (!this.own) return yield* this.#wishes.keys();
    for (let index = 0; index < count; index++) yield index;
  }

  /** Chunks that are asked for somewhere. */
  #owed(): Set<number> {
    const owed = new Set<number>();
    for (const source of this.#sources.values())
      for (const [index, { late }] of source.owed) if (!late) owed.add(index);
    return owed;
  }

  #mayAsk(neighbour: BlobNeighbour, source: Source, index: number): boolean {
    return (
      !this.here.has(index) &&
      !this.#arrived.has(index) &&
      !source.owed.has(index) &&
      !source.lacks.has(index) &&
      this.#wishes.get(index)?.has(neighbour) !== true // it lacks it itself
    );
  }

  /** Tells neighbours of the chunks that nobody gives. */
  #giveUp(): void {
    for (const [index, wishes] of this.#wishes) {
      if (this.here.has(index) || this.#arrived.has(index)) continue;
      let hope = false;
      for (const neighbour of this.#around.neighbours())
        hope ||= neighbour.questions.has(this.id) && !wishes.has(neighbour);
      for (const [neighbour, source] of this.#sources)
        hope ||= source.owed.has(index) || this.#mayAsk(neighbour, source, index);
      if (hope) continue;
      this.#wishes.delete(index);
      for (const neighbour of wishes) neighbour.lack(this.id, [index]);
    }
  }

  /** Whether there is room for a chunk; where only neighbours want it and there is none, they are told. */
  #mayKeep(index: number, length: number): boolean {
    if (this.own) return this.#around.carry(this, length, null);
    const [asker] = this.#wishes.get(index) ?? [];
    if (asker === undefined) return false; // called off meanwhile
    if (this.#around.carry(this, length, asker)) return true;
    for (const neighbour of this.#wishes.get(index) ?? []) neighbour.lack(this.id, [index]);
    this.#wishes.delete(index);
    return false;
  }

  #kept(index: number): void {
    this.here.add(index);
    this.#lastChunk = this.#lastUse = this.#around.clock.now();
    this.#retryMs = FIRST_RETRY_MS;
    for (const neighbour of this.#wishes.get(index) ?? []) neighbour.sender.push(this.id, index);
    this.#wishes.delete(index);
    this.#tellProgress();
  }

  #finished(): boolean {
    if (this.#ended || this.manifest === null) return this.#ended;
    const { size } = this.manifest.content;
    if (this.here.size < chunkCount(size) || this.#arrived.size > 0) return false;
    this.end();
    void this.#around.whole(this, size);
    return true;
  }

  #tellProgress(): void {
    this.progressed.emit(this.progress);
  }

  /** Takes a chunk off what a source owes; false where it does not owe it. */
  #settle(source: Source, index: number): boolean {
    const owed = source.owed.get(index);
    if (owed === undefined) return false;
    source.owed.delete(index);
    if (!owed.late) this.#around.budget.left++;
    return true;
  }

  #dropSource(neighbour: BlobNeighbour): void {
    const source = this.#sources.get(neighbour);
    if (source === undefined) return;
    for (const index of [...source.owed.keys()]) {
      this.#settle(source, index);
      neighbour.forget(this.id, index);
    }
    this.#sources.delete(neighbour);
    this.#tellProgress();
  }

  /** Where this device does not want it, what no neighbour wishes for is called off. */
  #dropUnwanted(): void {
    if (this.own) return;
    for (const neighbour of this.#sources.keys())
      this.#callOff(neighbour, (index) => !this.#wishes.has(index));
  }

  #callOff(neighbour: BlobNeighbour, which: (index: number) => boolean): void {
    const source = this.#sources.get(neighbour);
    if (source === undefined || source.owed.size === 0) return;
    const kept = [...source.owed.keys()].filter((index) => !which(index));
    if (kept.length === source.owed.size) return;
    for (const index of [...source.owed.keys()]) {
      if (!which(index)) continue;
      this.#settle(source, index);
      neighbour.forget(this.id, index);
    }
    neighbour.send({ type: 'blob-request', id: this.id, chunks: [] });
    // All was called off: what is still wanted is asked for again.
    if (kept.length > 0) neighbour.send({ type: 'blob-request', id: this.id, chunks: kept });
  }
}
