import type { Observable } from '../base/observable.ts';
import type { CellRef, CellSnapshot, NotebookApp } from '../notebook/notebook-app.ts';
import type { ClassId } from '../protocol/ids.ts';
import type { DocumentHandle } from '../sync/document-handle.ts';
import { cellDigest } from './cell-content.ts';
import { MARK_KEY, markJson } from './cell-mark.ts';
import type { SyncChoice } from './class-state.ts';
import { chooseCopy, copyState, markedCells } from './copies.ts';
import type { Notices } from './notices.ts';
import type { OwnProfiles } from './own-profiles.ts';
import { readSharedCell, type SharedCellRecord } from './shared-cell-records.ts';

export interface SyncingOptions {
  readonly classId: ClassId;
  readonly classDoc: DocumentHandle;
  /** This person's own documents: versions looked at (`seen`) and taken (`receipts`), by shared cell. */
  readonly profiles: Pick<OwnProfiles, 'current' | 'all'>;
  readonly notebook: Observable<NotebookApp | null>;
  readonly notices: Notices;
}

/** How to take the last sync back. */
type LastSync =
  | { readonly kind: 'inserted'; readonly ref: CellRef }
  | { readonly kind: 'replaced'; readonly ref: CellRef; readonly before: CellSnapshot };

/** The student's side: takes shared cells into the notebook, never over the person's own change unasked. */
export class Syncing {
  readonly #options: SyncingOptions;
  #last: LastSync | null = null;

  constructor(options: SyncingOptions) {
    this.#options = options;
  }

  /** The newest version of a shared cell that this person looked at; 0 for none. */
  seen(id: string): number {
    const versions = this.#options.profiles.all.map(({ doc }) =>
      doc.getMap<unknown>('seen').get(id),
    );
    return Math.max(0, ...versions.filter((version) => typeof version === 'number'));
  }

  look(id: string): void {
    const record = readSharedCell(this.#options.classDoc.doc, id);
    if (record !== null) this.#note('seen', record);
  }

  async sync(id: string, choice?: SyncChoice): Promise<'done' | 'ask'> {
    const app = await this.#notebook();
    const record = readSharedCell(this.#options.classDoc.doc, id);
    if (record === null || record.withdrawn) return 'done';
    const copy = chooseCopy(markedCells(app, this.#options.classId, 'copy'), id);
    const state = copyState(copy, record);
    if (choice === undefined && (state === 'changed' || state === 'conflict')) return 'ask';
    const mark = { [MARK_KEY]: this.#mark(record) };
    if (copy === null || choice === 'insert') {
      const ref = await app.insertAfterActive(record.content, mark);
      this.#synced({ kind: 'inserted', ref }, record);
      app.reveal(ref);
    } else if (choice === 'keep') {
      // The copy now counts as a change of the newest version: nothing is asked again until the next one.
      app.setMetadata(copy.ref, MARK_KEY, this.#mark(record));
      this.#note('seen', record);
    } else {
      const before = app.cell(copy.ref);
      if (before === null) return 'done';
      app.replace(copy.ref, record.content, mark);
      this.#synced({ kind: 'replaced', ref: copy.ref, before }, record);
      app.reveal(copy.ref);
    }
    return 'done';
  }

  undo(): void {
    const app = this.#options.notebook.value;
    const last = this.#last;
    this.#last = null;
    this.#options.notices.dropUndo();
    if (app === null || last === null || app.cell(last.ref) === null) return;
    if (last.kind === 'inserted') app.remove(last.ref);
    else app.replace(last.ref, last.before, last.before.metadata);
    this.#options.notices.add('sync-undone');
  }

  /** Resolves once the notebook application is there: on a slow device the class is there before it. */
  #notebook(): Promise<NotebookApp> {
    const { notebook } = this.#options;
    if (notebook.value !== null) return Promise.resolve(notebook.value);
    return new Promise((resolve) => {
      const end = notebook.subscribe((app) => {
        if (app === null) return;
        end();
        resolve(app);
      });
    });
  }

  #mark(record: SharedCellRecord) {
    return markJson({
      class: this.#options.classId,
      cell: record.id,
      version: record.version,
      kind: 'copy',
      digest: cellDigest(record.content),
    });
  }

  #synced(last: LastSync, record: SharedCellRecord): void {
    this.#last = last;
    this.#note('seen', record);
    this.#note('receipts', record);
    this.#options.notices.add('cell-synced', { notebook: record.notebook }, true);
  }

  #note(map: 'seen' | 'receipts', record: SharedCellRecord): void {
    const profile = this.#options.profiles.current;
    if (!profile.writable.value) return;
    const noted = profile.doc.getMap<unknown>(map);
    if (noted.get(record.id) !== record.version) noted.set(record.id, record.version);
  }
}
