import { describe, expect, it } from 'vitest';
import {
  LINE_WEIGHT,
  MAX_DISPLAY_DATA,
  MAX_DISPLAYS,
  MAX_STREAM,
} from '../../../lite/kernel/limits.ts';
import { OutputBudget } from '../../../lite/kernel/output-budget.ts';
import type { Output } from '../../../lite/kernel/protocol.ts';

function print(length: number): Output {
  return { type: 'stream', id: 1, name: 'stdout', text: 'x'.repeat(length) };
}

function show(content: string, update = false): Output {
  return {
    type: 'display',
    id: 1,
    data: { 'text/plain': content },
    metadata: {},
    displayId: 'a',
    update,
  };
}

const CLEAR: Output = { type: 'clear', id: 1, wait: false };

describe('the budget of a cell', () => {
  it('prints pass up to the limit, then the person is told once', () => {
    const budget = new OutputBudget();
    expect(budget.judge(print(MAX_STREAM))).toBe('pass');
    expect(budget.judge(print(1))).toBe('tell');
    expect(budget.judge(print(1))).toBe('drop');
  });

  it('[KE4] short lines count for more than their text', () => {
    const budget = new OutputBudget();
    const text = '\n'.repeat(MAX_STREAM / (LINE_WEIGHT + 1));
    expect(budget.judge({ ...print(0), text } as Output)).toBe('pass');
    expect(budget.judge({ ...print(0), text: '\n' } as Output)).toBe('tell');
  });

  it('displays are counted, updates in place are not', () => {
    const budget = new OutputBudget();
    for (let i = 0; i < MAX_DISPLAYS; i++) expect(budget.judge(show(''))).toBe('pass');
    expect(budget.judge(show('', true))).toBe('pass');
    expect(budget.judge(show(''))).toBe('tell');
  });

  it('the data of displays is bounded altogether', () => {
    const budget = new OutputBudget();
    const half = 'x'.repeat(MAX_DISPLAY_DATA / 2);
    expect([show(half), show(half), show('x')].map((output) => budget.judge(output))).toEqual([
      'pass',
      'pass',
      'tell',
    ]);
  });

  it('clearing the output gives a fresh budget, so that animations run on', () => {
    const budget = new OutputBudget();
    expect(budget.judge(print(MAX_STREAM + 1))).toBe('tell');
    expect(budget.judge(CLEAR)).toBe('pass');
    expect(budget.judge(print(10))).toBe('pass');
  });

  it('input is asked for even when nothing more is shown', () => {
    const budget = new OutputBudget();
    budget.judge(print(MAX_STREAM + 1));
    expect(budget.judge({ type: 'input-request', id: 1, prompt: '', password: false })).toBe(
      'pass',
    );
  });
});
