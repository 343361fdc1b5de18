import type { Bytes } from '../base/bytes.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';

/** Longest session description that is taken, in UTF-16 units: dozens of candidates. */
export const MAX_SDP_UNITS = 16 * 1024;

/**
 * The one SHA-256 fingerprint of a session description that offers exactly one data channel transport
 * and nothing else (TR1). A description with two is refused: a browser would take either.
 */
export function readFingerprint(sdp: string): Result<Bytes> {
  if (sdp.length > MAX_SDP_UNITS) return err('sdp-too-large');
  const lines = sdp.split(/\r\n|\r|\n/);
  const media = lines.filter((line) => /^m=/i.test(line));
  if (media.length !== 1 || media[0]?.startsWith('m=application ') !== true)
    return err('sdp-media');
  const fingerprints = lines.filter((line) => /^\s*a\s*=\s*fingerprint/i.test(line));
  if (fingerprints.length !== 1) return err('sdp-fingerprints');
  const match = /^a=fingerprint:sha-256 ((?:[\da-f]{2}:){31}[\da-f]{2})$/i.exec(
    fingerprints[0] ?? '',
  );
  if (match === null) return err('sdp-fingerprint');
  const octets = (match[1] ?? '').split(':');
  return ok(Uint8Array.from(octets, (octet) => Number.parseInt(octet, 16)));
}
