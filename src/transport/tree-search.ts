import type { Clock } from '../base/clock.ts';
import type { RandomBytes } from '../base/random.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { PeerId } from '../protocol/ids.ts';
import { MAX_ROOM_MEMBERS } from '../protocol/limits.ts';
import { randomBelow } from './backoff.ts';
import type { Rank } from './rank.ts';

/** Failed candidates after which a search ends, so that somebody cut off is told so. */
const FAILURES_PER_SEARCH = 4;
/** How long one that took us may take to be admitted before another is asked, ms. */
const ADMISSION_MS = 800;
/** Asks under way at a time. */
const MAX_ASKS = 3;

/** How an ask ended. */
export type AskOutcome =
  | { readonly kind: 'linked' }
  /** It has no place; these may have. An empty list: ask again later. */
  | { readonly kind: 'full'; readonly others: readonly Rank[] }
  /** It is not there, does not answer, or no connection came about. */
  | { readonly kind: 'failed' };

export interface TreeSearchOptions {
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** How long one candidate may take, its admission included, before the next is asked beside it, ms. */
  readonly patience: number;
  /** Calls `done` once, later, unless the returned function was called before. */
  readonly ask: (peer: PeerId, done: (outcome: AskOutcome) => void) => Unsubscribe;
  /** Those worth asking of whom `full`, a candidate without a place, named, which come in random order: best first. */
  readonly choose: (others: readonly Rank[], full: PeerId) => readonly Rank[];
  /** A link is there: `settle` once its other side is admitted, `lost` if it ends before. */
  readonly linked: (rank: Rank) => void;
  readonly failed: (peer: PeerId) => void;
  /** Nobody is left to ask. `busy`: somebody may have a place soon. */
  readonly ended: (busy: boolean, failed: boolean) => void;
}

/**
 * Asks one candidate after the other for a link, the next one beside it where one keeps us waiting: neither a
 * dead peer nor one that never becomes admitted holds anybody up.
 */
export class TreeSearch {
  readonly #options: TreeSearchOptions;
  /** Still to be asked, next one first. */
  #queue: Rank[] = [];
  readonly #asked = new Set<PeerId>();
  readonly #asking = new Map<PeerId, Unsubscribe>();
  readonly #held = new Set<PeerId>();
  #failures = 0;
  #busy = false;
  /** Ends the wait for a candidate; null while nobody is waited for. */
  #cancelPatience: Unsubscribe | null = null;

  constructor(options: TreeSearchOptions) {
    this.#options = options;
  }

  get running(): boolean {
    return this.#asking.size > 0 || this.#held.size > 0;
  }

  /** Whether all candidates were asked and none of them has answered for a while. */
  get stalled(): boolean {
    return this.running && this.#queue.length === 0 && this.#cancelPatience === null;
  }

  /** Begins anew with these candidates, in this order. */
  start(candidates: readonly Rank[]): void {
    this.stop();
    this.#asked.clear();
    this.#failures = 0;
    this.#busy = false;
    this.#queue = [...candidates];
    this.#next();
  }

  /** Asks these too, `first` before those that wait. */
  add(candidates: readonly Rank[], first = false): void {
    const waiting = new Set(this.#queue.map((rank) => rank.peer));
    const fresh = candidates.filter(({ peer }) => !this.#asked.has(peer) && !waiting.has(peer));
    this.#queue = first ? [...fresh, ...this.#queue] : [...this.#queue, ...fresh];
    this.#queue.length = Math.min(this.#queue.length, 2 * MAX_ROOM_MEMBERS);
    if (!first && this.#cancelPatience === null) this.#next();
  }

  /** Found: gives up what else is under way. */
  settle(): void {
    this.#held.clear();
    this.stop();
  }

  /** A link that this search made ended before it was settled. */
  lost(peer: PeerId): void {
    if (!this.#held.delete(peer)) return;
    this.#failures += 1;
    this.#next();
  }

  stop(): void {
    this.#endPatience();
    for (const cancel of this.#asking.values()) cancel();
    this.#asking.clear();
    this.#held.clear();
    this.#queue = [];
  }

  #next(): void {
    this.#endPatience();
    if (this.#asking.size >= MAX_ASKS) return;
    const next = this.#failures < FAILURES_PER_SEARCH ? this.#take() : undefined;
    if (next === undefined) {
      if (!this.running) this.#options.ended(this.#busy, this.#failures > 0);
      return;
    }
    this.#asked.add(next.peer);
    // The entry comes first: an ask that fails at once must find it.
    this.#asking.set(next.peer, () => undefined);
    const cancel = this.#options.ask(next.peer, (outcome) => this.#answered(next, outcome));
    if (this.#asking.has(next.peer)) this.#asking.set(next.peer, cancel);
    this.#wait(this.#options.patience);
  }

  #take(): Rank | undefined {
    for (;;) {
      const next = this.#queue.shift();
      if (next === undefined || !this.#asked.has(next.peer)) return next;
    }
  }

  #wait(ms: number): void {
    this.#endPatience();
    this.#cancelPatience = this.#options.clock.after(ms, () => this.#next());
  }

  #endPatience(): void {
    this.#cancelPatience?.();
    this.#cancelPatience = null;
  }

  #answered(rank: Rank, outcome: AskOutcome): void {
    if (!this.#asking.delete(rank.peer)) return;
    const { random, choose, linked, failed } = this.#options;
    switch (outcome.kind) {
      case 'linked':
        this.#held.add(rank.peer);
        this.#wait(ADMISSION_MS);
        linked(rank);
        return;
      case 'full': {
        // In random order, so that a crowd spreads over all of them.
        const fresh = choose(shuffled(outcome.others, random), rank.peer).filter(
          (other) => !this.#asked.has(other.peer),
        );
        if (fresh.length === 0) this.#busy = true;
        this.add(fresh, true);
        break;
      }
      case 'failed':
        this.#failures += 1;
        failed(rank.peer);
    }
    this.#next();
  }
}

export function shuffled<T>(items: readonly T[], random: RandomBytes): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = randomBelow(random, i + 1);
    const [a, b] = [result[i], result[j]];
    if (a === undefined || b === undefined) break;
    result[i] = b;
    result[j] = a;
  }
  return result;
}
