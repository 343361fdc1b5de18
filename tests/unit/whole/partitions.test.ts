import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { HalfClass } from '../../support/half-class.ts';

/** How long after its end a partition may still be felt (issue's promise), in ms. */
const HEAL_MS = 5_000;

let halves: HalfClass | null = null;
afterEach(async () => {
  await halves?.close();
  halves = null;
});

test('[TR3] [TR4] [SY6] two halves that were cut off from each other for five seconds are equal within five more, three times', async () => {
  halves = await HalfClass.meet(4);
  const keys: string[] = [];
  for (let time = 1; time <= 3; time++) {
    halves.cut(true);
    const fresh = [`north ${time}`, `south ${time}`];
    halves.owner.classDoc.doc.getMap('edits').set(fresh[0] ?? '', time);
    halves.teacher.classDoc.doc.getMap('edits').set(fresh[1] ?? '', time);
    await pause(5_000); // the partition itself
    expect(halves.haveAll(fresh)).toBe(false);
    halves.cut(false);
    keys.push(...fresh);
    await halves.until(() => halves?.haveAll(keys) === true, HEAL_MS);
  }
  for (const peer of halves.peers) expect([...peer.refused()]).toEqual([]);
}, 120_000);
