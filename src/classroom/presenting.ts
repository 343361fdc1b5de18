import type { Clock } from '../base/clock.ts';
import { ObservableValue, type Observable } from '../base/observable.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { NotebookApp } from '../notebook/notebook-app.ts';
import type { KeyId } from '../protocol/ids.ts';
import type { DocumentHandle } from '../sync/document-handle.ts';
import type { FollowDocument } from './follow-document.ts';
import {
  clearFollowRecord,
  readFollowRecord,
  writeFollowRecord,
  type FollowRecord,
} from './follow-record.ts';
import { followedCells, type MeasuredBefore } from './followed-cells.ts';
import { notebookName } from './notebook-name.ts';
import { clearFollowed, writeFollowed } from './write-followed.ts';

/** Changes go out at most this often, in ms: seen as typing, and a few words an entry. */
const PACE_MS = 200;
/** What may go out in the long run, UTF-16 units per second: sources (a notebook that is opened), and outputs beside them. */
const UNITS_PER_S = 256 * 1024;
const OUTPUT_UNITS_PER_S = 64 * 1024;
/** Longer than anything has to wait by these: the limits of `followedCells` are 32 s of outputs. */
const MAX_WAIT_MS = 60_000;

/** What a teacher shows at the moment, and to how many. */
export interface Presented {
  /** Name of the notebook; empty while none is open. */
  readonly notebook: string;
  readonly followers: number;
}

export interface PresentingOptions {
  readonly self: KeyId;
  readonly classDoc: DocumentHandle;
  readonly document: FollowDocument;
  readonly notebook: Observable<NotebookApp | null>;
  readonly clock: Clock;
}

/** The teacher's side of "Follow the teacher": shows the notebook in front to whoever follows, until it is stopped. */
export class Presenting {
  readonly #options: PresentingOptions;
  readonly #presented = new ObservableValue<Presented | null>(null);
  readonly #measured: MeasuredBefore = new WeakMap();
  #handle: DocumentHandle | null = null;
  #ends: Unsubscribe[] = [];
  #endAwareness: Unsubscribe = () => undefined;
  #planned: { readonly at: number; readonly cancel: Unsubscribe } | null = null;
  /** Not before these moments, ms. */
  #next = 0;
  #nextOutputs = 0;

  constructor(options: PresentingOptions) {
    this.#options = options;
  }

  /** Null while this device shows nothing. */
  get presented(): Observable<Presented | null> {
    return this.#presented;
  }

