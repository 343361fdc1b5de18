import { concat, fromBase64Url, toBase64Url } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import { isId16 } from '../protocol/ids.ts';
import type { PeerId } from '../protocol/ids.ts';

/**
 * Who may be whose parent: a peer asks only peers that come before it, so that no loop can ever close.
 * It never changes while a page lives.
 */
export interface Rank {
  /** The owner comes before all others. */
  readonly owner: boolean;
  /** When the page was loaded, ms since the epoch by its own clock; a wrong clock costs order, nothing else. */
  readonly joinedAt: number;
  readonly peer: PeerId;
}

export const RANK_BYTES = 7;
export const PEER_BYTES = 16;
const RANKED_BYTES = PEER_BYTES + RANK_BYTES;
const LATEST = 2 ** 48 - 1;

/** Negative where `a` comes before `b`; zero only for the same peer. */
export function compareRanks(a: Rank, b: Rank): number {
  if (a.owner !== b.owner) return a.owner ? -1 : 1;
  if (a.joinedAt !== b.joinedAt) return a.joinedAt - b.joinedAt;
  return a.peer < b.peer ? -1 : a.peer > b.peer ? 1 : 0;
}

/** The rank without its peer, which is known from elsewhere: owner flag and 48 bits of time. */
export function encodeRank(rank: Rank): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(RANK_BYTES);
  const view = new DataView(bytes.buffer);
  const at = Math.min(LATEST, Math.max(0, Math.floor(rank.joinedAt)));
  view.setUint8(0, rank.owner ? 0 : 1);
  view.setUint16(1, Math.floor(at / 2 ** 32));
  view.setUint32(3, at % 2 ** 32);
  return bytes;
}

/** Reads `RANK_BYTES` bytes of the rank of `peer`; null where they are none. */
export function parseRank(bytes: Uint8Array, peer: PeerId): Rank | null {
  if (bytes.length !== RANK_BYTES || (bytes[0] ?? 2) > 1) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return {
    owner: bytes[0] === 0,
    joinedAt: view.getUint16(1) * 2 ** 32 + view.getUint32(3),
    peer,
  };
}

/** A peer's id as its 16 bytes. */
export function peerBytes(peer: string): Bytes {
  const bytes = isId16(peer) ? fromBase64Url(peer) : null;
  if (bytes === null) throw new Error('An id that is not 16 bytes');
  return bytes;
}

/** Ranks with their peers, one behind the other. */
export function encodeRanks(ranks: readonly Rank[]): Bytes {
  return concat(...ranks.flatMap((rank) => [peerBytes(rank.peer), encodeRank(rank)]));
}

/** Reads at most `limit` ranks with their peers; null where the bytes are none, or more. */
export function parseRanks(bytes: Uint8Array, limit: number): Rank[] | null {
  if (bytes.length % RANKED_BYTES !== 0 || bytes.length > limit * RANKED_BYTES) return null;
  const ranks: Rank[] = [];
  for (let at = 0; at < bytes.length; at += RANKED_BYTES) {
    const peer = toBase64Url(bytes.subarray(at, at + PEER_BYTES)) as PeerId;
    const rank = parseRank(bytes.subarray(at + PEER_BYTES, at + RANKED_BYTES), peer);
    if (rank === null) return null;
    ranks.push(rank);
  }
  return ranks;
}
