import { concat, fromBase64Url, fromUtf8, toBase64Url, utf8 } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import type { ClassId, PeerId } from '../protocol/ids.ts';
import { MAX_SDP_UNITS } from './fingerprint.ts';
import { encodeRank, encodeRanks, parseRank, parseRanks, peerBytes } from './rank.ts';
import type { Rank } from './rank.ts';

/** Others that a peer without a place names: its children and its own way up. */
export const MAX_OTHERS = 24;

/** What the asker wants the asked peer to be; `climb`: its parent instead of one further down, where there is room. */
export type Purpose = 'parent' | 'spare' | 'climb';

/**
 * What two peers say to each other to come to a link, through the signalling server or over links, sealed
 * under the room's key. `attempt` is the asker's (16 random bytes in base64url) and comes back in every answer.
 */
export type Introduction = { readonly attempt: string } & (
  | { readonly kind: 'ask'; readonly purpose: Purpose; readonly rank: Rank }
  /** Yes: the acceptor's description. */
  | { readonly kind: 'offer'; readonly sdp: string }
  /** The asker's description in answer to it. */
  | { readonly kind: 'answer'; readonly sdp: string }
  /** No place; those near it who may have one for this asker. */
  | { readonly kind: 'full'; readonly others: readonly Rank[] }
  /** The asker gave up. */
  | { readonly kind: 'cancel' }
  /** The asker, taken but without luck or WebRTC: let us try the relay. */
  | { readonly kind: 'relay-ask' }
  /** The acceptor's ephemeral key (base64url) for a channel through the relay. */
  | { readonly kind: 'relay-offer'; readonly key: string }
  /** The asker's in answer to it. */
  | { readonly kind: 'relay-answer'; readonly key: string }
  /** The asker of a link that came about by `attempt` and is in trouble: "find a new path". */
  | { readonly kind: 'restart' }
  /** The acceptor's new description; `round` (a byte) comes back in the answer. */
  | { readonly kind: 'restart-offer'; readonly round: number; readonly sdp: string }
  | { readonly kind: 'restart-answer'; readonly round: number; readonly sdp: string }
  /** The asker of a link over the relay: "let us try a direct channel for it". `offer` and `answer` follow. */
  | { readonly kind: 'upgrade' }
  /** That link is over here. */
  | { readonly kind: 'over' }
);

const VERSION = 1;
const KINDS = [
  'ask',
  'offer',
  'answer',
  'full',
  'cancel',
  'relay-ask',
  'relay-offer',
  'relay-answer',
  'restart',
  'restart-offer',
  'restart-answer',
  'over',
  'upgrade',
] as const;
const KEY_BYTES = 65;
const PURPOSES: readonly Purpose[] = ['parent', 'spare', 'climb'];
const ID_BYTES = 16;
const HEAD_BYTES = 2 + ID_BYTES;

/** Binds a sealed introduction to the class and to who sent it to whom. */
export function introductionContext(classId: ClassId, from: PeerId, to: PeerId): string {
  return `lectern/introduction/1 ${classId} ${from} ${to}`;
}

/** Binds a sealed card to the class and the member whose it is. */
export function cardContext(classId: ClassId, peer: PeerId): string {
  return `lectern/card/1 ${classId} ${peer}`;
}

export function encodeIntroduction(introduction: Introduction): Bytes {
  const { kind, attempt } = introduction;
  const head = concat(Uint8Array.of(VERSION, KINDS.indexOf(kind)), peerBytes(attempt));
  switch (kind) {
    case 'ask':
      return concat(
        head,
        Uint8Array.of(PURPOSES.indexOf(introduction.purpose)),
        encodeRank(introduction.rank),
      );
    case 'offer':
    case 'answer':
      return concat(head, utf8(introduction.sdp));
    case 'full':
      return concat(head, encodeRanks(introduction.others.slice(0, MAX_OTHERS)));
    case 'relay-offer':
    case 'relay-answer':
      return concat(head, keyBytes(introduction.key));
    case 'restart-offer':
    case 'restart-answer':
      return concat(head, Uint8Array.of(introduction.round), utf8(introduction.sdp));
    case 'cancel':
    case 'relay-ask':
    case 'restart':
    case 'over':
    case 'upgrade':
      return head;
  }
}

/** Reads what `from` sent, opened; null where it is none of this protocol's. Never throws. */
export function parseIntroduction(bytes: Uint8Array, from: PeerId): Introduction | null {
  const kind = KINDS[bytes[1] ?? KINDS.length];
  if (bytes.length < HEAD_BYTES || bytes[0] !== VERSION || kind === undefined) return null;
  const attempt = toBase64Url(bytes.subarray(2, HEAD_BYTES));
  const body = bytes.subarray(HEAD_BYTES);
  switch (kind) {
    case 'ask': {
      const purpose = PURPOSES[body[0] ?? PURPOSES.length];
      const rank = parseRank(body.subarray(1), from);
      return rank === null || purpose === undefined ? null : { kind, attempt, purpose, rank };
    }
    case 'offer':
    case 'answer': {
      const sdp = parseText(body);
      return sdp === null ? null : { kind, attempt, sdp };
    }
    case 'full': {
      const others = parseRanks(body, MAX_OTHERS);
      return others === null ? null : { kind, attempt, others };
    }
    case 'relay-offer':
    case 'relay-answer':
      return body.length === KEY_BYTES ? { kind, attempt, key: toBase64Url(body) } : null;
    case 'restart-offer':
    case 'restart-answer': {
      const [round] = body;
      const sdp = parseText(body.subarray(1));
      return round === undefined || sdp === null ? null : { kind, attempt, round, sdp };
    }
    case 'cancel':
    case 'relay-ask':
    case 'restart':
    case 'over':
    case 'upgrade':
      return body.length === 0 ? { kind, attempt } : null;
  }
}

function parseText(bytes: Uint8Array): string | null {
  if (bytes.length > MAX_SDP_UNITS) return null;
  try {
    return fromUtf8(bytes);
  } catch {
    return null; // not UTF-8
  }
}

function keyBytes(key: string): Bytes {
  const bytes = fromBase64Url(key);
  if (bytes?.length !== KEY_BYTES) throw new Error('Not a public key');
  return bytes;
}
