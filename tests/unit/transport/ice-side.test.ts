import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { IceSide } from '../../../src/protocol/pairing-code.ts';
import { readFingerprint } from '../../../src/transport/fingerprint.ts';
import { candidatesOf, describeSide, readIceSide } from '../../../src/transport/ice-side.ts';

/** Chromium's, shortened to what matters, with the addresses of a laptop. */
const CHROMIUM = [
  'v=0',
  'o=- 5087391184374183931 2 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'a=group:BUNDLE 0',
  'a=extmap-allow-mixed',
  'a=msid-semantic: WMS',
  'm=application 46154 UDP/DTLS/SCTP webrtc-datachannel',
  'c=IN IP4 192.168.1.20',
  'a=candidate:3344566021 1 udp 2113937151 192.168.1.20 46154 typ host generation 0 network-cost 999',
  'a=candidate:1234566021 1 udp 2113939711 2001:db8::1:22ab 46155 typ host generation 0 network-cost 999',
  'a=candidate:2345 1 udp 2113932031 0f8b54e1-7f0c-4bd5-8d36-2a3a6a1c0c11.local 46156 typ host generation 0',
  'a=candidate:842163049 1 udp 1677729535 203.0.113.9 46154 typ srflx raddr 0.0.0.0 rport 0 generation 0',
  'a=candidate:1 1 tcp 1518280447 192.168.1.20 9 typ host tcptype active generation 0',
  'a=ice-ufrag:n2Yk',
  'a=ice-pwd:uX1Jbv0Wm1KkF5cQe2Zb0nHh',
  'a=ice-options:trickle',
  `a=fingerprint:sha-256 ${Array.from({ length: 32 }, (_, i) => (i + 160).toString(16).toUpperCase()).join(':')}`,
  'a=setup:actpass',
  'a=mid:0',
  'a=sctp-port:5000',
  'a=max-message-size:262144',
  '',
].join('\r\n');

function sideOf(sdp: string): IceSide {
  const read = readIceSide(sdp);
  if (!read.ok) throw new Error(read.error);
  return read.value;
}

test('[TR6] of a description the parts that matter in one network are read, best address first', () => {
  expect(sideOf(CHROMIUM)).toEqual({
    ufrag: 'n2Yk',
    pwd: 'uX1Jbv0Wm1KkF5cQe2Zb0nHh',
    fingerprint: Uint8Array.from({ length: 32 }, (_, i) => i + 160),
    addresses: [
      {
        kind: 'ipv6',
        bytes: Uint8Array.of(0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0x22, 0xab),
        port: 46_155,
      },
      { kind: 'ipv4', bytes: Uint8Array.of(192, 168, 1, 20), port: 46_154 },
      {
        kind: 'mdns',
        bytes: Uint8Array.from(Buffer.from('0f8b54e17f0c4bd58d362a3a6a1c0c11', 'hex')),
        port: 46_156,
      },
    ],
  });
});

test('[TR6] a description made of a side says the same as the one that it was read from', () => {
  const side = sideOf(CHROMIUM);
  for (const type of ['offer', 'answer'] as const) {
    const made = describeSide(side, type);
    expect(sideOf(made)).toEqual(side);
    expect(readFingerprint(made)).toEqual({ ok: true, value: side.fingerprint });
    expect(made).toContain(type === 'offer' ? 'a=setup:actpass' : 'a=setup:active');
  }
  expect(candidatesOf(side).map((candidate) => candidate.split(' ')[4])).toEqual([
    '2001:0db8:0000:0000:0000:0000:0001:22ab',
    '192.168.1.20',
    '0f8b54e1-7f0c-4bd5-8d36-2a3a6a1c0c11.local',
  ]);
});

test('[TR6] an address in any form of IPv6 comes back the same', () => {
  fc.assert(
    fc.property(fc.ipV6(), (host) => {
      const read = sideOf(CHROMIUM.replace('2001:db8::1:22ab', host)).addresses;
      const own = read.find(({ kind }) => kind === 'ipv6');
      if (own === undefined) {
        // Forms that end like IPv4, which no browser writes.
        expect(host).toContain('.');
        return;
      }
      const again = describeSide({ ...sideOf(CHROMIUM), addresses: [own] }, 'offer');
      expect(sideOf(again).addresses).toEqual([own]);
      const whole = new URL(`http://[${host}]/`).hostname;
      const other = /typ host/.test(again) ? (again.match(/ udp \d+ (\S+) /)?.[1] ?? '') : '';
      expect(new URL(`http://[${other}]/`).hostname).toBe(whole);
    }),
  );
});

test('[TR6] a description that the template cannot stand for is refused', () => {
  expect(readIceSide(CHROMIUM.replace('a=mid:0', 'a=mid:data'))).toEqual({
    ok: false,
    error: 'sdp-particular',
  });
  expect(readIceSide(CHROMIUM.replace('a=ice-pwd', 'a=x-pwd')).ok).toBe(false);
});
