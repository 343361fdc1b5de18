/**
 * Messages between a peer and the signalling server: JSON text frames over one WebSocket. The server
 * sees opaque identifiers and sealed data only. Types here; `parse-signaling.ts` checks what arrives.
 *
 * Flow: the server sends `nonce` first. A client may then send `enter` (to be found by the class's
 * peers) or only use codes. Peers address each other by `peer` ids; `data` is sealed end to end.
 * Binary frames carry what peers relay to each other (`relay-frame.ts`).
 */

/** Where a member stands, sealed under the room's key: opaque to the server. At most `MAX_CARD_CHARS`. */
export interface RoomMember {
  /** The connection's id in the room: 16 random bytes in base64url, chosen by the client. */
  readonly peer: string;
  readonly card: string;
}

export type ClientMessage =
  | {
      readonly type: 'enter';
      /** The room: a raw uncompressed P-256 public key (65 bytes) in base64url. */
      readonly room: string;
      readonly peer: string;
      /** ECDSA P-256/SHA-256 by the room's key over `roomProofBytes(nonce, room, peer)`, in base64url. */
      readonly proof: string;
      readonly card: string;
    }
  /** Replaces the card that later members are given. */
  | { readonly type: 'card'; readonly card: string }
  /** Whether to be told of each member who enters from now on (`member`). Off after `enter`. */
  | { readonly type: 'watch'; readonly on: boolean }
  /** Asks for a part of the list of members (`members`): those after the first `from` others. */
  | { readonly type: 'list'; readonly from: number }
  | { readonly type: 'to'; readonly peer: string; readonly data: string }
  /** Keeps a sealed ticket under a lookup id (32 bytes, base64url) for `ttl` seconds, at most 12 hours; only from within a room. */
  | {
      readonly type: 'put-code';
      readonly id: string;
      readonly ticket: string;
      readonly ttl: number;
    }
  | { readonly type: 'drop-code'; readonly id: string }
  | { readonly type: 'get-code'; readonly id: string };

export type ServerMessage =
  /** First message on each connection: 32 random bytes in base64url. */
  | { readonly type: 'nonce'; readonly nonce: string }
  /**
   * Answers `enter` and `list`: up to `MAX_MEMBERS_LISTED` others in the room, longest present first; `next` is where the
   * list goes on, null at its end. Who comes and goes meanwhile shifts it.
   */
  | {
      readonly type: 'members';
      readonly members: readonly RoomMember[];
      readonly next: number | null;
    }
  /** Somebody entered, or changed their card (to watchers only). */
  | { readonly type: 'member'; readonly member: RoomMember }
  | { readonly type: 'from'; readonly peer: string; readonly data: string }
  /** The addressed peer is not in the room. */
  | { readonly type: 'gone'; readonly peer: string }
  /** A relayed frame was not passed on; it and its like are not tried again by the server. */
  | { readonly type: 'relay-refused'; readonly peer: string; readonly code: RelayRefusal }
  /** Answers `put-code`. */
  | { readonly type: 'code-kept'; readonly id: string }
  /** Answers `get-code`; null where nothing is kept under the id. */
  | { readonly type: 'code'; readonly id: string; readonly ticket: string | null }
  | { readonly type: 'error'; readonly code: SignalingErrorCode };

export type RelayRefusal =
  | 'relay-quota' // what the room may relay within an hour is used up
  | 'relay-off' // this server relays nothing
  | 'relay-gone'; // the addressed peer is not in the room

export type SignalingErrorCode =
  | 'malformed' // not a message of this protocol; the server closes
  | 'too-large' // over the message limit; the server closes
  | 'too-fast' // over the rate; the server closes with 1013, come back after a pause
  | 'proof-wrong' // enter was not signed by the room's key; the server closes
  | 'room-full'
  | 'server-full' // no more rooms or connections
  | 'not-entered' // the message needs a room
  | 'code-tries' // too many wrong codes from this address; try again in a minute
  | 'code-full' // too many codes kept for this room
  | 'peer-taken'; // the id is in use in this room by a live connection
