import type { RoomMember, ServerMessage } from '../src/protocol/signaling-messages.ts';

/** One who is in a room, and how to reach them. */
export interface Member {
  readonly peer: string;
  /** Opaque to the server; given to those who come later. */
  card: string;
  /** Whether to be told of each who enters. */
  watching: boolean;
  send(message: ServerMessage): void;
}

/** Who is in which room now. A room exists as long as somebody is in it. */
export class Rooms<M extends Member = Member> {
  readonly #rooms = new Map<string, Map<string, M>>();
  readonly #limit: number;
  readonly #memberLimit: number;

  constructor(limit: number, memberLimit: number) {
    this.#limit = limit;
    this.#memberLimit = memberLimit;
  }

  get size(): number {
    return this.#rooms.size;
  }

  find(room: string, peer: string): M | null {
    return this.#rooms.get(room)?.get(peer) ?? null;
  }

  /** Lets `member` in; the peer id must be free. */
  enter(room: string, member: M): 'ok' | 'room-full' | 'server-full' {
    let members = this.#rooms.get(room);
    if (members === undefined) {
      if (this.#rooms.size >= this.#limit) return 'server-full';
      members = new Map();
      this.#rooms.set(room, members);
    }
    if (members.has(member.peer)) throw new Error('The peer id is in use');
    if (members.size >= this.#memberLimit) return 'room-full';
    members.set(member.peer, member);
    return 'ok';
  }

  /** Tells the room's watchers but itself of `member` as it is now. */
  tell(room: string, member: RoomMember): void {
    const message: ServerMessage = { type: 'member', member: listed(member) };
    for (const other of this.#rooms.get(room)?.values() ?? []) {
      if (other.watching && other.peer !== member.peer) other.send(message);
    }
  }

  /** Up to `count` others in the room, longest present first. */
  others(room: string, except: M, from: number, count: number): RoomMember[] {
    const members: RoomMember[] = [];
    for (const other of this.#rooms.get(room)?.values() ?? []) {
      if (members.length >= from + count) break;
      if (other !== except) members.push(listed(other));
    }
    return members.slice(from);
  }

  /** Everybody, with their room. */
  *all(): Generator<readonly [room: string, member: M]> {
    for (const [room, members] of this.#rooms) {
      for (const member of members.values()) yield [room, member];
    }
  }

  /** Takes `member` out; nothing happens where it is not in the room. */
  leave(room: string, member: M): void {
    const members = this.#rooms.get(room);
    if (members?.get(member.peer) !== member) return;
    members.delete(member.peer);
    if (members.size === 0) this.#rooms.delete(room);
  }
}

function listed(member: RoomMember): RoomMember {
  return { peer: member.peer, card: member.card };
}
