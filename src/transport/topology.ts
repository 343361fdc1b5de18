import type { Clock } from '../base/clock.ts';
import { ObservableValue } from '../base/observable.ts';
import type { Observable } from '../base/observable.ts';
import type { RandomBytes } from '../base/random.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { PeerId } from '../protocol/ids.ts';
import { Backoff, randomBelow } from './backoff.ts';
import { MAX_OTHERS } from './introduction.ts';
import type { Purpose } from './introduction.ts';
import type { LinkEnd, LinkRelation } from './link.ts';
import { compareRanks } from './rank.ts';
import type { Rank } from './rank.ts';
import { MAX_HOPS } from './tree-message.ts';
import type { TreeMessage } from './tree-message.ts';
import { TreeClimb } from './tree-climb.ts';
import { FAN_OUT, TreePlaces } from './tree-places.ts';
import type { AskAnswer } from './tree-places.ts';
import { shuffled, TreeSearch } from './tree-search.ts';
import type { AskOutcome } from './tree-search.ts';
import { UpwardFailures } from './upward-failures.ts';

/** A candidate for our parent that is not admitted by then has the next one asked beside it. */
const PARENT_PATIENCE_MS = 1_500;
/** For a spare nobody hurries. */
const SPARE_PATIENCE_MS = 8_000;
/** Pauses between searches that found nobody, while the loss is fresh: so a partition that ends is healed soon … */
const FRESH_RETRY_MS = 2_500;
const FRESH_MS = 3 * 60_000;
/** … and later. */
const LONGEST_RETRY_MS = 30_000;
/** Asked one after the other in one search, besides those whom they name: the first of a crowd must not ask its whole list. */
const MAX_CANDIDATES = 8;
/** Pause before asking again where everybody was busy. */
const BUSY_MS = 1_000;
/** How often a root looks for others before it, should word of one have been lost. */
const ROOT_LIST_MS = 20_000;
/** Peers after us see us as their parent to be; without any of them after so long we are alone. */
const CHILDREN_EXPECTED_MS = 5_000;
/** A link that held so long was a good one. */
const STEADY_MS = 5_000;
/** After so many that did not, one after the other, there is a pause. */
const MAX_SHORT_LIVED = 3;
/** The longest wait of a newcomer before it looks for a spare: a crowd has joined before, and has the machines to itself. */
const NEWCOMERS_SPARE_MS = 10_000;
/** Pauses between searches for a spare; the last is for who can have none. */
const SPARE_MS = 2_000;
const LONGEST_SPARE_MS = 60_000;
/** News of our place is gathered for so long. */
const PATH_MS = 100;
/** Two roots in sight of each other: how long the news may be on its way before it is believed, and how often told. */
const SPLIT_MS = 1_000;
const SPLIT_AGAIN_MS = 3_000;

/** What the tree has done outside. */
export interface TreePort {
  /** Asks `peer` for a link. Calls `done` once, later, unless the returned function was called before. */
  ask(peer: PeerId, purpose: Purpose, done: (outcome: AskOutcome) => void): Unsubscribe;
  /** Asks for the members of the room after the first `from`: they come back through `members`. Nothing while the server is away. */
  list(from: number): void;
  watch(on: boolean): void;
  /** Ends the link with a peer. */
  drop(peer: PeerId): void;
  /** The link with `peer` has another meaning from now on. */
  relate(peer: PeerId, relation: LinkRelation): void;
  tell(peer: PeerId, message: TreeMessage): void;
  /** Remembers a way over links: the hops after us, the last one being its end. */
  learn(route: readonly PeerId[]): void;
}

/** A link up: our parent or our spare. */
interface Upward {
  readonly rank: Rank;
  readonly linkedAt: number;
}

/**
 * Finds and keeps this peer's place in the tree. Pure: it knows ranks and what is told to it, and acts through
 * its port. All links up lead to peers before us by rank, so no loop can close.
 */
