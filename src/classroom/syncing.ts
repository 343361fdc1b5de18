import type { Observable } from '../base/observable.ts';
import type { CellContent, NotebookApp } from '../notebook/notebook-app.ts';
import type { ClassId } from '../protocol/ids.ts';
import { cellDigest } from './cell-content.ts';
import { MARK_KEY, markJson } from './cell-mark.ts';
import { chooseCopy, copyState, markedCells, type MarkedCell } from './copies.ts';
import { takeBack, type SyncedCell } from './last-sync.ts';
import type { Notices } from './notices.ts';
import type { OwnProfiles } from './own-profiles.ts';
import { Question } from './question.ts';
import type { SharedCellRecord } from './shared-cell-records.ts';
import type { SyncAnswer, SyncQuestion } from './sync-question.ts';

export interface SyncingOptions {
  readonly classId: ClassId;
  /** What is shared now, wherever its record lives; null where there is no such cell. */
  readonly find: (id: string) => SharedCellRecord | null;
  /** This person's own documents: versions looked at (`seen`) and taken (`receipts`), by shared cell. */
  readonly profiles: Pick<OwnProfiles, 'current' | 'all'>;
  readonly notebook: Observable<NotebookApp | null>;
  readonly notices: Notices;
}

/** The student's side: takes shared cells into the notebook, never over the person's own change unasked. */
export class Syncing {
  readonly #options: SyncingOptions;
  readonly #question = new Question<SyncQuestion, SyncAnswer>();
  #last: readonly SyncedCell[] = [];

  constructor(options: SyncingOptions) {
    this.#options = options;
  }

  /** What a sync waits for the person to answer. */
  get question(): Observable<SyncQuestion | null> {
    return this.#question.asked;
  }

  answer(answer: SyncAnswer | null): void {
    this.#question.answer(answer);
  }

  /** The newest version of a shared cell that this person looked at; 0 for none. */
  seen(id: string): number {
    const versions = this.#options.profiles.all.map(({ doc }) =>
      doc.getMap<unknown>('seen').get(id),
    );
    return Math.max(0, ...versions.filter((version) => typeof version === 'number'));
  }

  look(id: string): void {
    const record = this.#options.find(id);
    if (record !== null) this.#note('seen', record);
  }

  /** Resolves when the cell is in the notebook, or the person turned away from the question. */
  async sync(id: string): Promise<void> {
    const app = await this.#notebook();
    const record = this.#shared(id);
    if (record === null) return;
    const copy = this.#copy(app, id);
    switch (copyState(copy, record)) {
      case 'none':
        return this.#insert(app, record);
      case 'current':
        return;
      case 'newer':
        return this.#replace(app, record, copy, record.content);
      case 'changed':
      case 'conflict':
        if (copy !== null) return this.#settle(app, record, copy);
    }
  }

  undo(): void {
    const app = this.#options.notebook.value;
    const last = this.#last;
    this.#last = [];
    this.#options.notices.dropUndo();
    if (app === null || last.length === 0) return;
    this.#options.notices.add('sync-undone', { kept: takeBack(app, last) });
  }

  /** Asks what to do with a copy that the person changed, and does it with the version that was asked about. */
  async #settle(app: NotebookApp, record: SharedCellRecord, copy: MarkedCell): Promise<void> {
    const { id, version, notebook, content } = record;
    const answer = await this.#question.ask({
      kind: 'changed',
      shared: { ...content, id, version, notebook },
      mine: copy.source,
      base: copy.mark.base,
      bothChanged: copy.mark.version < version,
    });
    if (answer === null || this.#shared(id) === null) return;
    if (answer === 'insert') return this.#insert(app, record);
    if (answer === 'replace') return this.#replace(app, record, copy, content);
    if (answer === 'keep') {
      // The copy now counts as a change of this version: nothing is asked again until the next one.
      app.setMetadata(copy.ref, MARK_KEY, this.#mark(record));
      this.#note('seen', record);
      return;
    }
    const before = app.cell(copy.ref);
    // What was run stays, as after any change by hand; outputs of somebody else's text would be wrong.
    const outputs = content.cellType === 'code' ? (before?.outputs ?? []) : [];
    this.#replace(app, record, copy, {
      cellType: content.cellType,
      source: answer.merged,
      outputs,
      attachments: { ...before?.attachments, ...content.attachments },
    });
  }

  async #insert(app: NotebookApp, record: SharedCellRecord): Promise<void> {
    const ref = await app.insertAfterActive(record.content, { [MARK_KEY]: this.#mark(record) });
    this.#synced([{ ref, before: null, digest: cellDigest(record.content) }], record);
    app.reveal(ref);
  }

  #replace(
    app: NotebookApp,
    record: SharedCellRecord,
    copy: MarkedCell | null,
    content: CellContent,
  ): void {
    const before = copy === null ? null : app.cell(copy.ref);
    if (copy === null || before === null) return;
    app.replace(copy.ref, content, { [MARK_KEY]: this.#mark(record) });
    this.#synced([{ ref: copy.ref, before, digest: cellDigest(content) }], record);
    app.reveal(copy.ref);
  }

  #shared(id: string): SharedCellRecord | null {
    const record = this.#options.find(id);
    return record === null || record.withdrawn ? null : record;
  }

  #copy(app: NotebookApp, id: string): MarkedCell | null {
    return chooseCopy(markedCells(app, this.#options.classId, 'copy'), id);
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

  #mark({ id, version, content }: SharedCellRecord) {
    return markJson({
      class: this.#options.classId,
      cell: id,
      version,
      kind: 'copy',
      digest: cellDigest(content),
      base: content.source,
    });
  }

  #synced(last: readonly SyncedCell[], record: SharedCellRecord): void {
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
