import type { DocumentHandle } from '../sync/document-handle.ts';
import type { GroupDocuments } from './group-documents.ts';
import {
  findSharedCell,
  sharedCellIds,
  type CellGroup,
  type CellSource,
  type ParsedCells,
  type PlacedCell,
} from './shared-cell-records.ts';

/** A document that holds shared cells, and for whom they are. */
export interface CellPlace {
  readonly handle: DocumentHandle;
  /** Null for everybody. */
  readonly group: CellGroup | null;
}

/** The places of the groups whose documents are open here. */
export function openGroups(
  groups: readonly CellGroup[],
  documents: Pick<GroupDocuments, 'handle'>,
): CellPlace[] {
  return groups.flatMap(({ id, name }) => {
    const handle = documents.handle(id);
    return handle === null ? [] : [{ handle, group: { id, name } }];
  });
}

/** The documents that hold the class's shared cells, as far as they are open here: everybody's first. */
export class CellPlaces {
  readonly everybody: DocumentHandle;
  readonly #groups: () => readonly CellPlace[];
  /** What was read before, for whoever reads all of them. */
  readonly parsed: ParsedCells = new WeakMap();

  constructor(everybody: DocumentHandle, groups: () => readonly CellPlace[]) {
    this.everybody = everybody;
    this.#groups = groups;
  }

  all(): readonly CellPlace[] {
    return [{ handle: this.everybody, group: null }, ...this.#groups()];
  }

  sources(): readonly CellSource[] {
    return this.all().map(({ handle, group }) => ({ doc: handle.doc, group }));
  }

  /** The place for a group (by id) or for everybody (null); null where it is not open here. */
  of(group: string | null): CellPlace | null {
    return this.all().find((place) => (place.group?.id ?? null) === group) ?? null;
  }

  /** The groups whose places are open here. */
  groups(): readonly CellGroup[] {
    return this.#groups().flatMap(({ group }) => group ?? []);
  }

  /** Ids of all cells that were ever shared, whatever their records hold. */
  ids(): readonly string[] {
    return this.all().flatMap(({ handle }) => sharedCellIds(handle.doc));
  }

  /** The record of a shared cell that counts; null where there is none. */
  find(id: string): PlacedCell | null {
    return findSharedCell(this.sources(), id, this.parsed);
  }
}