  /** Begins; whoever showed theirs before does not count any more. Rejects with `not-permitted` or a storage failure. */
  async start(): Promise<void> {
    const { classDoc, document, notebook } = this.#options;
    const app = notebook.value;
    if (this.#handle !== null || app === null || !classDoc.writable.value) return;
    const handle = await document.make();
    if (this.#handle !== null) return;
    this.#handle = handle;
    this.#presented.set({ notebook: '', followers: 0 });
    const plan = () => this.#plan();
    this.#ends = [
      app.current.subscribe(plan),
      app.onCellsChanged(plan),
      app.onPlaceChanged(() => this.#announce(app)),
      handle.onReset(() => this.#attach(app)),
    ];
    this.#attach(app);
    await classDoc.flush();
  }

  /** Whether what the class document says is what this device does. */
  isShownBy(record: FollowRecord | null): boolean {
    const { self } = this.#options;
    return record?.by === self && record.client === this.#handle?.doc.clientID;
  }

  /** Ends, and takes everything that was shown away. Rejects with a storage failure. */
  async stop(): Promise<void> {
    const handle = this.#handle;
    if (handle === null) return;
    const { self, classDoc } = this.#options;
    for (const end of this.#ends.splice(0)) end();
    this.#endAwareness();
    this.#planned?.cancel();
    this.#planned = null;
    const own = this.isShownBy(this.#record());
    this.#handle = null;
    handle.awareness.setLocalState(null);
    if (own && classDoc.writable.value) clearFollowRecord(classDoc.doc);
    if (handle.writable.value) clearFollowed(handle.doc, self);
    this.#presented.set(null);
    await handle.flush();
    await classDoc.flush();
  }

  /** Takes away what an earlier session of this device left behind, as it ended without a word. */
  async tidy(): Promise<void> {
    const { self, classDoc, document } = this.#options;
    if (this.#handle !== null || !document.there || !classDoc.writable.value) return;
    if (this.#record()?.by === self) clearFollowRecord(classDoc.doc);
    const handle = await document.open();
    if (this.#handle === null && handle.writable.value) clearFollowed(handle.doc, self);
    await handle.flush();
  }

  /** What the class document says; what is unreadable there is counted elsewhere. */
  #record(): FollowRecord | null {
    return readFollowRecord(this.#options.classDoc.doc, () => undefined);
  }

  /** The document is a new one, at the beginning too: everything is said anew. */
  #attach(app: NotebookApp): void {
    const handle = this.#handle;
    const { self, classDoc, clock } = this.#options;
    if (handle === null || !classDoc.writable.value) return;
    this.#endAwareness();
    const { awareness } = handle;
    const count = () => this.#count(handle);
    awareness.on('change', count);
    this.#endAwareness = () => awareness.off('change', count);
    this.#publish();
    writeFollowRecord(classDoc.doc, { by: self, client: handle.doc.clientID, at: clock.now() });
    this.#announce(app);
    count();
  }

  #plan(): void {
    this.#planAt(this.#next);
  }

  /** Publishes at this moment, or earlier where that was planned already. */
  #planAt(moment: number): void {
    const { clock } = this.#options;
    const at = clock.now() + Math.max(PACE_MS, this.#waitUntil(moment));
    if (this.#planned !== null && this.#planned.at <= at) return;
    this.#planned?.cancel();
    const cancel = clock.after(at - clock.now(), () => {
      this.#planned = null;
      this.#publish();
    });
    this.#planned = { at, cancel };
  }

  /** In ms; a clock that was set back keeps nothing from going out. */
  #waitUntil(moment: number): number {
    const rest = moment - this.#options.clock.now();
    return rest > MAX_WAIT_MS ? 0 : rest;
  }

  #publish(): void {
    const handle = this.#handle;
    const { self, notebook, clock } = this.#options;
    const app = notebook.value;
    const before = this.#presented.value;
    if (handle === null || app === null || before === null || !handle.writable.value) return;
    const path = app.current.value;
    const name = path === null ? '' : notebookName(path);
    if (before.notebook !== name) this.#presented.set({ ...before, notebook: name });
    // Nothing leaves this device, and nothing is stored, as long as nobody looks.
    if (before.followers === 0) return;
    const shown = {
      by: self,
      client: handle.doc.clientID,
      notebook: name,
      ...followedCells(path === null ? [] : app.cells(path), this.#measured),
    };
    const written = writeFollowed(handle.doc, shown, this.#waitUntil(this.#nextOutputs) <= 0);
    const now = clock.now();
    this.#next = now + (written.units / UNITS_PER_S) * 1000;
    if (written.outputUnits > 0)
      this.#nextOutputs = now + (written.outputUnits / OUTPUT_UNITS_PER_S) * 1000;
    if (written.outputsWait) this.#planAt(this.#nextOutputs);
  }

  /** Says where the teacher is; it is sent at most every 100 ms, and never stored. */
  #announce(app: NotebookApp): void {
    const place = app.place();
    this.#handle?.awareness.setLocalState({
      place: place === null ? null : { cell: place.cell, ...place.selection },
    });
  }

  #count({ awareness }: DocumentHandle): void {
    let followers = 0;
    for (const state of awareness.getStates().values()) if (state['follows'] === true) followers++;
    const before = this.#presented.value;
    if (before === null || before.followers === followers) return;
    this.#presented.set({ ...before, followers });
    if (before.followers === 0) this.#publish();
  }
}
