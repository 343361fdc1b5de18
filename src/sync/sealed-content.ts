import type { Bytes } from '../base/bytes.ts';
import { Emitter } from '../base/emitter.ts';
import type { RefusalCounter } from '../base/logger.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import { decodeSealedUpdate, sealedUpdateContext } from '../protocol/sealed-update.ts';
import type { DocumentKeys } from './document-keys.ts';
import type { DocumentLog } from './document-log.ts';
import type { ChainKey, EntryRecord } from './entry-record.ts';
import { addsStructs, inspectUpdate } from './yjs-update.ts';
import type { UpdateShape } from './yjs-update.ts';

/** Entries opened at a time: enough to keep the platform's threads busy. */
const PARALLEL = 256;

/** An update that stands. */
interface StandingUpdate {
  readonly update: Bytes;
  readonly client: number;
  /** The clock of `client` after it. */
  readonly to: number;
}

/** What opening an entry gave; 'void': nothing that its author may have written there. */
type Opened =
  | { readonly update: Bytes; readonly shape: UpdateShape; readonly own: boolean }
  | 'void';

/**
 * What the sealed entries of an open document say, as far as this device has the keys (SY11). The checks of SY7 and SY10, which
 * cannot be made on a sealed entry, are made here; the outcome depends on the entries alone, never on the order in
 * which they or the keys came: in each chain an entry is looked at after the one before it, and waits for what it
 * needs of others. What its author may not have written is void for all who can read it. Plain entries were checked
 * before they were accepted; none of them needs what is sealed.
 */
export class SealedContent {
  readonly #log: DocumentLog;
  readonly #keys: DocumentKeys;
  readonly #refusals: RefusalCounter;
  readonly #opened = new Map<EntryRecord, Opened>();
  /** The entry of each chain that is to be looked at next. */
  readonly #next = new Map<ChainKey, number>();
  readonly #clocks = new Map<number, number>();
  /** Chains whose next entry needs structs of a client. */
  readonly #waiting = new Map<number, Set<ChainKey>>();
  readonly #voided = new WeakSet<EntryRecord>();
  readonly #applied = new Emitter<StandingUpdate>();
  #standing: Bytes[] = [];
  #closed = false;
  #running: Promise<void> | null = null;
  #again = false;

  constructor(log: DocumentLog, keys: DocumentKeys, refusals: RefusalCounter) {
    this.#log = log;
    this.#keys = keys;
    this.#refusals = refusals;
  }

  /** Fires with each update by somebody else that comes to stand; never inside a transaction. */
  onApplied(listener: (update: StandingUpdate) => void): Unsubscribe {
    return this.#applied.on(listener);
  }

  /** All sealed updates that stand; each after what it needs. */
  get standing(): readonly Bytes[] {
    return this.#standing;
  }

