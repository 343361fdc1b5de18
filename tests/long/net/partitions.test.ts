import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { HalfClass } from '../../support/half-class.ts';

/** Partitions of each length; LONG_PARTITIONS takes fewer for a look. */
const TIMES = Number(process.env['LONG_PARTITIONS'] ?? 20);
/** How long after its end a partition may still be felt, in ms. */
const HEAL_MS = 5_000;

let halves: HalfClass | null = null;
afterEach(async () => {
  await halves?.close();
  halves = null;
});

test.each([5, 25, 60])(
  '[TR3] [TR4] [SY6] two halves that were cut off from each other for %i seconds are equal within five more, every time',
  async (seconds) => {
    const took: number[] = [];
    halves = await HalfClass.meet(4);
    const keys: string[] = [];
    for (let time = 1; time <= TIMES; time++) {
      halves.cut(true);
      const fresh = [`north ${time}`, `south ${time}`];
      halves.owner.classDoc.doc.getMap('edits').set(fresh[0] ?? '', time);
      halves.teacher.classDoc.doc.getMap('edits').set(fresh[1] ?? '', time);
      await pause(seconds * 1000); // the partition itself
      expect(halves.haveAll(fresh)).toBe(false);
      halves.cut(false);
      keys.push(...fresh);
      took.push(Math.round(await halves.until(() => halves?.haveAll(keys) === true, HEAL_MS)));
      await pause(2_000 + 500 * (time % 7)); // the next one begins at another moment of what links do
    }
    console.log(`partitions of ${seconds} s healed after (ms): ${took.join(', ')}`);
    for (const peer of halves.peers) expect([...peer.refused()]).toEqual([]);
  },
  24 * 3600 * 1000,
);