export class Topology {
  readonly #self: Rank;
  readonly #port: TreePort;
  readonly #clock: Clock;
  readonly #random: RandomBytes;
  readonly #backoff: Backoff;
  readonly #spareBackoff: Backoff;
  readonly #alone = new ObservableValue(false);
  readonly #places: TreePlaces;
  readonly #failures: UpwardFailures;
  readonly #parentSearch: TreeSearch;
  readonly #spareSearch: TreeSearch;
  readonly #climbSearch: TreeSearch;
  readonly #climb: TreeClimb;
  /** Links up that wait for their other side's admission. */
  readonly #held = new Map<PeerId, { readonly up: Upward; readonly purpose: Purpose }>();
  readonly #admitted = new Set<PeerId>();
  /** What neighbours told of their place. */
  readonly #paths = new Map<PeerId, readonly Rank[]>();
  #parent: Upward | null = null;
  #spare: Upward | null = null;
  /** Somebody in the list, as far as it was read, could not be reached. */
  #unanswered = false;
  /** Had a parent before. */
  #settled = false;
  #orphanedAt: number;
  #othersSeen = false;
  /** Where the list of members goes on for us, who have no parent. */
  #next: number | null = null;
  /** Parents lost in a row that were not steady. */
  #shortLived = 0;
  /** From our parent up to the root: whom we know when it is lost. */
  #above: readonly Rank[] = [];
  #watching = false;
  #cancelTimer: Unsubscribe = () => undefined;
  #cancelLonely: Unsubscribe = () => undefined;
  #cancelSpare: Unsubscribe = () => undefined;
  #cancelPath: Unsubscribe | null = null;
  #cancelSplit: Unsubscribe | null = null;
  #toldAt = -Infinity;
  #stopped = false;

