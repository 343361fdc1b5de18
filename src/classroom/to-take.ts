import type { SharedCellItem } from './class-state.ts';

/**
 * Whether "Sync all new" takes a cell: it is not in the notebook in this version, and the person did not change their
 * copy. What was taken once and removed again stays away until there is a newer version.
 */
export function isToTake({
  withdrawn,
  state,
  taken,
  version,
}: Pick<SharedCellItem, 'withdrawn' | 'state' | 'taken' | 'version'>): boolean {
  return !withdrawn && (state === 'newer' || (state === 'none' && taken < version));
}
