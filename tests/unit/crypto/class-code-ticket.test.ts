import { expect, test } from 'vitest';
import { toBase64Url, utf8 } from '../../../src/base/bytes.ts';
import { createTicket, deriveCodeKeys, openTicket } from '../../../src/crypto/class-code-ticket.ts';
import { generateRoot } from '../../../src/crypto/class-root.ts';
import { createInvitation } from '../../../src/crypto/create-invitation.ts';
import { hashWasmArgon2 } from '../../../src/crypto/hash-wasm-argon2.ts';
import { parseClassCode } from '../../../src/protocol/class-code.ts';
import type { ClassCode } from '../../../src/protocol/class-code.ts';
import { isHash32 } from '../../../src/protocol/ids.ts';
import { encodeInvitation } from '../../../src/protocol/invitation.ts';
import { MAX_CLASS_NAME_UNITS, MAX_TICKET_CHARS } from '../../../src/protocol/limits.ts';

const SERVER = 'https://lectern.example/class/';
const code = 'ABC123' as ClassCode;
const keys = await deriveCodeKeys(hashWasmArgon2, code, SERVER, '2026-W47');

test('a code opens on another device the ticket that was made with it', async () => {
  const ticket = await createTicket(keys, utf8('invitation'));
  const typed = parseClassCode('abc-i23');
  const joiner = await deriveCodeKeys(
    hashWasmArgon2,
    typed ?? code,
    'wss://lectern.example/signal',
    '2026-W47',
  );
  expect(isHash32(joiner.lookupId)).toBe(true);
  expect(joiner.lookupId).toBe(keys.lookupId);
  expect(await openTicket(joiner, ticket)).toEqual(utf8('invitation'));
});

test('a reloaded page makes the same ticket again; another invitation or code makes another', async () => {
  const ticket = await createTicket(keys, utf8('invitation'));
  const reloaded = await deriveCodeKeys(hashWasmArgon2, code, SERVER, '2026-W47');
  expect(await createTicket(reloaded, utf8('invitation'))).toBe(ticket);
  const nonce = (text: string): string => text.slice(0, 16);
  const other = await deriveCodeKeys(hashWasmArgon2, 'ABC124' as ClassCode, SERVER, '2026-W47');
  expect(nonce(await createTicket(keys, utf8('invitation 2')))).not.toBe(nonce(ticket));
  expect(nonce(await createTicket(other, utf8('invitation')))).not.toBe(nonce(ticket));
});

test('another code, server or week finds and opens nothing', async () => {
  const ticket = await createTicket(keys, utf8('invitation'));
  const others = [
    await deriveCodeKeys(hashWasmArgon2, 'ABC124' as ClassCode, SERVER, '2026-W47'),
    await deriveCodeKeys(hashWasmArgon2, code, 'https://other.example', '2026-W47'),
    await deriveCodeKeys(hashWasmArgon2, code, SERVER, '2026-W48'),
  ];
  for (const other of others) {
    expect(other.lookupId).not.toBe(keys.lookupId);
    expect(await openTicket(other, ticket)).toBeNull();
  }
});

test('whatever the server sends instead of a ticket opens to null', async () => {
  for (const text of [
    '',
    'nonsense!',
    'AAAA',
    toBase64Url(new Uint8Array(300)),
    'A'.repeat(10_000),
  ]) {
    expect(await openTicket(keys, text), text.slice(0, 20)).toBeNull();
  }
});

test('the longest invitation makes a ticket that the server takes', async () => {
  const invitation = await createInvitation(await generateRoot(), {
    className: '\u4e2d'.repeat(MAX_CLASS_NAME_UNITS),
    signalingUrl: `wss://x.example/${'s'.repeat(284)}`,
    role: 'student',
    expires: 1,
  });
  const ticket = await createTicket(keys, encodeInvitation(invitation));
  expect(ticket.length).toBeLessThanOrEqual(MAX_TICKET_CHARS);
});
