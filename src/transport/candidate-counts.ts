/** Ways to a device that ICE found (RFC 8445), by kind. */
export interface CandidateCounts {
  /** Addresses of its own. */
  readonly host: number;
  /** How many of those the browser hides behind a name that only the same network resolves (mDNS). */
  readonly mdns: number;
  /** Addresses under which a STUN server sees it. */
  readonly reflexive: number;
  /** Addresses that a TURN server lends it. */
  readonly relayed: number;
}

/** Counts the candidates in a description; those of TCP, which only listen nowhere, are not counted. */
export function candidateCounts(sdp: string): CandidateCounts {
  const kinds = [
    ...sdp.matchAll(/^a=candidate:\S+ \d+ udp \d+ (?<address>\S+) \d+ typ (?<type>\w+)/gim),
  ].map(({ groups }) => groups ?? {});
  const count = (type: string): number => kinds.filter((kind) => kind['type'] === type).length;
  return {
    host: count('host'),
    mdns: kinds.filter((kind) => kind['address']?.endsWith('.local')).length,
    reflexive: count('srflx'),
    relayed: count('relay'),
  };
}
