import { describe, expect, test } from 'vitest';
import { MAX_SDP_UNITS, readFingerprint } from '../../../src/transport/fingerprint.ts';

const OCTETS = Array.from({ length: 32 }, (_, i) =>
  (i * 5).toString(16).padStart(2, '0').toUpperCase(),
).join(':');
const LINE = `a=fingerprint:sha-256 ${OCTETS}`;
const MEDIA = 'm=application 9 UDP/DTLS/SCTP webrtc-datachannel';

function sdp(...lines: string[]): string {
  return ['v=0', 'o=- 1 2 IN IP4 127.0.0.1', 's=-', 't=0 0', ...lines, ''].join('\r\n');
}

test('[TR1] the one fingerprint is read wherever it stands', () => {
  const expected = { ok: true, value: Uint8Array.from({ length: 32 }, (_, i) => i * 5) };
  expect(readFingerprint(sdp(LINE, MEDIA))).toEqual(expected);
  expect(readFingerprint(sdp(MEDIA, LINE.toLowerCase()))).toEqual(expected);
});

describe('[TR1] refused:', () => {
  test.each([
    ['no fingerprint', sdp(MEDIA)],
    ['two fingerprints', sdp(LINE, MEDIA, LINE)],
    ['a second one of another hash', sdp(MEDIA, LINE, 'a=fingerprint:sha-1 00:11')],
    ['a second one behind a lone line feed', sdp(MEDIA, `${LINE}\na=fingerprint:sha-512 00`)],
    ['a second one behind a lone carriage return', sdp(MEDIA, `${LINE}\ra=fingerprint:sha-512 00`)],
    ['a second one in other case or with blanks', sdp(MEDIA, LINE, ' A = FingerPrint:sha-256 00')],
    ['another hash alone', sdp(MEDIA, `a=fingerprint:sha-1 ${OCTETS}`)],
    ['a fingerprint that is too short', sdp(MEDIA, LINE.slice(0, -3))],
    ['a fingerprint with something behind it', sdp(MEDIA, `${LINE}:00`)],
    ['audio beside the data channel', sdp(LINE, MEDIA, 'm=audio 9 UDP/TLS/RTP/SAVPF 111')],
    ['audio instead of it', sdp(LINE, 'm=audio 9 UDP/TLS/RTP/SAVPF 111')],
    ['a description of any length', sdp(LINE, MEDIA, 'a='.repeat(MAX_SDP_UNITS))],
    ['nothing', ''],
  ])('%s', (_what, text) => {
    expect(readFingerprint(text).ok).toBe(false);
  });
});