  /** Takes in any entry that was accepted; a plain one after it was applied. */
  take(record: EntryRecord): void {
    this.#advance(record.chain);
    // A key may have come, too.
    if (record.entry.kind !== 'plain' && !this.#opened.has(record)) void this.openMore();
  }

  /** Takes in an own sealed entry: what is in it is known. */
  takeOwn(record: EntryRecord, update: Bytes, shape: UpdateShape): void {
    this.#opened.set(record, { update, shape, own: true });
    this.#advance(record.chain);
  }

  /** What an entry of the log, or one that was just taken out, holds; null where that is not known or void. */
  updateIn(record: EntryRecord): Bytes | null {
    const opened = this.#opened.get(record);
    return opened === undefined || opened === 'void' ? null : opened.update;
  }

  /** Opens what can be opened by now. Resolves when that is done. */
  openMore(): Promise<void> {
    this.#again = true;
    this.#running ??= Promise.resolve().then(() => this.#openAll());
    return this.#running;
  }

  /** Begins anew, after entries were taken out of the log. Nothing is opened twice; `onApplied` stays silent. */
  rebuild(): void {
    for (const record of this.#opened.keys())
      if (this.#log.at(record.chain, record.entry.seq) !== record) this.#opened.delete(record);
    this.#next.clear();
    this.#clocks.clear();
    this.#waiting.clear();
    this.#standing = [];
    this.#advanceAll(false);
  }

  close(): void {
    this.#closed = true;
  }

  async #openAll(): Promise<void> {
    while (this.#again && !this.#closed) {
      this.#again = false;
      this.#advanceAll(true);
      const sealed = this.#log.entries.filter(
        (record) => record.entry.kind === 'sealed' && !this.#opened.has(record),
      );
      for (let at = 0; at < sealed.length && !this.#closed; at += PARALLEL) {
        const batch = sealed.slice(at, at + PARALLEL);
        await Promise.all(batch.map((record) => this.#open(record)));
        for (const chain of new Set(batch.map((record) => record.chain))) this.#advance(chain);
      }
    }
    this.#running = null; // in the same task as the last look: no call in between is lost
  }

  async #open(record: EntryRecord): Promise<void> {
    const { entry } = record;
    const decoded = decodeSealedUpdate(entry.content);
    if (!decoded.ok) throw new Error('an accepted sealed entry has its form');
    const { epoch, nonce, box } = decoded.value;
    const key = await this.#keys.get(entry.doc, epoch);
    if (key === null || this.#opened.has(record)) return;
    const update = await key.cipher.open(nonce, sealedUpdateContext(entry, epoch), box);
    const client = this.#log.clientOf(record.chain);
    const shape = update === null || client === null ? null : inspectUpdate(update, client);
    if (this.#opened.has(record)) return;
    if (update === null || shape?.ok !== true) this.#opened.set(record, 'void');
    else this.#opened.set(record, { update, shape: shape.value, own: false });
  }

  #advanceAll(tell: boolean): void {
    for (const chain of this.#log.chains()) this.#advance(chain, tell);
  }

  /** Looks at the next entries of a chain, and at chains that waited for them. */
  #advance(first: ChainKey, tell = true): void {
    const chains = [first];
    for (let chain = chains.pop(); chain !== undefined; chain = chains.pop()) {
      const client = this.#log.clientOf(chain);
      if (client === null) continue;
      for (;;) {
        const seq = Math.max(this.#next.get(chain) ?? 0, this.#firstKept(chain));
        const record = this.#log.at(chain, seq);
        if (record === null || !this.#settle(record, client, tell)) break;
        this.#next.set(chain, seq + 1);
      }
      const woken = this.#waiting.get(client);
      if (woken === undefined) continue;
      this.#waiting.delete(client);
      chains.push(...woken);
    }
  }

  /** False where the entry cannot be decided on yet. */
  #settle(record: EntryRecord, client: number, tell: boolean): boolean {
    const { entry } = record;
    if (entry.kind !== 'sealed') return true;
    const opened = this.#opened.get(record);
    if (opened === undefined) return false;
    if (opened === 'void') return this.#void(record);
    const { update, shape, own } = opened;
    const clock = this.#clock(client);
    if (addsStructs(shape) && shape.from !== clock) return this.#void(record);
    if ((shape.needs.get(client) ?? 0) > clock) return this.#void(record);
    for (const [owner, needed] of shape.needs) {
      if (owner === client || this.#clock(owner) >= needed) continue;
      const waiting = this.#waiting.get(owner) ?? new Set();
      this.#waiting.set(owner, waiting.add(record.chain));
      return false;
    }
    this.#stand(update, client, shape.to, tell && !own);
    return true;
  }

  #stand(update: Bytes, client: number, to: number, tell: boolean): void {
    this.#clocks.set(client, Math.max(this.#clock(client), to));
    this.#standing.push(update);
    if (tell) this.#applied.emit({ update, client, to });
  }

  #void(record: EntryRecord): true {
    this.#opened.set(record, 'void');
    if (this.#voided.has(record)) return true;
    this.#voided.add(record);
    this.#refusals.refuse('sealed-void', { doc: record.entry.doc });
    return true;
  }

  /** How far the structs of a Yjs client id have come. */
  #clock(client: number): number {
    return Math.max(this.#log.clock(client), this.#clocks.get(client) ?? 0);
  }

  #firstKept(chain: ChainKey): number {
    const base = this.#log.base(chain);
    return base === null ? 0 : base.seq + 1;
  }
}