  constructor(
    self: Rank,
    port: TreePort,
    clock: Clock,
    random: RandomBytes,
    fanOut: number = FAN_OUT,
  ) {
    this.#self = self;
    this.#port = port;
    this.#clock = clock;
    this.#random = random;
    this.#orphanedAt = clock.now();
    this.#backoff = new Backoff(FRESH_RETRY_MS, LONGEST_RETRY_MS, random);
    this.#spareBackoff = new Backoff(SPARE_MS, LONGEST_SPARE_MS, random);
    this.#places = new TreePlaces(fanOut);
    this.#failures = new UpwardFailures(clock);
    this.#parentSearch = this.#searchFor('parent', PARENT_PATIENCE_MS, (busy, failed) =>
      this.#nobody(busy, failed),
    );
    this.#spareSearch = this.#searchFor('spare', SPARE_PATIENCE_MS, () =>
      this.#seekSpare(this.#spareBackoff.next()),
    );
    this.#climbSearch = this.#searchFor('climb', SPARE_PATIENCE_MS, () => this.#climb.later());
    this.#climb = new TreeClimb(clock, random, {
      path: () => this.path,
      spare: () => this.spare,
      ask: (candidates) => this.#climbSearch.start(candidates),
    });
  }

  /** Whether the last search ended with nobody else to be found. */
  get alone(): Observable<boolean> {
    return this.#alone;
  }

  get parent(): PeerId | null {
    return this.#parent?.rank.peer ?? null;
  }

  get spare(): PeerId | null {
    return this.#spare?.rank.peer ?? null;
  }

  get children(): readonly PeerId[] {
    return this.#places.children.map((rank) => rank.peer);
  }

  /** Those whose spare we are. */
  get spareChildren(): readonly PeerId[] {
    return this.#places.spares.map((rank) => rank.peer);
  }

  /** From our root, as far as we know, down to ourselves. */
  get path(): readonly Rank[] {
    if (this.#parent === null) return [this.#self];
    const above = this.#paths.get(this.#parent.rank.peer) ?? [this.#parent.rank];
    const path = [...above, this.#self];
    return path.length <= MAX_HOPS ? path : [...path.slice(0, 1), ...path.slice(1 - MAX_HOPS)];
  }

  /**
   * Members of the room, without us: a part of the list, which goes on at `next` (null at its end). Anybody in a tree
   * leads to a place in it, so a part is enough for all but the roots.
   */
  members(ranks: readonly Rank[], next: number | null): void {
    if (this.#stopped) return;
    this.#othersSeen ||= ranks.length > 0;
    if (this.#parent !== null || (this.#parentSearch.running && !this.#parentSearch.stalled))
      return;
    this.#next = next;
    const before = ranks.filter((rank) => compareRanks(rank, this.#self) < 0);
    if (before.length > 0 || next === null) this.#seekParent(before);
    else this.#port.list(next);
  }

  /** Somebody entered the room. */
  member(rank: Rank): void {
    if (this.#stopped) return;
    this.#othersSeen = true;
    this.#failures.forget(rank.peer);
    if (this.#parent === null && compareRanks(rank, this.#self) < 0) this.#seekParent([rank]);
  }

  /**
   * Somebody asks us for a link; an accepted one counts until `childEnded`. `places` links that nobody
   * admitted yet may still be taken.
   */
  asked(rank: Rank, purpose: Purpose, places: number): AskAnswer {
    if (this.#stopped || compareRanks(this.#self, rank) >= 0) return { accept: false, others: [] };
    const others = this.#othersFor(rank, purpose);
    // Who climbs has a place: there must be room for it, and no other link with it.
    const climbs = purpose === 'climb';
    if (climbs && (this.#places.full || this.#places.purpose(rank.peer) !== null))
      return { accept: false, others };
    // Who is our child already has us; it wants to know whom else it could have.
    const child = purpose === 'spare' && this.#places.purpose(rank.peer) === 'parent';
    if (places <= 0 || child) return { accept: false, others };
    return this.#places.asked(rank, climbs ? 'parent' : purpose, others, (last) =>
      this.#port.drop(last),
    );
  }

  /** People linked us with one before us (TR6): as soon as it is admitted it is what we said that we seek. */
  pairedUp(rank: Rank, seeks: 'parent' | 'spare'): void {
    const up = { rank, linkedAt: this.#clock.now() };
    // Who has found a parent meanwhile leaves that one: the other side takes us for its child.
    const purpose = seeks === 'parent' && this.#parent !== null ? 'climb' : seeks;
    this.#held.set(rank.peer, { up, purpose });
  }

  /** People linked us with one after us: it has a place, however many have. */
  pairedDown(rank: Rank, seeks: 'parent' | 'spare'): void {
    this.#othersSeen = true;
    this.#places.asked(rank, seeks, [], (last) => this.#port.drop(last));
  }

  /** The link with one whom we accepted is there. */
  childLinked(peer: PeerId): void {
    if (!this.#places.link(peer)) return;
    if (this.#places.purpose(peer) === 'parent') {
      this.#paths.delete(peer); // it may have been something else to us before
      this.#met();
    }
    this.#port.tell(peer, { kind: 'path', path: this.path });
  }

  /** An accepted one's link ended, or never came about. */
  childEnded(peer: PeerId): void {
    this.#places.end(peer);
    this.#forget(peer);
  }

  /** The other side of a link belongs to the class. */
  admitted(peer: PeerId): void {
    if (this.#stopped) return;
    this.#admitted.add(peer);
    const held = this.#held.get(peer);
    if (held !== undefined) this.#settle(held.up, held.purpose);
  }

  /** The link with our parent, our spare or one that might have become it ended. */
  upwardEnded(peer: PeerId, end: LinkEnd): void {
    const wasAdmitted = this.#admitted.has(peer);
    if (this.#parent?.rank.peer === peer) this.#above = this.path.slice(0, -1).toReversed();
    this.#forget(peer);
    if (this.#stopped) return;
    if (!this.#isUpward(peer)) return; // one that we left
    if (end === 'unadmitted' && !wasAdmitted) this.#failures.unadmitted(peer);
    else this.#failures.failed(peer);
    if (this.#parent?.rank.peer === peer) this.#parentLost(this.#parent);
    else if (this.#spare?.rank.peer === peer) {
      this.#spare = null;
      this.#spareBackoff.reset();
      this.#seekSpare(this.#spareBackoff.next());
    } else if (this.#held.delete(peer)) {
      this.#parentSearch.lost(peer);
      this.#spareSearch.lost(peer);
      this.#climbSearch.lost(peer);
    }
  }

  /** A neighbour says something about the tree. Returns why it is refused, or null. */
  message(from: PeerId, message: TreeMessage): string | null {
    if (this.#stopped) return null;
    switch (message.kind) {
      case 'path':
        return this.#pathTold(from, message.path);
      case 'adopt':
        if (!this.#places.adopt(from)) {
          if (this.#places.purpose(from) === 'parent') return null; // we crossed
          this.#port.drop(from);
          return 'tree-adopt';
        }
        this.#paths.delete(from); // from now on it hangs where we do, and tells us nothing
        this.#port.relate(from, 'child');
        this.#met();
        this.#tellPath();
        return null;
      case 'found':
        if (this.#places.purpose(from) !== 'parent' || message.via[0] !== from) return 'tree-found';
        this.#found(message.via, message.path);
        return null;
      case 'carry':
      case 'stuck':
        throw new Error('The router takes what is carried');
    }
  }

  /** Ends every search and timer. */
  stop(): void {
    this.#stopped = true;
    this.#parentSearch.stop();
    this.#spareSearch.stop();
    this.#climbSearch.stop();
    this.#cancelTimer();
    this.#climb.stop();
    this.#cancelLonely();
    this.#cancelSpare();
    this.#cancelPath?.();
    this.#cancelSplit?.();
  }

  #searchFor(
    purpose: Purpose,
    patience: number,
    ended: (busy: boolean, failed: boolean) => void,
  ): TreeSearch {
    return new TreeSearch({
      clock: this.#clock,
      random: this.#random,
      patience,
      ask: (peer, done) => this.#port.ask(peer, purpose, done),
      choose: (others, full) => {
        const before = others.filter((rank) => compareRanks(rank, this.#self) < 0);
        if (purpose === 'parent') return before;
        return purpose === 'spare' ? this.#chooseSpares(before) : this.#climb.choose(before, full);
      },
      linked: (rank) => {
        const up = { rank, linkedAt: this.#clock.now() };
        this.#held.set(rank.peer, { up, purpose });
        if (this.#admitted.has(rank.peer)) this.#settle(up, purpose);
      },
      failed: (peer) => this.#failures.failed(peer),
      ended,
    });
  }

  /** Those before our parent first: they hang elsewhere, and do not lose with us what is above us. */
  #chooseSpares(ranks: readonly Rank[]): readonly Rank[] {
    const parent = this.#parent?.rank;
    if (parent === undefined) return [];
    const elsewhere = ranks.filter((rank) => compareRanks(rank, parent) < 0);
    return [...elsewhere, ...ranks.filter((rank) => compareRanks(rank, parent) > 0)];
  }

  #isUpward(peer: PeerId): boolean {
    return (
      this.#parent?.rank.peer === peer || this.#spare?.rank.peer === peer || this.#held.has(peer)
    );
  }

  #seekParent(ranks: readonly Rank[]): void {
    const candidates = this.#failures
      .order(ranks.filter((rank) => compareRanks(rank, this.#self) < 0))
      .slice(0, MAX_CANDIDATES);
    if (this.#parentSearch.running) {
      this.#parentSearch.add(candidates);
      return;
    }
    this.#cancelTimer();
    this.#parentSearch.start(candidates);
  }

  /** One that we asked took us, and is admitted. */
  #settle(up: Upward, purpose: Purpose): void {
    const { peer } = up.rank;
    this.#held.delete(peer);
    const others = [...this.#held].filter(([, held]) => held.purpose === purpose);
    for (const [other] of others) {
      this.#held.delete(other);
      this.#port.drop(other);
      if (purpose === 'parent') this.#failures.unadmitted(other);
    }
    this.#failures.forget(peer);
    if (purpose === 'spare') {
      const before = this.#spare;
      this.#spareSearch.settle();
      this.#spareBackoff.reset();
      this.#spare = up;
      if (before !== null && before.rank.peer !== peer) this.#port.drop(before.rank.peer);
      if (this.#parent === null) this.#adoptBySpare(up);
      this.#tellPath();
      return;
    }
    if (purpose === 'climb') {
      const left = this.#parent;
      this.#climbSearch.settle();
      this.#setParent(up);
      if (left !== null) this.#port.drop(left.rank.peer);
      return;
    }
    this.#parentSearch.settle();
    this.#setParent(up);
    this.#spareBackoff.reset();
    this.#seekSpare(this.#settled ? this.#spareBackoff.next() : this.#newcomersWait());
    this.#settled = true;
  }

  #newcomersWait(): number {
    return NEWCOMERS_SPARE_MS * (0.5 + this.#spareBackoff.jitter() / 2);
  }

  #setParent(up: Upward): void {
    this.#parent = up;
    this.#cancelTimer();
    this.#climb.soon();
    if (this.#watching) {
      this.#watching = false;
      this.#port.watch(false);
    }
    this.#met();
    this.#tellPath();
  }

  #parentLost(parent: Upward): void {
    this.#parent = null;
    this.#orphanedAt = this.#clock.now();
    this.#spareBackoff.reset();
    this.#cancelSpare();
    this.#climb.stop();
    this.#abandon(this.#spareSearch, 'spare');
    this.#abandon(this.#climbSearch, 'climb');
    const spare = this.#spare;
    if (spare !== null) {
      this.#adoptBySpare(spare);
      return;
    }
    this.#tellPath();
    const steady = this.#clock.now() - parent.linkedAt >= STEADY_MS;
    if (steady) this.#backoff.reset();
    this.#shortLived = steady ? 0 : this.#shortLived + 1;
    // Parents that took us and let us go at once must not make us hurry round and round.
    if (this.#shortLived > MAX_SHORT_LIVED) this.#later(this.#pause());
    else {
      this.#next = 0; // if none of these takes us
      this.#seekParent(this.#above);
    }
  }

  /** Our spare is our parent from now on. */
  #adoptBySpare(spare: Upward): void {
    this.#spare = null;
    this.#port.relate(spare.rank.peer, 'parent');
    this.#port.tell(spare.rank.peer, { kind: 'adopt' });
    this.#setParent({ ...spare, linkedAt: this.#clock.now() });
    this.#seekSpare(this.#spareBackoff.next());
  }

  #abandon(search: TreeSearch, purpose: Purpose): void {
    search.stop();
    for (const [peer, held] of this.#held) {
      if (held.purpose !== purpose) continue;
      this.#held.delete(peer);
      this.#port.drop(peer);
    }
  }

  /** Looks for a spare after `ms`, first where our parent sends us: a root has none. */
  #seekSpare(ms: number): void {
    this.#cancelSpare();
    this.#cancelSpare = this.#clock.after(ms, () => {
      if (this.#parent === null || this.#spare !== null || this.#spareSearch.running) return;
      this.#port.learn([this.#parent.rank.peer]);
      this.#spareSearch.start([this.#parent.rank]);
    });
  }

  /** Nobody took us: we are a root, at least for now. */
  #nobody(busy: boolean, failed: boolean): void {
    if (!this.#watching) {
      this.#watching = true;
      this.#port.watch(true);
      // Somebody may have come after the list and before the watch.
      this.#next ??= 0;
    }
    if (busy) {
      this.#later(BUSY_MS * (0.5 + randomBelow(this.#random, 256) / 256));
      return;
    }
    if (this.#places.children.length === 0) {
      if (failed || !this.#othersSeen) this.#alone.set(true);
      else this.#expectChildren();
    }
    // One in an earlier part of the list may have failed, and be the only one before us.
    this.#unanswered ||= failed;
    this.#later(this.#unanswered ? this.#pause() : ROOT_LIST_MS);
    if (this.#next !== null) this.#port.list(this.#next);
  }

  #pause(): number {
    const fresh = this.#clock.now() - this.#orphanedAt < FRESH_MS;
    return Math.min(this.#backoff.next(), fresh ? FRESH_RETRY_MS : LONGEST_RETRY_MS);
  }

  /** Looks at the room again after `ms`, and again and again until there is an answer. */
  #later(ms: number): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#clock.after(ms, () => {
      this.#unanswered = false;
      this.#port.list(0);
      this.#later(this.#pause());
    });
  }

  #expectChildren(): void {
    this.#cancelLonely();
    this.#cancelLonely = this.#clock.after(CHILDREN_EXPECTED_MS, () => {
      if (this.#parent === null && this.#places.children.length === 0) this.#alone.set(true);
    });
  }

  #met(): void {
    this.#cancelLonely();
    this.#alone.set(false);
  }

  /** Whom an asker should ask instead of us. */
  #othersFor(rank: Rank, purpose: Purpose): Rank[] {
    const upward = [this.#parent?.rank, this.#spare?.rank].filter((up) => up !== undefined);
    const near =
      purpose === 'parent' ? this.#places.children : [...this.#places.children, ...upward];
    const before = near.filter((other) => compareRanks(other, rank) < 0);
    return shuffled(before, this.#random).slice(0, MAX_OTHERS);
  }

  #forget(peer: PeerId): void {
    this.#admitted.delete(peer);
    this.#paths.delete(peer);
  }

  #pathTold(from: PeerId, path: readonly Rank[]): string | null {
    if (path.at(-1)?.peer !== from) return 'tree-path';
    const parent = this.#parent?.rank.peer === from;
    // By rank this cannot be; one that lies must not make a loop of us.
    if (path.some((rank) => rank.peer === this.#self.peer)) {
      this.#paths.delete(from); // it hangs below us: where it hung before may be gone
      if (parent) this.#port.drop(from);
      return parent ? 'tree-loop' : null; // those whose spare we are may hang below us
    }
    const deeper = parent && path.length > (this.#paths.get(from)?.length ?? 0);
    this.#paths.set(from, path);
    if (deeper) {
      this.#climb.soon();
    }
    const upwards = path.map((rank) => rank.peer).toReversed();
    for (let hops = 1; hops <= upwards.length; hops++) this.#port.learn(upwards.slice(0, hops));
    if (parent) this.#tellPath();
    else this.#lookForSplit(SPLIT_MS);
    return null;
  }

  /** Tells our neighbours where we are, soon. */
  #tellPath(): void {
    this.#lookForSplit(SPLIT_MS);
    if (this.#cancelPath !== null) return;
    this.#cancelPath = this.#clock.after(PATH_MS, () => {
      this.#cancelPath = null;
      const message = { kind: 'path', path: this.path } as const;
      for (const peer of this.#places.linked) this.#port.tell(peer, message);
      if (this.#spare !== null) this.#port.tell(this.#spare.rank.peer, message);
    });
  }

  /** A neighbour that is not above us hangs on another root, one before ours: our root shall hear of it. */
  #lookForSplit(ms: number): void {
    if (this.#cancelSplit !== null) return;
    const wait = ms * (1 + randomBelow(this.#random, 256) / 512);
    this.#cancelSplit = this.#clock.after(wait, () => {
      this.#cancelSplit = null;
      const better = this.#betterPath();
      if (better === null) return;
      this.#found([], better);
      this.#lookForSplit(SPLIT_AGAIN_MS);
    });
  }

  #betterPath(): readonly Rank[] | null {
    const root = this.path[0] ?? this.#self;
    let best: readonly Rank[] | null = null;
    for (const [peer, path] of this.#paths) {
      const [other] = path;
      if (peer === this.parent || other === undefined) continue;
      if (compareRanks(other, best?.[0] ?? root) < 0) best = path;
    }
    return best;
  }

  /** Another tree was found from here, or from below: `via` leads to one who has a link with its end. */
  #found(via: readonly PeerId[], path: readonly Rank[]): void {
    const [root] = this.path;
    const [other] = path;
    if (root === undefined || other === undefined || compareRanks(other, root) >= 0) return;
    if (this.#parent !== null) {
      // Many below may have seen it: one word of it is enough.
      if (this.#clock.now() - this.#toldAt < SPLIT_AGAIN_MS / 2 || via.length >= MAX_HOPS) return;
      this.#toldAt = this.#clock.now();
      this.#port.tell(this.parent ?? this.#self.peer, {
        kind: 'found',
        via: [this.#self.peer, ...via],
        path,
      });
      return;
    }
    const ways = path.map((rank) => rank.peer).toReversed();
    for (let hops = 1; hops <= ways.length; hops++)
      this.#port.learn([...via, ...ways.slice(0, hops)]);
    if (this.#failures.order(path).length > 0) this.#seekParent(path);
  }
}
