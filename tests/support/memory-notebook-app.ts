import { fromUtf8, utf8, type Bytes } from '../../src/base/bytes.ts';
import { Emitter } from '../../src/base/emitter.ts';
import { LecternError } from '../../src/base/lectern-error.ts';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { ObservableValue } from '../../src/base/observable.ts';
import type {
  CellActions,
  CellChange,
  CellContent,
  CellRef,
  CellSnapshot,
  CopySides,
  Mirror,
  NotebookApp,
  NotebookFile,
  NotebookPlace,
} from '../../src/notebook/notebook-app.ts';

type Cell = CellContent & { id: string; metadata: JsonObject };
/** A cell as it stands in a notebook's file. */
type FileCell = Omit<Cell, 'cellType' | 'outputs' | 'attachments'> & {
  cell_type: Cell['cellType'];
  outputs?: Cell['outputs'];
  attachments?: Cell['attachments'];
};

/** A notebook application without a screen: one notebook in memory, the last cell active. */
export class MemoryNotebookApp implements NotebookApp {
  readonly current = new ObservableValue<string | null>('Lesson.ipynb');
  readonly theme = new ObservableValue<'light' | 'dark'>('light');
  readonly #changed = new Emitter<string>();
  readonly #executed = new Emitter<{ cell: CellSnapshot; ok: boolean }>();
  #cells: Cell[] = [];
  #nextId = 1;
  actions: CellActions | null = null;
  sides: CopySides | null = null;
  /** What is shown beside the notebook. */
  mirror: Mirror | null = null;
  readonly #placeChanged = new Emitter<void>();
  #place: NotebookPlace | null = null;

  /** Adds a cell as a person would and names it. */
  type(
    source: string,
    outputs: readonly JsonObject[] = [],
    more: Partial<CellContent> = {},
    index = this.#cells.length,
  ): CellRef {
    const id = `cell-${this.#nextId++}`;
    const cell: Cell = { id, cellType: 'code', source, outputs, attachments: {}, metadata: {} };
    this.#cells.splice(index, 0, { ...cell, ...more });
    return this.#tell(id);
  }

  /** Moves a cell to `index`. */
  move(ref: CellRef, index: number): void {
    const cell = this.#cells.find(({ id }) => id === ref.id);
    if (cell === undefined) throw new Error(`no cell ${ref.id}`);
    this.#cells = this.#cells.filter(({ id }) => id !== ref.id);
    this.#cells.splice(index, 0, cell);
    this.#tell(ref.id);
  }

  /** Brings the cells back as they were when `keep` was called, as Undo and opening the saved file do. */
  keep(): () => void {
    const cells = this.#cells;
    return () => {
      this.#cells = cells;
      this.#changed.emit(this.current.value ?? '');
    };
  }

  /** Gives the notebook another name. */
  rename(path: string): void {
    this.current.set(path);
  }

  /** Closes the notebook; its file stays. */
  closeNotebook(): void {
    this.current.set(null);
  }

  edit(ref: CellRef, source: string): void {
    this.#change(ref, (cell) => ({ ...cell, source }));
  }

  /** Runs a cell whose outputs are then `outputs`. */
  run(ref: CellRef, outputs: readonly JsonObject[]): void {
    this.#change(ref, (cell) => ({ ...cell, outputs }));
    const cell = this.cell(ref);
    if (cell !== null) this.#executed.emit({ cell, ok: true });
  }

  /** Copies a cell with its metadata to the end, as copy and paste do. */
  duplicate(ref: CellRef): CellRef {
    const cell = this.#cells.find(({ id }) => id === ref.id);
    if (cell === undefined) throw new Error(`no cell ${ref.id}`);
    const id = `cell-${this.#nextId++}`;
    this.#cells.push({ ...cell, id });
    return this.#tell(id);
  }

  sources(): string[] {
    return this.#cells.map(({ source }) => source);
  }

  openNotebooks() {
    return this.current.value === null ? [] : [this.current.value];
  }

  cells(path: string): CellSnapshot[] {
    if (path !== this.current.value) return [];
    return this.#cells.map((cell, index) => ({ ...cell, path, index }));
  }

  cell(ref: CellRef) {
    return this.cells(ref.path).find(({ id }) => id === ref.id) ?? null;
  }

  onCellsChanged(listener: (path: string) => void) {
    return this.#changed.on(listener);
  }

  onExecuted(listener: (cell: CellSnapshot, ok: boolean) => void) {
    return this.#executed.on(({ cell, ok }) => listener(cell, ok));
  }

  /** Removes a cell as a person would. */
  remove(ref: CellRef): void {
    this.#cells = this.#cells.filter(({ id }) => id !== ref.id);
    this.#changed.emit(ref.path);
  }

  /** How often cells were changed, each one undoable step. */
  steps = 0;

