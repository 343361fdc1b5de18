import { fromUtf8, toBase64Url, utf8 } from '../../src/base/bytes.ts';
import type { PeerId } from '../../src/protocol/ids.ts';
import { MAX_MEMBERS_LISTED } from '../../src/protocol/limits.ts';
import type { Purpose } from '../../src/transport/introduction.ts';
import { compareRanks } from '../../src/transport/rank.ts';
import type { Rank } from '../../src/transport/rank.ts';
import { Router } from '../../src/transport/router.ts';
import { Topology } from '../../src/transport/topology.ts';
import { encodeTreeMessage, parseTreeMessage } from '../../src/transport/tree-message.ts';
import type { TreeMessage } from '../../src/transport/tree-message.ts';
import type { AskOutcome } from '../../src/transport/tree-search.ts';
import { EventClock } from './event-clock.ts';

/**
 * Sizes on the signalling socket in bytes, sealed and base64url: a card and what is small are counted from their formats;
 * a description with its candidates is assumed.
 */
const CARD_BYTES = 130;
const SMALL_BYTES = 160;
const SDP_BYTES = 1_100;
const LINK_DELAY_MS = 20;
const CONNECT_MS = 150;
const CONNECT_FAILS_MS = 12_000;
const ADMISSION_MS = 60;
const ANSWER_MS = 6_000;
/** How soon a silent end is noticed. */
const SILENCE_MS = 6_000;

type Introduction = { readonly id: number } & (
  | { readonly kind: 'ask'; readonly purpose: Purpose; readonly rank: Rank }
  | { readonly kind: 'full'; readonly others: readonly Rank[] }
  | { readonly kind: 'offer' | 'answer' | 'cancel' }
);

interface Ask {
  readonly to: PeerId;
  readonly purpose: Purpose;
  readonly finish: (outcome: AskOutcome) => void;
  offered: boolean;
  sentAgain: boolean;
}

export interface SimulatedLink {
  readonly asker: SimulatedPeer;
  readonly acceptor: SimulatedPeer;
  open: boolean;
}

export interface SimulatedPeer {
  readonly rank: Rank;
  readonly topology: Topology;
  readonly router: Router;
  readonly links: Map<PeerId, SimulatedLink>;
  readonly asks: Map<number, Ask>;
  /** Askers that were accepted and are on their way. */
  readonly coming: Map<PeerId, number>;
  alive: boolean;
  /** Claims a place and is admitted by nobody. */
  readonly stranger: boolean;
  watching: boolean;
  /** Peers reach only those of their side; the server is on side 0. */
  side: number;
  signalingMessages: number;
  signalingBytes: number;
  /** Links that came about. */
  connections: number;
  linkSignals: number;
}

/**
 * A class of peers with a signalling server in virtual time: real topology and router, links and server played.
 * Its rooms have no limit.
 */
export class TreeSimulation {
  readonly clock = new EventClock();
  readonly peers = new Map<PeerId, SimulatedPeer>();
  serverUp = true;
  /** Asks so far, by what was asked for. */
  readonly asks = { parent: 0, spare: 0, climb: 0 };
  /** What routers refused. */
  readonly refused: string[] = [];
  readonly #fanOut: number | undefined;
  readonly #room = new Map<PeerId, SimulatedPeer>();
  readonly #unreachable = new Set<PeerId>();
  #random: number;
  #nextId = 1;

  constructor(seed = 1, fanOut?: number) {
    this.#random = (seed * 2_654_435_761) >>> 0 || 1;
    this.#fanOut = fanOut;
  }

