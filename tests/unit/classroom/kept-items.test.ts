import { expect, test } from 'vitest';
import { keptItems } from '../../../src/classroom/kept-items.ts';
import { ReceivingLesson } from '../../support/receiving-lesson.ts';

test('an item keeps its object as long as nothing in it changes', async () => {
  const l = new ReceivingLesson();
  for (const number of [1, 2, 3]) l.share(number, `cell ${number}`);
  await l.sync(1);
  await l.sync(2);
  let items = l.items();
  const changed = () => {
    const before = items;
    items = keptItems(before, l.items());
    return items.map((item, index) => item !== before[index]);
  };
  expect(changed()).toEqual([false, false, false]);
  const copy = items[1]?.copy?.ref;
  if (copy === undefined) throw new Error('no copy');
  l.app.edit(copy, 'mine');
  expect(changed()).toEqual([false, true, false]);
  l.share(3, 'newer');
  expect(changed()).toEqual([false, false, true]);
  l.syncing.look(items[2]?.id ?? '');
  expect(changed()).toEqual([false, false, true]);
  l.withdraw(1);
  expect(changed()).toEqual([true, false, false]);
  expect(changed()).toEqual([false, false, false]);
});
