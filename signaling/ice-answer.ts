import { createHmac } from 'node:crypto';
import { toBase64Url } from '../src/base/bytes.ts';
import type { Clock } from '../src/base/clock.ts';
import type { RandomBytes } from '../src/base/random.ts';
import type { IceServer } from '../src/base/ice-server.ts';

/** What the host has set up for peers that do not reach each other directly. */
export interface IceSettings {
  /** Given out as they are, to anybody who asks. */
  readonly servers: readonly IceServer[];
  /** A TURN server that shares a secret with this one (coturn's `use-auth-secret`). */
  readonly turn: {
    readonly urls: readonly string[];
    readonly secret: string;
  } | null;
  /** How long credentials are good for, and how long the answer may be used, in seconds. */
  readonly ttl: number;
}

/** How long an answer may be used where nothing is set: ten hours, a school day, in seconds. */
export const DEFAULT_ICE_TTL_S = 10 * 3600;

const NOTHING: IceSettings = { servers: [], turn: null, ttl: DEFAULT_ICE_TTL_S };

/**
 * What `/ice` answers. TURN credentials are those of the TURN REST API draft (draft-uberti-behave-turn-rest): the name is
 * "expiry:random", the password its HMAC-SHA1 under the secret, which itself is never given out.
 */
export function iceAnswer(
  settings: IceSettings = NOTHING,
  clock: Clock,
  random: RandomBytes,
): { readonly iceServers: readonly IceServer[]; readonly ttl: number } {
  const { servers, turn, ttl } = settings;
  if (turn === null) return { iceServers: servers, ttl };
  const username = `${Math.floor(clock.now() / 1000) + ttl}:${toBase64Url(random(9))}`;
  const credential = createHmac('sha1', turn.secret).update(username).digest('base64');
  return { iceServers: [...servers, { urls: [...turn.urls], username, credential }], ttl };
}