  join(joinedAt: number, owner = false, stranger = false): SimulatedPeer {
    const peer = toBase64Url(this.bytes(16)) as PeerId;
    const rank: Rank = { owner, joinedAt, peer };
    const router = new Router(
      peer,
      {
        tell: (neighbour, message) => this.#signal(self, neighbour, message),
        arrived: (origin, payload) => this.#take(self, origin, fromUtf8(payload)),
        stuck: (target) => this.#stuck(self, target),
        refuse: (code) => this.refused.push(code),
      },
      this.clock,
    );
    const topology = new Topology(
      rank,
      {
        ask: (to, purpose, done) => this.#ask(self, to, purpose, done),
        list: (from) => this.#list(self, from),
        watch: (on) => {
          self.watching = on;
          this.#count(self, 40);
        },
        drop: (other) => {
          const link = self.links.get(other);
          if (link !== undefined) this.#end(link, LINK_DELAY_MS);
        },
        relate: () => undefined,
        tell: (to, message) => {
          this.#signal(self, to, message);
        },
        learn: (route) => router.learn(route),
      },
      this.clock,
      (length) => this.bytes(length),
      this.#fanOut,
    );
    const self: SimulatedPeer = {
      rank,
      topology,
      router,
      links: new Map(),
      asks: new Map(),
      coming: new Map(),
      alive: true,
      stranger,
      watching: false,
      side: 0,
      signalingMessages: 0,
      signalingBytes: 0,
      connections: 0,
      linkSignals: 0,
    };
    this.peers.set(peer, self);
    this.enter(self);
    return self;
  }

