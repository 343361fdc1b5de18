import { createEncoder, toUint8Array, writeUint8Array, writeVarUint } from 'lib0/encoding';
import type { Bytes } from '../base/bytes.ts';
import type { Result } from '../base/result.ts';
import { parseBytes } from './byte-reader.ts';
import { compareRefs, readId, writeId } from './entry.ts';
import type { Ref } from './entry.ts';
import { MAX_CHECKPOINT_CHAINS } from './limits.ts';

/** How far a checkpoint covers one chain, and what history keeps of it: `seq + 1` entries between two times. */
export interface CoveredChain extends Ref {
  /** `at` of the earliest and of the latest covered entry by the author's clock, ms since the epoch. */
  readonly first: number;
  readonly last: number;
}

/** What the content of a checkpoint entry says (SY8). */
export interface Checkpoint {
  /** The last covered entry of every chain; sorted as references are, each chain once, not empty. */
  readonly covered: readonly CoveredChain[];
  /** The Yjs state (update, format 1) of exactly the covered entries; sealed where the document is. */
  readonly state: Bytes;
}

/** A checkpoint's bytes. Throws where it covers more than `MAX_CHECKPOINT_CHAINS` chains. */
export function encodeCheckpoint({ covered, state }: Checkpoint): Bytes {
  if (covered.length > MAX_CHECKPOINT_CHAINS) throw new Error('too many chains for a checkpoint');
  const encoder = createEncoder();
  writeVarUint(encoder, covered.length);
  for (const chain of [...covered].sort(compareRefs)) {
    writeId(encoder, chain.author);
    writeId(encoder, chain.session);
    writeVarUint(encoder, chain.seq);
    writeId(encoder, chain.hash);
    writeVarUint(encoder, chain.first);
    writeVarUint(encoder, chain.last - chain.first);
  }
  writeUint8Array(encoder, state);
  return toUint8Array(encoder);
}

/** Reads a checkpoint; accepts exactly what `encodeCheckpoint` makes. Never throws; looks into no state. */
export function decodeCheckpoint(bytes: Bytes): Result<Checkpoint, 'malformed'> {
  return parseBytes(bytes, (reader) => {
    const count = reader.varUint(MAX_CHECKPOINT_CHAINS);
    reader.require(count > 0);
    const covered: CoveredChain[] = [];
    for (let i = 0; i < count; i++) {
      const ref: Ref = {
        author: readId(reader, 32),
        session: readId(reader, 16),
        seq: reader.varUint(),
        hash: readId(reader, 32),
      };
      const before = covered.at(-1);
      reader.require(before === undefined || compareRefs(before, ref) < 0);
      const first = reader.varUint();
      const last = first + reader.varUint();
      reader.require(last <= Number.MAX_SAFE_INTEGER);
      covered.push({ ...ref, first, last });
    }
    return { covered, state: reader.rest() };
  });
}
