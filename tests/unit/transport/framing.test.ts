import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_MESSAGE, MAX_PRIORITY_MESSAGE } from '../../../src/protocol/limits.ts';
import {
  FRAME,
  FRAME_PAYLOAD,
  MAX_FRAME_PAYLOAD,
  messageFrame,
  PRIORITIES,
  priorityOf,
  Reassembly,
} from '../../../src/transport/framing.ts';

function frames(message: Uint8Array): Uint8Array<ArrayBuffer>[] {
  const result = [];
  for (let at = 0; ;) {
    const { frame, next } = messageFrame('entries', message, at);
    result.push(frame);
    if (next === message.length) return result;
    at = next;
  }
}

test('[TR2] messages of every size come out as they went in', () => {
  const sizes = [
    0,
    1,
    FRAME_PAYLOAD - 1,
    FRAME_PAYLOAD,
    FRAME_PAYLOAD + 1,
    3 * FRAME_PAYLOAD,
    1_000_003,
  ];
  const reassembly = new Reassembly('entries');
  for (const size of sizes) {
    const message = new Uint8Array(size).map((_, i) => i * 7);
    const cut = frames(message);
    expect(cut.every((frame) => frame.length <= 1 + FRAME_PAYLOAD)).toBe(true);
    const taken = cut.map((frame) => reassembly.take(frame));
    expect(taken.slice(0, -1).every((result) => result.ok && result.value === null)).toBe(true);
    const last = taken.at(-1);
    expect(last?.ok === true && last.value !== null && Buffer.compare(last.value, message)).toBe(0);
  }
});

test('[TR2] a message is not tied to the memory of its frame', () => {
  const frame = Uint8Array.of(FRAME.last, 1, 2, 3);
  const taken = new Reassembly('entries').take(frame);
  frame.fill(0);
  expect(taken).toEqual({ ok: true, value: Uint8Array.of(1, 2, 3) });
});

test('[SE1] a message above the limit is refused before it is whole', () => {
  const reassembly = new Reassembly('entries');
  const frame = new Uint8Array(1 + MAX_FRAME_PAYLOAD);
  let bytes = 0;
  for (;;) {
    const taken = reassembly.take(frame);
    if (!taken.ok) {
      expect(taken.error).toBe('message-too-large');
      break;
    }
    bytes += MAX_FRAME_PAYLOAD;
  }
  expect(bytes).toBeLessThanOrEqual(MAX_MESSAGE);
});

test('[SE1] oversized frames and crumbs are refused', () => {
  expect(new Reassembly('entries').take(new Uint8Array(2 + MAX_FRAME_PAYLOAD))).toEqual({
    ok: false,
    error: 'frame-too-large',
  });
  expect(new Reassembly('entries').take(new Uint8Array(100))).toEqual({
    ok: false,
    error: 'frame-too-small',
  });
});

test('[SE1] any bytes give a message, a wait or a refusal, and never more bytes than came', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 70_000 })), {
        maxLength: 40,
      }),
      (list) => {
        const reassembly = new Reassembly('entries');
        let came = 0;
        for (const [kind, size] of list) {
          const frame = new Uint8Array(1 + size);
          frame[0] = kind;
          came += size;
          const taken = reassembly.take(frame);
          if (!taken.ok) return;
          if (taken.value !== null) {
            expect(taken.value.length).toBeLessThanOrEqual(came);
            came = 0;
          }
        }
      },
    ),
    { numRuns: 200 },
  );
});

test('[TR2] the kind of a frame says its priority, and other kinds have none', () => {
  const message = new Uint8Array(FRAME_PAYLOAD + 1);
  for (const priority of PRIORITIES) {
    for (const at of [0, FRAME_PAYLOAD])
      expect(priorityOf(messageFrame(priority, message, at).frame[0])).toBe(priority);
  }
  for (const kind of [FRAME.ping, FRAME.signal, 0x40, 0x41, 0x12, 0xff, undefined])
    expect(priorityOf(kind)).toBe(null);
});

test('[SE1] each priority has its own limit', () => {
  for (const priority of PRIORITIES) {
    const reassembly = new Reassembly(priority);
    const frame = new Uint8Array(1 + MAX_FRAME_PAYLOAD);
    let bytes = 0;
    while (reassembly.take(frame).ok) bytes += MAX_FRAME_PAYLOAD;
    expect(bytes).toBeLessThanOrEqual(MAX_PRIORITY_MESSAGE[priority]);
    expect(bytes).toBeGreaterThan(MAX_PRIORITY_MESSAGE[priority] - MAX_FRAME_PAYLOAD);
  }
});
