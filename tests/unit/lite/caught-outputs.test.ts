import { expect, test } from 'vitest';
import { CaughtOutputs } from '../../../lite/widgets/caught-outputs.ts';
import { MAX_CAUGHT, MAX_CAUGHT_OUTPUTS } from '../../../lite/widgets/limits.ts';

const print = (text: string, name = 'stdout') => ['stream', { name, text }] as const;

test('[KE10] what an Output widget catches is joined, ordered and cleared as in a cell', () => {
  const caught = new CaughtOutputs([{ output_type: 'stream', name: 'stdout', text: 'a' }]);
  expect(caught.take(...print('b'))).toBe(true);
  caught.take(...print('c', 'stderr'));
  caught.take('display_data', { data: { 'text/plain': 'd' }, metadata: {}, transient: { x: 1 } });
  expect(caught.value).toEqual([
    { output_type: 'stream', name: 'stdout', text: 'ab' },
    { output_type: 'stream', name: 'stderr', text: 'c' },
    { output_type: 'display_data', data: { 'text/plain': 'd' }, metadata: {} },
  ]);
  caught.take('clear_output', { wait: true });
  expect(caught.value).toHaveLength(3);
  caught.take(...print('new'));
  expect(caught.value).toEqual([{ output_type: 'stream', name: 'stdout', text: 'new' }]);
  caught.take('clear_output', { wait: false });
  expect(caught.value).toEqual([]);
  expect(caught.take('status', {})).toBe(false);
});

test('[KE10] an Output widget that catches without end keeps the latest', () => {
  const caught = new CaughtOutputs();
  for (let i = 0; i < MAX_CAUGHT_OUTPUTS + 5; i++)
    caught.take('display_data', { data: { 'text/plain': String(i) } });
  expect(caught.value).toHaveLength(MAX_CAUGHT_OUTPUTS);
  expect(caught.value.at(-1)).toMatchObject({
    data: { 'text/plain': String(MAX_CAUGHT_OUTPUTS + 4) },
  });
  for (let i = 0; i < 10; i++) caught.take(...print('x'.repeat(MAX_CAUGHT / 4)));
  expect(JSON.stringify(caught.value).length).toBeLessThan(MAX_CAUGHT);
});
