import type { Observable } from '../base/observable.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { Signer } from '../crypto/signer.ts';
import type { PeerId } from '../protocol/ids.ts';
import type { RelayRefusal, RoomMember } from '../protocol/signaling-messages.ts';
import type { SignalingState } from './network.ts';

/** How to enter a room. */
export interface RoomEntrance {
  /** The room's key (`RoomKeys.signer`). */
  readonly signer: Signer;
  /** Ours in the room: kept over reconnections. */
  readonly peer: PeerId;
  /** Sealed: what members are told of us. */
  readonly card: string;
}

/** What happens in a room. Called one at a time, in the order in which the server sent it. */
export interface RoomEvents {
  /**
   * After each entering, also after a reconnection, and after each `list`: a part of the members, and where the list
   * goes on (null at its end).
   */
  members(members: readonly RoomMember[], next: number | null): void;
  /** Somebody entered (while watching). */
  member(member: RoomMember): void;
  /** Another member sent us `data`. */
  from(peer: PeerId, data: string): void;
  /** A peer that we sent something to is not in the room. */
  gone(peer: PeerId): void;
  /** Another member sent us bytes through the relay: a view, valid during the call. */
  relayed(peer: PeerId, payload: Uint8Array): void;
  /** What we sent to `peer` through the relay was not passed on. */
  relayRefused(peer: PeerId, code: RelayRefusal): void;
  /** The connection to the server broke; `members` follows when it is back. */
  lost(): void;
}

/** Our place in a room of the signalling server. */
export interface Room {
  /** Whether to be told of each who enters. Kept over reconnections. */
  watch(on: boolean): void;
  /** Asks for the members after the first `from`; nothing happens while the server is away. */
  list(from: number): void;
  /** Sends to another member; false, and nothing sent, while the server is away. */
  send(peer: PeerId, data: string): boolean;
  /** Sends up to `MAX_RELAY_PAYLOAD` bytes through the server's relay; false, and nothing sent, while the server is away. */
  relay(peer: PeerId, payload: Uint8Array): boolean;
  leave(): void;
}

/** The connection to the signalling server: keeps itself up from the first need until `close`. */
export interface Signaling {
  readonly state: Observable<SignalingState>;
  /** Enters a room now or as soon as the server is there. One room at a time; throws in another one. */
  enter(entrance: RoomEntrance, events: RoomEvents): Room;
  /**
   * Keeps a sealed ticket (at most `MAX_TICKET_CHARS`) under a lookup id (32 bytes in base64url) for
   * `ttl` seconds, and again after the server was restarted, until it ends or `dropCode`. Resolves when
   * the server has it; waits for the server, and for a room to be entered, as long as `signal` allows.
   * Rejects with `signaling-refused` where the server does not take it, or with the signal's reason.
   */
  putCode(id: string, ticket: string, ttl: number, signal?: AbortSignal): Promise<void>;
  /** Ends a code: at once here, on the server as soon as it is there. */
  dropCode(id: string): void;
  /**
   * The ticket kept under `id`, null where there is none. No room needed. Rejects with
   * `signaling-unreachable` after ten seconds or the first failed attempt, `code-too-many-tries`, or
   * the signal's reason.
   */
  getCode(id: string, signal?: AbortSignal): Promise<string | null>;
  /** Ends everything; open requests reject with `signaling-unreachable`. */
  close(): void;
}

/** Tells when it is worth trying at once: the device came online or the page was shown again. */
export type WakeSource = (wake: () => void) => Unsubscribe;
