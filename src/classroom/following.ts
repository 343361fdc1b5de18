import { sameJson } from '../base/json.ts';
import { ObservableValue, type Observable } from '../base/observable.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { Mirror, MirrorState, NotebookApp, NotebookPlace } from '../notebook/notebook-app.ts';
import type { DocumentHandle } from '../sync/document-handle.ts';
import type { FollowDocument } from './follow-document.ts';
import type { FollowRecord } from './follow-record.ts';
import { FollowedReader, parsePlace } from './read-followed.ts';

const NOTHING: MirrorState = {
  by: '',
  notebook: '',
  standing: 'waiting',
  cells: [],
  cellsLeft: 0,
};

export interface FollowingOptions {
  readonly document: FollowDocument;
  readonly notebook: Observable<NotebookApp | null>;
  /** Counts what could not be read. */
  readonly refuse: () => void;
  /** Runs what nobody waits for, and tells of its failure. */
  readonly attempt: (action: () => Promise<void>) => Promise<void>;
  /** Whether the person follows has changed. */
  readonly changed: () => void;
}

/** The follower's side: a mirror of what a teacher shows, as long as the person wants it. */
export class Following implements Mirror {
  readonly state = new ObservableValue<MirrorState>(NOTHING);
  readonly place = new ObservableValue<NotebookPlace | null>(null);
  readonly #options: FollowingOptions;
  readonly #reader: FollowedReader;
  #on = false;
  #record: FollowRecord | null = null;
  #by = '';
  #handle: DocumentHandle | null = null;
  #ends: Unsubscribe[] = [];
  #endDoc: Unsubscribe = () => undefined;
  #hide: Unsubscribe = () => undefined;

  constructor(options: FollowingOptions) {
    this.#options = options;
    this.#reader = new FollowedReader(options.refuse);
  }

  /** The person wants to follow, whoever shows something. */
  get on(): boolean {
    return this.#on;
  }

  /** Shows the mirror; it goes on over whatever happens to the teacher, until `stop`. */
  start(): void {
    const app = this.#options.notebook.value;
    if (this.#on || app === null) return;
    this.#on = true;
    this.state.set(NOTHING);
    this.#hide = app.showMirror(this);
    this.#options.changed();
    this.look(this.#record, this.#by);
  }

  stop(): void {
    if (!this.#on) return;
    this.#on = false;
    this.#detach();
    this.#hide();
    this.#options.changed();
  }

  /** Goes on with what the class document says now; `by`: the teacher's name. */
  look(record: FollowRecord | null, by: string): void {
    this.#record = record;
    if (by !== '') this.#by = by;
    if (!this.#on) return;
    if (this.#handle === null && this.#options.document.there)
      void this.#options.attempt(() => this.#open());
    this.#show();
  }

  async #open(): Promise<void> {
    const handle = await this.#options.document.open();
    if (!this.#on || this.#handle !== null) return;
    this.#handle = handle;
    this.#ends = [handle.onReset(() => this.#attach(handle))];
    this.#attach(handle);
  }

  #attach(handle: DocumentHandle): void {
    this.#endDoc();
    const { doc, awareness } = handle;
    const onUpdate = () => this.#show();
    const onMove = () => this.#show();
    doc.on('update', onUpdate);
    awareness.on('change', onMove);
    this.#endDoc = () => {
      doc.off('update', onUpdate);
      awareness.off('change', onMove);
    };
    awareness.setLocalState({ follows: true });
    this.#show();
  }

  #detach(): void {
    const handle = this.#handle;
    this.#handle = null;
    for (const end of this.#ends.splice(0)) end();
    this.#endDoc();
    if (handle === null) return;
    handle.awareness.setLocalState(null);
    this.#options.document.release();
  }

  #show(): void {
    const record = this.#record;
    const by = this.#by;
    if (record === null) {
      this.place.set(null);
      this.#set({ ...NOTHING, by, standing: 'over' });
      return;
    }
    const handle = this.#handle;
    const read = handle === null ? null : this.#reader.read(handle.doc, record.client);
    const announced = handle?.awareness.getStates().get(record.client);
    // What is shown stays, though the teacher is away for the moment: what they wrote is on the way to be copied.
    const before = this.state.value;
    const content = read ?? { notebook: before.notebook, cells: before.cells, cellsLeft: 0 };
    const standing = read === null || announced === undefined ? 'waiting' : 'live';
    this.#set({ ...content, by, standing });
    const place = parsePlace(announced);
    if (!sameJson(place, this.place.value)) this.place.set(place);
  }

  #set(next: MirrorState): void {
    const { cells, ...rest } = next;
    const { cells: shown, ...before } = this.state.value;
    const same =
      sameJson(rest, before) &&
      cells.length === shown.length &&
      cells.every((cell, at) => cell === shown[at]);
    if (!same) this.state.set(next);
  }
}
