import { utf8 } from '../base/bytes.ts';
import type { Clock } from '../base/clock.ts';
import { isShallow, type JsonObject } from '../base/json.ts';
import type { CellContent, CellRef, SharingChoices } from '../notebook/notebook-app.ts';
import type { KeyId } from '../protocol/ids.ts';
import { MAX_ENTRY_PAYLOAD, MAX_JSON_DEPTH } from '../protocol/limits.ts';
import type { CellPlace, CellPlaces } from './cell-places.ts';
import { notebookName } from './notebook-name.ts';
import type { Original } from './original-cells.ts';
import type { OriginalMark } from './original-mark.ts';
import { risingPlaces } from './rising-places.ts';
import {
  readPlace,
  withdrawSharedCell,
  writeOrder,
  writeSharedCell,
  type PlacedCell,
  type SharedCellRecord,
} from './shared-cell-records.ts';
import { sameSharedContent } from './shared-content.ts';

/** Room for the entry's own fields and the record's beside the cell's content. */
const RECORD_OVERHEAD = 8 * 1024;
/** Records written together are one entry up to this length, bytes: whoever shares a whole notebook fills no line with one piece. */
const BATCH_BYTES = 1024 * 1024;

/** A cell to be shared. */
export interface ShareWrite {
  readonly ref: CellRef;
  readonly mark: OriginalMark & { readonly choices: SharingChoices };
  readonly content: CellContent;
  /** The cell's, as it is. */
  readonly metadata: JsonObject;
}

/** A record on its way into its document. */
interface Placed {
  readonly place: CellPlace;
  readonly record: SharedCellRecord;
  /** Length of the content as JSON. */
  readonly bytes: number;
}

/** What is going to become of the cells that are to be shared. */
export interface SharePlan {
  readonly fit: readonly (Placed & { readonly write: ShareWrite })[];
  /** How many are too large. */
  readonly tooLarge: number;
  /** How many are for a group that is not there. */
  readonly homeless: number;
}

interface WriterOptions {
  readonly self: KeyId;
  readonly places: CellPlaces;
  readonly clock: Clock;
}

/** Writes shared cells into the documents that they belong to. */
export class ShareWriter {
  readonly #options: WriterOptions;

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  /** Where each cell belongs, and its record: a new version only where something changed. */
  plan(writes: readonly ShareWrite[]): SharePlan {
    const { places } = this.#options;
    const fit: SharePlan['fit'][number][] = [];
    let tooLarge = 0;
    let homeless = 0;
    for (const write of writes) {
      const place = places.of(write.mark.choices.group);
      const bytes = isShallow(write.content, MAX_JSON_DEPTH)
        ? utf8(JSON.stringify(write.content)).length
        : Infinity;
      if (bytes > MAX_ENTRY_PAYLOAD - RECORD_OVERHEAD) tooLarge++;
      else if (place === null || !place.handle.writable.value) homeless++;
      else fit.push({ write, place, record: this.#record(write, place), bytes });
    }
    return { fit, tooLarge, homeless };
  }

  /** Shares what was planned. A cell that moves to others is withdrawn from those before. */
  write({ fit }: SharePlan): void {
    const { places, clock } = this.#options;
    this.#writeAll(
      fit.filter(({ record, place }) => !isSame(record, places.find(record.id), place)),
    );
    for (const { handle } of places.all()) {
      if (!handle.writable.value) continue;
      for (const { place, record } of fit)
        if (place.handle !== handle) withdrawSharedCell(handle.doc, record.id, clock.now());
    }
  }

  /** Withdraws these cells wherever they are shared. */
  withdraw(ids: readonly string[]): void {
    const now = this.#options.clock.now();
    for (const { handle } of this.#options.places.all()) {
      if (!handle.writable.value) continue;
      handle.doc.transact(() => {
        for (const id of ids) withdrawSharedCell(handle.doc, id, now);
      });
    }
  }

  /** Has shared cells, and those that are about to be, follow the order of their notebook. */
  keepOrder(originals: readonly Original[], plan: SharePlan | null = null): void {
    const { places } = this.#options;
    const planned = new Map(plan?.fit.map(({ record, place }) => [record.id, place]));
    const notebooks = new Map<string, { id: string; place: number | null; at: CellPlace }[]>();
    for (const { mark, ref } of originals) {
      const at = planned.get(mark.cell) ?? this.#placeOf(mark.cell);
      if (at === null || !at.handle.writable.value) continue;
      const cells = notebooks.get(ref.path) ?? [];
      notebooks.set(ref.path, cells);
      cells.push({ id: mark.cell, place: readPlace(at.handle.doc, mark.cell), at });
    }
    for (const cells of notebooks.values()) {
      const rising = risingPlaces(cells);
      if (rising.size === 0) continue;
      for (const { handle } of places.all()) {
        const own = cells.filter(({ at }) => at.handle === handle);
        const changes = own.flatMap(({ id }) => {
          const place = rising.get(id);
          return place === undefined ? [] : [[id, place] as const];
        });
        writeOrder(handle.doc, new Map(changes));
      }
    }
  }

  /** Cells of a notebook that was given another name are listed under it; no new version comes of that. */
  rename(originals: readonly Original[]): void {
    const { places } = this.#options;
    const notebook = (ref: CellRef) => notebookName(ref.path);
    this.#writeAll(
      originals.flatMap(({ mark, ref }) => {
        const record = places.find(mark.cell);
        const place = this.#placeOf(mark.cell);
        if (record === null || place === null || record.notebook === notebook(ref)) return [];
        const bytes = utf8(JSON.stringify(record.content)).length;
        return [{ place, record: { ...record, notebook: notebook(ref) }, bytes }];
      }),
    );
  }

  #record({ ref, mark, content }: ShareWrite, place: CellPlace): SharedCellRecord {
    const { places, clock, self } = this.#options;
    const { withOutputs, live } = mark.choices;
    const before = places.find(mark.cell);
    const same =
      before !== null &&
      !before.withdrawn &&
      before.group?.id === place.group?.id &&
      sameSharedContent(content, before.content);
    return {
      id: mark.cell,
      content,
      notebook: notebookName(ref.path),
      version: same ? before.version : (before?.version ?? 0) + 1,
      at: same ? before.at : clock.now(),
      by: self,
      withdrawn: false,
      live,
      withOutputs,
    };
  }

  /** Where a cell is shared now. */
  #placeOf(id: string): CellPlace | null {
    const record = this.#options.places.find(id);
    if (record === null || record.withdrawn) return null;
    return this.#options.places.of(record.group?.id ?? null);
  }

  #writeAll(all: readonly Placed[]): void {
    for (const { handle } of this.#options.places.all()) {
      const here = all.filter(({ place }) => place.handle === handle);
      for (let from = 0; from < here.length;) {
        let to = from;
        let sum = 0;
        for (let each = here[to]; each !== undefined; each = here[++to]) {
          sum += each.bytes + RECORD_OVERHEAD;
          if (to > from && sum > BATCH_BYTES) break;
        }
        const batch = here.slice(from, to);
        handle.doc.transact(() => {
          for (const { record } of batch) writeSharedCell(handle.doc, record);
        });
        from = to;
      }
    }
  }
}

/** Whether there is nothing to write. */
function isSame(record: SharedCellRecord, before: PlacedCell | null, place: CellPlace): boolean {
  return (
    before !== null &&
    !before.withdrawn &&
    before.group?.id === place.group?.id &&
    before.version === record.version &&
    before.live === record.live &&
    before.withOutputs === record.withOutputs &&
    before.notebook === record.notebook
  );
}
