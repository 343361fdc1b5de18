import { expect, test } from 'vitest';
import { MAX_FRAME_BYTES, MAX_FRAME_TEXT } from '../../../lite/widgets/limits.ts';
import { parseFrameMessage } from '../../../lite/widgets/parse-frame-message.ts';

const send = (fields: object, ...buffers: unknown[]): unknown => [
  JSON.stringify({ type: 'send', n: 1, id: 'a', data: { method: 'request_state' }, ...fields }),
  ...buffers,
];
const update = (paths: unknown) => ({ data: { method: 'update', state: {}, buffer_paths: paths } });

test('[KE2] what a widget’s frame sends is read: values with bytes, custom messages, its height', () => {
  const bytes = new ArrayBuffer(3);
  const sent = { method: 'update', state: { value: 4 }, buffer_paths: [['file', 0]] };
  expect(parseFrameMessage(send({ data: { ...sent, more: 1 } }, bytes))).toEqual({
    ok: true,
    value: { type: 'send', n: 1, id: 'a', data: sent, buffers: [bytes] },
  });
  const click = { method: 'custom', content: { event: 'click' } };
  expect(parseFrameMessage(send({ data: click }))).toMatchObject({ value: { data: click } });
  expect(parseFrameMessage(['{"type":"height","px":30}'])).toEqual({
    ok: true,
    value: { type: 'height', px: 30 },
  });
});

test.each<[string, unknown, string]>([
  ['no array', { type: 'height', px: 3 }, 'not-text'],
  ['an object in the place of a text', [{}], 'not-text'],
  ['something beside the text that is no buffer', send({}, 'text'), 'not-text'],
  ['a long text', ['x'.repeat(MAX_FRAME_TEXT + 1)], 'too-long'],
  ['many bytes', send(update([['a']]), new ArrayBuffer(MAX_FRAME_BYTES + 1)), 'too-long'],
  ['many buffers', send({}, ...Array.from({ length: 101 }, () => new ArrayBuffer(0))), 'too-long'],
  ['no JSON', ['{'], 'not-json'],
  ['a type that there is not', ['{"type":"open"}'], 'unknown-type'],
  ['a height that is none', ['{"type":"height","px":-1}'], 'bad-shape'],
  ['an echo, which is Python’s', send({ data: { method: 'echo_update', state: {} } }), 'bad-shape'],
  ['a state that is none', send({ data: { method: 'update', state: [] } }), 'bad-shape'],
  ['a buffer without a place', send(update([]), new ArrayBuffer(1)), 'bad-shape'],
  ['a place in a prototype', send(update([['a', '__proto__']]), new ArrayBuffer(1)), 'bad-shape'],
  ['a long id', send({ id: 'x'.repeat(201) }), 'bad-shape'],
  ['a number that is none', send({ n: 1.5 }), 'bad-shape'],
  [
    'deep nesting',
    send({
      data: { method: 'custom', content: JSON.parse('['.repeat(60) + ']'.repeat(60)) as unknown },
    }),
    'bad-shape',
  ],
])('[KE2] of a widget’s frame %s is refused', (_, posted, error) => {
  expect(parseFrameMessage(posted)).toEqual({ ok: false, error });
});
