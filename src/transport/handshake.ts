import { concat, equalBytes, fromBase64Url, utf8 } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import type { Digest } from '../crypto/signer.ts';
import type { ClassId, PeerId } from '../protocol/ids.ts';

/** Who asked for the link (the later child) and who accepted it (the later parent). */
export type LinkRole = 'ask' | 'accept';

/** Version of everything that is said on a link. */
export const LINK_VERSION = 2;
export const NONCE_BYTES = 16;
const KEY_BYTES = 65;
const CLASS_BYTES = 32;
const HELLO_BYTES = 2 + CLASS_BYTES + KEY_BYTES + NONCE_BYTES;
const LABEL = utf8('lectern/link/1');

/** The first thing that each side says on a link. */
export interface Hello {
  readonly role: LinkRole;
  readonly classId: ClassId;
  /** Raw uncompressed P-256 point. */
  readonly publicKey: Bytes;
  readonly nonce: Bytes;
}

/** What one side brings into the transcript. */
export interface HandshakeSide {
  readonly peer: PeerId;
  readonly publicKey: Bytes;
  readonly nonce: Bytes;
  /** SHA-256 fingerprint of its DTLS certificate. */
  readonly fingerprint: Bytes;
}

export function encodeHello(hello: Hello): Bytes {
  return concat(
    Uint8Array.of(LINK_VERSION, roleByte(hello.role)),
    idBytes(hello.classId),
    hello.publicKey,
    hello.nonce,
  );
}

/** Reads the other side's hello; `expected` is what this link is for. Never throws. */
export function parseHello(
  bytes: Uint8Array,
  expected: { readonly role: LinkRole; readonly classId: ClassId },
): Result<Hello> {
  if (bytes[0] !== LINK_VERSION) return err('hello-version');
  if (bytes.length !== HELLO_BYTES) return err('hello-malformed');
  if (bytes[1] !== roleByte(expected.role)) return err('hello-role');
  const keyAt = 2 + CLASS_BYTES;
  if (!equalBytes(bytes.subarray(2, keyAt), idBytes(expected.classId))) return err('hello-class');
  const publicKey = bytes.slice(keyAt, keyAt + KEY_BYTES);
  if (publicKey[0] !== 4) return err('hello-key');
  return ok({ ...expected, publicKey, nonce: bytes.slice(keyAt + KEY_BYTES) });
}

/**
 * What `signer` signs to prove its key on this link (TR1): the label, the signer's role, so that one
 * side's proof never passes as the other's, and the hash of all that both sides know of the link. All
 * parts have fixed lengths.
 */
export async function proofBytes(
  digest: Digest,
  classId: ClassId,
  asker: HandshakeSide,
  acceptor: HandshakeSide,
  signer: LinkRole,
): Promise<Bytes> {
  const transcript = concat(
    LABEL,
    idBytes(classId),
    idBytes(asker.peer),
    idBytes(acceptor.peer),
    asker.publicKey,
    acceptor.publicKey,
    Uint8Array.of(roleByte('ask'), roleByte('accept')),
    asker.nonce,
    acceptor.nonce,
    asker.fingerprint,
    acceptor.fingerprint,
  );
  return concat(LABEL, Uint8Array.of(roleByte(signer)), await digest(transcript));
}

export function otherRole(role: LinkRole): LinkRole {
  return role === 'ask' ? 'accept' : 'ask';
}

function roleByte(role: LinkRole): number {
  return role === 'ask' ? 0 : 1;
}

/** The raw bytes of an id in base64url; throws where it is none. */
export function idBytes(id: string): Bytes {
  const bytes = fromBase64Url(id);
  if (bytes === null) throw new Error('An id that is not base64url');
  return bytes;
}
