import type { Bytes } from '../src/base/bytes.ts';
import type { Clock } from '../src/base/clock.ts';
import type { RandomBytes } from '../src/base/random.ts';
import type { RoomMember } from '../src/protocol/signaling-messages.ts';
import { CodeShelf } from './code-shelf.ts';
import type { Keeper } from './code-shelf.ts';
import type { Codes, EnterRefusal, Exchange, LocalMember, RelayQuota } from './exchange.ts';
import { MemoryRateLimit } from './rate-limit.ts';
import type { RateLimit } from './rate-limit.ts';
import { MemoryRelayQuota } from './relay-quota.ts';
import { Rooms } from './rooms.ts';
import type { ServerLimits } from './server-limits.ts';

/** Everything in this process: what a single server needs. */
export class MemoryExchange implements Exchange {
  readonly state = 'single';
  readonly addressSecret: Bytes;
  readonly codes: Codes;
  readonly wrongCodes: RateLimit;
  readonly relayQuota: RelayQuota;
  /** Who is in which room here. */
  readonly members: Rooms<LocalMember>;
  /** Where the codes are. */
  readonly shelf: CodeShelf;

  constructor(parts: {
    readonly clock: Clock;
    readonly random: RandomBytes;
    readonly limits: ServerLimits;
  }) {
    const { clock, limits } = parts;
    this.addressSecret = parts.random(32);
    this.shelf = new CodeShelf(clock, limits.codes, limits.codesPerRoom);
    this.codes = new ShelvedCodes(this.shelf);
    this.wrongCodes = new MemoryRateLimit(limits.wrongCodes, limits.wrongCodesMs);
    this.relayQuota = new MemoryRelayQuota(clock, limits.relayBytesPerHour);
    this.members = new Rooms(limits.rooms, limits.roomMembers);
  }

  get rooms(): number {
    return this.members.size;
  }

  async enter(room: string, member: LocalMember): Promise<'ok' | EnterRefusal> {
    await this.members.find(room, member.peer)?.proveAlive();
    if (this.members.find(room, member.peer) !== null) return 'peer-taken';
    const outcome = this.members.enter(room, member);
    if (outcome === 'ok') this.announce(room, member);
    return outcome;
  }

  leave(room: string, member: LocalMember): void {
    this.members.leave(room, member);
  }

  announce(room: string, member: LocalMember): void {
    this.members.tell(room, member);
  }

  async others(
    room: string,
    except: LocalMember,
    from: number,
    count: number,
  ): Promise<RoomMember[]> {
    return this.members.others(room, except, from, count);
  }

  async send(room: string, from: string, to: string, data: string): Promise<boolean> {
    return this.members.find(room, to)?.deliver(from, data) ?? false;
  }

  async relay(room: string, from: string, to: string, payload: Uint8Array): Promise<boolean> {
    return (await this.members.find(room, to)?.relay(from, payload)) ?? false;
  }

  async close(): Promise<void> {
    // Nothing is held but memory.
  }
}

/** A `CodeShelf` as `Codes`. */
class ShelvedCodes implements Codes {
  readonly #shelf: CodeShelf;

  constructor(shelf: CodeShelf) {
    this.#shelf = shelf;
  }

  async put(
    id: string,
    ticket: string,
    ttl: number,
    room: string,
    keeper: Keeper,
  ): Promise<boolean> {
    return this.#shelf.put(id, ticket, ttl, room, keeper);
  }

  async get(id: string): Promise<string | null> {
    return this.#shelf.get(id);
  }

  async drop(id: string, room: string, keeper: Keeper): Promise<boolean> {
    return this.#shelf.drop(id, room, keeper);
  }

  release(): void {
    // The shelf asks its keepers themselves.
  }
}
