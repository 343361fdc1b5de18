import {
  Awareness,
  applyAwarenessUpdate,
  encodeAwarenessUpdate,
  removeAwarenessStates,
} from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { Bytes } from '../base/bytes.ts';
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { LecternError } from '../base/lectern-error.ts';
import type { Logger } from '../base/logger.ts';
import { ObservableValue } from '../base/observable.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { Ref } from '../protocol/entry.ts';
import type { DocId, EntryHash } from '../protocol/ids.ts';
import { MAX_UPDATE } from '../protocol/limits.ts';
import { updatesOf } from './covered-content.ts';
import type { DocumentHandle, DocumentStatus, LocalRefusal } from './document-handle.ts';
import type { DocumentLog } from './document-log.ts';
import type { WriteOutcome } from './own-entries.ts';
import { addsStructs, inspectUpdate } from './yjs-update.ts';

/** While edits follow each other, an entry leaves at most this often, in ms. */
const BATCH_MS = 30;
/** Updates merged into one entry: merging takes more than linear time. */
const MAX_MERGED = 256;

/** How far the structs of a Yjs client id have come. */
interface ClientClock {
  readonly client: number;
  readonly clock: number;
}

/** A local update on its way into the log, and the causal heads at its last change. */
interface InFlight {
  readonly update: Bytes;
  readonly heads: readonly Ref[];
}

/** What a document needs of its class. */
export interface DocumentSurroundings {
  readonly log: DocumentLog;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The updates of sealed entries that stand, each after what it needs; all plain ones come before. */
  sealed(): Iterable<Bytes>;
  /** The causal heads that are others' now. */
  heads(): readonly Ref[];
  write(update: Bytes, client: number, heads: readonly Ref[]): Promise<WriteOutcome>;
  /** Local changes that are in no entry lost what they stand on: they are shown to their author (SY5). */
  lost(updates: readonly Bytes[]): void;
  /** The failure since which nothing is stored, or null. */
  storageFailure(): LecternError | null;
  /** Sends this device's awareness state to the others. */
  announce(payload: Bytes): void;
  /** The awareness is wanted now: gives what the others announced so far by `applyAwareness`. */
  awarenessWanted(): void;
  /** The document's own changes came further, or a new one was made. */
  changed(): void;
}

/** A Y.Doc whose changes are signed entries. */
export class ReplicatedDocument implements DocumentHandle {
  readonly id: DocId;
  readonly writable: ObservableValue<boolean>;
  readonly synced = new ObservableValue(false);
  readonly status = new ObservableValue<DocumentStatus>({ saved: true, waiting: 0 });
  #client: number;
  readonly #around: DocumentSurroundings;
  readonly #reset = new Emitter<Y.Doc>();
  readonly #refused = new Emitter<LocalRefusal>();
  /** Origin of the engine's own transactions. */
  readonly #remote = Symbol('remote entries');
  #doc: Y.Doc;
  #awareness: Awareness | null = null;
  /** Local updates that are in no entry yet, and the causal heads at the last of them. */
  #buffer: Bytes[] = [];
  #heads: readonly Ref[] = [];
  /** Local updates on their way into the log. */
  #inFlight: InFlight[] = [];
  #captured: number;
  #written: number;
  #lastFlush = -Infinity;
  #scheduled: Unsubscribe | null = null;
  #tail: Promise<void> = Promise.resolve();
  #resetting = false;
  #closed = false;

  constructor(id: DocId, client: number, writable: boolean, around: DocumentSurroundings) {
    this.id = id;
    this.#client = client;
    this.#around = around;
    this.writable = new ObservableValue(writable);
    this.#captured = this.#written = around.log.clock(client);
    this.#doc = this.#build();
  }

  get doc(): Y.Doc {
    return this.#doc;
  }

