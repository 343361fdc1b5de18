import { describe, expect, test } from 'vitest';
import { toBase64Url } from '../../../src/base/bytes.ts';
import type { PeerId } from '../../../src/protocol/ids.ts';
import { compareRanks, encodeRank, parseRank } from '../../../src/transport/rank.ts';
import type { Rank } from '../../../src/transport/rank.ts';
import { FAN_OUT, HARD_FAN_OUT, Topology } from '../../../src/transport/topology.ts';
import type { AskOutcome } from '../../../src/transport/topology.ts';
import { SteppedClock, seededRandom } from './stepped-clock.ts';

/** One simulated peer. */
interface Node {
  readonly rank: Rank;
  readonly topology: Topology;
  alive: boolean;
  /** Whether the server lists it. */
  present: boolean;
  watching: boolean;
}

/** A class of peers with a signalling server, in virtual time. Messages take a while; the dead are silent. */
class World {
  readonly clock = new SteppedClock();
  readonly nodes = new Map<PeerId, Node>();
  serverUp = true;
  asks = 0;
  readonly #random: (length: number) => Uint8Array<ArrayBuffer>;
  #unreachable = new Set<PeerId>();

  constructor(seed = 1) {
    this.#random = seededRandom(seed);
  }

  join(joinedAt: number, owner = false): Node {
    const peer = toBase64Url(this.#random(16)) as PeerId;
    const rank = { owner, joinedAt, peer };
    const port = {
      ask: (to: PeerId, done: (outcome: AskOutcome) => void) => this.#ask(node, to, done),
      list: () => this.#list(node),
      watch: (on: boolean) => {
        node.watching = on;
      },
      evict: (child: PeerId) => this.#cut(node, this.nodes.get(child)),
    };
    const topology = new Topology(rank, port, this.clock, this.#random);
    const node: Node = { rank, topology, alive: true, present: false, watching: false };
    this.nodes.set(peer, node);
    this.enter(node);
    return node;
  }

  /** Comes into the room, at first or after the server was away. */
  enter(node: Node): void {
    this.#later(() => {
      if (!node.alive || !this.serverUp) return;
      node.present = true;
      for (const other of this.nodes.values()) {
        if (other.watching && other.alive && other !== node)
          this.#later(() => other.topology.member(node.rank));
      }
      this.#list(node);
    });
  }

  /** `seen`: the server and the neighbours notice at once; otherwise after a while. */
  kill(node: Node, seen = true): void {
    node.alive = false;
    node.topology.stop();
    this.clock.after(seen ? 10 : 9_000, () => {
      for (const child of node.topology.children) this.nodes.get(child)?.topology.parentEnded();
      const parent = node.topology.parent;
      if (parent !== null) this.nodes.get(parent)?.topology.childEnded(node.rank.peer);
    });
    this.clock.after(seen ? 10 : 40_000, () => {
      node.present = false;
    });
  }

  cutOff(node: Node): void {
    this.#unreachable.add(node.rank.peer);
  }

  stopServer(): void {
    this.serverUp = false;
    for (const node of this.nodes.values()) node.present = false;
  }

  startServer(): void {
    this.serverUp = true;
    for (const node of this.nodes.values()) if (node.alive) this.enter(node);
  }

  get alive(): Node[] {
    return [...this.nodes.values()].filter((node) => node.alive);
  }

  get roots(): Node[] {
    return this.alive.filter((node) => node.topology.parent === null);
  }

  depth(node: Node): number {
    let depth = 0;
    for (let at = node.topology.parent; at !== null; depth++) {
      const parent = this.nodes.get(at);
      if (parent === undefined || depth > this.nodes.size)
        throw new Error('A loop, or a parent that never was');
      at = parent.topology.parent;
    }
    return depth;
  }

  /** What keeps the peers from being one tree in which parents and children agree. */
  faults(): string[] {
    const faults = this.roots.length === 1 ? [] : [`${this.roots.length} roots`];
    for (const node of this.alive) {
      this.depth(node);
      const parent = node.topology.parent;
      if (parent === null) continue;
      const above = this.nodes.get(parent);
      if (above?.alive !== true) faults.push('a dead parent');
      else if (!above.topology.children.includes(node.rank.peer))
        faults.push('a parent that does not know its child');
      else if (compareRanks(above.rank, node.rank) >= 0) faults.push('a parent behind its child');
    }
    return faults;
  }

