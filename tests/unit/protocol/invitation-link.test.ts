import fc from 'fast-check';
import { expect, test } from 'vitest';
import { concat, fromBase64Url, toBase64Url } from '../../../src/base/bytes.ts';
import { decodeInvitation, encodeInvitation } from '../../../src/protocol/invitation.ts';
import type { Invitation } from '../../../src/protocol/invitation.ts';
import {
  encodeInvitationLink,
  invitationFragment,
  parseInvitationLink,
} from '../../../src/protocol/invitation-link.ts';
import { createInvitation } from '../../../src/crypto/create-invitation.ts';
import { generateRoot } from '../../../src/crypto/class-root.ts';
import { sha256 } from '../../../src/crypto/sha256.ts';

const PAGE = 'https://lectern.example/class/';
const invitation = await createInvitation(await generateRoot(), {
  className: 'Python «101» 🐍',
  signalingUrl: 'wss://signal.example/signal',
  role: 'student',
  expires: Date.parse('2027-03-01T00:00:00Z'),
});
const link = encodeInvitationLink(invitation, PAGE);
const payload = link.slice(link.indexOf('#/join/') + 7);

function outcome(text: string): Invitation | string {
  const parsed = parseInvitationLink(text);
  return parsed.ok ? parsed.value.invitation : parsed.error.code;
}

test('a link carries everything behind # and comes back as it was', () => {
  expect(link.startsWith(`${PAGE}#/join/`)).toBe(true);
  expect(parseInvitationLink(link)).toEqual({
    ok: true,
    value: { invitation, fragment: `#/join/${payload}`, page: PAGE },
  });
});

test('query and fragment of the page are left out of a link, and a link without names is 330 characters long', () => {
  const bare = encodeInvitationLink(
    { ...invitation, signalingUrl: '', className: 'A' },
    `${PAGE}?debug#/x`,
  );
  expect(bare.startsWith(`${PAGE}#/join/`)).toBe(true);
  expect(bare.length - PAGE.length - '#/join/'.length).toBeLessThanOrEqual(330);
});

test('every way of pasting a link is understood', () => {
  const half = Math.floor(link.length / 2);
  const ways = {
    'fragment only': `#/join/${payload}`,
    'without the hash': `/join/${payload}`,
    'last part only': payload,
    'spaces around': `  ${link}\n`,
    'line breaks within': `${link.slice(0, half)}\r\n${link.slice(half, half + 20)}\n  ${link.slice(half + 20)}`,
    'quoted in a mail': `> ${link.slice(0, half)}\n> ${link.slice(half)}`,
    'soft line breaks': `${link.slice(0, half)}=\r\n${link.slice(half)}`,
    'full stop after': `${link}.`,
    'in angle brackets': `<${link}>`,
    'in parentheses, comma': `(${link}),`,
    'in Markdown emphasis': `_${link}_`,
    'in prose': `Dear all, join here: ${link} see you tomorrow`,
    'two lines of prose': `Join:\n${link}\nsee you`,
    'percent-encoded': encodeURIComponent(link),
    'inside another link': `https://safe.example/?url=${encodeURIComponent(link)}&data=05%7C01`,
    'inside that once more': `https://safe.example/?url=${encodeURIComponent(encodeURIComponent(link))}`,
    'zero-width spaces': `\u200b${link.slice(0, half)}\u200b${link.slice(half)}`,
    'upper-case marker': link.replace('#/join/', '#/JOIN/'),
  };
  for (const [way, text] of Object.entries(ways)) expect(outcome(text), way).toEqual(invitation);
});

test('the page of a link is told, so that a foreign one can be named', () => {
  const page = (text: string): string | null | undefined => {
    const parsed = parseInvitationLink(text);
    return parsed.ok ? parsed.value.page : undefined;
  };
  expect(page(encodeInvitationLink(invitation, 'http://localhost:8080/?x'))).toBe(
    'http://localhost:8080/',
  );
  expect(page(`see ${link}`)).toBe(PAGE);
  expect(page(`https://safe.example/?url=${encodeURIComponent(link)}`)).toBe(PAGE);
  expect(page(invitationFragment(invitation))).toBeNull();
});

