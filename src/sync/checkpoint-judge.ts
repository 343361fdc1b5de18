import type { CoveredChain } from '../protocol/checkpoint.ts';
import type { ChainKey } from './entry-record.ts';
import type { DocId, KeyId } from '../protocol/ids.ts';
import { roleUnder } from './authority-state.ts';
import type { AuthorityState } from './authority-state.ts';
import { contentUnder } from './covered-content.ts';
import type { DocumentCheckpoint } from './document-checkpoint.ts';
import type { DocumentLog } from './document-log.ts';
import { equalBytes } from '../base/bytes.ts';
import { isKeeper, isSealed } from './permissions.ts';
import { canonicalState, isWhole } from './yjs-state.ts';

/** Whether originals of `doc` stay for ever: work and feedback are evidence. */
export function keepsOriginals(doc: DocId): boolean {
  return doc.startsWith('work:') || doc.startsWith('feedback:');
}

/**
 * Whether a device may sign checkpoints of `doc`: its keeper, and an owner's. Another keeper can be removed, and with it
 * a checkpoint for which others gave up the entries. Sealed documents have none yet: their state would be for all to read.
 */
export function mayCheckpoint(state: AuthorityState, doc: DocId, device: KeyId): boolean {
  return (
    !keepsOriginals(doc) &&
    !isSealed(state, doc) &&
    isKeeper(state, doc, device) &&
    roleUnder(state, device) === 'owner'
  );
}

/**
 * The end of a covered chain where another branch is here; null where there is none. Which of the two stands is known
 * once the place where they part is (SY2).
 */
export function otherBranch(
  { covered }: DocumentCheckpoint,
  log: DocumentLog | null,
): CoveredChain | null {
  for (const [chain, head] of covered) {
    const here = log === null ? null : hashAt(log, chain, head.seq);
    if (here !== null && here !== head.hash) return head;
  }
  return null;
}

/**
 * The end of a chain that a checkpoint of ours covers and that was taken out while it was made; null where all is here.
 * What was taken out does not stand again by what nobody has seen yet (SY5).
 */
export function takenOut(
  { covered }: DocumentCheckpoint,
  log: DocumentLog | null,
): CoveredChain | null {
  for (const head of covered.values()) if (log?.includes(head) !== true) return head;
  return null;
}

/**
 * Why a checkpoint is not true, as far as the entries here can tell; null where nothing speaks against it. Who has all
 * entries that it covers compares the whole; who has some sees that they are in it, unchanged; who has none believes it.
 */
export function checkpointRefusal(
  checkpoint: DocumentCheckpoint,
  log: DocumentLog | null,
): string | null {
  const { state } = checkpoint;
  if (log === null) return isWhole(state) ? null : 'checkpoint-state';
  const { covered, updates, whole } = contentUnder(log, checkpoint);
  if (whole) {
    for (const [chain, { first, last }] of checkpoint.covered) {
      const own = covered.get(chain);
      if (own?.first !== first || own.last !== last) return 'checkpoint-history';
    }
  }
  if (updates.length === 0 && !whole) return isWhole(state) ? null : 'checkpoint-state';
  // What is here goes in first: Yjs leaves out of the stated state what it has already.
  const own = canonicalState(whole ? updates : [...updates, state]);
  // What the entries here need was pruned: there is nothing to compare with.
  if (own === null && !whole) return isWhole(state) ? null : 'checkpoint-state';
  if (own === null) return 'checkpoint-state';
  if (equalBytes(own, state)) return null; // as our own program puts it
  const stated = canonicalState([state]);
  return stated !== null && equalBytes(own, stated) ? null : 'checkpoint-state';
}

function hashAt(log: DocumentLog, chain: ChainKey, seq: number): string | null {
  const base = log.base(chain);
  return base?.seq === seq ? base.hash : (log.at(chain, seq)?.hash ?? null);
}
