import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  MAX_CARD_CHARS,
  MAX_CODE_TTL_S,
  MAX_MEMBERS_LISTED,
  MAX_ROOM_MEMBERS,
  MAX_SIGNALING_FRAME,
  MAX_TICKET_CHARS,
} from '../../../src/protocol/limits.ts';
import {
  encodeSignaling,
  parseClientMessage,
  parseServerMessage,
} from '../../../src/protocol/parse-signaling.ts';
import type { ClientMessage, ServerMessage } from '../../../src/protocol/signaling-messages.ts';

const peer = 'A'.repeat(22);
const id = 'A'.repeat(43);
const proof = 'A'.repeat(86);
const room = `B${'A'.repeat(86)}`;

const client: readonly ClientMessage[] = [
  { type: 'enter', room, peer, proof, card: 'c'.repeat(MAX_CARD_CHARS) },
  { type: 'card', card: '' },
  { type: 'watch', on: true },
  { type: 'list', from: 0 },
  { type: 'list', from: MAX_ROOM_MEMBERS },
  { type: 'to', peer, data: 'sealed' },
  { type: 'put-code', id, ticket: 't'.repeat(MAX_TICKET_CHARS), ttl: MAX_CODE_TTL_S },
  { type: 'drop-code', id },
  { type: 'get-code', id },
];

const server: readonly ServerMessage[] = [
  { type: 'nonce', nonce: id },
  {
    type: 'members',
    members: Array.from({ length: MAX_MEMBERS_LISTED }, () => ({
      peer,
      card: '"'.repeat(MAX_CARD_CHARS),
    })),
    next: null,
  },
  { type: 'member', member: { peer, card: 'c' } },
  { type: 'from', peer, data: '' },
  { type: 'gone', peer },
  { type: 'relay-refused', peer, code: 'relay-quota' },
  { type: 'code-kept', id },
  { type: 'code', id, ticket: null },
  { type: 'code', id, ticket: 't' },
  { type: 'error', code: 'peer-taken' },
];

describe('parseClientMessage and parseServerMessage', () => {
  test('every message comes back as it was, without keys of no meaning', () => {
    for (const message of client) {
      expect(parseClientMessage(encodeSignaling(message))).toEqual({ ok: true, value: message });
      expect(parseClientMessage(JSON.stringify({ ...message, extra: 1 }))).toEqual({
        ok: true,
        value: message,
      });
    }
    for (const message of server) {
      expect(parseServerMessage(encodeSignaling(message))).toEqual({ ok: true, value: message });
      expect(parseServerMessage(JSON.stringify({ ...message, extra: 1 }))).toEqual({
        ok: true,
        value: message,
      });
    }
  });

  test('a message with any one field missing or of another kind is malformed', () => {
    const wrong = [undefined, null, 7.5, {}, [], 'short', 'A'.repeat(5_000)];
    for (const [messages, parse] of [
      [client, parseClientMessage],
      [server, parseServerMessage],
    ] as const) {
      for (const message of messages) {
        for (const key of Object.keys(message)) {
          for (const value of wrong) {
            if (
              (key === 'data' || key === 'card' || key === 'ticket') &&
              typeof value === 'string' &&
              value.length < 9
            )
              continue;
            if (key === 'data' && typeof value === 'string') continue;
            if (key === 'ticket' && value === null && message.type === 'code') continue;
            if (key === 'members' && Array.isArray(value)) continue;
            if (key === 'next' && value === null) continue;
            const broken = JSON.stringify({ ...message, [key]: value });
            expect(parse(broken), broken).toEqual({ ok: false, error: 'malformed' });
          }
        }
      }
    }
  });

  test('what is too long is refused before it is read', () => {
    const long = `{"type":"to","peer":"${peer}","data":"${'x'.repeat(MAX_SIGNALING_FRAME)}"}`;
    expect(parseClientMessage(long)).toEqual({ ok: false, error: 'too-large' });
  });

  test('a life of a code that is zero, negative, broken or over the limit is malformed', () => {
    for (const ttl of [0, -1, 1.5, MAX_CODE_TTL_S + 1]) {
      expect(parseClientMessage(JSON.stringify({ type: 'put-code', id, ticket: '', ttl })).ok).toBe(
        false,
      );
    }
  });

  test('a room that is not an uncompressed point, and ids that are not canonical, are malformed', () => {
    for (const field of [
      { room: 'A'.repeat(87) },
      { room: `BQ${'A'.repeat(85)}` },
      { peer: `${'A'.repeat(21)}B` },
      { peer: `${'A'.repeat(21)}=` },
    ]) {
      expect(parseClientMessage(JSON.stringify({ ...client[0], ...field })).ok).toBe(false);
    }
  });

  test('[SE1] any text gives a result, never an exception', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.constant('['.repeat(30_000))), (text) => {
        expect(parseClientMessage(text)).toHaveProperty('ok');
        expect(parseServerMessage(text)).toHaveProperty('ok');
      }),
    );
  });
});
