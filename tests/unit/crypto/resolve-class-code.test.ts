import { expect, test } from 'vitest';
import { sha256 } from '../../../src/crypto/sha256.ts';
import type { Argon2 } from '../../../src/crypto/argon2.ts';
import { concat, utf8 } from '../../../src/base/bytes.ts';
import { createTicket, deriveCodeKeys } from '../../../src/crypto/class-code-ticket.ts';
import { generateRoot } from '../../../src/crypto/class-root.ts';
import { createInvitation } from '../../../src/crypto/create-invitation.ts';
import { resolveClassCode } from '../../../src/crypto/resolve-class-code.ts';
import type { ClassCode } from '../../../src/protocol/class-code.ts';
import { isoWeek } from '../../../src/protocol/code-week.ts';
import { encodeInvitation } from '../../../src/protocol/invitation.ts';

/** As quick as a test wants it: what is tested here is the search, not the cost. */
const quick: Argon2 = {
  derive: async ({ password, salt }) => {
    const half = await sha256(concat(password, salt));
    return concat(half, await sha256(half));
  },
};
const SERVER = 'https://lectern.example';
const CODE = 'ABC123' as ClassCode;
const SUNDAY = Date.parse('2026-11-22T23:50:00Z');
const invitation = await createInvitation(await generateRoot(), {
  className: 'Python 101',
  signalingUrl: '',
  role: 'student',
  expires: SUNDAY + 1e9,
});

/** A server's shelf with the ticket of a code made at `at`. */
async function shelf(
  at: number,
  content = encodeInvitation(invitation),
): Promise<Map<string, string>> {
  const keys = await deriveCodeKeys(quick, CODE, SERVER, isoWeek(at));
  return new Map([[keys.lookupId, await createTicket(keys, content)]]);
}

function resolve(
  tickets: Map<string, string>,
  now: number,
  code = CODE,
): ReturnType<typeof resolveClassCode> {
  return resolveClassCode(quick, code, SERVER, now, async (id) => tickets.get(id) ?? null);
}

test('a code gives the invitation that the teacher put under it', async () => {
  expect(await resolve(await shelf(SUNDAY), SUNDAY)).toEqual({ ok: true, value: invitation });
});

test('a code made before midnight on Sunday works on Monday, and one made on a clock ahead before it', async () => {
  const monday = SUNDAY + 20 * 60_000;
  expect(await resolve(await shelf(SUNDAY), monday)).toEqual({ ok: true, value: invitation });
  expect(await resolve(await shelf(monday), SUNDAY)).toEqual({ ok: true, value: invitation });
});

test('another code, or an empty server, is code-unknown', async () => {
  const unknown = { ok: false, error: { code: 'code-unknown' } };
  expect(await resolve(await shelf(SUNDAY), SUNDAY, 'ABC124' as ClassCode)).toMatchObject(unknown);
  expect(await resolve(new Map(), SUNDAY)).toMatchObject(unknown);
});

test('a server that answers nonsense is code-unknown, a ticket with something else in it link-damaged', async () => {
  const nonsense = await resolveClassCode(quick, CODE, SERVER, SUNDAY, async () => 'nonsense');
  expect(nonsense).toMatchObject({ error: { code: 'code-unknown' } });
  const other = await shelf(SUNDAY, utf8('something else'));
  expect(await resolve(other, SUNDAY)).toMatchObject({ error: { code: 'link-damaged' } });
});

test('a failure of the connection is passed on', async () => {
  const lost = new Error('lost');
  await expect(
    resolveClassCode(quick, CODE, SERVER, SUNDAY, () => Promise.reject(lost)),
  ).rejects.toBe(lost);
});
