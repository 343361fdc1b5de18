import { toHex } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import { MAX_PAIRING_ADDRESSES } from '../protocol/pairing-code.ts';
import type { IceAddress, IceSide } from '../protocol/pairing-code.ts';
import { readFingerprint } from './fingerprint.ts';

/** What is particular in a session description of this device, with the addresses that lead through a local network. */
export function readIceSide(sdp: string): Result<IceSide> {
  const fingerprint = readFingerprint(sdp);
  if (!fingerprint.ok) return fingerprint;
  const ufrag = /^a=ice-ufrag:(\S+)\r?$/m.exec(sdp)?.[1];
  const pwd = /^a=ice-pwd:(\S+)\r?$/m.exec(sdp)?.[1];
  // The other side's description is made of a template, which says so.
  if (ufrag === undefined || pwd === undefined || !/^a=mid:0\r?$/m.test(sdp))
    return err('sdp-particular');
  const addresses = [...sdp.matchAll(CANDIDATE)]
    .map(([, priority, host, port]) => ({
      priority: Number(priority),
      address: readAddress(host ?? '', Number(port)),
    }))
    .toSorted((a, b) => b.priority - a.priority)
    .flatMap(({ address }) => (address === null ? [] : [address]))
    .slice(0, MAX_PAIRING_ADDRESSES);
  return ok({ ufrag, pwd, fingerprint: fingerprint.value, addresses });
}

/** The whole description of a side: one data channel transport, nothing that came from outside but parsed parts. */
export function describeSide(side: IceSide, type: 'offer' | 'answer'): string {
  const fingerprint = toHex(side.fingerprint).toUpperCase().match(/../g)?.join(':') ?? '';
  return [
    'v=0',
    'o=- 1 2 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    'a=group:BUNDLE 0',
    'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
    'c=IN IP4 0.0.0.0',
    ...candidatesOf(side).map((candidate) => `a=${candidate}`),
    `a=ice-ufrag:${side.ufrag}`,
    `a=ice-pwd:${side.pwd}`,
    `a=fingerprint:sha-256 ${fingerprint}`,
    `a=setup:${type === 'offer' ? 'actpass' : 'active'}`,
    'a=mid:0',
    'a=sctp-port:5000',
    'a=max-message-size:262144',
    '',
  ].join('\r\n');
}

/** The side's candidates as `RTCIceCandidate` has them, best first. */
export function candidatesOf({ addresses }: IceSide): readonly string[] {
  return addresses.map(
    ({ kind, bytes, port }, i) =>
      // RFC 8445, 5.1.2: a host's type preference, and the order in which they stand.
      `candidate:${i + 1} 1 udp ${126 * 2 ** 24 + (65_535 - i) * 256 + 255} ${hostOf(kind, bytes)} ${port} typ host`,
  );
}

/** Host candidates over UDP: what is left in a room without any server. */
const CANDIDATE = /^a=candidate:\S+ 1 udp (\d+) (\S+) (\d+) typ host\b/gim;
const UUID = /^([\da-f]{8})-([\da-f]{4})-([\da-f]{4})-([\da-f]{4})-([\da-f]{12})\.local$/i;

function readAddress(host: string, port: number): IceAddress | null {
  if (port === 0) return null;
  const uuid = UUID.exec(host);
  if (uuid !== null) return { kind: 'mdns', bytes: fromHex(uuid.slice(1).join('')), port };
  if (/^\d+(?:\.\d+){3}$/.test(host))
    return { kind: 'ipv4', bytes: Uint8Array.from(host.split('.'), Number), port };
  const bytes = readIpv6(host);
  return bytes === null ? null : { kind: 'ipv6', bytes, port };
}

/** RFC 4291, 2.2, without the form that ends like IPv4. */
function readIpv6(host: string): Bytes | null {
  const [head = '', tail, ...more] = host.split('::');
  if (more.length > 0 || !/^[\da-f:]+$/i.test(host)) return null;
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const missing = 8 - groups(head).length - groups(tail ?? '').length;
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  const all = [...groups(head), ...Array<string>(missing).fill('0'), ...groups(tail ?? '')];
  return all.every((group) => /^[\da-f]{1,4}$/i.test(group))
    ? fromHex(all.map((group) => group.padStart(4, '0')).join(''))
    : null;
}

function hostOf(kind: IceAddress['kind'], bytes: Bytes): string {
  if (kind === 'ipv4') return bytes.join('.');
  const hex = toHex(bytes);
  if (kind === 'ipv6') return hex.match(/.{4}/g)?.join(':') ?? '';
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}.local`;
}

function fromHex(hex: string): Bytes {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
