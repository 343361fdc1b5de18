import { describe, expect, test } from 'vitest';
import { toBase64Url } from '../../../src/base/bytes.ts';
import type { PeerId } from '../../../src/protocol/ids.ts';
import { encodeRank, parseRank } from '../../../src/transport/rank.ts';
import type { Rank } from '../../../src/transport/rank.ts';
import { Topology } from '../../../src/transport/topology.ts';
import type { TreePort } from '../../../src/transport/topology.ts';
import { FAN_OUT } from '../../../src/transport/tree-places.ts';
import { TreeSimulation } from '../../support/tree-simulation.ts';
import { SteppedClock, seededRandom } from './stepped-clock.ts';

/** Children where nobody else may take the asker, and all of whom we are the spare on top. */
const HARD_FAN_OUT = 5 * FAN_OUT;

const idle: TreePort = {
  ask: () => () => undefined,
  list: () => undefined,
  watch: () => undefined,
  drop: () => undefined,
  relate: () => undefined,
  tell: () => undefined,
  learn: () => undefined,
};

test('[TR3] somebody alone knows it, and no longer when another comes', () => {
  const world = new TreeSimulation();
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
      const world = new TreeSimulation(seed);
      const owner = Math.floor(count / 3);
      for (let i = 0; i < count; i++) world.join(1_000 + ((i * 7919) % count), i === owner);
      expect(world.untilTree(20_000)).not.toBe(null);
      expect(world.roots[0]?.rank.owner).toBe(true);
      for (const node of world.alive) {
        expect(node.topology.children.length).toBeLessThanOrEqual(HARD_FAN_OUT);
        expect(world.depth(node)).toBeLessThanOrEqual(10);
        expect(node.topology.alone.value).toBe(false);
      }
    },
  );

  test('[TR3] whoever comes gets in, also where all that came before stand behind them', () => {
    const world = new TreeSimulation(seed);
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
    const world = new TreeSimulation(seed);
    for (let i = 0; i < 40; i++) {
      world.join(i);
      world.clock.advance(2_000);
    }
    expect(world.faults()).toEqual([]);
    expect(world.roots[0]?.topology.children).toHaveLength(FAN_OUT);
  });

  test('[TR3] a third of the peers die at once, the root with them, some unseen: the rest is one tree again', () => {
    const world = new TreeSimulation(seed);
    for (let i = 0; i < 60; i++) world.join(i, i === 0);
    world.clock.advance(20_000);
    for (const [i, node] of world.alive.entries()) if (i % 3 === 0) world.kill(node, i % 2 === 0);
    world.clock.advance(180_000);
    expect(world.faults()).toEqual([]);
    expect(world.alive).toHaveLength(40);
  });

  test('[TR3] the owner comes back late and all hang below them', () => {
    const world = new TreeSimulation(seed);
    for (let i = 0; i < 20; i++) world.join(i);
    world.clock.advance(10_000);
    const owner = world.join(5_000, true);
    world.clock.advance(10_000);
    expect(world.faults()).toEqual([]);
    expect(world.roots).toEqual([owner]);
  });

  test.each([20, 60, 200])(
    '[TR4] with the server away %i peers heal over their links: root, inner peers, one after the other',
    (count) => {
      const world = new TreeSimulation(seed);
      for (let i = 0; i < count; i++) world.join(i, i === 0);
      expect(world.untilTree(20_000)).not.toBe(null);
      world.clock.advance(20_000);
      world.stopServer();
      for (let round = 0; round < 5; round++) {
        const inner = world.alive.filter(({ topology }) => topology.children.length > 0);
        const victim = round % 2 === 0 ? world.roots[0] : inner[world.below(inner.length)];
        if (victim !== undefined) world.kill(victim);
        expect(world.untilTree(5_000)).not.toBe(null);
        world.clock.advance(20_000);
        expect(world.faults()).toEqual([]);
        const without = world.alive.filter(({ topology }) => topology.spare === null);
        expect(without.length).toBeLessThanOrEqual(2); // the root, and the first below it
      }
      expect(world.alive).toHaveLength(count - 5);
    },
  );

  test.each([5_000, 25_000, 60_000])(
    '[TR4] a partition of %i ms is healed within 5 s of its end',
    (ms) => {
      const world = new TreeSimulation(seed);
      for (let i = 0; i < 60; i++) world.join(i, i === 0);
      world.clock.advance(30_000);
      world.partition((_peer, i) => i % 2 === 0, ms);
      world.clock.advance(ms);
      expect(world.untilTree(5_000)).not.toBe(null);
    },
  );

  test('[TR3] strangers who claim the first place cost a newcomer seconds, not their whole allowance', () => {
    const world = new TreeSimulation(seed);
    for (let i = 0; i < 3; i++) world.join(i, true, true);
    for (let i = 0; i < 20; i++) world.join(100 + i, i === 0);
    world.clock.advance(60_000);
    const newcomer = world.join(1_000);
    world.clock.advance(7_000);
    expect(newcomer.topology.parent).not.toBe(null);
    expect(world.depth(newcomer)).toBeGreaterThan(0);
  });

  test('[TR4] two halves that met on different servers become one tree', () => {
    const world = new TreeSimulation(seed);
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
  const world = new TreeSimulation();
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
      ...idle,
      ask: (_peer, _purpose, done) => clock.after(100, () => done({ kind: 'full', others: [] })),
      list: () => (lists += 1),
    },
    clock,
    seededRandom(1),
  );
  topology.members([first], null);
  clock.advance(200);
  topology.asked(child, 'parent', 16);
  topology.childLinked(child.peer);
  const before = lists;
  clock.advance(2_000);
  expect(lists).toBeGreaterThan(before);
});

test('[TR3] a crowd that finds its place asks few questions', () => {
  const world = new TreeSimulation();
  for (let i = 0; i < 250; i++) world.join(i, i === 0);
  world.clock.advance(20_000);
  expect(world.faults()).toEqual([]);
  expect(world.asks.parent).toBeLessThan(250 * 12);
  expect(world.asks.spare).toBeLessThan(250 * 12);
});

test('a stopped topology leaves no timer and takes nobody', () => {
  const clock = new SteppedClock();
  const rank = { owner: false, joinedAt: 1, peer: 'self' as PeerId };
  const topology = new Topology(rank, idle, clock, seededRandom(1));
  topology.members([{ owner: true, joinedAt: 1, peer: 'first' as PeerId }], null);
  topology.stop();
  expect(clock.pending).toBe(0);
  expect(topology.asked({ owner: false, joinedAt: 9, peer: 'x' as PeerId }, 'parent', 16)).toEqual({
    accept: false,
    others: [],
  });
});

test('nobody is taken by one who comes after them, nor beyond the places for the unadmitted', () => {
  const world = new TreeSimulation();
  const { topology } = world.join(5);
  expect(
    topology.asked({ owner: false, joinedAt: 4, peer: 'x' as PeerId }, 'parent', 16).accept,
  ).toBe(false);
  expect(
    topology.asked({ owner: true, joinedAt: 9, peer: 'x' as PeerId }, 'parent', 16).accept,
  ).toBe(false);
  expect(
    topology.asked({ owner: false, joinedAt: 6, peer: 'x' as PeerId }, 'parent', 0).accept,
  ).toBe(false);
  expect(
    topology.asked({ owner: false, joinedAt: 6, peer: 'x' as PeerId }, 'parent', 1).accept,
  ).toBe(true);
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
