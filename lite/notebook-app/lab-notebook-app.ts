import type { JupyterLab } from '@jupyterlab/application';
import type { IThemeManager } from '@jupyterlab/apputils';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import type { Contents } from '@jupyterlab/services';
import { NotebookActions, type INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook';
import type { Bytes } from '../../src/base/bytes.ts';
import type { Json } from '../../src/base/json.ts';
import { Emitter } from '../../src/base/emitter.ts';
import { LecternError } from '../../src/base/lectern-error.ts';
import type { Observable } from '../../src/base/observable.ts';
import type { Unsubscribe } from '../../src/base/unsubscribe.ts';
import type {
  CellActions,
  CellChange,
  CellRef,
  CellSnapshot,
  CopySides,
  ListedFiles,
  Mirror,
  NotebookApp,
  NotebookFile,
  NotebookPlace,
} from '../../src/notebook/notebook-app.ts';
import { ActivePlace } from './active-place.ts';
import { snapshot } from './cell-content.ts';
import type { CellButtons } from './cell-buttons.ts';
import { applyChanges } from './apply-changes.ts';
import { CopyMarks } from './copy-marks.ts';
import { setCellMetadata } from './cell-writer.ts';
import { openNotebook } from './new-notebook.ts';
import {
  addFile,
  addNotebook,
  allFiles,
  filePaths,
  notebookFiles,
  readFile,
} from './notebook-files.ts';
import { OpenNotebooks } from './open-notebooks.ts';
import { observeTheme } from './lab-theme.ts';
import { showMirror } from './show-mirror.ts';

/** The parts of JupyterLab that the notebook interface stands on. */
export interface LabParts {
  readonly app: JupyterLab;
  readonly tracker: INotebookTracker;
  readonly documents: IDocumentManager;
  readonly themes: IThemeManager;
  readonly buttons: CellButtons;
  /** Resolves once every open file is written to storage. */
  readonly saveAll: () => Promise<void>;
  /** Whether every stored file can be read. */
  readonly isWhole: () => Promise<boolean>;
  /** All files and folders without their contents, and how many more cannot even be named. */
  readonly fileList: () => Promise<{
    readonly rows: readonly Contents.IModel[];
    readonly unreadable: number;
  }>;
  /** Makes a notebook, opens it in front and resolves when it can be edited. */
  readonly newNotebook: () => Promise<NotebookPanel>;
}

/** `NotebookApp` on JupyterLab's notebooks. */
export class LabNotebookApp implements NotebookApp {
  readonly theme: Observable<'light' | 'dark'>;
  readonly #parts: LabParts;
  readonly #notebooks: OpenNotebooks;
  readonly #copyMarks: CopyMarks;
  readonly #place: ActivePlace;
  readonly #executed = new Emitter<{ readonly cell: CellSnapshot; readonly ok: boolean }>();

  constructor(parts: LabParts) {
    this.#parts = parts;
    this.#notebooks = new OpenNotebooks(parts.tracker);
    this.#copyMarks = new CopyMarks(this.#notebooks);
    this.#place = new ActivePlace(parts.tracker);
    this.theme = observeTheme(parts.themes);
    parts.buttons.attach(this.#notebooks);
    NotebookActions.executed.connect((_actions, { notebook, cell, success }) => {
      const panel = this.#notebooks.panels().find((candidate) => candidate.content === notebook);
      const found = panel && this.#notebooks.find({ path: panel.context.path, id: cell.model.id });
      if (found)
        this.#executed.emit({
          cell: snapshot(found.panel.context.path, found.index, found.cell),
          ok: success,
        });
    });
  }

  get current(): Observable<string | null> {
    return this.#notebooks.current;
  }

  openNotebooks(): readonly string[] {
    return this.#notebooks.paths();
  }

  cells(path: string): readonly CellSnapshot[] {
    return this.#notebooks.cells(path);
  }

  cell(ref: CellRef): CellSnapshot | null {
    return this.#notebooks.cell(ref);
  }

  onCellsChanged(listener: (path: string) => void): Unsubscribe {
    return this.#notebooks.onChanged(listener);
  }

  onExecuted(listener: (cell: CellSnapshot, ok: boolean) => void): Unsubscribe {
    return this.#executed.on(({ cell, ok }) => listener(cell, ok));
  }

  async apply(changes: readonly CellChange[]): Promise<readonly CellRef[]> {
    if (changes.some(({ kind }) => kind === 'insert')) {
      const front = this.#notebooks.currentPanel ?? (await this.#parts.newNotebook());
      await front.context.ready;
      this.#parts.app.shell.activateById(front.id);
      return applyChanges(this.#notebooks, front, changes);
    }
    return applyChanges(this.#notebooks, null, changes);
  }

  async open(path: string): Promise<void> {
    await openNotebook(this.#parts.documents, path);
  }

  setMetadata(ref: CellRef, key: string, value: Json): void {
    const found = this.#notebooks.find(ref);
    if (found) setCellMetadata(found.cell, key, value);
  }

  undo(path: string): void {
    const panel = this.#notebooks.panel(path);
    if (panel) NotebookActions.undo(panel.content);
  }

  reveal(ref: CellRef): void {
    const found = this.#notebooks.find(ref);
    if (!found) return;
    const { panel, index } = found;
    this.#parts.app.shell.activateById(panel.id);
    panel.content.deselectAll();
    panel.content.activeCellIndex = index;
    void panel.content.scrollToItem(index, 'auto');
  }

  focus(): void {
    const { shell } = this.#parts.app;
    const front = shell.currentWidget ?? this.#notebooks.currentPanel;
    if (front !== null) shell.activateById(front.id);
  }

  place(): NotebookPlace | null {
    return this.#place.value;
  }

  onPlaceChanged(listener: () => void): Unsubscribe {
    return this.#place.onChanged(listener);
  }

  showMirror(mirror: Mirror): Unsubscribe {
    return showMirror(this.#parts.app, this.#notebooks.currentPanel, mirror);
  }

  setCellActions(actions: CellActions | null): void {
    this.#parts.buttons.setActions(actions);
  }

  setCopySides(sides: CopySides | null): void {
    this.#copyMarks.setSides(sides);
  }

  saveAll(): Promise<void> {
    return this.#parts.saveAll();
  }

  async *notebooks(): AsyncGenerator<NotebookFile> {
    await this.saveAll();
    yield* notebookFiles(this.#parts.documents.services.contents);
  }

  async filePaths(): Promise<readonly string[]> {
    return filePaths(this.#parts.documents.services.contents);
  }

  async fileList(): Promise<ListedFiles> {
    await this.saveAll();
    const { rows, unreadable } = await this.#parts.fileList();
    const files = rows
      .filter(({ type }) => type !== 'directory')
      .map(({ path, size, last_modified }) => ({
        path,
        bytes: size ?? 0,
        modified: Date.parse(last_modified) || 0,
      }));
    return { files, unreadable };
  }

  onFilesChanged(listener: (path: string | null) => void): Unsubscribe {
    const { contents } = this.#parts.documents.services;
    const heard = (_contents: unknown, { newValue }: Contents.IChangedArgs): void =>
      listener(newValue?.path ?? null);
    contents.fileChanged.connect(heard);
    return () => contents.fileChanged.disconnect(heard);
  }

  async readFile(path: string): ReturnType<NotebookApp['readFile']> {
    await this.saveAll();
    return readFile(this.#parts.documents.services.contents, path);
  }

  addFile(file: Parameters<NotebookApp['addFile']>[0]): Promise<string> {
    return addFile(this.#parts.documents.services.contents, file);
  }

  async *allFiles(): AsyncGenerator<{ readonly path: string; readonly bytes: Bytes }> {
    await this.saveAll();
    if (!(await this.#parts.isWhole())) throw new LecternError('storage-damaged');
    yield* allFiles(this.#parts.documents.services.contents);
  }

  openFile(path: string): void {
    this.#parts.documents.openOrReveal(path);
  }

  addNotebook(file: NotebookFile): Promise<string | null> {
    return addNotebook(this.#parts.documents.services.contents, file);
  }
}
