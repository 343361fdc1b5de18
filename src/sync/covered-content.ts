import type { Bytes } from '../base/bytes.ts';
import type { CoveredChain } from '../protocol/checkpoint.ts';
import type { DocumentCheckpoint } from './document-checkpoint.ts';
import type { DocumentLog } from './document-log.ts';
import { refOf } from './entry-record.ts';
import type { ChainKey, EntryRecord } from './entry-record.ts';

/** What a log knows of the entries up to some ends of chains. */
export interface CoveredContent {
  /** Last entry and history of each chain, as far as the log has it. */
  readonly covered: ReadonlyMap<ChainKey, CoveredChain>;
  /** The Yjs updates that make the document, each after what it needs. */
  readonly updates: readonly Bytes[];
  /** All entries up to the ends are among them, by themselves or in a checkpoint. */
  readonly whole: boolean;
}

/** Whether an entry up to `seq` of a chain is meant. */
type Reaches = (chain: ChainKey, seq: number) => boolean;

/** All Yjs updates of a log, each after what it needs: the states of its checkpoints in place of what they cover. */
export function updatesOf(log: DocumentLog): readonly Bytes[] {
  return collect(log, log.checkpoints, () => true).updates;
}

/** What a log knows of everything that it has. */
export function presentContent(log: DocumentLog): CoveredContent {
  const { covered, updates } = collect(log, log.checkpoints, () => true);
  return { covered, updates, whole: true };
}

/** What a log knows of exactly the entries that `checkpoint` covers. */
export function contentUnder(
  log: DocumentLog,
  { covered: ends }: DocumentCheckpoint,
): CoveredContent {
  const reaches: Reaches = (chain, seq) => (ends.get(chain)?.seq ?? -1) >= seq;
  const usable = log.checkpoints.filter(({ covered }) =>
    [...covered].every(([chain, { seq }]) => reaches(chain, seq)),
  );
  const { covered, updates } = collect(log, usable, reaches);
  let whole = true;
  for (const [chain, { seq, hash }] of ends) {
    const from = usable.reduce(
      (top, { covered: below }) => Math.max(top, below.get(chain)?.seq ?? -1),
      -1,
    );
    const end = covered.get(chain);
    whole &&= end?.seq === seq && end.hash === hash && (log.base(chain)?.seq ?? -1) <= from;
  }
  return { covered, updates, whole };
}

function collect(
  log: DocumentLog,
  checkpoints: readonly DocumentCheckpoint[],
  reaches: Reaches,
): { covered: Map<ChainKey, CoveredChain>; updates: Bytes[] } {
  const covered = new Map<ChainKey, CoveredChain>();
  for (const checkpoint of checkpoints)
    for (const [chain, head] of checkpoint.covered)
      if ((covered.get(chain)?.seq ?? -1) < head.seq) covered.set(chain, head);
  const updates = checkpoints.map(({ state }) => state);
  for (const record of log.entries) {
    const { seq, kind, content } = record.entry;
    if (!reaches(record.chain, seq)) continue;
    const before = covered.get(record.chain);
    if (before !== undefined && before.seq >= seq) continue;
    covered.set(record.chain, extended(before, record));
    if (kind === 'plain') updates.push(content);
  }
  return { covered, updates };
}

function extended(before: CoveredChain | undefined, record: EntryRecord): CoveredChain {
  const { at } = record.entry;
  return {
    ...refOf(record),
    first: Math.min(before?.first ?? at, at),
    last: Math.max(before?.last ?? at, at),
  };
}
