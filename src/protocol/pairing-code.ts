import { digest } from 'lib0/hash/sha256';
import { concat, equalBytes, fromBase64Url, toBase64Url, utf8 } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import { parseBytes } from './byte-reader.ts';
import type { ByteReader } from './byte-reader.ts';
import type { PeerId } from './ids.ts';
import { decodeInvitation, encodeInvitation, MAX_INVITATION_BYTES } from './invitation.ts';
import type { Invitation } from './invitation.ts';

/** Where one side of a connection can be met in the local network. */
export interface IceAddress {
  readonly kind: 'ipv4' | 'ipv6' | 'mdns';
  /** 4 bytes, 16 bytes, or the 16 bytes of the UUID before `.local`, behind which browsers hide an address. */
  readonly bytes: Bytes;
  readonly port: number;
}

/** All that a session description of ours says beyond what every one of them says. */
export interface IceSide {
  readonly ufrag: string;
  readonly pwd: string;
  /** SHA-256 of the DTLS certificate. */
  readonly fingerprint: Bytes;
  readonly addresses: readonly IceAddress[];
}

/** What one side of a pairing tells the other (TR6). */
export interface PairingSide {
  readonly peer: PeerId;
  /** Its rank in the tree without its peer id: 7 bytes, see `transport/rank.ts`. */
  readonly rank: Bytes;
  /** What the other side would be to it, if it comes before it in the tree. */
  readonly seeks: 'parent' | 'spare';
  readonly ice: IceSide;
}

/** A code that people carry from one screen to another. `id`: 16 random bytes of the offer, in base64url. */
export type PairingCode =
  | {
      readonly kind: 'offer';
      readonly id: string;
      readonly invitation: Invitation;
      readonly side: PairingSide;
    }
  /** `sealed`: an encoded `PairingSide`, sealed for the class and bound to the offer (`answerContext`). */
  | { readonly kind: 'answer'; readonly id: string; readonly sealed: Bytes };

/** What is wrong with a text that should be a code. */
export type PairingTextFault = 'none' | 'class-link' | 'damaged' | 'newer';

/** Addresses in one code: more interfaces than a usual device has; a code must stay readable for a poor camera. */
export const MAX_PAIRING_ADDRESSES = 6;

const VERSION = 1;
const KINDS = ['offer', 'answer'] as const;
const ADDRESS_KINDS = ['ipv4', 'ipv6', 'mdns'] as const;
const ADDRESS_BYTES = { ipv4: 4, ipv6: 16, mdns: 16 } as const;
/** As in invitations: damage passes once in 2^48. */
const CHECKSUM_BYTES = 6;
const ID_BYTES = 16;
const RANK_BYTES = 7;
const FINGERPRINT_BYTES = 32;
/** RFC 8839 lets both be longer (256); no browser's are. */
const MAX_UFRAG_BYTES = 32;
const MAX_PWD_BYTES = 64;
const MAX_SEALED_BYTES = 512;
const MAX_CODE_BYTES = MAX_INVITATION_BYTES + MAX_SEALED_BYTES;
const MARKER = '#/pair/';
/** Longest text looked at: a message around the code is fine, a book is not. */
const MAX_TEXT_UNITS = 20_000;

/** Binds a sealed answer to its class and to every byte of the offer that it answers. */
export function answerContext(offer: Extract<PairingCode, { kind: 'offer' }>): string {
  return `lectern/pairing/1 ${offer.invitation.classId} ${toBase64Url(digest(encode(offer)))}`;
}

/** The code as text: an address of the page at `pageUrl`, so that a phone's own camera opens the application with it. */
export function pairingText(code: PairingCode, pageUrl: string): string {
  const { origin, pathname } = new URL(pageUrl);
  const body = encode(code);
  return `${origin}${pathname}${MARKER}${toBase64Url(concat(body, checksum(body)))}`;
}

/**
 * Finds a code in what was pasted or read by a camera: with or without its page, broken over lines or quoted, with
 * words around it. Never throws.
 */
