import { isShallow, type JsonObject } from '../base/json.ts';
import type { CellSnapshot, MirrorCell } from '../notebook/notebook-app.ts';
import {
  MAX_CELL_ID_UNITS,
  MAX_FOLLOWED_CELLS,
  MAX_FOLLOWED_OUTPUT_UNITS,
  MAX_FOLLOWED_OUTPUTS_UNITS,
  MAX_FOLLOWED_UNITS,
  MAX_JSON_DEPTH,
} from '../protocol/limits.ts';
import { sharedContent } from './shared-content.ts';

/** Outputs as they go out, and how long their JSON is, in UTF-16 units. */
interface MeasuredOutputs {
  readonly outputs: readonly JsonObject[];
  readonly units: number;
}

/** The cells of a notebook as others may follow them, within the limits. */
export interface FollowedCells {
  readonly cells: readonly MirrorCell[];
  /** Cells that are left out: they are too many, or too long. */
  readonly cellsLeft: number;
}

/** What was found out about outputs, by the list itself: a notebook is looked at several times a second. */
export type MeasuredBefore = WeakMap<readonly JsonObject[], MeasuredOutputs>;

/**
 * What of a notebook goes out to followers: the cells from the first one on, as far as there is room, with outputs
 * that are not too large, without execution counts.
 */
export function followedCells(
  all: readonly CellSnapshot[],
  measured: MeasuredBefore,
): FollowedCells {
  const cells: MirrorCell[] = [];
  let room = MAX_FOLLOWED_UNITS;
  let outputRoom = MAX_FOLLOWED_OUTPUTS_UNITS;
  for (const cell of all) {
    room -= cell.source.length;
    if (room < 0 || cells.length === MAX_FOLLOWED_CELLS) break;
    if (!isCellId(cell.id)) continue;
    const { outputs, units } = measure(cell, measured);
    const fits = units <= Math.min(MAX_FOLLOWED_OUTPUT_UNITS, outputRoom);
    if (fits) outputRoom -= units;
    const { id, cellType, source } = cell;
    cells.push({ id, cellType, source, outputs: fits ? outputs : [], outputsLeft: !fits });
  }
  return { cells, cellsLeft: all.length - cells.length };
}

/** Whether this can be a cell's id (nbformat 4.5). */
export function isCellId(id: string): boolean {
  return id.length <= MAX_CELL_ID_UNITS && /^[\w-]+$/.test(id);
}

function measure(cell: CellSnapshot, measured: MeasuredBefore): MeasuredOutputs {
  const known = measured.get(cell.outputs);
  if (known !== undefined) return known;
  const { outputs } = sharedContent(cell, true);
  const units = isShallow(outputs, MAX_JSON_DEPTH) ? JSON.stringify(outputs).length : Infinity;
  const found = { outputs, units: outputs.length === 0 ? 0 : units };
  measured.set(cell.outputs, found);
  return found;
}