  get awareness(): Awareness {
    if (this.#awareness === null) {
      const awareness = new Awareness(this.#doc);
      this.#awareness = awareness;
      // It would renew its state every 15 s for everybody: who is gone is known from presence instead.
      clearInterval(awareness._checkInterval);
      awareness.on('update', (_: unknown, origin: unknown) => {
        if (origin !== this.#remote) this.#around.announce(ownState(awareness));
      });
      this.#around.awarenessWanted();
    }
    return this.#awareness;
  }

  /** Local changes that are not in the log yet, as entries to come. */
  get unwritten(): number {
    return this.#inFlight.length + (this.#buffer.length > 0 ? 1 : 0);
  }

  onReset(listener: (doc: Y.Doc) => void): Unsubscribe {
    return this.#reset.on(listener);
  }

  onRefused(listener: (reason: LocalRefusal) => void): Unsubscribe {
    return this.#refused.on(listener);
  }

  async flush(): Promise<void> {
    this.#write();
    await this.#tail;
    const failure = this.#around.storageFailure();
    if (failure !== null) throw failure;
  }

  /** Applies an accepted entry by somebody else, after which `clocksAfter` are reached; only from the engine's own task (SY7). */
  apply(update: Bytes, clocksAfter: Iterable<ClientClock>): void {
    if (this.#closed) return;
    if (this.#doc._transaction !== null)
      throw new Error('remote entries are never applied inside a transaction (SY7)');
    try {
      Y.applyUpdate(this.#doc, update, this.#remote);
    } catch (cause) {
      // Observers run inside: a failing one leaves the document whole. Otherwise the next check tells.
      this.#around.logger.log('error', 'apply-threw', { doc: this.id, message: String(cause) });
    }
    const { store } = this.#doc;
    const behind = [...clocksAfter].some(({ client, clock }) => Y.getState(store, client) < clock);
    if (behind || store.pendingStructs !== null || store.pendingDs !== null) {
      this.#around.logger.log('error', 'apply-incomplete', { doc: this.id });
      this.#startReset(null);
    }
  }

  /**
   * Rebuilds the document, as entries were taken out of its log. With `client`, this device goes on under another
   * Yjs client id, and what was not written yet is dropped: it stands on what was taken out. Gives that.
   */
  rebuild(client: number | null): readonly Bytes[] {
    const dropped = client === null ? [] : this.#unwritten();
    if (client !== null) {
      this.#client = client;
      this.#inFlight = [];
      this.#buffer = [];
    }
    this.#startReset(null);
    return dropped;
  }

  /** Whether a local change that is in no entry yet was made on top of one of these entries, right after it or later. */
  restsOn(entries: ReadonlySet<EntryHash>): boolean {
    const made = this.#inFlight.flatMap(({ heads }) => heads);
    if (this.#buffer.length > 0) made.push(...this.#heads);
    return made.some(({ hash }) => entries.has(hash));
  }

  /** Applies what somebody else announced about themselves here. */
  applyAwareness(payload: Bytes): void {
    if (this.#awareness !== null) applyAwarenessUpdate(this.#awareness, payload, this.#remote);
  }

  /** Takes out what a client id announced: its session is gone. */
  dropAwareness(client: number): void {
    const awareness = this.#awareness;
    if (awareness === null || client === awareness.clientID) return;
    removeAwarenessStates(awareness, [client], this.#remote);
    awareness.meta.delete(client); // so that the same is taken again, should it come back
  }

  /** Writes what is pending; then the Y.Doc is on its own. */
  async close(): Promise<void> {
    this.#write();
    await this.#tail;
    this.#closed = true;
    this.#scheduled?.();
    this.#awareness?.destroy();
  }

  /** Local changes that are not in the log yet, in their order. */
  #unwritten(): readonly Bytes[] {
    return [...this.#inFlight.map(({ update }) => update), ...this.#buffer];
  }

  #build(): Y.Doc {
    const doc = new Y.Doc({ guid: this.id });
    doc.on('afterTransaction', (transaction: Y.Transaction) => {
      // Yjs would tidy up formatting marks after remote changes with deletions of its own, at every reader.
      if (transaction.origin === this.#remote) transaction._needFormattingCleanup = false;
    });
    // Before the listeners and under a passing client id, as Yjs would replace ours on seeing its own structs come in.
    doc.transact(() => {
      const { log } = this.#around;
      for (const update of [...updatesOf(log), ...this.#around.sealed(), ...this.#unwritten()])
        Y.applyUpdate(doc, update, this.#remote);
    }, this.#remote);
    doc.clientID = this.#client;
    const capture = (update: Uint8Array, origin: unknown): void =>
      this.#capture(doc, update as Bytes, origin);
    // Where somebody listens Yjs encodes what was changed: for what came in that would be in vain.
    doc.on('beforeTransaction', ({ origin }: Y.Transaction) => {
      doc.off('update', capture);
      if (origin !== this.#remote) doc.on('update', capture);
    });
    return doc;
  }

  #capture(doc: Y.Doc, update: Bytes, origin: unknown): void {
    if (origin === this.#remote || doc !== this.#doc || this.#resetting || this.#closed) return;
    const shape = inspectUpdate(update, this.#client);
    if (!shape.ok || doc.clientID !== this.#client || shape.value.from > this.#captured) {
      this.#around.logger.log('error', 'local-foreign', {
        doc: this.id,
        error: shape.ok ? 'client' : shape.error,
      });
      this.#startReset('foreign');
    } else if (!this.writable.value) {
      this.#startReset('not-permitted');
    } else if (update.length > MAX_UPDATE) {
      this.#startReset('too-large');
    } else {
      this.#captured = Math.max(this.#captured, shape.value.to);
      this.#buffer.push(update);
      this.#heads = this.#around.heads();
      this.#schedule();
      this.#around.changed();
    }
  }

  /** The first edit after a pause leaves as soon as the running code has ended, later ones in batches. */
  #schedule(): void {
    if (this.#scheduled !== null) return;
    const rest = this.#lastFlush + BATCH_MS - this.#around.clock.now();
    if (rest > 0 && rest <= BATCH_MS) {
      this.#scheduled = this.#around.clock.after(rest, () => this.#write());
    } else {
      let wanted = true;
      this.#scheduled = () => void (wanted = false);
      queueMicrotask(() => {
        if (wanted) this.#write();
      });
    }
  }

  #write(): void {
    this.#scheduled?.();
    this.#scheduled = null;
    if (this.#buffer.length === 0) return;
    this.#lastFlush = this.#around.clock.now();
    const heads = this.#heads;
    for (const update of this.#mergeBuffer()) {
      const made = { update, heads };
      this.#inFlight.push(made);
      this.#tail = this.#tail.then(() => this.#writeEntry(made));
    }
  }

  async #writeEntry(made: InFlight): Promise<void> {
    if (!this.#inFlight.includes(made)) return; // taken back meanwhile
    let outcome: WriteOutcome;
    try {
      outcome = await this.#around.write(made.update, this.#client, made.heads);
    } catch (cause) {
      this.#around.logger.log('error', 'write-threw', { doc: this.id, message: String(cause) });
      outcome = { refused: 'write-threw' };
    }
    if (outcome === 'kept') {
      this.#inFlight = this.#inFlight.filter((other) => other !== made);
    } else if (this.#inFlight.includes(made)) {
      this.#around.logger.log('warn', 'own-entry-refused', { doc: this.id, code: outcome.refused });
      // What follows stands on it.
      const taken = this.#unwritten();
      this.#inFlight = [];
      this.#buffer = [];
      const isLost = outcome.refused === 'base-lost';
      if (isLost) this.#around.lost(taken);
      this.#startReset(isLost ? null : 'not-permitted');
    }
    this.#around.changed();
  }

  /** The buffered updates in few, each beginning where the one before ended. */
  #mergeBuffer(): readonly Bytes[] {
    const merged: Bytes[] = [];
    for (let at = 0; at < this.#buffer.length;) {
      let count = 0;
      let bytes = 0;
      for (const update of this.#buffer.slice(at, at + MAX_MERGED)) {
        bytes += update.length;
        if (count > 0 && bytes > MAX_UPDATE / 4) break;
        count++;
      }
      const group = this.#buffer.slice(at, at + count);
      at += count;
      let update = (group.length === 1 ? group[0] : Y.mergeUpdates(group)) as Bytes;
      let shape = inspectUpdate(update, this.#client);
      // Yjs repeats in a transaction's update what observers wrote right after it.
      if (shape.ok && addsStructs(shape.value) && shape.value.from < this.#written) {
        const known = Y.encodeStateVector(new Map([[this.#client, this.#written]]));
        update = Y.diffUpdate(update, known) as Bytes;
        shape = inspectUpdate(update, this.#client);
      }
      if (!shape.ok) throw new Error(`merged update is unfit: ${shape.error}`);
      if (!addsStructs(shape.value) && shape.value.needs.size === 0) continue;
      this.#written = Math.max(this.#written, shape.value.to);
      merged.push(update);
    }
    this.#buffer = [];
    return merged;
  }

  #startReset(reason: LocalRefusal | null): void {
    if (this.#resetting || this.#closed) return;
    this.#resetting = true;
    if (reason === 'not-permitted')
      this.#around.logger.log('warn', 'local-refused', { doc: this.id });
    // Not from inside a transaction or an observer.
    queueMicrotask(() => {
      if (this.#closed) return;
      this.#awareness?.destroy();
      this.#awareness = null;
      this.#doc = this.#build();
      this.#captured = Y.getState(this.#doc.store, this.#client);
      if (this.#inFlight.length === 0 && this.#buffer.length === 0) this.#written = this.#captured;
      this.#resetting = false;
      if (reason !== null) this.#refused.emit(reason);
      this.#reset.emit(this.#doc);
      this.#around.changed();
    });
  }
}

function ownState(awareness: Awareness): Bytes {
  return encodeAwarenessUpdate(awareness, [awareness.clientID]) as Bytes;
}
