import fc from 'fast-check';
import { expect, test } from 'vitest';
import { concat, fromBase64Url, toBase64Url } from '../../../src/base/bytes.ts';
import { generateRoot } from '../../../src/crypto/class-root.ts';
import { createInvitation } from '../../../src/crypto/create-invitation.ts';
import { sha256 } from '../../../src/crypto/sha256.ts';
import { encodeInvitationLink } from '../../../src/protocol/invitation-link.ts';
import {
  answerContext,
  encodePairingSide,
  MAX_PAIRING_ADDRESSES,
  pairingText,
  parsePairingSide,
  readPairingText,
} from '../../../src/protocol/pairing-code.ts';
import type { IceAddress, PairingCode, PairingSide } from '../../../src/protocol/pairing-code.ts';
import type { PeerId } from '../../../src/protocol/ids.ts';

const PAGE = 'https://lectern.example/class/';
const invitation = await createInvitation(await generateRoot(), {
  className: 'Python «101» 🐍',
  signalingUrl: '',
  role: 'student',
  expires: Date.parse('2027-03-01T00:00:00Z'),
});

const bytes = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((array) => new Uint8Array(array));
const letters = (min: number, max: number) =>
  fc.stringMatching(new RegExp(`^[A-Za-z0-9+/]{${min},${max}}$`));
const port = fc.integer({ min: 1, max: 65_535 });
const address: fc.Arbitrary<IceAddress> = fc.oneof(
  fc.record({
    kind: fc.constant('ipv4' as const),
    bytes: bytes(4).filter(([first = 0]) => first > 0 && first < 224),
    port,
  }),
  fc.record({
    kind: fc.constant('ipv6' as const),
    bytes: bytes(16).filter((all) => all[0] !== 255 && all.some((byte) => byte !== 0)),
    port,
  }),
  fc.record({ kind: fc.constant('mdns' as const), bytes: bytes(16), port }),
);
const side: fc.Arbitrary<PairingSide> = fc.record({
  peer: bytes(16).map((id) => toBase64Url(id) as PeerId),
  rank: bytes(7),
  seeks: fc.constantFrom('parent' as const, 'spare' as const),
  ice: fc.record({
    ufrag: letters(4, 32),
    pwd: letters(22, 64),
    fingerprint: bytes(32),
    addresses: fc.array(address, { maxLength: MAX_PAIRING_ADDRESSES }),
  }),
});
const id = bytes(16).map(toBase64Url);
const code: fc.Arbitrary<PairingCode> = fc.oneof(
  fc.record({
    kind: fc.constant('offer' as const),
    id,
    invitation: fc.constant(invitation),
    side,
  }),
  fc.record({
    kind: fc.constant('answer' as const),
    id,
    sealed: fc.uint8Array({ maxLength: 512 }).map((array) => new Uint8Array(array)),
  }),
);

const home: PairingSide = {
  peer: toBase64Url(new Uint8Array(16).fill(7)) as PeerId,
  rank: new Uint8Array(7).fill(1),
  seeks: 'parent',
  ice: {
    ufrag: 'aB3+',
    pwd: 'p'.repeat(24),
    fingerprint: new Uint8Array(32).fill(9),
    addresses: [{ kind: 'ipv4', bytes: Uint8Array.of(192, 168, 1, 20), port: 51_000 }],
  },
};
const offer = {
  kind: 'offer',
  id: toBase64Url(new Uint8Array(16).fill(3)),
  invitation,
  side: home,
} as const;
const text = pairingText(offer, `${PAGE}?debug#/class/x`);
const payload = text.slice(text.indexOf('#/pair/') + 7);

/** A code of these bytes with a checksum that fits. */
async function withChecksum(body: Uint8Array): Promise<string> {
  return `#/pair/${toBase64Url(concat(body, (await sha256(body)).subarray(0, 6)))}`;
}

const bodyOf = (own: string) => (fromBase64Url(own) ?? new Uint8Array()).slice(0, -6);

test('[TR6] every code comes back from its text as it was', () => {
  fc.assert(
    fc.property(code, (each) => {
      expect(readPairingText(pairingText(each, PAGE))).toEqual({ ok: true, value: each });
    }),
  );
});

test('[TR6] every side comes back from its bytes, and has one encoding only', () => {
  fc.assert(
    fc.property(side, (each) => {
      const encoded = encodePairingSide(each);
      expect(parsePairingSide(encoded)).toEqual(each);
      expect(parsePairingSide(concat(encoded, Uint8Array.of(0)))).toBe(null);
      expect(parsePairingSide(encoded.slice(0, -1))).toBe(null);
    }),
  );
});

