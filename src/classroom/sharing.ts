import { utf8, toBase64Url } from '../base/bytes.ts';
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { Observable } from '../base/observable.ts';
import type { RandomBytes } from '../base/random.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { CellActions, CellRef, CellSnapshot, NotebookApp } from '../notebook/notebook-app.ts';
import type { ClassId, KeyId } from '../protocol/ids.ts';
import { MAX_ENTRY_PAYLOAD } from '../protocol/limits.ts';
import type { DocumentHandle } from '../sync/document-handle.ts';
import { cellDigest, sameContent } from './cell-content.ts';
import { MARK_KEY, markJson } from './cell-mark.ts';
import { isStale, markedCells, type MarkedCell } from './copies.ts';
import type { Notices } from './notices.ts';
import {
  readSharedCell,
  withdrawSharedCell,
  writeOrder,
  writeSharedCell,
} from './shared-cell-records.ts';

/** Room for the entry's own fields and the record's beside the cell's content. */
const RECORD_OVERHEAD = 8 * 1024;

export interface SharingOptions {
  readonly classId: ClassId;
  readonly self: KeyId;
  readonly classDoc: DocumentHandle;
  readonly notebook: Observable<NotebookApp | null>;
  readonly notices: Notices;
  readonly clock: Clock;
  readonly random: RandomBytes;
}

/** The teacher's side: shares cells of the open notebooks and keeps their order. Acts only while `writable`. */
export class Sharing implements CellActions {
  readonly #options: SharingOptions;
  readonly #changed = new Emitter<void>();
  readonly #ends: Unsubscribe[] = [];
  #endApp: Unsubscribe = () => undefined;

  constructor(options: SharingOptions) {
    this.#options = options;
    this.#ends.push(
      options.notebook.subscribe((app) => this.#attach(app)),
      options.classDoc.writable.subscribe(() => this.#attach(options.notebook.value)),
    );
    this.#attach(options.notebook.value);
  }

  /** Tells the cell buttons to look again, after the class document changed. */
  refresh(): void {
    this.#changed.emit();
  }

  state(ref: CellRef): { readonly shared: boolean; readonly stale: boolean } | null {
    const app = this.#options.notebook.value;
    if (app === null || !this.#options.classDoc.writable.value) return null;
    const original = this.#original(ref);
    const record = original && readSharedCell(this.#options.classDoc.doc, original.mark.cell);
    if (!record || record.withdrawn) return { shared: false, stale: false };
    return { shared: true, stale: isStale(app, ref, record, true) };
  }

  onChanged(listener: () => void): Unsubscribe {
    return this.#changed.on(listener);
  }

  toggleShare(ref: CellRef): void {
    const original = this.#original(ref);
    if (original !== null && this.state(ref)?.shared === true) this.withdraw(original.mark.cell);
    else this.#share(ref, original?.mark.cell ?? toBase64Url(this.#options.random(16)));
  }

  shareNow(ref: CellRef): void {
    const original = this.#original(ref);
    this.#share(ref, original?.mark.cell ?? toBase64Url(this.#options.random(16)));
  }

  /** Takes a shared cell back from the class; copies that students took stay theirs. */
  withdraw(id: string): void {
    const { classDoc, clock } = this.#options;
    if (!classDoc.writable.value) return;
    withdrawSharedCell(classDoc.doc, id, clock.now());
    this.#changed.emit();
  }

  close(): void {
    for (const end of this.#ends) end();
    this.#endApp();
    this.#options.notebook.value?.setCellActions(null);
  }

  #attach(app: NotebookApp | null): void {
    this.#endApp();
    this.#endApp = () => undefined;
    if (app === null) return;
    if (!this.#options.classDoc.writable.value) {
      app.setCellActions(null);
      return;
    }
    app.setCellActions(this);
    const ends = [
      app.onCellsChanged(() => {
        this.#keepOrder(app);
        this.#changed.emit();
      }),
      app.onExecuted((cell) => this.#shareAfterRun(cell)),
    ];
    this.#endApp = () => {
      for (const end of ends) end();
    };
  }

  #shareAfterRun(cell: CellSnapshot): void {
    const original = this.#original(cell);
    const record = original && readSharedCell(this.#options.classDoc.doc, original.mark.cell);
    if (record && !record.withdrawn && !sameContent(cell, record.content))
      this.#share(cell, record.id);
  }

  #share(ref: CellRef, id: string): void {
    const { classDoc, classId, clock, notebook, notices, self } = this.#options;
    const app = notebook.value;
    const cell = app?.cell(ref) ?? null;
    if (app === null || cell === null || !classDoc.writable.value) return;
    const { cellType, source, outputs, attachments } = cell;
    const content = { cellType, source, outputs, attachments };
    if (utf8(JSON.stringify(content)).length > MAX_ENTRY_PAYLOAD - RECORD_OVERHEAD) {
      notices.add('share-too-large');
      return;
    }
    const version = (readSharedCell(classDoc.doc, id)?.version ?? 0) + 1;
    classDoc.doc.transact(() => {
      writeSharedCell(classDoc.doc, {
        id,
        content,
        notebook: notebookName(ref.path),
        version,
        at: clock.now(),
        by: self,
        withdrawn: false,
        live: false,
        withOutputs: true,
      });
      writeOrder(classDoc.doc, new Map([[id, cell.index]]));
    });
    const mark = {
      class: classId,
      cell: id,
      version,
      kind: 'original',
      digest: cellDigest(cell),
      base: null,
    } as const;
    app.setMetadata(ref, MARK_KEY, markJson(mark));
    this.#changed.emit();
  }

  /** The mark of a cell as an original. Of cells duplicated with their mark only the first counts. */
  #original(ref: CellRef): MarkedCell | null {
    const app = this.#options.notebook.value;
    if (app === null) return null;
    const originals = markedCells(app, this.#options.classId, 'original');
    const here = originals.find(({ ref: r }) => r.path === ref.path && r.id === ref.id);
    if (here === undefined) return null;
    return originals.find(({ mark }) => mark.cell === here.mark.cell) === here ? here : null;
  }

  #keepOrder(app: NotebookApp): void {
    const { classDoc, classId } = this.#options;
    const places = new Map<string, number>();
    for (const { mark, index } of markedCells(app, classId, 'original')) {
      const record = readSharedCell(classDoc.doc, mark.cell);
      if (record !== null && !record.withdrawn && !places.has(mark.cell))
        places.set(mark.cell, index);
    }
    writeOrder(classDoc.doc, places);
  }
}

/** A notebook's name for people: the file's name without folder and ending. */
function notebookName(path: string): string {
  const file = path.slice(path.lastIndexOf('/') + 1);
  return file.replace(/\.ipynb$/, '');
}
