import type { Clock } from '../src/base/clock.ts';

/** A code as it is kept; `until` is ms since the epoch. */
export interface KeptCode {
  readonly id: string;
  readonly room: string;
  readonly ticket: string;
  readonly until: number;
  /** The connection that keeps the code: while it lives, nobody else can withdraw it. */
  readonly keeper: Keeper;
}

/** Whoever put a code on the shelf. */
export interface Keeper {
  /** Names it among all keepers of all servers. */
  readonly id: string;
  /** Whether the connection is still there. */
  readonly alive: boolean;
}

/**
 * Sealed tickets under lookup ids. A ticket never changes hands: somebody who knows a code, as every
 * student does, could otherwise put a ticket of their own under it.
 */
export class CodeShelf {
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #perRoom: number;
  readonly #kept = new Map<string, KeptCode>();

  constructor(clock: Clock, limit: number, perRoom: number) {
    this.#clock = clock;
    this.#limit = limit;
    this.#perRoom = perRoom;
  }

  get size(): number {
    return this.#kept.size;
  }

  /**
   * Keeps `ticket` under `id` for `ttl` seconds. The same ticket put again by its room starts the time
   * anew. False where the room or the shelf is full, or where the id holds another ticket.
   */
  put(id: string, ticket: string, ttl: number, room: string, keeper: Keeper): boolean {
    this.#sweep();
    const present = this.#kept.get(id);
    if (present !== undefined) {
      if (present.room !== room || present.ticket !== ticket) return false;
      if (present.keeper.alive && present.keeper !== keeper) return true; // kept already, by somebody else
    } else if (this.#kept.size >= this.#limit || this.#ofRoom(room) >= this.#perRoom) {
      return false;
    }
    this.#kept.set(id, { id, room, ticket, until: this.#clock.now() + ttl * 1000, keeper });
    return true;
  }

  /** The ticket under `id`, or null where none is kept or its time is over. */
  get(id: string): string | null {
    const kept = this.#kept.get(id);
    return kept === undefined || kept.until <= this.#clock.now() ? null : kept.ticket;
  }

  /**
   * Withdraws a code. False where it belongs to another room, or to another connection that is still
   * there; withdrawing what is not kept succeeds.
   */
  drop(id: string, room: string, keeper: Keeper): boolean {
    const kept = this.#kept.get(id);
    if (kept === undefined) return true;
    if (kept.room !== room || (kept.keeper.alive && kept.keeper !== keeper)) return false;
    this.#kept.delete(id);
    return true;
  }

  /** Ids of what `keeper` keeps. */
  keptBy(keeper: Keeper): string[] {
    return [...this.#kept.values()].filter((kept) => kept.keeper === keeper).map(({ id }) => id);
  }

  /** Everything, also what is over. */
  all(): KeptCode[] {
    return [...this.#kept.values()];
  }

  /** Takes a code out, whoever keeps it. */
  forget(id: string): void {
    this.#kept.delete(id);
  }

  #ofRoom(room: string): number {
    let count = 0;
    for (const kept of this.#kept.values()) if (kept.room === room) count++;
    return count;
  }

  #sweep(): void {
    const now = this.#clock.now();
    for (const [id, kept] of this.#kept) if (kept.until <= now) this.#kept.delete(id);
  }
}
