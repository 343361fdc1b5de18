import type { Digest } from '../crypto/signer.ts';
import { decodeCheckpoint } from '../protocol/checkpoint.ts';
import type { CoveredChain } from '../protocol/checkpoint.ts';
import type { Bytes } from '../base/bytes.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import { clientIdOf } from './client-id.ts';
import { chainKey } from './entry-record.ts';
import type { ChainKey, EntryRecord } from './entry-record.ts';
import { inspectState } from './yjs-state.ts';

/** A checkpoint entry as it was read: what it covers, and the state of exactly that (SY8). */
export interface DocumentCheckpoint {
  readonly record: EntryRecord;
  readonly covered: ReadonlyMap<ChainKey, CoveredChain>;
  /** By covered chain: its Yjs client id, and the clock after its last covered struct. */
  readonly clients: ReadonlyMap<ChainKey, { readonly client: number; readonly clock: number }>;
  readonly state: Bytes;
}

/**
 * Reads the content of a checkpoint entry (`clientOf`: client ids that are known already) and checks what it shows by itself: its shape, that it covers what the entry
 * names (`prev`, `deps`), and that its state has structs of covered chains only.
 */
export async function readCheckpoint(
  record: EntryRecord,
  clientOf: (chain: ChainKey) => number | null,
  digest: Digest,
): Promise<Result<DocumentCheckpoint, string>> {
  const { entry, chain } = record;
  const decoded = decodeCheckpoint(entry.content);
  if (!decoded.ok) return err('checkpoint-malformed');
  const { state } = decoded.value;
  const covered = new Map<ChainKey, CoveredChain>();
  for (const head of decoded.value.covered) covered.set(chainKey(head.author, head.session), head);
  const own = covered.get(chain);
  if ((own?.seq ?? -1) !== entry.seq - 1 || (own?.hash ?? null) !== entry.prev)
    return err('checkpoint-open');
  for (const dep of entry.deps) {
    const head = covered.get(chainKey(dep.author, dep.session));
    if (
      head === undefined ||
      head.seq < dep.seq ||
      (head.seq === dep.seq && head.hash !== dep.hash)
    )
      return err('checkpoint-open');
  }
  const clocks = inspectState(state);
  if (!clocks.ok) return err(clocks.error);
  const clients = new Map<ChainKey, { client: number; clock: number }>();
  const known = new Set<number>();
  for (const [key, { author, session }] of covered) {
    const client = clientOf(key) ?? (await clientIdOf(digest, author, entry.doc, session));
    clients.set(key, { client, clock: clocks.value.get(client) ?? 0 });
    known.add(client);
  }
  for (const client of clocks.value.keys()) if (!known.has(client)) return err('update-client');
  return ok({ record, covered, clients, state });
}

/** Whether `later` covers all that `earlier` covers, and `earlier` itself. */
export function supersedes(later: DocumentCheckpoint, earlier: DocumentCheckpoint): boolean {
  const { chain, entry } = earlier.record;
  if ((later.covered.get(chain)?.seq ?? -1) < entry.seq) return false;
  for (const [key, { seq }] of earlier.covered)
    if ((later.covered.get(key)?.seq ?? -1) < seq) return false;
  return true;
}
