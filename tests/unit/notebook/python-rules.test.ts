import { expect, test } from 'vitest';
import {
  DEFAULT_PYTHON_RULES,
  readPythonRules,
  samePythonRules,
} from '../../../src/notebook/python-rules.ts';

test('what a class wrote is read; each part that is missing, foreign or out of bounds is as by default', () => {
  const said = { network: 'on', seconds: 30, megabytes: 512 };
  expect(readPythonRules(said)).toEqual(said);
  for (const rubbish of [undefined, null, 7, 'on', [said], {}])
    expect(readPythonRules(rubbish)).toEqual(DEFAULT_PYTHON_RULES);
  expect(readPythonRules({ network: 'ON', seconds: 0, megabytes: 1e9 })).toEqual(
    DEFAULT_PYTHON_RULES,
  );
  expect(readPythonRules({ network: 'off', seconds: '30', megabytes: Number.NaN })).toEqual({
    ...DEFAULT_PYTHON_RULES,
    network: 'off',
  });
});

test('rules are the same when every part is', () => {
  const rules = { network: 'on', seconds: 30, megabytes: 512 } as const;
  expect(samePythonRules(rules, { ...rules })).toBe(true);
  for (const other of [{ network: 'off' }, { seconds: null }, { megabytes: 64 }] as const)
    expect(samePythonRules(rules, { ...rules, ...other })).toBe(false);
});
