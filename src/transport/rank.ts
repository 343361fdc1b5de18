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
