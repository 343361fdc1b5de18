import { fromBase64Url, toBase64Url } from '../base/bytes.ts';
import { LecternError } from '../base/lectern-error.ts';
import { parseUrl } from '../base/parse-url.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import { decodeInvitation, encodeInvitation, MAX_INVITATION_BYTES } from './invitation.ts';
import type { Invitation, InvitationFault } from './invitation.ts';

/** A class link as somebody opened or pasted it. */
export interface ParsedLink {
  readonly invitation: Invitation;
  /** `#/join/…`: the link without its page, in one canonical form. */
  readonly fragment: string;
  /** Address of the page in the link, without `#…`; null where only the fragment was given. */
  readonly page: string | null;
}

const PREFIX = '#/join/';
/** Longest text looked at: a message around the link is fine, a book is not. */
const MAX_TEXT_UNITS = 20_000;
const MAX_PAYLOAD_CHARS = Math.ceil((MAX_INVITATION_BYTES * 4) / 3);
/** A payload without its prefix is taken for one from this length on; the shortest real one has 329 characters. */
const MIN_BARE_CHARS = 100;
/** Links in one text, and pieces that a mail program broke one link into. */
const MAX_LINKS = 8;
const MAX_PIECES = 48;

/**
 * The invitation behind `#`, which no server is sent, on the page at `pageUrl` (its query and fragment are left
 * out). About 330 characters and the page's address, plus four for every three bytes of name and signalling address.
 */
export function encodeInvitationLink(invitation: Invitation, pageUrl: string): string {
  return pageAddress(new URL(pageUrl)) + invitationFragment(invitation);
}

/** The link without its page: `#/join/…`. */
export function invitationFragment(invitation: Invitation): string {
  return PREFIX + toBase64Url(encodeInvitation(invitation));
}

/** Whether a page's `location.hash` asks to join, readable or not. */
export function isJoinFragment(hash: string): boolean {
  return hash.startsWith(PREFIX);
}

/**
 * Finds a class link in pasted text: whole, from `#` on or the last part alone; percent-encoded (also inside another
 * link), broken over lines, quoted, with words or punctuation around it. Fails with `link-malformed` (no link in it),
 * `link-damaged` (cut or changed) or `link-newer`. Never throws. Signatures and expiry: `verifyInvitation`.
 */
export function parseInvitationLink(text: string): Result<ParsedLink, LecternError> {
  if (text.length > MAX_TEXT_UNITS) return malformed('too-long');
  const plain = percentDecoded(text)
    .replaceAll(/=\r?\n|[\u00ad\u200b-\u200f\u2060\ufeff]/g, '') // soft breaks of mail, invisible marks of chats
    .trim();
  let fault: InvitationFault | null = null;
  for (const place of payloadPlaces(plain)) {
    const found = readPayload(plain.slice(place.start));
    if (found.ok) return ok({ ...found.value, page: pageBefore(plain.slice(0, place.markerAt)) });
    fault = found.error === 'link-newer' ? found.error : (fault ?? found.error);
  }
  return fault === null ? malformed('no-link') : err(new LecternError(fault));
}

interface Place {
  /** Where the marker (`#/join/`) begins. */
  readonly markerAt: number;
  /** Where the payload begins. */
  readonly start: number;
}

function payloadPlaces(plain: string): readonly Place[] {
  const marked = [...plain.matchAll(/(?:#|^|#!)\/?join\/\s*/gi)]
    .slice(0, MAX_LINKS)
    .map((match) => ({ markerAt: match.index, start: match.index + match[0].length }));
  if (marked.length > 0) return marked;
  const bare = plain.replaceAll(/\s/g, '');
  return bare.length >= MIN_BARE_CHARS && /^[\w-]+$/.test(bare) ? [{ markerAt: 0, start: 0 }] : [];
}

/** Takes pieces together until they make an invitation: where a link ends in prose only its checksum tells. */
function readPayload(
  rest: string,
): Result<{ readonly invitation: Invitation; readonly fragment: string }, InvitationFault> {
  let payload = '';
  let fault: InvitationFault = 'link-damaged';
  for (const piece of rest.split(/\s+/, MAX_PIECES)) {
    if (/^[>|]+$/.test(piece)) continue; // the mark of a quoted line
    const run = /^[\w-]*/.exec(piece)?.[0] ?? '';
    payload += run;
    if (payload.length > MAX_PAYLOAD_CHARS) break;
    for (const candidate of new Set([payload, payload.replace(/[-_]+$/, '')])) {
      const bytes = fromBase64Url(candidate);
      if (bytes === null) continue;
      const invitation = decodeInvitation(bytes);
      if (invitation.ok) return ok({ invitation: invitation.value, fragment: PREFIX + candidate });
      if (invitation.error === 'link-newer') fault = invitation.error;
    }
    if (run.length < piece.length) break; // punctuation ends a link
  }
  return err(fault);
}

/** Address of the page that ends the text before the marker, or null. */
function pageBefore(before: string): string | null {
  const start = Math.max(before.lastIndexOf('https://'), before.lastIndexOf('http://'));
  if (start === -1) return null;
  const address = before.slice(start);
  const url = /[\s<>"]/.test(address) ? null : parseUrl(address);
  return url === null ? null : pageAddress(url);
}

function pageAddress(url: URL): string {
  return url.origin + url.pathname;
}

/** Undoes percent-encoding of ASCII, twice: a link inside a link inside a link. The rest stays as it is. */
function percentDecoded(text: string): string {
  const once = (part: string): string =>
    part.replaceAll(/%([0-7][\da-f])/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  return once(once(text));
}

function malformed(reason: string): Result<never, LecternError> {
  return err(new LecternError('link-malformed', { detail: { reason } }));
}