test('texts without a link are link-malformed', () => {
  for (const text of [
    '',
    'hello',
    'https://lectern.example/',
    'https://other.example/#/room/abc',
    'ABC123',
    `x${'y'.repeat(30_000)}`,
  ]) {
    expect(outcome(text), text.slice(0, 30)).toBe('link-malformed');
  }
});

test('every cut of a link is link-damaged', () => {
  for (let length = 0; length < payload.length; length++) {
    expect(outcome(`${PAGE}#/join/${payload.slice(0, length)}`), String(length)).toBe(
      'link-damaged',
    );
  }
  expect(outcome(`${PAGE}#/join/${payload.slice(1)}`)).toBe('link-damaged');
});

test('every single changed character of a link is link-damaged', () => {
  for (let at = 0; at < payload.length; at++) {
    for (const other of ['A', 'z', '0', '-']) {
      if (payload[at] === other) continue;
      const changed = payload.slice(0, at) + other + payload.slice(at + 1);
      expect(outcome(`${PAGE}#/join/${changed}`), `${at} ${other}`).toBe('link-damaged');
    }
  }
});

test('every bit flip of an encoded invitation is refused', () => {
  const bytes = encodeInvitation(invitation);
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const flipped = new Uint8Array(bytes);
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(decodeInvitation(flipped), String(bit)).toEqual({ ok: false, error: 'link-damaged' });
  }
});

test('an intact link of a later version, or with a role that this one does not know, is link-newer', async () => {
  const body = encodeInvitation(invitation).slice(0, -6);
  const withByte = async (at: number, value: number): Promise<string> => {
    const changed = new Uint8Array(body);
    changed[at] = value;
    return toBase64Url(concat(changed, (await sha256(changed)).subarray(0, 6)));
  };
  expect(outcome(`#/join/${await withByte(0, 2)}`)).toBe('link-newer');
  expect(outcome(`#/join/${await withByte(1 + 65 + 65 + 32, 1)}`)).toBe('link-newer');
});

test('an intact link with impossible content is link-damaged', async () => {
  const rebuilt = async (edit: (body: Uint8Array) => Uint8Array): Promise<string> => {
    const body = edit(encodeInvitation(invitation).slice(0, -6));
    return `#/join/${toBase64Url(concat(body, (await sha256(body)).subarray(0, 6)))}`;
  };
  expect(outcome(await rebuilt((body) => concat(body, Uint8Array.of(0))))).toBe('link-damaged');
  expect(outcome(await rebuilt((body) => body.slice(0, 100)))).toBe('link-damaged');
  expect(outcome(await rebuilt((body) => body.fill(0xff, 164, 172)))).toBe('link-damaged'); // expiry beyond all numbers
  expect(outcome(await rebuilt((body) => body.fill(0x0a, body.length - 4)))).toBe('link-damaged'); // line feeds in the name
});

test('an invitation with a signalling address that is no WebSocket, or with an unparsed name, is not encoded', () => {
  for (const signalingUrl of [
    'javascript:alert(1)',
    'https://x.example',
    'wss://user:secret@x.example',
    'nonsense',
  ]) {
    expect(() => encodeInvitation({ ...invitation, signalingUrl })).toThrow();
  }
  expect(() => encodeInvitation({ ...invitation, className: '' })).toThrow();
});

test('no text makes the parser throw or give a link that it would not give again', () => {
  const pieces = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '#/join/',
      'https://',
      '%23',
      '%',
      '%2',
      payload,
      payload.slice(0, 200),
      ' ',
      '\n',
      '>',
      '=',
      '-',
    ),
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      const parsed = parseInvitationLink(parts.join(''));
      const again = parsed.ok ? outcome(parsed.value.fragment) : parsed.error.code;
      const expected = parsed.ok
        ? parsed.value.invitation
        : expect.stringMatching(/^link-(malformed|damaged|newer)$/);
      expect(again).toEqual(expected);
    }),
    { numRuns: 3_000 },
  );
});

test('no bytes make the decoder throw', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => !decodeInvitation(bytes).ok));
  expect(fromBase64Url(payload)).not.toBeNull();
});
