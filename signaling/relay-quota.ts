import type { Clock } from '../src/base/clock.ts';
import type { RelayQuota } from './exchange.ts';

const HOUR_MS = 3_600_000;

/** Number of the hour that `clock` shows; quotas start anew with each. */
export function hourOf(clock: Clock): number {
  return Math.floor(clock.now() / HOUR_MS);
}

/** Keeps the counts of the current hour in this process. */
export class MemoryRelayQuota implements RelayQuota {
  readonly #clock: Clock;
  readonly #perHour: number;
  readonly #spent = new Map<string, number>();
  #hour: number;

  constructor(clock: Clock, perHour: number) {
    this.#clock = clock;
    this.#perHour = perHour;
    this.#hour = hourOf(clock);
  }

  async spend(room: string, bytes: number): Promise<boolean> {
    const hour = hourOf(this.#clock);
    if (hour !== this.#hour) {
      this.#hour = hour;
      this.#spent.clear();
    }
    const sum = (this.#spent.get(room) ?? 0) + bytes;
    if (sum > this.#perHour) return false;
    this.#spent.set(room, sum);
    return true;
  }
}