  async apply(changes: readonly CellChange[]) {
    const inserted: CellRef[] = [];
    this.steps++;
    for (const change of changes) {
      if (change.kind === 'remove') {
        this.remove(change.ref);
        continue;
      }
      const { content, metadata } = change;
      const { cellType, source, outputs, attachments } = content;
      if (change.kind === 'replace') {
        this.#change(change.ref, (cell) => ({
          ...cell,
          ...{ cellType, source, outputs, attachments },
          metadata: { ...cell.metadata, ...metadata },
        }));
        continue;
      }
      const id = `cell-${this.#nextId++}`;
      this.#cells.push({ id, cellType, source, outputs, attachments, metadata });
      inserted.push(this.#tell(id));
    }
    return inserted;
  }

  /** Closes the notebook in front and opens another one. */
  async open(path: string) {
    this.close();
    const { cells } = JSON.parse(this.files.get(path) ?? '') as { cells: FileCell[] };
    this.#cells = cells.map((cell) => ({
      id: cell.id,
      cellType: cell.cell_type,
      source: cell.source,
      outputs: cell.outputs ?? [],
      attachments: cell.attachments ?? {},
      metadata: cell.metadata,
    }));
    this.current.set(path);
    this.#changed.emit(path);
  }

  /** Puts the notebook in front into its file, and closes it. */
  close(): void {
    if (this.current.value === null) return;
    const cells = this.#cells.map(({ cellType, ...cell }) => ({ ...cell, cell_type: cellType }));
    this.files.set(this.current.value, JSON.stringify({ cells }));
    this.#cells = [];
    this.current.set(null);
  }

  setMetadata(ref: CellRef, key: string, value: Json) {
    this.#change(ref, (cell) => ({ ...cell, metadata: { ...cell.metadata, [key]: value } }));
  }

  undo() {
    throw new Error('the classroom takes its own steps back');
  }

  reveal() {
    // Nothing to scroll.
  }

  focus() {
    // Nothing has a focus.
  }

  place() {
    return this.#place;
  }

  /** Goes to a cell, and with offsets into its source. */
  goTo(ref: CellRef, anchor?: number, head = anchor): void {
    const selection = anchor === undefined || head === undefined ? null : { anchor, head };
    this.#place = { cell: ref.id, selection };
    this.#placeChanged.emit();
  }

  onPlaceChanged(listener: () => void) {
    return this.#placeChanged.on(listener);
  }

  showMirror(mirror: Mirror) {
    this.mirror = mirror;
    return () => {
      if (this.mirror === mirror) this.mirror = null;
    };
  }

  setCellActions(actions: CellActions | null) {
    this.actions = actions;
  }

  setCopySides(sides: CopySides | null) {
    this.sides = sides;
  }

  saveAll() {
    return Promise.resolve();
  }

  /** Files of the file browser, by path. */
  readonly files = new Map<string, string>();

  readonly opened: string[] = [];

  async filePaths() {
    return [...this.files.keys()];
  }

  /** Paths of files that are listed and cannot be read. */
  readonly damaged = new Set<string>();
  readonly #files = new Emitter<string | null>();

  async fileList() {
    const paths = [...this.files.keys(), ...this.damaged];
    const files = paths.map((path) => ({
      path,
      bytes: utf8(this.files.get(path) ?? '').length,
      modified: 0,
    }));
    return { files, unreadable: 0 };
  }

  onFilesChanged(listener: (path: string | null) => void) {
    return this.#files.on(listener);
  }

  /** Says that a file was written. */
  fileWritten(path: string) {
    this.#files.emit(path);
  }

  async readFile(path: string) {
    const text = this.files.get(path);
    if (text === undefined) throw new LecternError('file-missing', { detail: { name: path } });
    return { bytes: utf8(text), mediaType: 'text/plain' };
  }

  async addFile({ name, bytes }: { name: string; bytes: Bytes }) {
    const text = fromUtf8(bytes);
    if (this.files.get(name) === text) return name;
    const free = this.files.has(name) ? name.replace(/(\.\w+)?$/, ' (2)$1') : name;
    this.files.set(free, text);
    return free;
  }

  async *allFiles() {
    for (const [path, text] of this.files) yield { path, bytes: utf8(text) };
  }

  openFile(path: string) {
    this.opened.push(path);
  }

  async *notebooks() {
    for (const [path, text] of this.files) yield { path, text };
  }

  async addNotebook({ path, text }: NotebookFile) {
    if (this.files.get(path) === text) return null;
    const free = this.files.has(path) ? path.replace('.ipynb', ' (2).ipynb') : path;
    this.files.set(free, text);
    return free;
  }

  #change(ref: CellRef, change: (cell: Cell) => Cell): void {
    this.#cells = this.#cells.map((cell) => (cell.id === ref.id ? change(cell) : cell));
    this.#tell(ref.id);
  }

  #tell(id: string): CellRef {
    const path = this.current.value ?? '';
    this.#changed.emit(path);
    return { path, id };
  }
}
