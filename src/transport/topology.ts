import type { Clock } from '../base/clock.ts';
import { ObservableValue } from '../base/observable.ts';
import type { Observable } from '../base/observable.ts';
import type { RandomBytes } from '../base/random.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { PeerId } from '../protocol/ids.ts';
import { MAX_ROOM_MEMBERS } from '../protocol/limits.ts';
import { Backoff, randomBelow } from './backoff.ts';
import { compareRanks } from './rank.ts';
import type { Rank } from './rank.ts';

/** Children that a peer takes before it sends others on to its children (TR3). */
export const FAN_OUT = 8;
/** Children that a peer takes where none of its children may take the asker. */
export const HARD_FAN_OUT = 24;
/** Silent candidates after which a search counts as ended, so that somebody cut off is told so. */
const FAILURES_PER_SEARCH = 4;
/** Pauses between searches that found nobody. */
const RETRY_MS = 2_000;
const LONGEST_RETRY_MS = 30_000;
/** Pause before asking again where everybody was busy. */
const BUSY_MS = 1_000;
/** How often a root looks for others before it, should word of one have been lost. */
const ROOT_LIST_MS = 20_000;
/** Peers after us see us as their parent to be; without any of them after so long we are alone. */
const CHILDREN_EXPECTED_MS = 5_000;

/** How an ask ended. */
export type AskOutcome =
  | { readonly kind: 'linked' }
  /** It has no place; its children may have. An empty list: ask again later. */
  | { readonly kind: 'full'; readonly children: readonly Rank[] }
  /** It is not there, does not answer, or no connection came about. */
  | { readonly kind: 'failed' };

/** A link that held so long was a good one. */
const STEADY_MS = 5_000;

/** What the tree has done outside. */
export interface TreePort {
  /** Asks `peer` to be our parent. Calls `done` once, later, unless the returned function was called before. */
  ask(peer: PeerId, done: (outcome: AskOutcome) => void): Unsubscribe;
  /** Asks for the members of the room: they come back through `members`. Nothing while the server is away. */
  list(): void;
  watch(on: boolean): void;
  /** Ends the link with a child, which will look for another parent. */
  evict(child: PeerId): void;
}

/** The answer to somebody who asks us. */
export type AskAnswer =
  | { readonly accept: true }
  | { readonly accept: false; readonly children: readonly Rank[] };

/**
 * Finds and keeps this peer's place in the tree. Pure: it knows ranks and what is told to it, and acts
 * through its port. Tell it of members, of asks, and of the end of links.
 */
export class Topology {
  readonly #self: Rank;
  readonly #port: TreePort;
  readonly #clock: Clock;
  readonly #random: RandomBytes;
  readonly #backoff: Backoff;
  readonly #alone = new ObservableValue(false);
  readonly #children = new Map<PeerId, { readonly rank: Rank; linked: boolean }>();
  /** Peers that failed, with how often: they come last in the next search. */
  readonly #failures = new Map<PeerId, number>();
  #parent: PeerId | null = null;
  /** Still to be asked in this search, next one first. */
  #queue: Rank[] = [];
  readonly #asked = new Set<PeerId>();
  #failedNow = 0;
  #linkedAt = 0;
  #busy = false;
  #othersSeen = false;
  #watching = false;
  #cancelAsk: Unsubscribe | null = null;
  #cancelTimer: Unsubscribe = () => undefined;
  #cancelLonely: Unsubscribe = () => undefined;
  #stopped = false;

  constructor(self: Rank, port: TreePort, clock: Clock, random: RandomBytes) {
    this.#self = self;
    this.#port = port;
    this.#clock = clock;
    this.#random = random;
    this.#backoff = new Backoff(RETRY_MS, LONGEST_RETRY_MS, random);
  }

  /** Whether the last search ended with nobody else to be found. */
  get alone(): Observable<boolean> {
    return this.#alone;
  }

  get parent(): PeerId | null {
    return this.#parent;
  }

