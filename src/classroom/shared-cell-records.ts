import type * as Y from 'yjs';
import { isJsonObject } from '../base/json.ts';
import type { CellContent } from '../notebook/notebook-app.ts';
import { isHash32, isId16, type KeyId } from '../protocol/ids.ts';
import { MAX_NOTEBOOK_NAME_UNITS, MAX_SHARED_CELLS } from '../protocol/limits.ts';
import { cleanName } from '../protocol/name-text.ts';
import { parseCellContent } from './cell-content.ts';

/**
 * A shared cell as a document holds it (`class` for everybody, `group:<id>` for a group): one plain JSON value with
 * its id in the list `cells`, so that a version is whole or not there. Where an id is there more than once (two teachers
 * wrote at the same time), the last one counts. Its place stands in the map `order`, so that moving sends no content.
 *
 * A list, and new versions at its end, because Yjs keeps a mark for each value that was ever replaced in a map, for
 * as long as the document lives, while neighbours that were deleted in a list become one mark.
 */
export interface SharedCellRecord {
  readonly id: string;
  readonly content: CellContent;
  readonly notebook: string;
  readonly version: number;
  readonly at: number;
  readonly by: KeyId;
  readonly withdrawn: boolean;
  /** New versions follow at every pause in the teacher's typing. */
  readonly live: boolean;
  /** Its outputs are shared too. */
  readonly withOutputs: boolean;
}

/** Who a shared cell is for, besides the teachers. */
export interface CellGroup {
  /** 16 random bytes in base64url. */
  readonly id: string;
  readonly name: string;
}

/** A document that holds shared cells; `group` null for everybody's. */
export interface CellSource {
  readonly doc: Y.Doc;
  readonly group: CellGroup | null;
}

/** A shared cell, and for whom it is: null for everybody. */
export interface PlacedCell extends SharedCellRecord {
  readonly group: CellGroup | null;
}

/** What reading found out before, by the stored value itself: a class with hundreds of cells is read at every change. */
export type ParsedCells = WeakMap<object, SharedCellRecord>;

const EMPTY: CellContent = { cellType: 'code', source: '', outputs: [], attachments: {} };

/**
 * All readable shared cells of these documents, each id once, by notebook name and place in it; what cannot be read, or
 * is beyond `MAX_SHARED_CELLS`, is told to `refuse` and left out. Where several documents hold a cell (it was shared
 * with others before), the one where it is not withdrawn counts, then the newest version, then the first document.
 */
export function readAllSharedCells(
  sources: readonly CellSource[],
  refuse: (id: string) => void,
  parsed: ParsedCells = new WeakMap(),
): PlacedCell[] {
  const found = new Map<string, { readonly cell: PlacedCell; readonly place: number }>();
  for (const { doc, group } of sources) {
    for (const [id, value] of cellValues(doc, refuse)) {
      const record = parseOnce(id, value, parsed);
      if (record === null) {
        refuse(id);
        continue;
      }
      const known = found.get(id)?.cell;
      if (known !== undefined && !countsBefore(record, known)) continue;
      const place = readPlace(doc, id) ?? Number.MAX_SAFE_INTEGER;
      found.set(id, { cell: { ...record, group }, place });
    }
  }
  const byName = new Intl.Collator('en', { numeric: true });
  const cells = [...found.values()]
    .toSorted(
      (a, b) =>
        byName.compare(a.cell.notebook, b.cell.notebook) ||
        a.place - b.place ||
        (a.cell.id < b.cell.id ? -1 : 1),
    )
    .map(({ cell }) => cell);
  for (const { id } of cells.splice(MAX_SHARED_CELLS)) refuse(id);
  return cells;
}

/** One shared cell as `readAllSharedCells` gives it; null where no document has it, or it is not readable. */
export function findSharedCell(
  sources: readonly CellSource[],
  id: string,
  parsed: ParsedCells = new WeakMap(),
): PlacedCell | null {
  let found: PlacedCell | null = null;
  for (const { doc, group } of sources) {
    const record = parseOnce(id, cellValue(doc, id), parsed);
    if (record !== null && (found === null || countsBefore(record, found)))
      found = { ...record, group };
  }
  return found;
}

