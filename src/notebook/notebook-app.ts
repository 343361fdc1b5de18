import type { Bytes } from '../base/bytes.ts';
import type { Json, JsonObject } from '../base/json.ts';
import type { Observable } from '../base/observable.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';

/** What a cell holds, in nbformat 4 terms. `outputs` is empty for cells that are not code. */
export interface CellContent {
  readonly cellType: 'code' | 'markdown' | 'raw';
  readonly source: string;
  /** nbformat output objects. */
  readonly outputs: readonly JsonObject[];
  /** nbformat attachments of markdown and raw cells: file name → MIME bundle. */
  readonly attachments: JsonObject;
}

/** Names one cell of one open notebook. */
export interface CellRef {
  /** Path of the notebook in the file browser. */
  readonly path: string;
  /** nbformat 4.5 cell id. */
  readonly id: string;
}

/** A cell as it is at the moment of asking. */
export interface CellSnapshot extends CellContent, CellRef {
  /** Position in its notebook, from 0. */
  readonly index: number;
  readonly metadata: JsonObject;
}

/** How a copy of a shared cell stands to what is shared now. */
export type CopySide = 'current' | 'newer' | 'changed' | 'conflict' | 'withdrawn';

/** What copies of shared cells show at their side; the classroom implements it, the notebook app draws it. */
export interface CopySides {
  /** Null for a cell that is no copy, or of which nothing is known. */
  side(cell: CellRef): CopySide | null;
  /** Fires when any `side` may have changed. */
  onChanged(listener: () => void): Unsubscribe;
  /** "Sync" was pressed at the cell's side. */
  sync(cell: CellRef): void;
}

/** A change of cells. `metadata` names the keys to set; null removes one. */
export type CellChange =
  | { readonly kind: 'insert'; readonly content: CellContent; readonly metadata: JsonObject }
  | {
      readonly kind: 'replace';
      readonly ref: CellRef;
      readonly content: CellContent;
      readonly metadata: JsonObject;
    }
  | { readonly kind: 'remove'; readonly ref: CellRef };

/** A notebook in the file browser. */
export interface NotebookFile {
  /** Names of folders and file, parted by `/`. */
  readonly path: string;
  /** nbformat 4 as JSON. */
  readonly text: string;
}

/** What the file browser holds. */
export interface ListedFiles {
  readonly files: readonly {
    readonly path: string;
    /** Size as it is stored, about that of the file. */
    readonly bytes: number;
    /** Ms since the epoch. */
    readonly modified: number;
  }[];
  /** Further files that cannot be read, not even their names. */
  readonly unreadable: number;
}

/** A group of the class that something can be shared with. */
export interface ShareGroup {
  /** 16 random bytes in base64url. */
  readonly id: string;
  readonly name: string;
}

/** How a cell is shared. */
export interface SharingChoices {
  /** Its outputs go out too. */
  readonly withOutputs: boolean;
  /** A new version follows every run. */
  readonly onRun: boolean;
  /** A new version follows every pause in typing, and every run. */
  readonly live: boolean;
  /** Id of the group that it is for; null for everybody. */
  readonly group: string | null;
}

/** What a cell's buttons show. */
export interface CellSharing extends SharingChoices {
  readonly shared: boolean;
  /** The cell differs from what is shared. */
  readonly stale: boolean;
}

/** The teacher's sharing from the notebook; the classroom implements it, the notebook app has buttons and keys for it. */
export interface CellActions {
  /** What the buttons of this cell show; null hides them. */
  state(cell: CellRef): CellSharing | null;
  /** Whom a cell can be for besides everybody. */
  groups(): readonly ShareGroup[];
  /** Fires when any `state`, or the groups, may have changed. */
  onChanged(listener: () => void): Unsubscribe;
  /** Shares a cell as it is now, or withdraws it where it is shared. */
  toggleShare(cell: CellRef): void;
  /** Shares cells as they are now; without `choices` as each was shared before, or by the class's defaults. */
  share(cells: readonly CellRef[], choices?: Partial<SharingChoices>): void;
  /** Takes cells back from the class. */
  withdraw(cells: readonly CellRef[]): void;
  /** Changes how cells are shared, at once where they are. What was typed since they were shared does not go out by that. */
  choose(cells: readonly CellRef[], choices: Partial<SharingChoices>): void;
}

/** Where a person is in a notebook. */
export interface NotebookPlace {
  /** Id of the active cell. */
  readonly cell: string;
  /** What is selected in its source while they write there (the same twice: the cursor), in UTF-16 units; else null. */
  readonly selection: { readonly anchor: number; readonly head: number } | null;
}

/** A cell of somebody else's notebook. The same object as long as it is unchanged. */
export interface MirrorCell {
  readonly id: string;
  readonly cellType: CellContent['cellType'];
  readonly source: string;
  /** nbformat output objects, as they came from somebody else. */
  readonly outputs: readonly JsonObject[];
  /** It has outputs that are too large to be shown. */
  readonly outputsLeft: boolean;
}

