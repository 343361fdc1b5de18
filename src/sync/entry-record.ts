import type { Entry, Ref } from '../protocol/entry.ts';
import type { EntryHash, KeyId, SessionId } from '../protocol/ids.ts';

/** Names a chain within a document: `<KeyId>/<SessionId>`. */
export type ChainKey = `${KeyId}/${SessionId}`;

export function chainKey(author: KeyId, session: SessionId): ChainKey {
  return `${author}/${session}`;
}

/** Author and session of a chain. */
export function chainParts(chain: ChainKey): { author: KeyId; session: SessionId } {
  const slash = chain.indexOf('/');
  return { author: chain.slice(0, slash) as KeyId, session: chain.slice(slash + 1) as SessionId };
}

/** A decoded entry with its hash. */
export interface EntryRecord {
  readonly entry: Entry;
  readonly hash: EntryHash;
  readonly chain: ChainKey;
}

/** The reference that names `record`. */
export function refOf({ entry, hash }: EntryRecord): Ref {
  return { author: entry.author, session: entry.session, seq: entry.seq, hash };
}