/** One shared cell of one document, or null where it is not there or not readable. */
export function readSharedCell(doc: Y.Doc, id: string): SharedCellRecord | null {
  return parseRecord(id, cellValue(doc, id));
}

/** Ids of all cells that were ever shared in this document, whatever their records hold. */
export function sharedCellIds(doc: Y.Doc): string[] {
  return [...cellValues(doc).keys()];
}

/** Writes a new version of a shared cell in one transaction. */
export function writeSharedCell(doc: Y.Doc, record: SharedCellRecord): void {
  const { id, content, notebook, version, at, by, withdrawn, live, withOutputs } = record;
  const rest = { notebook, version, at, by, withdrawn, live, withOutputs };
  doc.transact(() => {
    const list = cellList(doc);
    const values = list.toArray();
    for (let index = values.length - 1; index >= 0; index--)
      if (idOf(values[index]) === id) list.delete(index);
    list.push([{ id, ...content, ...rest }]);
  });
}

/** Withdraws: the content leaves the document's present state, the fact that it was shared stays. */
export function withdrawSharedCell(doc: Y.Doc, id: string, at: number): void {
  const record = readSharedCell(doc, id);
  if (record === null || record.withdrawn) return;
  writeSharedCell(doc, { ...record, content: EMPTY, at, withdrawn: true, live: false });
}

/** Writes the places of shared cells in their notebook: any numbers that rise with the order of the cells. */
export function writeOrder(doc: Y.Doc, places: ReadonlyMap<string, number>): void {
  if (places.size === 0) return;
  const order = doc.getMap<unknown>('order');
  doc.transact(() => {
    for (const [id, place] of places) order.set(id, place);
  });
}

/** The place of a shared cell, or null where none is written. */
export function readPlace(doc: Y.Doc, id: string): number | null {
  const place = doc.getMap<unknown>('order').get(id);
  return typeof place === 'number' && Number.isFinite(place) ? place : null;
}

/** Whether `one` counts where both are records of one cell in different documents. */
function countsBefore(one: SharedCellRecord, other: SharedCellRecord): boolean {
  if (one.withdrawn !== other.withdrawn) return other.withdrawn;
  return one.version > other.version;
}

function cellList(doc: Y.Doc): Y.Array<unknown> {
  return doc.getArray('cells');
}

/** The value that counts of each cell, by id; what has none is told to `refuse` as ''. */
function cellValues(doc: Y.Doc, refuse: (id: string) => void = () => undefined) {
  const values = new Map<string, unknown>();
  for (const value of cellList(doc)) {
    const id = idOf(value);
    if (id === null) refuse('');
    else values.set(id, value);
  }
  return values;
}

function cellValue(doc: Y.Doc, id: string): unknown {
  return cellList(doc)
    .toArray()
    .findLast((value) => idOf(value) === id);
}

function idOf(value: unknown): string | null {
  return isJsonObject(value) && typeof value['id'] === 'string' ? value['id'] : null;
}

function parseOnce(id: string, value: unknown, parsed: ParsedCells): SharedCellRecord | null {
  if (!isJsonObject(value)) return null;
  const known = parsed.get(value);
  if (known?.id === id) return known;
  const record = parseRecord(id, value);
  if (record !== null) parsed.set(value, record);
  return record;
}

function parseRecord(id: string, value: unknown): SharedCellRecord | null {
  const content = parseCellContent(value);
  if (content === null || !isJsonObject(value) || !isId16(id)) return null;
  const { notebook, version, at, by, withdrawn, live, withOutputs } = value;
  if (typeof notebook !== 'string' || typeof withdrawn !== 'boolean') return null;
  if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 1) return null;
  if (typeof at !== 'number' || !Number.isFinite(at)) return null;
  if (typeof by !== 'string' || !isHash32(by)) return null;
  if (typeof live !== 'boolean' || typeof withOutputs !== 'boolean') return null;
  return {
    id,
    content,
    notebook: cleanName(notebook.slice(0, MAX_NOTEBOOK_NAME_UNITS)),
    version,
    at,
    by: by as KeyId,
    withdrawn,
    live,
    withOutputs,
  };
}
