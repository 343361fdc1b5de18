import type * as Y from 'yjs';
import { isJsonObject } from '../base/json.ts';
import type { CellContent } from '../notebook/notebook-app.ts';
import { isHash32, isId16, type KeyId } from '../protocol/ids.ts';
import { parseCellContent } from './cell-content.ts';

/**
 * A shared cell as the document `class` holds it: one plain JSON value under its id in the map `cells`, so
 * that a version is whole or not there. Its place stands in the map `order`, so that moving sends no content.
 */
export interface SharedCellRecord {
  readonly id: string;
  readonly content: CellContent;
  readonly notebook: string;
  readonly version: number;
  readonly at: number;
  readonly by: KeyId;
  readonly withdrawn: boolean;
}

const EMPTY: CellContent = { cellType: 'code', source: '', outputs: [], attachments: {} };

/** All readable shared cells by notebook name and place in it; what cannot be read is told to `refuse` and left out. */
export function readSharedCells(doc: Y.Doc, refuse: (id: string) => void): SharedCellRecord[] {
  const order = doc.getMap<unknown>('order');
  const cells: { record: SharedCellRecord; place: number }[] = [];
  const byName = new Intl.Collator('en', { numeric: true });
  for (const [id, value] of doc.getMap<unknown>('cells')) {
    const record = parseRecord(id, value);
    if (record === null) {
      refuse(id);
      continue;
    }
    const place = order.get(id);
    cells.push({ record, place: typeof place === 'number' ? place : Number.MAX_SAFE_INTEGER });
  }
  cells.sort(
    (a, b) =>
      byName.compare(a.record.notebook, b.record.notebook) ||
      a.place - b.place ||
      (a.record.id < b.record.id ? -1 : 1),
  );
  return cells.map(({ record }) => record);
}

/** One shared cell, or null where it is not there or not readable. */
export function readSharedCell(doc: Y.Doc, id: string): SharedCellRecord | null {
  return parseRecord(id, doc.getMap<unknown>('cells').get(id));
}

/** Writes a new version of a shared cell in one transaction. */
export function writeSharedCell(doc: Y.Doc, record: SharedCellRecord): void {
  const { id, content, ...rest } = record;
  doc.getMap('cells').set(id, { ...content, ...rest });
}

/** Withdraws: the content leaves the document's present state, the fact that it was shared stays. */
export function withdrawSharedCell(doc: Y.Doc, id: string, at: number): void {
  const record = readSharedCell(doc, id);
  if (record === null || record.withdrawn) return;
  writeSharedCell(doc, { ...record, content: EMPTY, at, withdrawn: true });
}

/** Writes the places of shared cells where they differ from what is there; `ids` in notebook order. */
export function writeOrder(doc: Y.Doc, places: ReadonlyMap<string, number>): void {
  const order = doc.getMap<unknown>('order');
  const changed = [...places].filter(([id, place]) => order.get(id) !== place);
  if (changed.length === 0) return;
  doc.transact(() => {
    for (const [id, place] of changed) order.set(id, place);
  });
}

function parseRecord(id: string, value: unknown): SharedCellRecord | null {
  const content = parseCellContent(value);
  if (content === null || !isJsonObject(value) || !isId16(id)) return null;
  const { notebook, version, at, by, withdrawn } = value;
  if (typeof notebook !== 'string' || typeof withdrawn !== 'boolean') return null;
  if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 1) return null;
  if (typeof at !== 'number' || !Number.isFinite(at)) return null;
  if (typeof by !== 'string' || !isHash32(by)) return null;
  return { id, content, notebook, version, at, by: by as KeyId, withdrawn };
}
