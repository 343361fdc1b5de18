import { afterEach, expect, test } from 'vitest';
import { HalfClass } from '../../support/half-class.ts';

let halves: HalfClass | null = null;
afterEach(async () => {
  await halves?.close();
  halves = null;
});

test('[TR2] [SY6] a class whose rooms lose one packet in twenty and are 200 ms apart misses nothing', async () => {
  halves = await HalfClass.meet(6, (a, b) => (a === b ? {} : { loss: 0.05, delayMs: 200 }));
  const keys: string[] = [];
  for (let edit = 1; edit <= 50; edit++) {
    const { owner, teacher } = halves;
    keys.push(`edit ${edit}`);
    (edit % 2 === 0 ? owner : teacher).classDoc.doc.getMap('edits').set(`edit ${edit}`, edit);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await halves.until(() => halves?.haveAll(keys) === true, 30_000);
  for (const peer of halves.peers) expect([...peer.refused()]).toEqual([]);
}, 180_000);