  get children(): readonly PeerId[] {
    return [...this.#children.keys()];
  }

  /** The members of the room, without us. */
  members(ranks: readonly Rank[]): void {
    if (this.#stopped) return;
    const listed = new Set(ranks.map((rank) => rank.peer));
    for (const peer of this.#failures.keys()) if (!listed.has(peer)) this.#failures.delete(peer);
    this.#othersSeen = ranks.length > 0;
    if (this.#parent !== null || this.#cancelAsk !== null) return;
    this.#search(ranks.filter((rank) => compareRanks(rank, this.#self) < 0));
  }

  /** Somebody entered the room. */
  member(rank: Rank): void {
    if (this.#stopped) return;
    this.#othersSeen = true;
    this.#failures.delete(rank.peer);
    if (this.#parent !== null || compareRanks(rank, this.#self) >= 0) return;
    if (this.#cancelAsk === null) this.#search([rank]);
    else if (!this.#asked.has(rank.peer) && this.#queue.length < MAX_ROOM_MEMBERS)
      this.#queue.push(rank);
  }

  /** Somebody asks us to be their parent; an accepted one counts as a child until `childEnded`. */
  asked(rank: Rank, places: number): AskAnswer {
    if (this.#stopped || compareRanks(this.#self, rank) >= 0)
      return { accept: false, children: [] };
    const before = [...this.#children.values()]
      .map((child) => child.rank)
      .filter((child) => compareRanks(child, rank) < 0);
    const again = this.#children.has(rank.peer);
    if (!again && this.#children.size >= FAN_OUT && before.length > 0) {
      return { accept: false, children: before };
    }
    if (places <= 0) return { accept: false, children: before };
    if (!again && this.#children.size >= HARD_FAN_OUT && !this.#evictLast()) {
      return { accept: false, children: before };
    }
    this.#children.set(rank.peer, { rank, linked: false });
    return { accept: true };
  }

  /** The link with an accepted child is there. */
  childLinked(peer: PeerId): void {
    const child = this.#children.get(peer);
    if (child === undefined) return;
    child.linked = true;
    this.#met();
  }

  /** An accepted child's link ended, or never came about. */
  childEnded(peer: PeerId): void {
    this.#children.delete(peer);
  }

  /** The link with the parent ended. */
  parentEnded(): void {
    if (this.#parent === null) return;
    this.#fail(this.#parent);
    this.#parent = null;
    if (this.#stopped) return;
    // A parent that took us and let us go at once must not make us hurry round and round.
    if (this.#clock.now() - this.#linkedAt >= STEADY_MS) {
      this.#backoff.reset();
      this.#port.list();
    }
    this.#later(this.#backoff.next());
  }

  /** Ends every search and timer. */
  stop(): void {
    this.#stopped = true;
    this.#cancelAsk?.();
    this.#cancelAsk = null;
    this.#cancelTimer();
    this.#cancelLonely();
  }

  #search(candidates: readonly Rank[]): void {
    this.#cancelTimer();
    this.#asked.clear();
    this.#failedNow = 0;
    this.#busy = false;
    const failures = (rank: Rank): number => this.#failures.get(rank.peer) ?? 0;
    this.#queue = candidates.toSorted((a, b) => failures(a) - failures(b) || compareRanks(a, b));
    this.#askNext();
  }

  #askNext(): void {
    const next = this.#failedNow < FAILURES_PER_SEARCH ? this.#queue.shift() : undefined;
    if (next === undefined) {
      this.#ended();
      return;
    }
    if (this.#asked.has(next.peer)) {
      this.#askNext();
      return;
    }
    this.#asked.add(next.peer);
    this.#cancelAsk = this.#port.ask(next.peer, (outcome) => {
      this.#cancelAsk = null;
      if (!this.#stopped) this.#answered(next.peer, outcome);
    });
  }

  #answered(peer: PeerId, outcome: AskOutcome): void {
    switch (outcome.kind) {
      case 'linked':
        this.#parent = peer;
        this.#cancelTimer();
        this.#linkedAt = this.#clock.now();
        this.#queue = [];
        this.#watching = false;
        this.#port.watch(false);
        this.#met();
        return;
      case 'full': {
        const fresh = outcome.children.filter(
          (rank) => compareRanks(rank, this.#self) < 0 && !this.#asked.has(rank.peer),
        );
        if (fresh.length === 0) this.#busy = true;
        // In random order, so that a crowd spreads over all of them.
        this.#queue.unshift(...shuffled(fresh, this.#random));
        break;
      }
      case 'failed':
        this.#failedNow += 1;
        this.#fail(peer);
    }
    this.#askNext();
  }

  /** Nobody took us: we are a root, at least for now. */
  #ended(): void {
    this.#queue = [];
    const retry = this.#busy || this.#failedNow > 0;
    if (!this.#watching) {
      this.#watching = true;
      this.#port.watch(true);
      // Somebody may have come after the list and before the watch.
      this.#port.list();
    }
    if (this.#busy) {
      this.#later(BUSY_MS * (0.5 + randomBelow(this.#random, 256) / 256));
      return;
    }
    if (this.#children.size === 0) {
      if (this.#failedNow > 0 || !this.#othersSeen) this.#alone.set(true);
      else this.#expectChildren();
    }
    this.#later(retry ? this.#backoff.next() : ROOT_LIST_MS);
  }

  /** Looks at the room again after `ms`, and again and again until there is an answer. */
  #later(ms: number): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#clock.after(ms, () => {
      this.#port.list();
      this.#later(this.#backoff.next());
    });
  }

  #expectChildren(): void {
    this.#cancelLonely();
    this.#cancelLonely = this.#clock.after(CHILDREN_EXPECTED_MS, () => {
      if (this.#parent === null && this.#children.size === 0) this.#alone.set(true);
    });
  }

  #met(): void {
    this.#cancelLonely();
    this.#alone.set(false);
  }

  #fail(peer: PeerId): void {
    this.#failures.set(peer, (this.#failures.get(peer) ?? 0) + 1);
  }

  /** Makes room by letting the last of the linked children go: it finds a place below the others. */
  #evictLast(): boolean {
    const last = [...this.#children.values()]
      .filter((child) => child.linked)
      .map((child) => child.rank)
      .toSorted(compareRanks)
      .at(-1);
    if (last === undefined) return false;
    this.#children.delete(last.peer);
    this.#port.evict(last.peer);
    return true;
  }
}

function shuffled(ranks: readonly Rank[], random: RandomBytes): Rank[] {
  const result = [...ranks];
  for (let i = result.length - 1; i > 0; i--) {
    const j = randomBelow(random, i + 1);
    const [a, b] = [result[i], result[j]];
    if (a === undefined || b === undefined) break;
    result[i] = b;
    result[j] = a;
  }
  return result;
}
