import type { BlobProgress } from '../sync/blob-exchange.ts';
import type { AuthorityView } from '../sync/class-replica.ts';
import { memberOf } from '../sync/member-of.ts';
import type { FileItem } from './class-state.ts';
import type { PlacedHandOut } from './hand-out-records.ts';
import type { TakenFiles } from './taken-files.ts';

interface ItemSources {
  readonly records: readonly PlacedHandOut[];
  readonly authority: AuthorityView;
  readonly taken: TakenFiles;
  readonly underWay: ReadonlyMap<string, BlobProgress>;
  /** For who hands out: nothing is fresh, and what is withdrawn is gone. */
  readonly teaches: boolean;
}

/** The list "Files" as one person sees it; withdrawn files only where this person has one. */
export function projectFiles({
  records,
  authority,
  taken,
  underWay,
  teaches,
}: ItemSources): FileItem[] {
  return records.flatMap((record): FileItem[] => {
    const { id, name, size, version, at, withdrawn, group } = record;
    const own = taken.of(id);
    if (withdrawn && (teaches || own === null)) return [];
    return [
      {
        id,
        name,
        size,
        version,
        at,
        withdrawn,
        group,
        by: memberOf(authority, record.by)?.name ?? '',
        fresh: !teaches && !withdrawn && taken.seen(id) < version,
        state: own === null ? 'none' : own.version < version ? 'newer' : 'current',
        path: own?.path ?? null,
        progress: underWay.get(id) ?? null,
      },
    ];
  });
}
