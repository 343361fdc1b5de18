import { expect, test } from 'vitest';
import { ConnectionBudget } from '../../../src/transport/connection-budget.ts';
import type { Purpose } from '../../../src/transport/introduction.ts';
import { SteppedClock } from './stepped-clock.ts';

function use(budget: ConnectionBudget, purpose: Purpose): number {
  for (let made = 0; ; made++) {
    if (!budget.allows(purpose) || made === 1_000) return made;
    budget.used();
  }
}

test('[TR3] spares and climbing leave a hundred connections to parents, and a page makes 200 at once at most', () => {
  const budget = new ConnectionBudget(new SteppedClock());
  expect(use(budget, 'spare')).toBe(100);
  expect(budget.allows('climb')).toBe(false);
  expect(use(budget, 'parent')).toBe(100);
  expect(budget.allows('parent')).toBe(false);
});

test('[TR3] Chrome collects closed connections slowly: within any ten minutes no more than 500 are made', () => {
  const clock = new SteppedClock();
  const budget = new ConnectionBudget(clock);
  let made = 0;
  for (let second = 0; second < 600; second++) {
    made += use(budget, 'parent');
    clock.advance(1_000);
  }
  expect(made).toBeLessThanOrEqual(500);
  clock.advance(3_600_000);
  expect(use(budget, 'parent')).toBe(200);
});
