import { expect, test } from 'vitest';
import { FairQueue } from '../../../src/sync/fair-queue.ts';

function taken(queue: FairQueue<string>, count: number): readonly (string | null)[] {
  return Array.from({ length: count }, () => {
    const { first } = queue;
    queue.shift();
    return first;
  });
}

test('[SY3] a lane that is full holds up no other, and each keeps its order', () => {
  const queue = new FairQueue<string>();
  for (let i = 0; i < 5_000; i++) queue.push('flood', `f${i}`, 4_096, false);
  queue.push('quiet', 'q0', 100, false);
  queue.push('quiet', 'q1', 100, false);
  expect(taken(queue, 8)).toEqual(['f0', 'f1', 'f2', 'f3', 'q0', 'q1', 'f4', 'f5']);
  expect(taken(queue, 4_994)).toEqual(Array.from({ length: 4_994 }, (_, i) => `f${i + 6}`));
  expect(queue.empty).toBe(true);
  expect(queue.first).toBe(null);
});

test('[SY3] after a long item a lane lets the others go as far', () => {
  const queue = new FairQueue<string>();
  queue.push('long', 'l0', 64 * 1024, false);
  queue.push('long', 'l1', 64 * 1024, false);
  for (let i = 0; i < 20; i++) queue.push('short', `s${i}`, 8 * 1024, false);
  expect(taken(queue, 10)).toEqual(['l0', 's0', 's1', 's2', 's3', 's4', 's5', 's6', 's7', 'l1']);
});

test('[SY3] what is urgent goes before all lanes, in its order', () => {
  const queue = new FairQueue<string>();
  queue.push('a', 'a0', 10, false);
  queue.push('u', 'u0', 10, true);
  queue.push('u', 'u1', 10, true);
  expect(taken(queue, 3)).toEqual(['u0', 'u1', 'a0']);
  queue.push('b', 'b0', 10, false);
  queue.clear();
  expect(queue.empty).toBe(true);
});
