import type { RoomMember, ServerMessage } from '../src/protocol/signaling-messages.ts';
import type { Bytes } from '../src/base/bytes.ts';
import type { Keeper } from './code-shelf.ts';
import type { RateLimit } from './rate-limit.ts';
import type { Member } from './rooms.ts';

/** One who is in a room through this process, and how to reach them. */
export interface LocalMember extends Member {
  send(message: ServerMessage): void;
  /** Sends what another member says; false where it cannot be reached now. */
  deliver(from: string, data: string): boolean;
  /**
   * Passes relayed bytes on. Resolves with true once they are on their way and there is room for more, with
   * false where the peer is gone.
   */
  relay(from: string, payload: Uint8Array): Promise<boolean>;
  /** Resolves with whether it gives a sign of life soon; without one it is ended, and has left its room. */
  proveAlive(): Promise<boolean>;
}

/** Why somebody was not let into a room. */
export type EnterRefusal = 'room-full' | 'server-full' | 'peer-taken';

/**
 * - `single`: this process alone serves.
 * - `shared`: several serve the same rooms, and reach each other.
 * - `alone`: the others cannot be reached at the moment; who is here is served.
 */
export type ExchangeState = 'single' | 'shared' | 'alone';

/**
 * What connections share: who is in which room, what they send each other, codes and counts. Nothing it
 * returns rejects: where other processes cannot be reached, it answers from what this one knows.
 */
export interface Exchange {
  readonly state: ExchangeState;
  /** Rooms that somebody is in through this process. */
  readonly rooms: number;
  /** Secret under which addresses are counted, see `addressBuckets`. */
  readonly addressSecret: Bytes;
  readonly codes: Codes;
  /** Wrong codes by address bucket. */
  readonly wrongCodes: RateLimit;
  readonly relayQuota: RelayQuota;

  /**
   * Lets `member` in and tells the room's watchers. Who holds the peer id is asked for a sign of life, and gives the id up
   * without one; a live holder keeps it, for everybody in the room knows all ids and could otherwise push the others out.
   */
  enter(room: string, member: LocalMember): Promise<'ok' | EnterRefusal>;
  /** Takes `member` out; nothing happens where it is not in the room. */
  leave(room: string, member: LocalMember): void;
  /** Tells the room's watchers of `member` as it is now. */
  announce(room: string, member: LocalMember): void;
  /** Up to `count` others in the room after the first `from`, longest present first. */
  others(room: string, except: LocalMember, from: number, count: number): Promise<RoomMember[]>;
  /** Delivers `data`. False where `to` is not in the room, or reads too slowly. */
  send(room: string, from: string, to: string, data: string): Promise<boolean>;
  /** Delivers relayed bytes, see `LocalMember.relay`. False where `to` is not in the room. */
  relay(room: string, from: string, to: string, payload: Uint8Array): Promise<boolean>;
  /** Lets go of everything; members should have left before. */
  close(): Promise<void>;
}

/** Tickets under lookup ids, with the rules of `CodeShelf`. */
export interface Codes {
  put(id: string, ticket: string, ttl: number, room: string, keeper: Keeper): Promise<boolean>;
  get(id: string): Promise<string | null>;
  drop(id: string, room: string, keeper: Keeper): Promise<boolean>;
  /** The keeper's connection has ended: from now on its room's others may withdraw its codes. */
  release(keeper: Keeper): void;
}

/** What rooms may relay within an hour. */
export interface RelayQuota {
  /** Counts `bytes` of `room`. False, and nothing is counted, where its hour's allowance does not hold them. */
  spend(room: string, bytes: number): Promise<boolean>;
}
