import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toBase64Url } from '../../../src/base/bytes.ts';
import type { PeerId } from '../../../src/protocol/ids.ts';
import { encodeIntroduction, parseIntroduction } from '../../../src/transport/introduction.ts';
import type { Introduction } from '../../../src/transport/introduction.ts';

const FROM = toBase64Url(new Uint8Array(16).fill(1)) as PeerId;
const attempt = toBase64Url(new Uint8Array(16).fill(2));
const key = toBase64Url(new Uint8Array(65).fill(4));

const all: readonly Introduction[] = [
  { kind: 'relay-ask', attempt },
  { kind: 'relay-offer', attempt, key },
  { kind: 'relay-answer', attempt, key },
  { kind: 'restart', attempt },
  { kind: 'restart-offer', attempt, round: 0, sdp: 'v=0' },
  { kind: 'restart-answer', attempt, round: 255, sdp: '' },
  { kind: 'over', attempt },
  { kind: 'upgrade', attempt },
];

test('[SE1] what is said about relay and restart comes back as it was, and cut or longer only where it has text', () => {
  for (const introduction of all) {
    const bytes = encodeIntroduction(introduction);
    expect(parseIntroduction(bytes, FROM)).toEqual(introduction);
    if ('sdp' in introduction) continue;
    expect(parseIntroduction(bytes.subarray(0, -1), FROM)).toBe(null);
    expect(parseIntroduction(Uint8Array.of(...bytes, 0), FROM)).toBe(null);
  }
});

test('[SE1] any bytes give an introduction that is written the same way, or null', () => {
  fc.assert(
    fc.property(
      fc.nat(20),
      fc.uint8Array({ minLength: 16, maxLength: 16 }),
      fc.uint8Array({ maxLength: 200 }),
      (kind, id, body) => {
        const bytes = Uint8Array.of(1, kind, ...id, ...body);
        const introduction = parseIntroduction(bytes, FROM);
        if (introduction !== null && introduction.kind !== 'ask' && introduction.kind !== 'full')
          expect(encodeIntroduction(introduction)).toEqual(bytes);
      },
    ),
  );
});