export function readPairingText(text: string): Result<PairingCode, PairingTextFault> {
  if (text.length > MAX_TEXT_UNITS) return err('none');
  const plain = text.replaceAll('%23', '#').replaceAll('%2F', '/');
  const at = plain.lastIndexOf(MARKER);
  if (at < 0) return err(/#\/join\//.test(plain) ? 'class-link' : 'none');
  // Marks of quoted lines, breaks, and what chats and mail programs put in between.
  const rest = plain
    .slice(at + MARKER.length)
    .replaceAll(/=\r?\n|[\s>|\u00ad\u200b-\u200f\u2060\ufeff]/g, '');
  const payload = /^[\w-]*/.exec(rest)?.[0] ?? '';
  let fault: PairingTextFault = 'damaged';
  // Words may follow without a break that tells: where the code ends only its length and checksum say.
  for (const length of new Set([payload.length, firstRun(plain.slice(at + MARKER.length))])) {
    const bytes = fromBase64Url(payload.slice(0, length));
    const code = bytes === null ? null : parsePairingCode(bytes);
    if (code?.ok === true) return code;
    if (code !== null && code.error === 'newer') fault = 'newer';
  }
  return err(fault);
}

/** Reads the bytes of a code with their checksum. */
function parsePairingCode(bytes: Bytes): Result<PairingCode, 'damaged' | 'newer'> {
  if (bytes.length <= CHECKSUM_BYTES || bytes.length > MAX_CODE_BYTES) return err('damaged');
  const body = bytes.slice(0, -CHECKSUM_BYTES);
  if (!equalBytes(checksum(body), bytes.subarray(body.length))) return err('damaged');
  // The checksum fits, so what does not parse was made by other rules.
  if (body[0] !== VERSION) return err('newer');
  const parsed = parseBytes(body.subarray(1), readCode);
  return parsed.ok && parsed.value !== null ? ok(parsed.value) : err('newer');
}

/** What is sealed in an answer. Throws where a part breaks its own limits. */
export function encodePairingSide({ peer, rank, seeks, ice }: PairingSide): Bytes {
  const addresses = ice.addresses.slice(0, MAX_PAIRING_ADDRESSES);
  return concat(
    id16(peer),
    sized(rank, RANK_BYTES),
    Uint8Array.of(seeks === 'parent' ? 0 : 1),
    text(ice.ufrag, MAX_UFRAG_BYTES),
    text(ice.pwd, MAX_PWD_BYTES),
    sized(ice.fingerprint, FINGERPRINT_BYTES),
    Uint8Array.of(addresses.length),
    ...addresses.map(({ kind, bytes, port }) =>
      concat(
        Uint8Array.of(ADDRESS_KINDS.indexOf(kind)),
        sized(bytes, ADDRESS_BYTES[kind]),
        Uint8Array.of(port >> 8, port & 255),
      ),
    ),
  );
}

/** Reads what `encodePairingSide` made; null for anything else. */
export function parsePairingSide(bytes: Bytes): PairingSide | null {
  const parsed = parseBytes(bytes, readSide);
  return parsed.ok ? parsed.value : null;
}

function encode(code: PairingCode): Bytes {
  const head = concat(Uint8Array.of(VERSION, KINDS.indexOf(code.kind)), id16(code.id));
  if (code.kind === 'answer') return concat(head, code.sealed);
  const invitation = encodeInvitation(code.invitation);
  const length = Uint8Array.of(invitation.length >> 8, invitation.length & 255);
  return concat(head, length, invitation, encodePairingSide(code.side));
}

/** Null where the invitation in it is none that this version reads. */
function readCode(reader: ByteReader): PairingCode | null {
  const kind = KINDS[reader.uint8()];
  const id = toBase64Url(reader.bytes(ID_BYTES));
  if (kind === 'answer') {
    reader.require(reader.remaining <= MAX_SEALED_BYTES);
    return { kind, id, sealed: reader.rest().slice() };
  }
  reader.require(kind === 'offer');
  const invitation = decodeInvitation(reader.bytes(reader.uint8() * 256 + reader.uint8()));
  const side = readSide(reader);
  return invitation.ok ? { kind: 'offer', id, invitation: invitation.value, side } : null;
}

function readSide(reader: ByteReader): PairingSide {
  const peer = toBase64Url(reader.bytes(ID_BYTES)) as PeerId;
  const rank = reader.bytes(RANK_BYTES).slice();
  const seeks = reader.uint8();
  reader.require(seeks <= 1);
  const ufrag = iceText(reader, 4, MAX_UFRAG_BYTES);
  const pwd = iceText(reader, 22, MAX_PWD_BYTES);
  const fingerprint = reader.bytes(FINGERPRINT_BYTES).slice();
  const count = reader.uint8();
  reader.require(count <= MAX_PAIRING_ADDRESSES);
  const addresses = Array.from({ length: count }, () => readAddress(reader));
  return {
    peer,
    rank,
    seeks: seeks === 0 ? 'parent' : 'spare',
    ice: { ufrag, pwd, fingerprint, addresses },
  };
}

/** Letters that RFC 8839 allows, so that nothing else gets into a session description. */
function iceText(reader: ByteReader, min: number, max: number): string {
  const read = reader.text(max);
  reader.require(read.length >= min && /^[A-Za-z\d+/]+$/.test(read));
  return read;
}

function readAddress(reader: ByteReader): IceAddress {
  const number = reader.uint8();
  reader.require(number < ADDRESS_KINDS.length);
  const kind = ADDRESS_KINDS[number] ?? 'ipv4';
  const bytes = reader.bytes(ADDRESS_BYTES[kind]).slice();
  const port = reader.uint8() * 256 + reader.uint8();
  reader.require(port > 0 && isUnicast(kind, bytes));
  return { kind, bytes, port };
}

/** Nobody is made to call many at once, or nobody in particular. */
function isUnicast(kind: IceAddress['kind'], bytes: Bytes): boolean {
  const [first = 0] = bytes;
  if (kind === 'ipv4') return first > 0 && first < 224;
  return kind === 'mdns' || (first !== 255 && bytes.some((byte) => byte !== 0));
}

/** Length of the text up to the first break. */
function firstRun(rest: string): number {
  return /^[\w-]*/.exec(rest)?.[0].length ?? 0;
}

function checksum(body: Uint8Array): Uint8Array {
  return digest(body).subarray(0, CHECKSUM_BYTES);
}

function id16(id: string): Bytes {
  return sized(fromBase64Url(id) ?? new Uint8Array(0), ID_BYTES);
}

function text(value: string, max: number): Bytes {
  const bytes = utf8(value);
  if (bytes.length > max) throw new Error(`more than ${max} bytes`);
  return concat(Uint8Array.of(bytes.length), bytes);
}

function sized(bytes: Bytes, length: number): Bytes {
  if (bytes.length !== length) throw new Error(`expected ${length} bytes, got ${bytes.length}`);
  return bytes;
}
