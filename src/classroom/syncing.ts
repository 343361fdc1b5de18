import type { Observable } from '../base/observable.ts';
import type { RandomBytes } from '../base/random.ts';
import type { CellChange, CellContent, CellRef, NotebookApp } from '../notebook/notebook-app.ts';
import type { ClassId } from '../protocol/ids.ts';
import { cellDigest } from './cell-content.ts';
import { MARK_KEY, markJson } from './cell-mark.ts';
import { closedCopies } from './closed-copies.ts';
import { chosenCopies, copyState, markedCells, type MarkedCell } from './copies.ts';
import { takeBack, type SyncedCell } from './last-sync.ts';
import type { LookedAtCells } from './looked-at.ts';
import { fileNameOf, newNotebookText } from './new-notebook-text.ts';
import type { Notices } from './notices.ts';
import { Question } from './question.ts';
import type { SharedCellRecord } from './shared-cell-records.ts';
import type { SyncAnswer, SyncQuestion } from './sync-question.ts';
import { isToTake } from './to-take.ts';

export interface SyncingOptions {
  readonly classId: ClassId;
  /** What is shared now, wherever the records live, in the order of the list. */
  readonly records: () => readonly SharedCellRecord[];
  readonly looked: LookedAtCells;
  readonly notebook: Observable<NotebookApp | null>;
  readonly notices: Notices;
  readonly random: RandomBytes;
}

/** Whether a newer version takes the place of an unchanged copy, or comes beside it. */
export type SyncManner = 'replace' | 'insert';

/** One cell on its way into a notebook: over `copy`, or as a new one. */
interface Taking {
  readonly record: SharedCellRecord;
  readonly copy: MarkedCell | null;
  readonly content: CellContent;
}

/** The student's side: takes shared cells into the notebook, never over the person's own change unasked. */
export class Syncing {
  readonly #options: SyncingOptions;
  readonly #question = new Question<SyncQuestion, SyncAnswer>();
  #last: readonly SyncedCell[] = [];
  /** Versions that were taken before the last sync, by shared cell: what it takes back was not taken. */
  #takenBefore: ReadonlyMap<string, number> = new Map();

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

  look(id: string): void {
    const record = this.#options.records().find((each) => each.id === id);
    if (record !== undefined) this.#options.looked.note([record], false);
  }

  /**
   * Resolves when the cell is in the notebook, or the person turned away from a question. `at`: the copy that is meant,
   * where there are several.
   */
  async sync(id: string, manner: SyncManner = 'replace', at: CellRef | null = null): Promise<void> {
    const app = await this.#notebook();
    const record = this.#shared(id);
    if (record === null) return;
    if (manner === 'insert')
      return this.#take(app, [{ record, copy: null, content: record.content }]);
    if (this.#copy(app, id, at) === null) {
      const answer = await this.#askForClosed(app, this.#options.looked.taken(id) > 0 ? [id] : []);
      if (answer === null || this.#shared(id) === null) return;
    }
    const copy = this.#copy(app, id, at);
    switch (copyState(copy, record)) {
      case 'none':
      case 'newer':
        return this.#take(app, [{ record, copy, content: record.content }]);
      case 'changed':
      case 'conflict':
        if (copy !== null) return this.#settle(app, record, copy);
        return;
      case 'current':
        if (copy !== null) app.reveal(copy.ref);
    }
  }

  /** Takes all that is new in one step; copies that the person changed are left, and said so. */
  async syncAll(manner: SyncManner = 'replace'): Promise<void> {
    const app = await this.#notebook();
    if (manner === 'replace') {
      const { looked } = this.#options;
      const away = this.#standing(app)
        .filter(({ copy, record }) => copy === null && looked.taken(record.id) > 0)
        .filter(({ isNew }) => isNew);
      const answer = await this.#askForClosed(
        app,
        away.map(({ record }) => record.id),
      );
      if (answer === null) return;
    }
    const standing = this.#standing(app);
    const taking = standing
      .filter(({ isNew }) => isNew)
      .map(({ record, copy }) => ({
        record,
        copy: manner === 'insert' ? null : copy,
        content: record.content,
      }));
    const left = standing.filter(({ state }) => state === 'conflict').length;
    if (taking.length > 0) await this.#take(app, taking, left);
    else if (left > 0) this.#options.notices.add('cells-left', { left });
  }

