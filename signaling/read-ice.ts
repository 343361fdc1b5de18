import { parseIceServers } from '../src/base/ice-server.ts';
import type { IceServer } from '../src/base/ice-server.ts';
import { err, ok } from '../src/base/result.ts';
import type { Result } from '../src/base/result.ts';
import { DEFAULT_ICE_TTL_S } from './ice-answer.ts';
import type { IceSettings } from './ice-answer.ts';

/** What the environment may say of STUN and TURN. */
export interface IceEnvironment {
  /** JSON: an array of `RTCIceServer`, given out as it is, credentials included. */
  readonly ICE_SERVERS?: string | undefined;
  /** Separated by commas. */
  readonly STUN_URLS?: string | undefined;
  readonly TURN_URLS?: string | undefined;
  /** The secret shared with the TURN server. */
  readonly TURN_SECRET?: string | undefined;
  /** Seconds that credentials are good for. */
  readonly TURN_TTL?: string | undefined;
}

/** The settings, or a plain sentence about what is set wrong. It never repeats a secret. */
export function readIce(env: IceEnvironment): Result<IceSettings> {
  const given = readServers(env.ICE_SERVERS);
  if (given === null) {
    return err('ICE_SERVERS must be JSON like [{"urls":"stun:stun.example:3478"}].');
  }
  const stun = urls(env.STUN_URLS, /^stuns?:/);
  if (stun === null) return err('STUN_URLS must be addresses like stun:stun.example:3478.');
  const turn = urls(env.TURN_URLS, /^turns?:/);
  if (turn === null) return err('TURN_URLS must be addresses like turn:turn.example:3478.');
  const secret = env.TURN_SECRET ?? '';
  if (turn.length > 0 !== (secret !== '')) {
    return err('TURN_URLS and TURN_SECRET go together: set both or neither.');
  }
  const text = env.TURN_TTL ?? '';
  const ttl = text === '' ? DEFAULT_ICE_TTL_S : Number(text);
  if (!/^\d{0,6}$/.test(text) || ttl < 60) {
    return err(`TURN_TTL must be a number of seconds from 60 on, not "${text}".`);
  }
  return ok({
    servers: [...given, ...(stun.length === 0 ? [] : [{ urls: stun }])],
    turn: turn.length === 0 ? null : { urls: turn, secret },
    ttl,
  });
}

function urls(text = '', scheme: RegExp): string[] | null {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return parts.every((part) => scheme.test(part) && isIceUrl(part)) ? parts : null;
}

/** The forms of RFC 7064 and RFC 7065. */
function isIceUrl(url: string): boolean {
  return /^(?:stuns?|turns?):(?:[a-z\d.-]+|\[[\da-f:.]+\])(?::\d{1,5})?(?:\?transport=(?:udp|tcp))?$/i.test(
    url,
  );
}

/** As the pages read them: what they would refuse is told at the start. */
function readServers(text = ''): readonly IceServer[] | null {
  if (text === '') return [];
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null; // the only way JSON.parse has to say no
  }
  return parseIceServers(value);
}