  /** Comes into the room, at first or after the server was away. */
  enter(peer: SimulatedPeer): void {
    this.#soon(() => {
      if (!peer.alive || !this.#reachesServer(peer)) return;
      this.#room.set(peer.rank.peer, peer);
      this.#count(peer, 300);
      for (const other of this.#room.values()) {
        if (!other.watching || other === peer) continue;
        this.#count(other, CARD_BYTES);
        this.#soon(() => {
          if (other.alive) other.topology.member(peer.rank);
        });
      }
      this.#list(peer, 0);
    });
  }

  /** `seen`: the server and the neighbours notice at once; otherwise after a while. */
  kill(peer: SimulatedPeer, seen = true): void {
    peer.alive = false;
    peer.topology.stop();
    for (const link of peer.links.values()) this.#end(link, seen ? LINK_DELAY_MS : SILENCE_MS);
    this.clock.after(seen ? 10 : 40_000, () => this.#room.delete(peer.rank.peer));
  }

  /** No connection reaches this peer, the server does. */
  cutOff(peer: SimulatedPeer): void {
    this.#unreachable.add(peer.rank.peer);
  }

  stopServer(): void {
    this.serverUp = false;
    this.#room.clear();
  }

  startServer(): void {
    this.serverUp = true;
    for (const peer of this.alive) this.#comeBack(peer);
  }

  /** Those for whom `apart` is true are cut off from the others and from the server for `ms`. */
  partition(apart: (peer: SimulatedPeer, index: number) => boolean, ms: number): void {
    for (const [i, peer] of this.alive.entries()) if (apart(peer, i)) peer.side = 1;
    this.clock.after(SILENCE_MS, () => {
      for (const peer of this.alive) {
        for (const link of peer.links.values())
          if (link.asker.side !== link.acceptor.side) this.#end(link, 0);
      }
    });
    this.clock.after(Math.min(ms, 15_000), () => {
      for (const [id, peer] of this.#room) if (peer.side !== 0) this.#room.delete(id);
    });
    this.clock.after(ms, () => {
      for (const peer of this.alive) {
        if (peer.side === 0) continue;
        peer.side = 0;
        this.#comeBack(peer);
      }
    });
  }

  get alive(): SimulatedPeer[] {
    return [...this.peers.values()].filter((peer) => peer.alive);
  }

  get roots(): SimulatedPeer[] {
    return this.alive.filter((peer) => peer.topology.parent === null && !peer.stranger);
  }

  depth(peer: SimulatedPeer): number {
    let depth = 0;
    for (let at = peer.topology.parent; at !== null; depth++) {
      const parent = this.peers.get(at);
      if (parent === undefined || depth > this.peers.size)
        throw new Error('A loop, or a parent that never was');
      at = parent.topology.parent;
    }
    return depth;
  }

  deepest(): number {
    return this.alive.reduce((most, peer) => Math.max(most, this.depth(peer)), 0);
  }

  /** What keeps the peers from being one tree in which parents and children agree. */
  faults(): string[] {
    const faults = this.roots.length === 1 ? [] : [`${this.roots.length} roots`];
    for (const peer of this.alive) {
      if (peer.stranger) continue;
      this.depth(peer);
      const { parent, spare } = peer.topology;
      for (const [up, name, below] of [
        [parent, 'parent', (other: Topology) => other.children],
        [spare, 'spare', (other: Topology) => other.spareChildren],
      ] as const) {
        if (up === null) continue;
        const above = this.peers.get(up);
        if (above?.alive !== true) faults.push(`a dead ${name}`);
        else if (!below(above.topology).includes(peer.rank.peer))
          faults.push(`a ${name} that does not know of it`);
        else if (compareRanks(above.rank, peer.rank) >= 0)
          faults.push(`a ${name} behind who has it`);
      }
      if (parent !== null && parent === spare) faults.push('a parent that is the spare too');
      if (parent === null && spare !== null) faults.push('a root with a spare');
    }
    return faults;
  }

  /** Groups of living peers that links hold together, spares included: more than these nobody can heal. */
  components(): number {
    const seen = new Set<SimulatedPeer>();
    let count = 0;
    for (const first of this.alive) {
      if (seen.has(first)) continue;
      count += 1;
      const queue = [first];
      seen.add(first);
      for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
        for (const { asker, acceptor } of next.links.values()) {
          const other = asker === next ? acceptor : asker;
          if (!other.alive || seen.has(other)) continue;
          seen.add(other);
          queue.push(other);
        }
      }
    }
    return count;
  }

  /** Advances until the peers are one tree; the ms that took, null where it took longer than `limit`. */
  untilTree(limit: number, step = 100): number | null {
    const began = this.clock.now();
    while (this.faults().length > 0) {
      if (this.clock.now() - began >= limit) return null;
      this.clock.advance(step);
    }
    return this.clock.now() - began;
  }

  /** What one edit costs when everybody passes it on to parent and children, and whom it reaches. */
  edit(from: SimulatedPeer): { messages: number; reached: number } {
    const reached = new Set([from.rank.peer]);
    let messages = 0;
    const queue: [SimulatedPeer, PeerId | null][] = [[from, null]];
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [peer, source] = next;
      const { parent, children } = peer.topology;
      for (const to of parent === null ? children : [parent, ...children]) {
        const other = this.peers.get(to);
        if (to === source || other?.alive !== true) continue;
        messages += 1;
        if (reached.has(to)) continue;
        reached.add(to);
        queue.push([other, peer.rank.peer]);
      }
    }
    return { messages, reached: reached.size };
  }

  bytes(length: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(length);
    for (let i = 0; i < length; i++) bytes[i] = this.#word() >>> 24;
    return bytes;
  }

  /** A whole number below `bound`. */
  below(bound: number): number {
    return Math.floor((this.#word() / 2 ** 32) * bound);
  }

  /** Xorshift32, through a multiplier. */
  #word(): number {
    this.#random ^= this.#random << 13;
    this.#random >>>= 0;
    this.#random ^= this.#random >>> 17;
    this.#random ^= this.#random << 5;
    this.#random >>>= 0;
    return Math.imul(this.#random, 0x9e37_79b1) >>> 0;
  }

  #reachesServer(peer: SimulatedPeer): boolean {
    return this.serverUp && peer.side === 0;
  }

  /** Attempts to reach the server go on every few seconds: a crowd comes back over that time. */
  #comeBack(peer: SimulatedPeer): void {
    this.clock.after(this.below(3_000), () => this.enter(peer));
  }

  #list(peer: SimulatedPeer, from: number): void {
    this.#soon(() => {
      if (!this.#reachesServer(peer) || !peer.alive || !this.#room.has(peer.rank.peer)) return;
      const ranks: Rank[] = [];
      let next: number | null = null;
      let place = 0;
      for (const other of this.#room.values()) {
        if (other === peer) continue;
        if (ranks.length === MAX_MEMBERS_LISTED) {
          next = place;
          break;
        }
        if (place++ >= from) ranks.push(other.rank);
      }
      this.#count(peer, 20 + ranks.length * CARD_BYTES);
      this.#soon(() => {
        if (peer.alive) peer.topology.members(ranks, next);
      });
    });
  }

  #ask(
    from: SimulatedPeer,
    to: PeerId,
    purpose: Purpose,
    done: (outcome: AskOutcome) => void,
  ): () => void {
    this.asks[purpose] += 1;
    const id = this.#nextId++;
    const ask: Ask = {
      to,
      purpose,
      offered: false,
      sentAgain: false,
      finish: (outcome) => {
        if (!from.asks.delete(id) || !from.alive) return;
        const way = from.router.route(to);
        if (outcome.kind === 'full' && way !== null)
          for (const other of outcome.others) from.router.learn([...way, other.peer]);
        done(outcome);
      },
    };
    from.asks.set(id, ask);
    this.#send(from, to, { kind: 'ask', id, purpose, rank: from.rank });
    this.clock.after(ANSWER_MS, () => {
      if (ask.offered || !from.asks.has(id)) return;
      this.#send(from, to, { kind: 'cancel', id });
      ask.finish({ kind: 'failed' });
    });
    return () => {
      if (from.asks.delete(id)) this.#send(from, to, { kind: 'cancel', id });
    };
  }

  #send(from: SimulatedPeer, to: PeerId, introduction: Introduction): void {
    const { kind } = introduction;
    const size =
      kind === 'offer' || kind === 'answer'
        ? SDP_BYTES
        : SMALL_BYTES + (kind === 'full' ? 31 * introduction.others.length : 0);
    const text = JSON.stringify(introduction);
    if (from.router.send(to, utf8(text.padEnd(size)))) return;
    this.#soon(() => {
      const target = this.#room.get(to);
      if (!this.#reachesServer(from) || !this.#room.has(from.rank.peer) || target === undefined) {
        if (kind === 'ask') this.#soon(() => this.#gone(from, to));
        return;
      }
      this.#count(from, size);
      this.#soon(() => {
        if (!target.alive || !this.#reachesServer(target)) return;
        this.#count(target, size);
        target.router.forget(from.rank.peer);
        this.#take(target, from.rank.peer, text);
      });
    });
  }

  #take(self: SimulatedPeer, from: PeerId, text: string): void {
    if (!self.alive) return;
    const introduction = JSON.parse(text) as Introduction;
    const other = this.peers.get(from);
    if (other === undefined) return;
    const { id } = introduction;
    switch (introduction.kind) {
      case 'ask': {
        if (self.coming.delete(from)) self.topology.childEnded(from);
        const answer = self.topology.asked(introduction.rank, introduction.purpose, 16);
        if (answer.accept) {
          self.coming.set(from, id);
          this.#send(self, from, { kind: 'offer', id });
          this.clock.after(CONNECT_FAILS_MS, () => this.#missed(self, from, id));
        } else this.#send(self, from, { kind: 'full', id, others: answer.others });
        return;
      }
      case 'full':
        self.asks.get(id)?.finish({ kind: 'full', others: introduction.others });
        return;
      case 'offer': {
        const ask = self.asks.get(id);
        if (ask === undefined) return;
        ask.offered = true;
        this.#send(self, from, { kind: 'answer', id });
        this.clock.after(CONNECT_FAILS_MS, () => ask.finish({ kind: 'failed' }));
        return;
      }
      case 'answer':
        this.#connect(other, self, id);
        return;
      case 'cancel':
        this.#missed(self, from, id);
    }
  }

  /** Tries until it comes about or somebody gives up, as ICE does. */
  #connect(asker: SimulatedPeer, acceptor: SimulatedPeer, id: number): void {
    this.clock.after(CONNECT_MS, () => {
      const ask = asker.asks.get(id);
      const { peer } = asker.rank;
      if (ask === undefined || acceptor.coming.get(peer) !== id) return;
      if (!asker.alive || !acceptor.alive) return;
      const cut = this.#unreachable.has(peer) || this.#unreachable.has(acceptor.rank.peer);
      if (cut || asker.side !== acceptor.side) {
        this.#connect(asker, acceptor, id);
        return;
      }
      asker.connections += 1;
      acceptor.connections += 1;
      const link: SimulatedLink = { asker, acceptor, open: true };
      acceptor.coming.delete(peer);
      const replaced = [asker.links.get(acceptor.rank.peer), acceptor.links.get(peer)];
      asker.links.set(acceptor.rank.peer, link);
      acceptor.links.set(peer, link);
      for (const old of replaced) if (old !== undefined) this.#end(old, 0);
      ask.finish({ kind: 'linked' });
      acceptor.topology.childLinked(peer);
      if (asker.stranger || acceptor.stranger) {
        this.clock.after(10_000, () => this.#end(link, 0, true));
        return;
      }
      this.clock.after(ADMISSION_MS, () => {
        if (!link.open) return;
        if (asker.alive) asker.topology.admitted(acceptor.rank.peer);
        if (acceptor.alive) acceptor.topology.admitted(peer);
      });
    });
  }

  #missed(self: SimulatedPeer, from: PeerId, id: number): void {
    if (self.coming.get(from) !== id) return;
    self.coming.delete(from);
    if (!self.links.has(from)) self.topology.childEnded(from);
  }

  #end(link: SimulatedLink, delay: number, unadmitted = false): void {
    if (!link.open) return;
    link.open = false;
    this.clock.after(delay, () => {
      const { asker, acceptor } = link;
      for (const [self, other] of [
        [asker, acceptor],
        [acceptor, asker],
      ] as const) {
        const { peer } = other.rank;
        if (self.links.get(peer) !== link) continue;
        self.links.delete(peer);
        if (!self.alive) continue;
        self.router.neighbourEnded(peer);
        if (self === asker) self.topology.upwardEnded(peer, unadmitted ? 'unadmitted' : 'lost');
        else if (!self.coming.has(peer)) self.topology.childEnded(peer);
      }
    });
  }

  #gone(self: SimulatedPeer, target: PeerId): void {
    for (const ask of [...self.asks.values()]) {
      if (ask.to === target && !ask.offered) ask.finish({ kind: 'failed' });
    }
  }

  #stuck(self: SimulatedPeer, target: PeerId): void {
    for (const [id, ask] of [...self.asks]) {
      if (ask.to !== target || ask.offered) continue;
      if (ask.sentAgain) ask.finish({ kind: 'failed' });
      else {
        ask.sentAgain = true;
        this.#send(self, target, { kind: 'ask', id, purpose: ask.purpose, rank: self.rank });
      }
    }
  }

  #signal(from: SimulatedPeer, to: PeerId, message: TreeMessage): boolean {
    const link = from.links.get(to);
    const target = this.peers.get(to);
    if (link?.open !== true || target === undefined) return false;
    from.linkSignals += 1;
    const bytes = encodeTreeMessage(message);
    this.clock.after(LINK_DELAY_MS, () => {
      if (!target.alive || !from.alive || from.side !== target.side) return;
      if (target.links.get(from.rank.peer) !== link) return;
      const read = parseTreeMessage(bytes);
      if (read === null) throw new Error('A tree message that cannot be read');
      if (read.kind === 'carry' || read.kind === 'stuck') target.router.take(from.rank.peer, read);
      else target.topology.message(from.rank.peer, read);
    });
    return true;
  }

  #count(peer: SimulatedPeer, bytes: number): void {
    peer.signalingMessages += 1;
    peer.signalingBytes += bytes;
  }

  #soon(task: () => void): void {
    this.clock.after(10 + this.below(40), task);
  }
}
