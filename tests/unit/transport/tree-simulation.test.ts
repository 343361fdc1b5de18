import { describe, expect, test } from 'vitest';
import { TreeSimulation } from '../../support/tree-simulation.ts';
import type { SimulatedPeer } from '../../support/tree-simulation.ts';

/** Levels below the root of a full tree of fan-out 8. */
const full = (count: number): number => Math.ceil(Math.log(count * 7 + 1) / Math.log(8)) - 1;
/** Arrival in any order costs levels at first; whoever hangs deep climbs. */
const SETTLED = 3;
/** Links of one peer: children, those whose spare it is, its own way up. */
const MAX_LINKS = 5 * 8 + 2;
/** A tab has about 500 connections; these are made over all that happens here. */
const MAX_CONNECTIONS = 200;

type Order = 'by rank' | 'any' | 'latest first';

function storm(world: TreeSimulation, count: number, order: Order): void {
  const ranks = Array.from({ length: count }, (_, i) => (order === 'latest first' ? count - i : i));
  if (order === 'any') {
    for (let i = count - 1; i > 0; i--) {
      const j = world.below(i + 1);
      [ranks[i], ranks[j]] = [ranks[j] ?? 0, ranks[i] ?? 0];
    }
  }
  for (const [i, rank] of ranks.entries()) world.join(1_000 + rank, i === 0);
}

/** All are in one tree, an edit costs about one message per other peer, and nobody refused anything. */
function expectTree(world: TreeSimulation, limit: number): void {
  expect(world.untilTree(limit, 250)).not.toBe(null);
  const count = world.alive.length;
  const from = world.alive[world.below(count)];
  if (from !== undefined) {
    const { messages, reached } = world.edit(from);
    expect(reached).toBe(count);
    // Whoever climbs has two parents for the moment in which the old link ends.
    expect(messages).toBeLessThanOrEqual(count * 1.15);
  }
  expect(world.refused).toEqual([]);
  const links = world.alive.map((peer) => peer.links.size);
  expect(Math.max(...links)).toBeLessThanOrEqual(MAX_LINKS);
}

/** No loop while all is in motion: `depth` throws. */
function advanceWatching(world: TreeSimulation, ms: number): void {
  for (let step = 0; step < ms; step += 500) {
    world.clock.advance(500);
    for (let i = 0; i < 20; i++) {
      const peer = world.alive[world.below(world.alive.length)];
      if (peer !== undefined) world.depth(peer);
    }
  }
}

function killSome(world: TreeSimulation, oneIn: number): void {
  for (const peer of world.alive)
    if (world.below(oneIn) === 0) world.kill(peer, world.below(2) === 0);
}

const messages = (peer: SimulatedPeer): number => peer.signalingMessages;
const bytes = (peer: SimulatedPeer): number => peer.signalingBytes;

function mean(world: TreeSimulation, of: (peer: SimulatedPeer) => number): number {
  return world.alive.reduce((sum, peer) => sum + of(peer), 0) / world.alive.length;
}

test.each([
  [60, 1, 'any'],
  [200, 2, 'any'],
  [200, 4, 'any'],
  [400, 3, 'latest first'],
  [400, 4, 'latest first'],
  [2_000, 1, 'any'],
] as const)(
  '[TR3] [TR4] %i peers (seed %i, arriving in order: %s) with a storm, churn, root deaths, the server gone and a partition are always one tree again',
  (count, seed, order) => {
    const world = new TreeSimulation(seed);
    storm(world, count, order);
    expectTree(world, 20_000);
    advanceWatching(world, 60_000);
    expect(world.deepest()).toBeLessThanOrEqual(full(count) + SETTLED);
    for (let round = 0; round < 3; round++) {
      killSome(world, 20);
      for (let i = 0; i < count / 20; i++) world.join(10_000 + round * count + i);
      advanceWatching(world, 5_000);
      const [root] = world.roots;
      if (root !== undefined) world.kill(root);
      expectTree(world, 30_000);
    }
    world.partition((_peer, i) => i % 3 === 0, 25_000);
    advanceWatching(world, 25_000);
    // Five seconds are promised to a class; hundreds of roots come back into the room over three of them.
    expectTree(world, count <= 400 ? 5_000 : 10_000);
    world.stopServer();
    killSome(world, 20);
    advanceWatching(world, 30_000);
    expect(world.roots).toHaveLength(world.components());
    world.startServer();
    expectTree(world, 10_000);
    const owner = world.join(99_999, true);
    world.clock.advance(5_000);
    expectTree(world, 30_000);
    expect(world.roots).toEqual([owner]);
    advanceWatching(world, 60_000);
    expect(world.deepest()).toBeLessThanOrEqual(full(count) + SETTLED);
    expect(Math.max(...world.alive.map((peer) => peer.connections))).toBeLessThan(MAX_CONNECTIONS);
  },
  600_000,
);

test('[TR3] joining costs the same in a class of 60 and of 1,000: 32 members are named, not all', () => {
  for (const count of [60, 1_000]) {
    const world = new TreeSimulation(1);
    storm(world, count, 'any');
    expectTree(world, 20_000);
    expect(mean(world, messages)).toBeLessThan(20);
    expect(mean(world, bytes)).toBeLessThan(16_000);
  }
});

test('[TR3] whoever is the earliest of 400 and entered last is found, and becomes the root', () => {
  const world = new TreeSimulation(1);
  for (let i = 1; i < 400; i++) world.join(i);
  expectTree(world, 20_000);
  world.clock.advance(30_000);
  const first = world.join(0);
  world.clock.advance(5_000);
  expectTree(world, 5_000);
  expect(world.roots).toEqual([first]);
});

test('[TR3] who finds nobody before them in the first part of the list reads on, in a room of 399 to its end', () => {
  const world = new TreeSimulation(1);
  for (let i = 0; i < 397; i++) world.join(1_000 + i);
  expectTree(world, 20_000);
  world.join(1);
  world.clock.advance(10_000);
  const last = world.join(2);
  world.clock.advance(5_000);
  expect(last.topology.parent).not.toBe(null);
  expectTree(world, 5_000);
});

describe.each([1, 2, 3, 4, 5])('with seed %i', (seed) => {
  test('[TR4] with the server away a peer whose parent and spare die at once is found by those below it', () => {
    const world = new TreeSimulation(seed);
    for (let i = 0; i < 120; i++) world.join(i, i === 0);
    world.clock.advance(40_000);
    world.stopServer();
    const orphan = world.alive.find(
      ({ topology }) => topology.children.length > 2 && topology.spare !== null,
    );
    for (const peer of [orphan?.topology.parent, orphan?.topology.spare]) {
      const victim = world.alive.find(({ rank }) => rank.peer === peer);
      if (victim !== undefined) world.kill(victim);
    }
    world.clock.advance(30_000);
    // Whom no link is left to, nobody can reach before the server is back.
    expect(world.roots).toHaveLength(world.components());
    world.startServer();
    expect(world.untilTree(10_000)).not.toBe(null);
  });
});
