import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toBase64Url } from '../../../src/base/bytes.ts';
import { MAX_RELAY_PAYLOAD } from '../../../src/protocol/limits.ts';
import { encodeRelayFrame, parseRelayFrame } from '../../../src/protocol/relay-frame.ts';

const peer = toBase64Url(new Uint8Array(16).fill(7));

test('a frame comes back as it was, up to the limit', () => {
  for (const length of [1, 1000, MAX_RELAY_PAYLOAD]) {
    const payload = new Uint8Array(length).fill(3);
    expect(parseRelayFrame(encodeRelayFrame(peer, payload))).toEqual({ peer, payload });
  }
});

test('another version, an empty payload and one over the limit are none', () => {
  const frame = encodeRelayFrame(peer, Uint8Array.of(1));
  expect(parseRelayFrame(Uint8Array.of(2, ...frame.subarray(1)))).toBeNull();
  expect(parseRelayFrame(frame.subarray(0, 17))).toBeNull();
  const long = new Uint8Array(18 + MAX_RELAY_PAYLOAD);
  long[0] = 1;
  expect(parseRelayFrame(long)).toBeNull();
  expect(() => encodeRelayFrame(peer, new Uint8Array(0))).toThrow('payload');
  expect(() => encodeRelayFrame('short', Uint8Array.of(1))).toThrow('peer');
});

test('[SE1] any bytes give a frame or null, never an exception', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      const frame = parseRelayFrame(bytes);
      if (frame !== null) expect(encodeRelayFrame(frame.peer, frame.payload)).toEqual(bytes);
    }),
  );
});
