import type { Digest } from '../crypto/signer.ts';
import { clientIdOf } from './client-id.ts';
import { readCheckpoint } from './document-checkpoint.ts';
import type { DocumentCheckpoint } from './document-checkpoint.ts';
import type { DocumentLog } from './document-log.ts';
import type { ChainKey, EntryRecord } from './entry-record.ts';
import { addsStructs, inspectUpdate } from './yjs-update.ts';

/**
 * Fills an empty log with the stored entries of a Y.Doc, which were checked before they were stored. A chain whose
 * beginning is missing stands on a checkpoint that covers what is missing; without one, what is left of it is of no use
 * now, as is what rests on entries that are not here (`knows`: its statements are). Gives what was left out.
 */
export async function loadDocument(
  log: DocumentLog,
  stored: readonly EntryRecord[],
  digest: Digest,
  knows: (record: EntryRecord) => boolean,
): Promise<readonly EntryRecord[]> {
  // Nothing may rest on a checkpoint that is left out.
  const records = stored.filter(knows);
  const clients = new Map<ChainKey, number>();
  const checkpoints = new Map<EntryRecord, DocumentCheckpoint>();
  for (const record of records) {
    const { author, doc, session, kind } = record.entry;
    if (!clients.has(record.chain))
      clients.set(record.chain, await clientIdOf(digest, author, doc, session));
    if (kind !== 'checkpoint') continue;
    const read = await readCheckpoint(record, (chain) => clients.get(chain) ?? null, digest);
    if (read.ok) checkpoints.set(record, read.value);
  }
  // What was damaged once was stored anew, behind what follows on it.
  const inChain = [...records].sort((a, b) => a.entry.seq - b.entry.seq);
  // Of what is covered, nothing needs to be there: the entries of each chain from its last gap on are kept.
  const covering = [...checkpoints.values()];
  const starts = new Map<ChainKey, number>();
  const lengths = new Map<ChainKey, number>();
  const damaged = new Set<EntryRecord>();
  for (const record of inChain) {
    const { chain, entry } = record;
    const readable = entry.kind !== 'checkpoint' || checkpoints.has(record);
    if (entry.seq !== (lengths.get(chain) ?? 0) || !readable) {
      const bridged = covering.some(
        ({ covered }) => (covered.get(chain)?.seq ?? -1) >= entry.seq - 1,
      );
      if (!readable || entry.seq < (lengths.get(chain) ?? 0) || !bridged) {
        damaged.add(record);
        continue;
      }
      starts.set(chain, entry.seq);
    }
    lengths.set(chain, entry.seq + 1);
  }
  for (const { covered } of covering) {
    for (const [chain, { seq }] of covered) {
      if ((lengths.get(chain) ?? 0) > seq) continue;
      starts.set(chain, seq + 1);
      lengths.set(chain, seq + 1);
    }
  }
  setBases(log, covering, starts, inChain, damaged, clients);
  const kept = records.filter(
    (record) => !damaged.has(record) && record.entry.seq >= (starts.get(record.chain) ?? 0),
  );
  const early = takeInTurn(kept, (record) => {
    const client = clients.get(record.chain) ?? 0;
    if (!hasPlace(log, record, client)) return false;
    const checkpoint = checkpoints.get(record);
    if (checkpoint !== undefined) log.restoreCheckpoint(checkpoint, client);
    else log.append(record, client, clockAfter(record, client));
    return true;
  });
  return [...stored.filter((record) => !knows(record)), ...damaged, ...early];
}

/** Tries records in their order, again as long as that helps: one that was stored anew comes after what rests on it. */
export function takeInTurn(
  records: readonly EntryRecord[],
  take: (record: EntryRecord) => boolean,
): readonly EntryRecord[] {
  for (let left = records; ;) {
    const rest = left.filter((record) => !take(record));
    if (rest.length === left.length || rest.length === 0) return rest;
    left = rest;
  }
}

/** Whether all that a record rests on in its document is in the log. */
function hasPlace(log: DocumentLog, { entry, chain }: EntryRecord, client: number): boolean {
  const head = log.head(chain);
  if ((head?.seq ?? -1) + 1 !== entry.seq || entry.prev !== (head?.hash ?? null)) return false;
  if (entry.kind === 'checkpoint') return true; // what it covers needs not be here
  if (!entry.deps.every((ref) => log.includes(ref))) return false;
  const shape = entry.kind === 'plain' ? inspectUpdate(entry.content, client) : null;
  if (shape?.ok !== true) return entry.kind !== 'plain';
  if (addsStructs(shape.value) && shape.value.from !== log.clock(client)) return false;
  return [...shape.value.needs].every(([owner, needed]) => log.clock(owner) >= needed);
}

function setBases(
  log: DocumentLog,
  covering: readonly DocumentCheckpoint[],
  starts: ReadonlyMap<ChainKey, number>,
  records: readonly EntryRecord[],
  damaged: ReadonlySet<EntryRecord>,
  clients: ReadonlyMap<ChainKey, number>,
): void {
  const byChain = new Map<ChainKey, EntryRecord[]>();
  for (const record of records) {
    const start = starts.get(record.chain);
    if (start === undefined || record.entry.seq < start || damaged.has(record)) continue;
    const kept = byChain.get(record.chain);
    if (kept === undefined) byChain.set(record.chain, [record]);
    else kept.push(record);
  }
  for (const [chain, start] of starts) {
    const kept = byChain.get(chain) ?? [];
    const heads = covering
      .map(({ covered, clients: known }) => ({ head: covered.get(chain), ...known.get(chain) }))
      .filter(({ head }) => head !== undefined);
    const exact = heads.find(({ head }) => head?.seq === start - 1);
    const hash = exact?.head?.hash ?? kept[0]?.entry.prev ?? null;
    const client = clients.get(chain) ?? heads[0]?.client ?? 0;
    let clock = exact?.clock ?? Math.max(...heads.map(({ clock: covered }) => covered ?? 0));
    if (exact === undefined) {
      for (const record of kept) {
        const shape = inspectUpdate(record.entry.content, client);
        if (record.entry.kind !== 'plain' || !shape.ok || !addsStructs(shape.value)) continue;
        clock = shape.value.from;
        break;
      }
    }
    if (hash !== null) log.rebase(chain, { seq: start - 1, hash }, client, clock);
  }
}

/** The clock after `record`'s structs; 0 where it has none. */
function clockAfter(record: EntryRecord, client: number): number {
  if (record.entry.kind !== 'plain') return 0;
  const shape = inspectUpdate(record.entry.content, client);
  return shape.ok ? shape.value.to : 0;
}
