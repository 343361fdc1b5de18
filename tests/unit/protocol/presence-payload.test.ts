import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodePresence, encodePresence } from '../../../src/protocol/presence-payload.ts';
import type { PresencePayload } from '../../../src/protocol/presence-payload.ts';

const id = 'A'.repeat(43) as never;
const PAYLOADS: readonly PresencePayload[] = [
  { kind: 'goodbye' },
  { kind: 'neighbours', linked: [id, id], lost: [id] },
];

test.each(PAYLOADS)('$kind is read as it was written', (payload) => {
  expect(decodePresence(encodePresence(payload))).toEqual({ ok: true, value: payload });
});

test('[SE1] any bytes give a result, and what is read is what would be written', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...PAYLOADS),
      fc.nat(),
      fc.nat({ max: 255 }),
      (payload, at, value) => {
        const bytes = encodePresence(payload);
        bytes[at % bytes.length] = value;
        const decoded = decodePresence(bytes);
        if (decoded.ok) expect(encodePresence(decoded.value)).toEqual(bytes);
      },
    ),
  );
  fc.assert(
    fc.property(
      fc.uint8Array(),
      (junk) => typeof decodePresence(new Uint8Array(junk)).ok === 'boolean',
    ),
  );
  expect(decodePresence(new Uint8Array([1, 65])).ok).toBe(false);
});
