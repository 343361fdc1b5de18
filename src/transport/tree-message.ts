import { concat, toBase64Url } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import type { PeerId } from '../protocol/ids.ts';
import { compareRanks, encodeRanks, parseRanks, PEER_BYTES, peerBytes } from './rank.ts';
import type { Rank } from './rank.ts';

/**
 * Peers that a way over links may lead past, and that a path names: from a leaf of a tree of thousands up
 * to its root and down in another one.
 */
export const MAX_HOPS = 16;
/** Largest introduction that is carried: an SDP of 16 KiB, sealed. */
export const MAX_CARRIED = 20 * 1024;

/** What neighbours in the tree say to each other for the tree itself (`Link.signal`). */
export type TreeMessage =
  /** The sender's place: the ranks from its root down to itself. A long one lacks those after the root. */
  | { readonly kind: 'path'; readonly path: readonly Rank[] }
  /** To the sender's spare: be my parent from now on. */
  | { readonly kind: 'adopt' }
  /**
   * To the sender's parent, on to the root: another tree, whose root comes before ours. `via` leads from the
   * sender down to one who has a link with the last peer of `path`.
   */
  | { readonly kind: 'found'; readonly via: readonly PeerId[]; readonly path: readonly Rank[] }
  /** To be handed on along `hops` (from the first sender to the last receiver); `at` is the receiver's index. */
  | {
      readonly kind: 'carry';
      readonly hops: readonly PeerId[];
      readonly at: number;
      readonly payload: Bytes;
    }
  /** The way back of a `carry` that could not be handed on; `target` is its last receiver. */
  | {
      readonly kind: 'stuck';
      readonly hops: readonly PeerId[];
      readonly at: number;
      readonly target: PeerId;
    };

const VERSION = 1;
const KINDS = ['path', 'adopt', 'found', 'carry', 'stuck'] as const;

export function encodeTreeMessage(message: TreeMessage): Bytes {
  const head = Uint8Array.of(VERSION, KINDS.indexOf(message.kind));
  switch (message.kind) {
    case 'path':
      return concat(head, encodeRanks(message.path));
    case 'adopt':
      return head;
    case 'found':
      return concat(head, encodePeers(message.via), encodeRanks(message.path));
    case 'carry':
      return concat(head, Uint8Array.of(message.at), encodePeers(message.hops), message.payload);
    case 'stuck':
      return concat(
        head,
        Uint8Array.of(message.at),
        encodePeers(message.hops),
        peerBytes(message.target),
      );
  }
}

/** Reads what a neighbour sent; null where it is none of this protocol's. Never throws. */
export function parseTreeMessage(bytes: Uint8Array): TreeMessage | null {
  const kind = KINDS[bytes[1] ?? KINDS.length];
  if (bytes[0] !== VERSION || kind === undefined) return null;
  const body = bytes.subarray(2);
  switch (kind) {
    case 'path': {
      const path = parsePath(body);
      return path === null ? null : { kind, path };
    }
    case 'adopt':
      return body.length === 0 ? { kind } : null;
    case 'found': {
      const via = parsePeers(body, MAX_HOPS);
      const path = via === null ? null : parsePath(body.subarray(peersLength(via)));
      return via === null || via.length === 0 || path === null ? null : { kind, via, path };
    }
    case 'carry':
    case 'stuck': {
      const at = body[0] ?? 0;
      const hops = parsePeers(body.subarray(1), MAX_HOPS + 1);
      if (hops === null || at < 1 || at >= hops.length) return null;
      const rest = body.slice(1 + peersLength(hops));
      if (kind === 'carry')
        return rest.length > MAX_CARRIED ? null : { kind, hops, at, payload: rest };
      if (rest.length !== PEER_BYTES) return null;
      return { kind, hops, at, target: toBase64Url(rest) as PeerId };
    }
  }
}

function encodePeers(peers: readonly PeerId[]): Bytes {
  return concat(Uint8Array.of(peers.length), ...peers.map(peerBytes));
}

function peersLength(peers: readonly PeerId[]): number {
  return 1 + peers.length * PEER_BYTES;
}

/** A counted list of peers at the start of `bytes`, none of them twice. */
function parsePeers(bytes: Uint8Array, limit: number): PeerId[] | null {
  const count = bytes[0] ?? 0;
  if (count > limit || bytes.length < 1 + count * PEER_BYTES) return null;
  const peers: PeerId[] = [];
  for (let i = 0; i < count; i++) {
    const at = 1 + i * PEER_BYTES;
    peers.push(toBase64Url(bytes.subarray(at, at + PEER_BYTES)) as PeerId);
  }
  return new Set(peers).size === count ? peers : null;
}

/** Ranks from a root downwards: each comes before the next, or there would be a loop. */
function parsePath(bytes: Uint8Array): Rank[] | null {
  const path = parseRanks(bytes, MAX_HOPS);
  if (path === null || path.length === 0) return null;
  const rising = path.every((rank, i) => {
    const before = path[i - 1];
    return before === undefined || compareRanks(before, rank) < 0;
  });
  return rising ? path : null;
}
