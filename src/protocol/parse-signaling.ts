import { fromBase64Url } from '../base/bytes.ts';
import { isJsonObject } from '../base/json.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import {
  MAX_CARD_CHARS,
  MAX_CODE_TTL_S,
  MAX_MEMBERS_LISTED,
  MAX_ROOM_MEMBERS,
  MAX_SIGNALING_FRAME,
  MAX_TICKET_CHARS,
} from './limits.ts';
import type {
  ClientMessage,
  RelayRefusal,
  RoomMember,
  ServerMessage,
  SignalingErrorCode,
} from './signaling-messages.ts';

/**
 * Longest frame from the server, in UTF-16 units: a full part of the list of members with the longest cards, each
 * character escaped at worst as `\uXXXX`.
 */
export const MAX_SERVER_FRAME_UNITS = MAX_MEMBERS_LISTED * (6 * MAX_CARD_CHARS + 64);

/** Why a signalling frame was refused. */
export type SignalingParseError = 'too-large' | 'malformed';

const ERROR_CODES: Record<SignalingErrorCode, true> = {
  malformed: true,
  'too-large': true,
  'too-fast': true,
  'proof-wrong': true,
  'room-full': true,
  'server-full': true,
  'not-entered': true,
  'code-tries': true,
  'code-full': true,
  'peer-taken': true,
};

const RELAY_REFUSALS: Record<RelayRefusal, true> = {
  'relay-quota': true,
  'relay-off': true,
  'relay-gone': true,
};

/** Reads a text frame sent by a client. Unknown keys are left out of the result. Never throws. */
export function parseClientMessage(text: string): Result<ClientMessage, SignalingParseError> {
  return parseFrame(text, MAX_SIGNALING_FRAME, clientMessage);
}

/** Reads a text frame sent by the server. Unknown keys are left out of the result. Never throws. */
export function parseServerMessage(text: string): Result<ServerMessage, SignalingParseError> {
  return parseFrame(text, MAX_SERVER_FRAME_UNITS, serverMessage);
}

/** The text frame of a message. */
export function encodeSignaling(message: ClientMessage | ServerMessage): string {
  return JSON.stringify(message);
}

function parseFrame<T>(
  text: string,
  limit: number,
  read: (frame: Record<string, unknown>) => T | null,
): Result<T, SignalingParseError> {
  if (text.length > limit) return err('too-large');
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch {
    return err('malformed'); // the only way JSON.parse has to say no
  }
  const message = isJsonObject(frame) ? read(frame) : null;
  return message === null ? err('malformed') : ok(message);
}

function clientMessage(frame: Record<string, unknown>): ClientMessage | null {
  switch (frame['type']) {
    case 'enter': {
      const { room, peer, proof, card } = frame;
      if (!isRoom(room) || !isPeer(peer) || !isBytes(proof, 64) || !isCard(card)) return null;
      return { type: 'enter', room, peer, proof, card };
    }
    case 'card': {
      const { card } = frame;
      return isCard(card) ? { type: 'card', card } : null;
    }
    case 'watch': {
      const { on } = frame;
      return typeof on === 'boolean' ? { type: 'watch', on } : null;
    }
    case 'list': {
      const { from } = frame;
      return isPlace(from) ? { type: 'list', from } : null;
    }
    case 'to': {
      const { peer, data } = frame;
      return isPeer(peer) && typeof data === 'string' ? { type: 'to', peer, data } : null;
    }
    case 'put-code': {
      const { id, ticket, ttl } = frame;
      if (!isCodeId(id) || !isTicket(ticket) || !isTtl(ttl)) return null;
      return { type: 'put-code', id, ticket, ttl };
    }
    case 'drop-code': {
      const { id } = frame;
      return isCodeId(id) ? { type: 'drop-code', id } : null;
    }
    case 'get-code': {
      const { id } = frame;
      return isCodeId(id) ? { type: 'get-code', id } : null;
    }
    default:
      return null;
  }
}

function serverMessage(frame: Record<string, unknown>): ServerMessage | null {
  switch (frame['type']) {
    case 'nonce': {
      const { nonce } = frame;
      return isBytes(nonce, 32) ? { type: 'nonce', nonce } : null;
    }
    case 'members': {
      const { members: listed, next } = frame;
      if (!Array.isArray(listed) || listed.length > MAX_MEMBERS_LISTED) return null;
      if (next !== null && !isPlace(next)) return null;
      const members: RoomMember[] = [];
      for (const entry of listed as readonly unknown[]) {
        const member = roomMember(entry);
        if (member === null) return null;
        members.push(member);
      }
      return { type: 'members', members, next };
    }
    case 'member': {
      const member = roomMember(frame['member']);
      return member === null ? null : { type: 'member', member };
    }
    case 'from': {
      const { peer, data } = frame;
      return isPeer(peer) && typeof data === 'string' ? { type: 'from', peer, data } : null;
    }
    case 'gone': {
      const { peer } = frame;
      return isPeer(peer) ? { type: 'gone', peer } : null;
    }
    case 'relay-refused': {
      const { peer, code } = frame;
      return isPeer(peer) && isRelayRefusal(code) ? { type: 'relay-refused', peer, code } : null;
    }
    case 'code-kept': {
      const { id } = frame;
      return isCodeId(id) ? { type: 'code-kept', id } : null;
    }
    case 'code': {
      const { id, ticket } = frame;
      if (!isCodeId(id) || !(ticket === null || isTicket(ticket))) return null;
      return { type: 'code', id, ticket };
    }
    case 'error': {
      const { code } = frame;
      return isErrorCode(code) ? { type: 'error', code } : null;
    }
    default:
      return null;
  }
}

function roomMember(value: unknown): RoomMember | null {
  if (!isJsonObject(value)) return null;
  const { peer, card } = value;
  return isPeer(peer) && isCard(card) ? { peer, card } : null;
}

function isBytes(value: unknown, length: number): value is string {
  // The text's length first, so that nothing long is ever decoded.
  return (
    typeof value === 'string' &&
    value.length === Math.ceil((length * 4) / 3) &&
    fromBase64Url(value)?.length === length
  );
}

function isRoom(value: unknown): value is string {
  // "BA…" to "BP…": the first byte of an uncompressed point is 4.
  return isBytes(value, 65) && value.startsWith('B') && fromBase64Url(value)?.[0] === 4;
}

function isPeer(value: unknown): value is string {
  return isBytes(value, 16);
}

function isCodeId(value: unknown): value is string {
  return isBytes(value, 32);
}

function isCard(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_CARD_CHARS;
}

function isTicket(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_TICKET_CHARS;
}

/** A place in the list of a room's members. */
function isPlace(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= MAX_ROOM_MEMBERS;
}

function isTtl(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MAX_CODE_TTL_S;
}

function isRelayRefusal(value: unknown): value is RelayRefusal {
  return typeof value === 'string' && Object.hasOwn(RELAY_REFUSALS, value);
}

function isErrorCode(value: unknown): value is SignalingErrorCode {
  return typeof value === 'string' && Object.hasOwn(ERROR_CODES, value);
}
