import { concat, fromBase64Url, toBase64Url, utf8 } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import type { ClassCode } from '../protocol/class-code.ts';
import { KDF } from './argon2.ts';
import type { Argon2 } from './argon2.ts';
import { sha256 } from './sha256.ts';

/** What a class code opens on one signalling server in one week. */
export interface CodeKeys {
  /** Where the ticket is kept: 32 bytes in base64url. */
  readonly lookupId: string;
  /** AES-256-GCM. */
  readonly key: CryptoKey;
}

const SALT_LABEL = 'lectern/code/1';
const TICKET_CONTEXT = utf8('lectern/ticket/1');
const SALT_BYTES = 16;
const NONCE_BYTES = 12;

/**
 * Lookup id and key of a code, both from one Argon2id, so that who guesses pays for each guess. The salt binds them to
 * the server (`serverUrl`: only its host and port count) and the week (`isoWeek`), so that no table serves twice.
 */
export async function deriveCodeKeys(
  argon2: Argon2,
  code: ClassCode,
  serverUrl: string,
  week: string,
  signal?: AbortSignal,
): Promise<CodeKeys> {
  const place = utf8(`${SALT_LABEL}|${hostOf(serverUrl)}|${week}`);
  const salt = new Uint8Array((await sha256(place)).subarray(0, SALT_BYTES));
  const derived = await argon2.derive({ ...KDF, password: utf8(code), salt, length: 64 }, signal);
  const key = await crypto.subtle.importKey('raw', derived.subarray(32), 'AES-GCM', false, [
    'encrypt',
    'decrypt',
  ]);
  return { lookupId: toBase64Url(derived.subarray(0, 32)), key };
}

/**
 * The ticket that the server keeps: base64url of nonce (12) ‖ AES-256-GCM of an encoded invitation. The same code and
 * invitation always make the same ticket, so that a server that has it already, and lets no other take its place,
 * takes it again from a reloaded page. The nonce comes from what it seals (as in RFC 5297), so none serves twice; an
 * invitation holds a private key, so nobody can guess one and compare.
 */
export async function createTicket(keys: CodeKeys, invitation: Bytes): Promise<string> {
  const seed = concat(TICKET_CONTEXT, utf8(keys.lookupId), invitation);
  const iv = new Uint8Array((await sha256(seed)).subarray(0, NONCE_BYTES));
  const algorithm = { name: 'AES-GCM', iv, additionalData: TICKET_CONTEXT };
  return toBase64Url(
    concat(iv, new Uint8Array(await crypto.subtle.encrypt(algorithm, keys.key, invitation))),
  );
}

/** The encoded invitation in a ticket, or null where it is none of this code's: the server may send anything. */
export async function openTicket(keys: CodeKeys, ticket: string): Promise<Bytes | null> {
  const bytes = fromBase64Url(ticket);
  if (bytes === null || bytes.length < NONCE_BYTES) return null;
  const algorithm = {
    name: 'AES-GCM',
    iv: bytes.subarray(0, NONCE_BYTES),
    additionalData: TICKET_CONTEXT,
  };
  try {
    return new Uint8Array(
      await crypto.subtle.decrypt(algorithm, keys.key, bytes.subarray(NONCE_BYTES)),
    );
  } catch {
    return null; // not sealed under this code, or changed
  }
}

/** `https:` and `wss:`, `http:` and `ws:` address the same server. */
function hostOf(serverUrl: string): string {
  const url = new URL(serverUrl.replace(/^ws/i, 'http'));
  return `${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`;
}
