import type * as Y from 'yjs';
import { isJsonObject } from '../base/json.ts';
import { isHash32, type BlobId } from '../protocol/ids.ts';

/** Package indexes of which a class knows the lists, and the longest name of one in UTF-16 units. */
const MAX_LISTS = 16;
const MAX_NAME_UNITS = 2_000;

/**
 * The lists of packages that who teaches vouches for, by the index's name (map `packages` of the document `class`, which
 * owner and teachers alone write): a blob with the index's lock file each. What is unreadable is left out.
 */
export function readPackageLists(doc: Y.Doc): ReadonlyMap<string, BlobId> {
  const lists = new Map<string, BlobId>();
  for (const [name, value] of doc.getMap<unknown>('packages')) {
    if (lists.size >= MAX_LISTS) break;
    const blob = isJsonObject(value) ? value['blob'] : null;
    if (name.length <= MAX_NAME_UNITS && typeof blob === 'string' && isHash32(blob))
      lists.set(name, blob as BlobId);
  }
  return lists;
}

/** Says which list an index has. False where there are too many of them. */
export function writePackageList(doc: Y.Doc, name: string, blob: BlobId): boolean {
  const lists = doc.getMap<unknown>('packages');
  if (name.length > MAX_NAME_UNITS || (!lists.has(name) && lists.size >= MAX_LISTS)) return false;
  lists.set(name, { blob });
  return true;
}
