import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concat } from '../../../src/base/bytes.ts';
import {
  decodePeerMessage,
  decodeVolatile,
  encodePeerMessage,
  encodeVolatileBody,
  MAX_VOLATILE_PAYLOAD,
} from '../../../src/protocol/peer-messages.ts';
import type { PeerMessage, VolatileBody } from '../../../src/protocol/peer-messages.ts';

const head = {
  author: 'A'.repeat(43),
  session: 'A'.repeat(22),
  seq: 300,
  hash: 'B'.repeat(42) + 'A',
} as never;
const vectors = [
  { doc: 'class' as never, heads: [head, head] },
  { doc: 'authority' as never, heads: [] },
];
const MESSAGES: readonly PeerMessage[] = [
  { type: 'ask' },
  { type: 'intro', entries: [new Uint8Array([1, 2])] },
  { type: 'entries', entries: [new Uint8Array([1, 2]), new Uint8Array(0)] },
  { type: 'receipt', entries: [new Uint8Array([1, 2])] },
  { type: 'compare', all: true, reply: false, vectors },
  { type: 'compare', all: false, reply: true, vectors: [] },
  { type: 'have', vectors },
  {
    type: 'interest',
    fresh: true,
    reply: false,
    everything: false,
    add: ['work:a:', 'b'],
    drop: ['c'],
  },
  { type: 'interest', fresh: false, reply: true, everything: true, add: [], drop: [] },
  { type: 'hold', doc: 'work:a:b' as never, count: 3 },
  { type: 'volatile', messages: [new Uint8Array([9])] },
  { type: 'file-question', file: 'A'.repeat(43) as never },
  { type: 'file-answer', file: 'A'.repeat(43) as never, answer: 'lack' },
  { type: 'file-answer', file: 'A'.repeat(43) as never, answer: 'coming' },
  {
    type: 'file-answer',
    file: 'A'.repeat(43) as never,
    answer: { blob: `${'B'.repeat(42)}A` as never },
  },
  {
    type: 'keys',
    keys: [
      {
        doc: 'work:x' as never,
        epoch: { number: 1, commitment: 'A'.repeat(43) as never },
        sealed: new Uint8Array(113).fill(3),
      },
    ],
  },
];

describe('messages between peers', () => {
  test.each(MESSAGES)('$type is read as it was written', (message) => {
    expect(decodePeerMessage(encodePeerMessage(message))).toEqual({ ok: true, value: message });
  });

  test('[SE1] any bytes give a result, and what is read is what would be written', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...MESSAGES),
        fc.nat(),
        fc.nat({ max: 255 }),
        (message, at, value) => {
          const bytes = encodePeerMessage(message);
          bytes[at % bytes.length] = value;
          const decoded = decodePeerMessage(bytes);
          if (decoded.ok) expect(encodePeerMessage(decoded.value)).toEqual(bytes);
        },
      ),
      { numRuns: 2_000 },
    );
    fc.assert(
      fc.property(
        fc.uint8Array(),
        (junk) => typeof decodePeerMessage(new Uint8Array(junk)).ok === 'boolean',
      ),
    );
  });

  test('[SE1] a message that promises more than it holds is refused without taking memory for it', () => {
    // 'entries' with 2^28 of them, 'have' with 2^28 documents
    for (const type of [2, 4]) {
      expect(decodePeerMessage(new Uint8Array([type, 0xff, 0xff, 0xff, 0x7f])).ok).toBe(false);
    }
    expect(
      decodePeerMessage(concat(encodePeerMessage({ type: 'ask' }), new Uint8Array(1))).ok,
    ).toBe(false);
  });

  test('entries are copies, free of the message they came in', () => {
    const bytes = encodePeerMessage({ type: 'entries', entries: [new Uint8Array([1, 2])] });
    const decoded = decodePeerMessage(bytes);
    if (!decoded.ok || decoded.value.type !== 'entries') throw new Error('not read');
    expect(decoded.value.entries[0]?.buffer.byteLength).toBe(2);
  });
});

describe('volatile messages', () => {
  const body: VolatileBody = {
    classId: 'A'.repeat(43) as never,
    author: 'A'.repeat(43) as never,
    session: 'A'.repeat(22) as never,
    counter: 1,
    at: 2,
    topic: 'presence',
    payload: new Uint8Array([1]),
  };
  const signature = new Uint8Array(64);

  test('are read as they were written', () => {
    const decoded = decodeVolatile(concat(encodeVolatileBody(body), signature));
    if (!decoded.ok) throw new Error(decoded.error);
    expect(decoded.value).toMatchObject(body);
  });

  test('[SE1] over the limit, cut or with a strange topic are refused', () => {
    const huge = { ...body, payload: new Uint8Array(MAX_VOLATILE_PAYLOAD + 1) };
    expect(decodeVolatile(concat(encodeVolatileBody(huge), signature)).ok).toBe(false);
    expect(
      decodeVolatile(concat(encodeVolatileBody({ ...body, topic: 'a b' }), signature)).ok,
    ).toBe(false);
    expect(decodeVolatile(new Uint8Array(64)).ok).toBe(false);
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        (junk) => typeof decodeVolatile(new Uint8Array(junk)).ok === 'boolean',
      ),
    );
  });
});
