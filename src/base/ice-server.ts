import { isJsonObject } from './json.ts';

/** Servers in one list, and addresses and characters of one of them. */
const MAX_ICE_SERVERS = 8;
const MAX_ICE_URLS = 8;
const MAX_ICE_TEXT = 512;

/** A STUN or TURN server, as `RTCPeerConnection` takes it. */
export interface IceServer {
  readonly urls: string[];
  readonly username?: string;
  readonly credential?: string;
}

/** Reads a list of servers from outside; null where it is none. Never throws. */
export function parseIceServers(value: unknown): readonly IceServer[] | null {
  if (!Array.isArray(value) || value.length > MAX_ICE_SERVERS) return null;
  const servers: IceServer[] = [];
  for (const one of value as readonly unknown[]) {
    const server = iceServer(one);
    if (server === null) return null;
    servers.push(server);
  }
  return servers;
}

function iceServer(value: unknown): IceServer | null {
  if (!isJsonObject(value)) return null;
  const { urls: given, username, credential } = value;
  const urls: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (urls.length === 0 || urls.length > MAX_ICE_URLS || !urls.every(isIceUrl)) return null;
  if (username === undefined && credential === undefined) return { urls: [...urls] };
  return isText(username) && isText(credential) ? { urls: [...urls], username, credential } : null;
}

/** STUN and TURN addresses only (RFC 7064, 7065): a server must not lead the page anywhere else. */
function isIceUrl(value: unknown): value is string {
  return (
    isText(value) && /^(?:stuns?|turns?):[\w.\-[\]:]+(?:\?transport=(?:udp|tcp))?$/i.test(value)
  );
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_ICE_TEXT;
}
