import { AUTHORITY_DOC, CLASS_DOC } from '../protocol/ids.ts';
import type { DocId } from '../protocol/ids.ts';
import { MAX_INTERESTS } from '../protocol/limits.ts';

/** Which documents one side of a link wants. `authority` and `class` are wanted by everybody. */
export interface Interest {
  readonly everything: boolean;
  /** Names of documents; one that ends with `:` stands for all that begin so. Empty with `everything`. */
  readonly names: ReadonlySet<string>;
}

export const NOTHING_ELSE: Interest = { everything: false, names: new Set() };

/** Whether `doc` is wanted. */
export function wants(interest: Interest, doc: DocId): boolean {
  return interest.everything || isNamed(interest, doc);
}

/** Whether `doc` is wanted by its own name or one that it begins with, and not only with everything else. */
export function isNamed({ names }: Interest, doc: DocId): boolean {
  if (doc === AUTHORITY_DOC || doc === CLASS_DOC || names.has(doc)) return true;
  for (let at = doc.indexOf(':'); at >= 0; at = doc.indexOf(':', at + 1))
    if (names.has(doc.slice(0, at + 1))) return true;
  return false;
}

/** What all of them want together; too many names become everything. */
export function unite(interests: Iterable<Interest>): Interest {
  const names = new Set<string>();
  for (const interest of interests) {
    if (interest.everything) return { everything: true, names: new Set() };
    for (const name of interest.names) names.add(name);
  }
  return names.size > MAX_INTERESTS
    ? { everything: true, names: new Set() }
    : { everything: false, names };
}
