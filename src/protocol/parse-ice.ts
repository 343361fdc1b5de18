import { parseIceServers } from '../base/ice-server.ts';
import type { IceServer } from '../base/ice-server.ts';
import { isJsonObject } from '../base/json.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';

/** Longest answer to `/ice`, in UTF-16 units. */
export const MAX_ICE_UNITS = 16 * 1024;
/** An answer is used for at least a minute and at most a day, in seconds, whatever it says. */
const MIN_ICE_TTL_S = 60;
const MAX_ICE_TTL_S = 24 * 3600;

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
  const servers = parseIceServers(iceServers);
  if (servers === null) return err('ice-malformed');
  if (typeof ttl !== 'number' || !Number.isFinite(ttl) || typeof relay !== 'boolean')
    return err('ice-malformed');
  return ok({ servers, ttl: Math.min(MAX_ICE_TTL_S, Math.max(MIN_ICE_TTL_S, ttl)), relay });
}
