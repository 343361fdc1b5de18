import * as Y from 'yjs';
import { isJsonObject } from '../base/json.ts';
import type { MirrorCell, NotebookPlace } from '../notebook/notebook-app.ts';
import {
  MAX_FOLLOWED_CELLS,
  MAX_FOLLOWED_OUTPUT_UNITS,
  MAX_FOLLOWED_OUTPUTS_UNITS,
  MAX_FOLLOWED_UNITS,
  MAX_NOTEBOOK_NAME_UNITS,
} from '../protocol/limits.ts';
import { cleanName } from '../protocol/name-text.ts';
import { parseCellContent } from './cell-content.ts';
import { isCellId, type FollowedCells } from './followed-cells.ts';
import { FOLLOW_MAP, SHOWN } from './write-followed.ts';

/** What a teacher shows in the document `follow`, checked. */
export interface FollowedNotebook extends FollowedCells {
  readonly notebook: string;
}

/** Reads what is followed, again and again; cells that did not change are the same objects as before. */
export class FollowedReader {
  readonly #refuse: () => void;
  #before = new Map<string, MirrorCell>();
  /** Length of outputs as JSON by the stored list: it is measured and checked once. */
  readonly #outputs = new WeakMap<object, { readonly units: number; readonly good: boolean }>();

  /** `refuse` is told of what cannot be read, which is left out. */
  constructor(refuse: () => void) {
    this.#refuse = refuse;
  }

  /** Null where the session with this Yjs client id shows nothing (yet). */
  read(doc: Y.Doc, client: number): FollowedNotebook | null {
    const shown = doc.getMap<unknown>(FOLLOW_MAP).get(SHOWN);
    if (!(shown instanceof Y.Map) || shown.get('client') !== client) return null;
    const notebook: unknown = shown.get('notebook');
    const left: unknown = shown.get('left');
    const list: unknown = shown.get('cells');
    if (typeof notebook !== 'string' || !(list instanceof Y.Array)) {
      this.#refuse();
      return null;
    }
    const cells = this.#readCells(list);
    return {
      notebook: cleanName(notebook.slice(0, MAX_NOTEBOOK_NAME_UNITS)),
      cells,
      cellsLeft: typeof left === 'number' && Number.isSafeInteger(left) && left > 0 ? left : 0,
    };
  }

  #readCells(list: Y.Array<unknown>): MirrorCell[] {
    const cells = new Map<string, MirrorCell>();
    const room = { units: MAX_FOLLOWED_UNITS, outputs: MAX_FOLLOWED_OUTPUTS_UNITS };
    for (const value of list) {
      const cell = cells.size < MAX_FOLLOWED_CELLS ? this.#readCell(value, room) : null;
      if (cell === null || cells.has(cell.id)) this.#refuse();
      else cells.set(cell.id, cell);
      if (cells.size === MAX_FOLLOWED_CELLS) break;
    }
    this.#before = cells;
    return [...cells.values()];
  }

  #readCell(value: unknown, room: { units: number; outputs: number }): MirrorCell | null {
    if (!(value instanceof Y.Map)) return null;
    const id: unknown = value.get('id');
    const cellType: unknown = value.get('type');
    const text: unknown = value.get('source');
    const stored: unknown = value.get('outputs') ?? (value.has('outputs') ? null : []);
    if (typeof id !== 'string' || !isCellId(id)) return null;
    if (cellType !== 'code' && cellType !== 'markdown' && cellType !== 'raw') return null;
    if (!(text instanceof Y.Text) || text.length > room.units) return null;
    if (stored !== null && !Array.isArray(stored)) return null;
    room.units -= text.length;
    const source = text.toJSON();
    const { units, good } = stored === null ? { units: 0, good: true } : this.#measure(stored);
    if (!good) return null;
    const fits = stored !== null && units <= Math.min(MAX_FOLLOWED_OUTPUT_UNITS, room.outputs);
    if (fits) room.outputs -= units;
    const before = this.#before.get(id);
    const outputs: MirrorCell['outputs'] = fits ? stored : [];
    if (
      before?.source === source &&
      before.cellType === cellType &&
      before.outputsLeft === !fits &&
      (before.outputs === outputs || (before.outputs.length === 0 && outputs.length === 0))
    )
      return before;
    return { id, cellType, source, outputs, outputsLeft: !fits };
  }

  #measure(stored: readonly unknown[]): { readonly units: number; readonly good: boolean } {
    const known = this.#outputs.get(stored);
    if (known !== undefined) return known;
    const content = { cellType: 'code', source: '', outputs: stored, attachments: {} };
    const good = stored.length === 0 || parseCellContent(content) !== null;
    const found = { units: stored.length === 0 ? 0 : JSON.stringify(stored).length, good };
    this.#outputs.set(stored, found);
    return found;
  }
}

/** Where a teacher is, from what their device announced; null where it says nothing of the kind. */
export function parsePlace(announced: unknown): NotebookPlace | null {
  const place = isJsonObject(announced) ? announced['place'] : null;
  if (!isJsonObject(place)) return null;
  const { cell, anchor, head } = place;
  if (typeof cell !== 'string' || !isCellId(cell)) return null;
  const selection = isOffset(anchor) && isOffset(head) ? { anchor, head } : null;
  return { cell, selection };
}

function isOffset(value: unknown): value is number {
  return (
    typeof value === 'number' &&
    Number.isSafeInteger(value) &&
    value >= 0 &&
    value <= MAX_FOLLOWED_UNITS
  );
}