  /** Makes a notebook of these shared cells, in their order, and opens it. */
  async takeIntoNotebook(ids: readonly string[]): Promise<void> {
    const app = await this.#notebook();
    const { records, random, looked, notices } = this.#options;
    const wanted = new Set(ids);
    const taken = records().filter(({ id, withdrawn }) => wanted.has(id) && !withdrawn);
    const [first] = taken;
    if (first === undefined) return;
    const cells = taken.map((record) => ({
      content: record.content,
      metadata: { [MARK_KEY]: this.#mark(record) },
    }));
    const path = await app.addNotebook({
      path: fileNameOf(first.notebook),
      text: newNotebookText(cells, random),
    });
    if (path === null) return;
    await app.open(path);
    looked.note(taken, true);
    notices.add('cells-in-notebook', { count: taken.length, notebook: path });
  }

  undo(): void {
    const app = this.#options.notebook.value;
    const last = this.#last;
    this.#last = [];
    this.#options.notices.dropUndo();
    if (app === null || last.length === 0) return;
    const kept = takeBack(app, last);
    const stay = new Set(kept.map(({ id }) => id));
    const back = [...this.#takenBefore].filter(([id]) => !stay.has(id));
    this.#options.looked.takeBack(new Map(back));
    this.#options.notices.add('sync-undone', { kept: kept.length });
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
    if (answer === 'insert') return this.#take(app, [{ record, copy: null, content }]);
    if (answer === 'replace') return this.#take(app, [{ record, copy, content }]);
    if (answer === 'keep') {
      // The copy now counts as a change of this version: nothing is asked again until the next one.
      app.setMetadata(copy.ref, MARK_KEY, this.#mark(record));
      this.#options.looked.note([record], false);
      return;
    }
    if (answer === 'open') return;
    const before = app.cell(copy.ref);
    // What was run stays, as after any change by hand; outputs of somebody else's text would be wrong.
    const outputs = content.cellType === 'code' ? (before?.outputs ?? []) : [];
    const attachments = { ...before?.attachments, ...content.attachments };
    const merged = { cellType: content.cellType, source: answer.merged, outputs, attachments };
    return this.#take(app, [{ record, copy, content: merged }]);
  }

  /**
   * Looks for the copies of these cells in closed notebooks and asks whether to open those. Resolves null where the
   * person turned away.
   */
  async #askForClosed(app: NotebookApp, ids: readonly string[]): Promise<'go on' | null> {
    const closed = await closedCopies(app, this.#options.classId, new Set(ids));
    if (closed.size === 0) return 'go on';
    const paths = [...new Set(closed.values())];
    const answer = await this.#question.ask({ kind: 'closed', paths, cells: closed.size });
    if (answer === 'open') for (const path of paths) await app.open(path);
    return answer === 'open' || answer === 'insert' ? 'go on' : null;
  }

  /** Puts cells into notebooks in one step, and offers one Undo for all of them. */
  async #take(app: NotebookApp, taking: readonly Taking[], left = 0): Promise<void> {
    const synced: SyncedCell[] = [];
    const changes = taking.map(({ record, copy, content }): CellChange => {
      const metadata = { [MARK_KEY]: this.#mark(record) };
      const before = copy === null ? null : app.cell(copy.ref);
      if (before === null) return { kind: 'insert', content, metadata };
      const { path, id } = before;
      synced.push({ id: record.id, ref: { path, id }, before, digest: cellDigest(content) });
      return { kind: 'replace', ref: { path, id }, content, metadata };
    });
    const inserted = await app.apply(changes);
    const contents = taking.filter((_, i) => changes[i]?.kind === 'insert');
    for (const [i, ref] of inserted.entries()) {
      const taken = contents[i];
      if (taken === undefined) continue;
      const { record, content } = taken;
      synced.push({ id: record.id, ref, before: null, digest: cellDigest(content) });
    }
    this.#last = synced;
    const { looked, notices } = this.#options;
    this.#takenBefore = new Map(taking.map(({ record: { id } }) => [id, looked.taken(id)]));
    looked.note(
      taking.map(({ record }) => record),
      true,
    );
    const [first] = taking;
    if (first === undefined) return;
    if (taking.length === 1 && left === 0) {
      notices.add('cell-synced', { notebook: first.record.notebook }, true);
      const [only] = synced;
      if (only !== undefined) app.reveal(only.ref);
    } else notices.add('cells-synced', { count: taking.length, left }, true);
  }

  /** Every shared cell with its copy, and whether it is new here. */
  #standing(app: NotebookApp) {
    const { classId, looked, records } = this.#options;
    const copies = chosenCopies(markedCells(app, classId, 'copy'));
    return records().map((record) => {
      const copy = copies.get(record.id) ?? null;
      const state = copyState(copy, record);
      const { withdrawn, version } = record;
      const isNew = isToTake({ withdrawn, version, state, taken: looked.taken(record.id) });
      return { record, copy, state, isNew };
    });
  }

  #shared(id: string): SharedCellRecord | null {
    const record = this.#options.records().find((each) => each.id === id);
    return record === undefined || record.withdrawn ? null : record;
  }

  #copy(app: NotebookApp, id: string, at: CellRef | null): MarkedCell | null {
    const copies = markedCells(app, this.#options.classId, 'copy');
    const meant = copies.filter(({ ref }) => ref.path === at?.path && ref.id === at.id);
    return chosenCopies(at === null ? copies : meant).get(id) ?? null;
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
}
