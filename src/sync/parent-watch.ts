import type { Clock } from '../base/clock.ts';
import type { KeyId } from '../protocol/ids.ts';

/** Two entries of one author count apart when so much time lies between them: they came by two comparisons. In ms. */
const APART_MS = 10_000;
/** What was longer ago does not count, in ms. */
const FORGET_MS = 5 * 60_000;
/** An entry that was on its way is one; a parent that keeps back an author's words goes on doing so. */
const STRIKES = 2;
/** Authors remembered: more than write at a time in any class. */
const MAX_AUTHORS = 1_000;

/**
 * Compares what the parent brings with what the spare has: a relay that drops, or holds back, shows in entries that come
 * by way of the spare though the tree should have brought them long before.
 */
export class ParentWatch {
  readonly #clock: Clock;
  readonly #strikes = new Map<KeyId, number[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Another parent: begins anew. */
  reset(): void {
    this.#strikes.clear();
  }

  /** The parent brought something of `author` before anybody else did. */
  brought(author: KeyId): void {
    this.#strikes.delete(author);
  }

  /** Something of `author` came by the spare first. True where the parent has been behind it too often. */
  late(author: KeyId): boolean {
    const now = this.#clock.now();
    const recent = (this.#strikes.get(author) ?? []).filter(
      (at) => at <= now && now - at < FORGET_MS,
    );
    const last = recent.at(-1);
    if (last === undefined || now - last >= APART_MS) recent.push(now);
    this.#strikes.delete(author);
    this.#strikes.set(author, recent);
    for (const oldest of this.#strikes.keys()) {
      if (this.#strikes.size <= MAX_AUTHORS) break;
      this.#strikes.delete(oldest);
    }
    return recent.length >= STRIKES;
  }
}
