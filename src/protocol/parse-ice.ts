import { isJsonObject } from '../base/json.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';

/** Longest answer to `/ice`, in UTF-16 units, servers in it, and addresses and characters of one of them. */
export const MAX_ICE_UNITS = 16 * 1024;
const MAX_ICE_SERVERS = 8;
const MAX_ICE_URLS = 8;
const MAX_ICE_TEXT = 512;
/** An answer is used for at least a minute and at most a day, in seconds, whatever it says. */
const MIN_ICE_TTL_S = 60;
const MAX_ICE_TTL_S = 24 * 3600;

export interface IceServer {
  readonly urls: string[];
  readonly username?: string;
  readonly credential?: string;
}

/** What a signalling server offers to peers that do not reach each other by themselves (TR5). */
export interface IceAnswer {
  readonly servers: readonly IceServer[];
  /** For how long the credentials in it are good, in seconds. */
  readonly ttl: number;
  /** Whether the server relays. */
  readonly relay: boolean;
}

/** Reads the text of an answer to `GET /ice`. Never throws. */
export function parseIce(text: string): Result<IceAnswer> {
  if (text.length > MAX_ICE_UNITS) return err('ice-too-large');
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return err('ice-malformed'); // the only way JSON.parse has to say no
  }
  if (!isJsonObject(answer)) return err('ice-malformed');
  const { iceServers, ttl, relay } = answer;
  if (!Array.isArray(iceServers) || iceServers.length > MAX_ICE_SERVERS)
    return err('ice-malformed');
  if (typeof ttl !== 'number' || !Number.isFinite(ttl) || typeof relay !== 'boolean')
    return err('ice-malformed');
  const servers: IceServer[] = [];
  for (const value of iceServers as readonly unknown[]) {
    const server = iceServer(value);
    if (server === null) return err('ice-malformed');
    servers.push(server);
  }
  return ok({ servers, ttl: Math.min(MAX_ICE_TTL_S, Math.max(MIN_ICE_TTL_S, ttl)), relay });
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