  #list(node: Node): void {
    this.#later(() => {
      if (!this.serverUp || !node.present || !node.alive) return;
      const ranks = [...this.nodes.values()]
        .filter((other) => other.present && other !== node)
        .map((other) => other.rank);
      this.#later(() => node.topology.members(ranks));
    });
  }

  #ask(from: Node, to: PeerId, done: (outcome: AskOutcome) => void): () => void {
    this.asks += 1;
    let over = false;
    const answer = (outcome: AskOutcome): void => {
      if (over || !from.alive) return;
      over = true;
      done(outcome);
    };
    const target = this.nodes.get(to);
    this.#later(() => {
      if (target === undefined || !target.present || !this.serverUp) {
        this.#later(() => answer({ kind: 'failed' }));
      } else if (!target.alive) {
        this.clock.after(6_000, () => answer({ kind: 'failed' }));
      } else {
        const reply = target.topology.asked(from.rank, 16);
        if (!reply.accept) this.#later(() => answer({ kind: 'full', children: reply.children }));
        else if (this.#unreachable.has(to) || this.#unreachable.has(from.rank.peer)) {
          this.clock.after(12_000, () => {
            target.topology.childEnded(from.rank.peer);
            answer({ kind: 'failed' });
          });
        } else {
          this.clock.after(200, () => {
            if (over || !from.alive || !target.alive) {
              target.topology.childEnded(from.rank.peer);
              answer({ kind: 'failed' });
              return;
            }
            answer({ kind: 'linked' });
            target.topology.childLinked(from.rank.peer);
          });
        }
      }
    });
    return () => {
      over = true;
    };
  }

  #cut(parent: Node, child: Node | undefined): void {
    if (child?.topology.parent === parent.rank.peer)
      this.#later(() => child.topology.parentEnded());
  }

  #later(task: () => void): void {
    this.clock.after(10 + ((this.#random(1)[0] ?? 0) % 40), task);
  }
}

test('[TR3] somebody alone knows it, and no longer when another comes', () => {
  const world = new World();
  const first = world.join(1);
  world.clock.advance(1_000);
  expect(first.topology.alone.value).toBe(true);
  const second = world.join(2);
  world.clock.advance(1_000);
  expect(first.topology.alone.value).toBe(false);
  expect(second.topology.parent).toBe(first.rank.peer);
});

describe.each([1, 2, 3, 4, 5])('with seed %i', (seed) => {
  test.each([2, 10, 30, 100, 300])(
    '[TR3] %i peers at once are one tree within seconds',
    (count) => {
      const world = new World(seed);
      const owner = Math.floor(count / 3);
      for (let i = 0; i < count; i++) world.join(1_000 + ((i * 7919) % count), i === owner);
      world.clock.advance(20_000);
      expect(world.faults()).toEqual([]);
      expect(world.roots[0]?.rank.owner).toBe(true);
      for (const node of world.alive) {
        expect(node.topology.children.length).toBeLessThanOrEqual(HARD_FAN_OUT);
        expect(world.depth(node)).toBeLessThanOrEqual(10);
        expect(node.topology.alone.value).toBe(false);
      }
    },
  );

  test('[TR3] whoever comes gets in, also where all that came before stand behind them', () => {
    const world = new World(seed);
    world.join(1, true);
    for (let i = 0; i < 60; i++) {
      world.join(1_000 - i);
      world.clock.advance(500);
    }
    world.clock.advance(60_000);
    expect(world.faults()).toEqual([]);
    for (const node of world.alive)
      expect(node.topology.children.length).toBeLessThanOrEqual(HARD_FAN_OUT);
  });

  test('[TR3] one after the other fill the root first and then its children', () => {
    const world = new World(seed);
    for (let i = 0; i < 40; i++) {
      world.join(i);
      world.clock.advance(2_000);
    }
    expect(world.faults()).toEqual([]);
    expect(world.roots[0]?.topology.children).toHaveLength(FAN_OUT);
  });

  test('[TR3] a third of the peers die at once, the root with them, some unseen: the rest is one tree again', () => {
    const world = new World(seed);
    for (let i = 0; i < 60; i++) world.join(i, i === 0);
    world.clock.advance(20_000);
    for (const [i, node] of world.alive.entries()) if (i % 3 === 0) world.kill(node, i % 2 === 0);
    world.clock.advance(180_000);
    expect(world.faults()).toEqual([]);
    expect(world.alive).toHaveLength(40);
  });

  test('[TR3] the owner comes back late and all hang below them', () => {
    const world = new World(seed);
    for (let i = 0; i < 20; i++) world.join(i);
    world.clock.advance(10_000);
    const owner = world.join(5_000, true);
    world.clock.advance(10_000);
    expect(world.faults()).toEqual([]);
    expect(world.roots).toEqual([owner]);
  });

  test('[TR4] the server is away: the tree stands, and those who lost their parent find one when it is back', () => {
    const world = new World(seed);
    for (let i = 0; i < 40; i++) world.join(i, i === 0);
    world.clock.advance(15_000);
    world.stopServer();
    world.clock.advance(60_000);
    expect(world.faults()).toEqual([]);
    const victim = world.alive.find((node) => node.topology.children.length > 1);
    if (victim === undefined) throw new Error('Somebody has children');
    world.kill(victim);
    world.clock.advance(60_000);
    expect(world.roots.length).toBeGreaterThan(1);
    world.startServer();
    world.clock.advance(30_000);
    expect(world.faults()).toEqual([]);
  });

  test('[TR4] two halves that met on different servers become one tree', () => {
    const world = new World(seed);
    for (let i = 0; i < 15; i++) world.join(i);
    world.clock.advance(10_000);
    world.stopServer();
    for (const node of world.alive) if (node.topology.parent === null) world.kill(node);
    world.clock.advance(20_000);
    world.startServer();
    for (let i = 0; i < 15; i++) world.join(100 + i);
    world.clock.advance(60_000);
    expect(world.faults()).toEqual([]);
  });
});

test('[TR3] somebody whom no connection reaches is told to be alone within a minute', () => {
  const world = new World();
  for (let i = 0; i < 30; i++) world.join(i);
  world.clock.advance(10_000);
  const cut = world.join(1_000);
  world.cutOff(cut);
  world.clock.advance(60_000);
  expect(cut.topology.alone.value).toBe(true);
  expect(world.roots).toHaveLength(2);
});

test('[TR3] a child that comes does not put off the next attempt to find a parent', () => {
  const clock = new SteppedClock();
  let lists = 0;
  const first: Rank = { owner: true, joinedAt: 1, peer: 'first' as PeerId };
  const child: Rank = { owner: false, joinedAt: 9, peer: 'child' as PeerId };
  const topology = new Topology(
    { owner: false, joinedAt: 5, peer: 'self' as PeerId },
    {
      ask: (_peer, done) => clock.after(100, () => done({ kind: 'full', children: [] })),
      list: () => (lists += 1),
      watch: () => undefined,
      evict: () => undefined,
    },
    clock,
    seededRandom(1),
  );
  topology.members([first]);
  clock.advance(200);
  topology.asked(child, 16);
  topology.childLinked(child.peer);
  const before = lists;
  clock.advance(2_000);
  expect(lists).toBeGreaterThan(before);
});

test('[TR3] a crowd that finds its place asks few questions', () => {
  const world = new World();
  for (let i = 0; i < 250; i++) world.join(i, i === 0);
  world.clock.advance(20_000);
  expect(world.faults()).toEqual([]);
  expect(world.asks).toBeLessThan(250 * 8);
});

test('a stopped topology leaves no timer and takes nobody', () => {
  const world = new World();
  const only = world.join(1);
  world.clock.advance(1_000);
  only.topology.stop();
  expect(world.clock.pending).toBe(0);
  expect(only.topology.asked({ owner: false, joinedAt: 9, peer: 'x' as PeerId }, 16)).toEqual({
    accept: false,
    children: [],
  });
});

test('nobody is taken by one who comes after them, nor beyond the places for the unadmitted', () => {
  const world = new World();
  const { topology } = world.join(5);
  expect(topology.asked({ owner: false, joinedAt: 4, peer: 'x' as PeerId }, 16).accept).toBe(false);
  expect(topology.asked({ owner: true, joinedAt: 9, peer: 'x' as PeerId }, 16).accept).toBe(false);
  expect(topology.asked({ owner: false, joinedAt: 6, peer: 'x' as PeerId }, 0).accept).toBe(false);
  expect(topology.asked({ owner: false, joinedAt: 6, peer: 'x' as PeerId }, 1).accept).toBe(true);
});

test('ranks survive the wire, and anything else is none', () => {
  const peer = toBase64Url(new Uint8Array(16)) as PeerId;
  for (const rank of [
    { owner: true, joinedAt: 0, peer },
    { owner: false, joinedAt: 1_790_000_000_123, peer },
    { owner: false, joinedAt: 2 ** 48 - 1, peer },
  ]) {
    expect(parseRank(encodeRank(rank), peer)).toEqual(rank);
  }
  expect(parseRank(new Uint8Array(6), peer)).toBe(null);
  expect(parseRank(new Uint8Array(8), peer)).toBe(null);
  expect(parseRank(Uint8Array.of(2, 0, 0, 0, 0, 0, 0), peer)).toBe(null);
});