/** Somebody else's notebook at this moment. */
export interface MirrorState {
  /** Whose it is; empty where that is not known. */
  readonly by: string;
  /** Its name; empty while none is open there. */
  readonly notebook: string;
  readonly standing:
    | 'live'
    | 'waiting' // they are away at the moment, or not all is here: it may be old
    | 'over'; // nobody shows anything now
  readonly cells: readonly MirrorCell[];
  /** Cells that are not here, as they would be too many. */
  readonly cellsLeft: number;
}

/** Somebody else's notebook, to look at while they work; the classroom implements it, the notebook app draws it. */
export interface Mirror {
  readonly state: Observable<MirrorState>;
  /** Where they are; apart from `state`, as it changes more often. */
  readonly place: Observable<NotebookPlace | null>;
  /** The person does not want to see it any more. */
  stop(): void;
}

/**
 * What the classroom needs of a notebook application. Every method acts on the live document, so each
 * change is one step that the application's own Undo takes back.
 */
export interface NotebookApp {
  /** Path of the notebook in front, or null. */
  readonly current: Observable<string | null>;
  /** The application's colour theme at present. */
  readonly theme: Observable<'light' | 'dark'>;
  /** Paths of all open notebooks. */
  openNotebooks(): readonly string[];
  /** Cells of an open notebook in order; empty where it is not open. */
  cells(path: string): readonly CellSnapshot[];
  /** One cell, or null where it does not exist. */
  cell(ref: CellRef): CellSnapshot | null;
  /** Fires with the notebook's path after its cells, their sources, outputs or order changed; at most once a frame. */
  onCellsChanged(listener: (path: string) => void): Unsubscribe;
  /** Fires after a cell has run to its end (`ok`: without an error). Markdown cells fire when rendered. */
  onExecuted(listener: (cell: CellSnapshot, ok: boolean) => void): Unsubscribe;
  /**
   * Makes all these changes, as one undoable step in each notebook that they touch. Inserted cells come one after the
   * other after the active cell of the notebook in front (opens or makes a notebook where none is open), and the last of
   * them becomes active. A replaced cell keeps its name, and metadata that is not named. What does not exist is passed
   * over. Resolves with the names of the inserted cells. Where nothing is inserted all is done before this returns.
   */
  apply(changes: readonly CellChange[]): Promise<readonly CellRef[]>;
  /** Sets one metadata key (null removes it), without an undo step. */
  setMetadata(ref: CellRef, key: string, value: Json): void;
  /** Takes back the last step in this notebook. */
  undo(path: string): void;
  /** Brings the notebook to the front, scrolls to the cell and makes it active. */
  reveal(ref: CellRef): void;
  /** Gives the keyboard to what is in front: in a notebook to its active cell. */
  focus(): void;
  /** Where the person is in the notebook in front; null where none is open. */
  place(): NotebookPlace | null;
  /** Fires after `place` changed, at most once a frame. */
  onPlaceChanged(listener: () => void): Unsubscribe;
  /** Shows a mirror beside the notebooks, on a narrow screen in front of them, until the function it gives is called. */
  showMirror(mirror: Mirror): Unsubscribe;
  /** Draws the teacher's cell buttons by `actions`; null removes them. */
  setCellActions(actions: CellActions | null): void;
  /** Draws the sides of copies by `sides`; null removes them. */
  setCopySides(sides: CopySides | null): void;
  /** Resolves once every open file is written to storage. */
  saveAll(): Promise<void>;
  /** Opens a notebook of the file browser in front; resolves when its cells are there. Rejects where that fails. */
  open(path: string): Promise<void>;
  /** Paths of the files in the file browser, in the order of the folders, at most 2,000. */
  filePaths(): Promise<readonly string[]>;
  /** Every file of the file browser, in all folders, without its content; what is open is written first. */
  fileList(): Promise<ListedFiles>;
  /** Fires after a file was written, made, moved (with its new path) or removed (null), by whomever in this tab. */
  onFilesChanged(listener: (path: string | null) => void): Unsubscribe;
  /**
   * A file of the file browser as it is now, also where it is open and not written yet. Rejects with a `LecternError`:
   * `file-missing`, or a storage failure.
   */
  readFile(path: string): Promise<{ readonly bytes: Bytes; readonly mediaType: string }>;
  /**
   * Adds a file to the file browser (`name` may have folders before it, which are made), under another name where that
   * one is taken: nothing is overwritten. Resolves with its path, also where the very same one is there. Rejects with a
   * `LecternError`.
   */
  addFile(file: { readonly name: string; readonly bytes: Bytes }): Promise<string>;
  /**
   * Every file of the file browser, in all folders, the open ones as they are now. Rejects with a `LecternError` where one
   * cannot be read: none is left out in silence.
   */
  allFiles(): AsyncIterable<{ readonly path: string; readonly bytes: Bytes }>;
  /** Opens a file of the file browser in front. */
  openFile(path: string): void;
  /** Every notebook of the file browser that can be read, the open ones as they are now. */
  notebooks(): AsyncIterable<NotebookFile>;
  /**
   * Adds a notebook to the file browser, under another name where that one is taken: nothing is overwritten. Resolves
   * with its path; null where the very same one is there. Rejects with a `LecternError`.
   */
  addNotebook(file: NotebookFile): Promise<string | null>;
}