test('[TR6] [SE1] garbage is told from codes and crashes nothing', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 400 }), (garbage) => {
      expect(readPairingText(garbage).ok).toBe(false);
      expect(readPairingText(`#/pair/${garbage}`).ok).toBe(false);
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (garbage) => {
      const parsed = parsePairingSide(new Uint8Array(garbage));
      if (parsed !== null) expect(encodePairingSide(parsed)).toEqual(new Uint8Array(garbage));
    }),
  );
});

test('[TR6] [SE1] bytes with a checksum that fits, whatever they are, give a code or a fault', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (tail) => {
      for (const kind of [0, 1, 2]) {
        const read = readPairingText(await withChecksum(concat(Uint8Array.of(1, kind), tail)));
        if (!read.ok) expect(['damaged', 'newer']).toContain(read.error);
      }
    }),
  );
});

test('[TR6] any change to one letter is damage', () => {
  fc.assert(
    fc.property(fc.nat(payload.length - 1), fc.constantFrom('A', 'q', '7'), (at, letter) => {
      fc.pre(payload[at] !== letter);
      const changed = payload.slice(0, at) + letter + payload.slice(at + 1);
      expect(readPairingText(`${PAGE}#/pair/${changed}`)).toEqual({ ok: false, error: 'damaged' });
    }),
  );
});

test.each([
  ['alone, from # on', `#/pair/${payload}`],
  ['within words', `Here it is: ${text} . See you`],
  [
    'broken over lines and quoted',
    `> ${text.slice(0, 90)}\n> ${text.slice(90, 200)}\r\n>${text.slice(200)}`,
  ],
  ['with soft breaks of mail', `${text.slice(0, 90)}=\r\n${text.slice(90)}`],
  ['percent-encoded', text.replace('#/pair/', '%23%2Fpair%2F')],
])('[TR6] a code is found %s', (_, pasted) => {
  expect(readPairingText(pasted)).toEqual({ ok: true, value: offer });
});

test.each([
  ['nothing', '', 'none'],
  ['other words', 'Good morning', 'none'],
  ['a class link', encodeInvitationLink(invitation, PAGE), 'class-link'],
  ['a code that was cut', text.slice(0, -20), 'damaged'],
  ['a book', `${'x'.repeat(20_000)}${text}`, 'none'],
])('[TR6] %s is said to be what it is', (_, pasted, fault) => {
  expect(readPairingText(pasted)).toEqual({ ok: false, error: fault });
});

test('[TR6] a code of another version is said to be newer', async () => {
  const body = bodyOf(payload);
  expect(readPairingText(await withChecksum(concat(Uint8Array.of(2), body.subarray(1))))).toEqual({
    ok: false,
    error: 'newer',
  });
});

test.each([
  ['multicast', [239, 1, 1, 1], 5_000],
  ['broadcast', [255, 255, 255, 255], 5_000],
  ['nobody', [0, 0, 0, 0], 5_000],
  ['port 0', [192, 168, 1, 20], 0],
])('[TR6] [SE1] nobody is made to call %s', (_, numbers, at) => {
  const ice = {
    ...home.ice,
    addresses: [{ kind: 'ipv4' as const, bytes: Uint8Array.from(numbers), port: at }],
  };
  expect(parsePairingSide(encodePairingSide({ ...home, ice }))).toBe(null);
});

test('[TR6] [SE1] what is no letter of ICE does not get into a description', () => {
  const ice = { ...home.ice, ufrag: 'abc\r\na=x' };
  expect(parsePairingSide(encodePairingSide({ ...home, ice }))).toBe(null);
});

test('[TR6] an answer is bound to every byte of its offer', () => {
  const other = { ...offer, side: { ...home, seeks: 'spare' as const } };
  expect(answerContext(other)).not.toBe(answerContext(offer));
});

test('[TR6] the longest usual offer stays below a thousand bytes, for a picture that poor cameras read', () => {
  const mdns = (number: number): IceAddress => ({
    kind: 'mdns',
    bytes: new Uint8Array(16).fill(number),
    port: 50_000,
  });
  const ice = { ...home.ice, addresses: [1, 2, 3, 4, 5, 6].map(mdns) };
  const longest = pairingText({ ...offer, side: { ...home, ice } }, PAGE);
  expect(longest.length).toBeLessThan(800);
});
