import { expect, test } from 'vitest';
import { TreeSimulation } from '../../support/tree-simulation.ts';

/** A tree of fan-out 8 that is full is so deep; arrival in any order and losses cost a few levels. */
const deepest = (count: number): number => Math.ceil(Math.log(count * 7 + 1) / Math.log(8)) + 6;

/** All are in one tree, and an edit costs one message per other peer. */
function expectTree(world: TreeSimulation, limit: number): void {
  expect(world.untilTree(limit)).not.toBe(null);
  const count = world.alive.length;
  expect(world.deepest()).toBeLessThanOrEqual(deepest(count));
  const from = world.alive[world.below(count)];
  if (from !== undefined) expect(world.edit(from)).toEqual({ messages: count - 1, reached: count });
}

test.each([
  [200, 1],
  [200, 2],
])(
  '[TR3] %i peers with churn, root deaths and a partition are always one tree again',
  (count, seed) => {
    const world = new TreeSimulation(seed);
    for (let i = 0; i < count; i++) world.join(1_000 + ((i * 7919) % count), i === 0);
    expectTree(world, 60_000);
    expect(world.asks.parent / count).toBeLessThan(40);
    for (let round = 0; round < 4; round++) {
      for (const peer of world.alive)
        if (world.below(20) === 0) world.kill(peer, world.below(2) === 0);
      for (let i = 0; i < count / 20; i++) world.join(10_000 + round * 100 + i);
      // No loop while all is in motion: `depth` throws.
      for (let step = 0; step < 10; step++) {
        world.clock.advance(500);
        for (let i = 0; i < 20; i++) {
          const peer = world.alive[world.below(world.alive.length)];
          if (peer !== undefined) world.depth(peer);
        }
      }
      const [root] = world.roots;
      if (root !== undefined) world.kill(root);
      expectTree(world, 60_000);
    }
    world.partition((_peer, i) => i % 3 === 0, 25_000);
    world.clock.advance(25_000);
    expectTree(world, 10_000);
    const owner = world.join(99_999, true);
    world.clock.advance(5_000);
    expectTree(world, 30_000);
    expect(world.roots).toEqual([owner]);
  },
);
