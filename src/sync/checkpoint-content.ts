import type { Bytes } from '../base/bytes.ts';
import { encodeCheckpoint } from '../protocol/checkpoint.ts';
import { MAX_CHECKPOINT_CHAINS, MAX_ENTRY_PAYLOAD } from '../protocol/limits.ts';
import { presentContent } from './covered-content.ts';
import type { DocumentLog } from './document-log.ts';
import { canonicalState } from './yjs-state.ts';

/** A checkpoint of everything that `log` has; null where it is longer than an entry may be: then all goes on without. */
export function checkpointContent(log: DocumentLog): Bytes | null {
  const { covered, updates } = presentContent(log);
  const state = canonicalState(updates);
  if (state === null) throw new Error('a log holds all that its entries name');
  if (covered.size > MAX_CHECKPOINT_CHAINS || state.length > MAX_ENTRY_PAYLOAD) return null;
  const content = encodeCheckpoint({ covered: [...covered.values()], state });
  return content.length > MAX_ENTRY_PAYLOAD ? null : content;
}
