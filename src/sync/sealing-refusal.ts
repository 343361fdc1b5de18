import type { DocId } from '../protocol/ids.ts';
import type { AuthorityState } from './authority-state.ts';
import type { DocumentLog } from './document-log.ts';
import type { EntryRecord } from './entry-record.ts';
import { isSealed } from './permissions.ts';

/**
 * Whether an entry is of the wrong kind for its document (SY11): plain in a sealed one, or sealed (or with keys) in one
 * that all may read. It follows from the statements that the entry names and from its chain.
 */
export function sealingRefusal(
  { entry, chain }: EntryRecord,
  state: AuthorityState,
  log: DocumentLog | null,
): 'plain-in-sealed' | 'sealed-in-plain' | null {
  if (entry.kind !== 'plain') return isSealed(state, entry.doc) ? null : 'sealed-in-plain';
  const before = entry.seq === 0 ? null : (log?.at(chain, entry.seq - 1)?.entry.kind ?? null);
  if (before === 'sealed' || before === 'keys') return 'plain-in-sealed';
  return isSealed(state, entry.doc) && !hasPlainHistory(entry.doc) ? 'plain-in-sealed' : null;
}

/** The version before sealed documents wrote profiles in plain: only their own person can, and what is there stays. */
function hasPlainHistory(doc: DocId): boolean {
  return doc.startsWith('profile:');
}
