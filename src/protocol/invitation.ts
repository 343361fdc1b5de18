import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { digest } from 'lib0/hash/sha256';
import { concat, equalBytes, toBase64Url } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import { parseUrl } from '../base/parse-url.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import { classIdBytes, invitedRole, roleByte } from './class-statements.ts';
import type { InvitedRole } from './class-statements.ts';
import { isClassName } from './class-name.ts';
import type { ClassId } from './ids.ts';

/** All that a class link carries. Whoever holds it can meet the class and, while it lasts, be admitted. */
export interface Invitation {
  readonly classId: ClassId;
  /** Raw uncompressed P-256 point, 65 bytes. */
  readonly rootPublicKey: Bytes;
  readonly admission: Admission;
  /** WebSocket address (`ws:` or `wss:`) of the signalling server; empty: the server of the page in the link. */
  readonly signalingUrl: string;
  /** The class's name when the link was made: for showing before joining, not authentic. */
  readonly className: string;
}

/** The admission key with the root key's certificate over it (`admissionCertificateBytes`). */
export interface Admission {
  /** Raw uncompressed P-256 point, 65 bytes. */
  readonly publicKey: Bytes;
  /** The private key: a big-endian scalar of 32 bytes. */
  readonly privateScalar: Bytes;
  readonly role: InvitedRole;
  /** Ms since the epoch. */
  readonly expires: number;
  /** ECDSA P-256 by the root key, 64 bytes. */
  readonly certificate: Bytes;
}

/** The checksum fits, so what does not parse was made by other rules: `link-newer`. */
export type InvitationFault = 'link-damaged' | 'link-newer';

const VERSION = 1;
/** 48 bits: a changed or cut link passes once in 2^48; the certificate is what keeps forgers out. */
const CHECKSUM_BYTES = 6;
const MAX_SIGNALING_URL_UNITS = 300;
/** The longest encoding: fixed parts, an address and a name of three bytes per unit. */
export const MAX_INVITATION_BYTES = 1_500;

/**
 * Version 1: version byte, root public key (65), admission public key (65), its scalar (32), role byte,
 * expiry (8, big-endian ms), certificate (64), signalling address and class name (each: varint length, UTF-8), and,
 * in every version, the first 6 bytes of SHA-256 over all before it. Throws where the parts break their own limits.
 */
export function encodeInvitation(invitation: Invitation): Bytes {
  const { admission } = invitation;
  if (!isSignalingUrl(invitation.signalingUrl))
    throw new Error('signalling address is not ws: or wss:');
  if (!isClassName(invitation.className)) throw new Error('class name was not parsed');
  const encoder = encoding.createEncoder();
  encoding.writeUint8(encoder, VERSION);
  encoding.writeUint8Array(encoder, sized(invitation.rootPublicKey, 65));
  encoding.writeUint8Array(encoder, sized(admission.publicKey, 65));
  encoding.writeUint8Array(encoder, sized(admission.privateScalar, 32));
  encoding.writeUint8(encoder, roleByte(admission.role));
  encoding.writeBigUint64(encoder, BigInt(admission.expires));
  encoding.writeUint8Array(encoder, sized(admission.certificate, 64));
  encoding.writeVarString(encoder, invitation.signalingUrl);
  encoding.writeVarString(encoder, invitation.className);
  const body = encoding.toUint8Array(encoder);
  return concat(body, checksum(body));
}

/** Reads what `encodeInvitation` made. Signatures are another matter: `verifyInvitation`. */
export function decodeInvitation(bytes: Uint8Array): Result<Invitation, InvitationFault> {
  if (bytes.length <= CHECKSUM_BYTES || bytes.length > MAX_INVITATION_BYTES)
    return err('link-damaged');
  const body = bytes.subarray(0, bytes.length - CHECKSUM_BYTES);
  if (!equalBytes(checksum(body), bytes.subarray(body.length))) return err('link-damaged');
  if (body[0] !== VERSION) return err(body[0] === 0 ? 'link-damaged' : 'link-newer');
  try {
    return readBody(decoding.createDecoder(body));
  } catch {
    return err('link-damaged'); // lib0 throws where the bytes end early or are no UTF-8
  }
}

/** The class that a root key stands for. The same as `classIdOf`, without waiting. */
function classIdOfRoot(rootPublicKey: Bytes): ClassId {
  return toBase64Url(digest(classIdBytes(rootPublicKey))) as ClassId;
}

function readBody(decoder: decoding.Decoder): Result<Invitation, InvitationFault> {
  decoding.readUint8(decoder);
  const rootPublicKey = readBytes(decoder, 65);
  const publicKey = readBytes(decoder, 65);
  const privateScalar = readBytes(decoder, 32);
  const role = invitedRole(decoding.readUint8(decoder));
  const expires = Number(decoding.readBigUint64(decoder));
  const certificate = readBytes(decoder, 64);
  const signalingUrl = decoding.readVarString(decoder);
  const className = decoding.readVarString(decoder);
  if (decoding.hasContent(decoder)) return err('link-damaged');
  if (role === null) return err('link-newer');
  if (!Number.isSafeInteger(expires) || !isSignalingUrl(signalingUrl) || !isClassName(className)) {
    return err('link-damaged');
  }
  return ok({
    classId: classIdOfRoot(rootPublicKey),
    rootPublicKey,
    admission: { publicKey, privateScalar, role, expires, certificate },
    signalingUrl,
    className,
  });
}

/** A copy: the decoder's arrays are views of the input, which its owner may change. */
function readBytes(decoder: decoding.Decoder, length: number): Bytes {
  return new Uint8Array(decoding.readUint8Array(decoder, length));
}

function checksum(body: Uint8Array): Uint8Array {
  return digest(body).subarray(0, CHECKSUM_BYTES);
}

function sized(bytes: Bytes, length: number): Bytes {
  if (bytes.length !== length) throw new Error(`expected ${length} bytes, got ${bytes.length}`);
  return bytes;
}

function isSignalingUrl(text: string): boolean {
  if (text === '') return true;
  const url = text.length > MAX_SIGNALING_URL_UNITS ? null : parseUrl(text);
  if (url === null) return false;
  return (
    (url.protocol === 'ws:' || url.protocol === 'wss:') &&
    url.username === '' &&
    url.password === ''
  );
}
