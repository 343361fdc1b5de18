import { err, ok } from '../src/base/result.ts';
import type { Result } from '../src/base/result.ts';
import type { ServerOptions } from './create-server.ts';
import { readIce } from './read-ice.ts';
import type { IceEnvironment } from './read-ice.ts';

/** What the environment may set; the README names these variables. */
export interface Environment extends IceEnvironment {
  readonly PORT?: string | undefined;
  readonly HOST?: string | undefined;
  /** Folder of the built application; `dist` beside the server's own folder unless set. */
  readonly APP_DIR?: string | undefined;
  /** Origins, separated by commas, whose pages may open the socket. */
  readonly ALLOWED_ORIGINS?: string | undefined;
  /** Further origins, separated by commas, that the page may connect to. */
  readonly CONNECT_ORIGINS?: string | undefined;
  /** Number of reverse proxies in front whose `X-Forwarded-For` is believed. */
  readonly TRUSTED_PROXIES?: string | undefined;
  /** Redis through which several servers serve the same classes, `redis://…` or `rediss://…`. */
  readonly REDIS_URL?: string | undefined;
  /** `off`: peers cannot relay through this server. */
  readonly RELAY?: string | undefined;
}

/** The server's options, or a plain sentence about what is set wrong. An empty variable counts as not set. */
export function readEnvironment(
  env: Environment,
): Result<ServerOptions & { readonly port: number }> {
  const port = wholeNumber(env.PORT, 8080);
  if (port === null || port > 65_535) {
    return err(`PORT must be a number up to 65535, not "${env.PORT}".`);
  }
  const proxies = wholeNumber(env.TRUSTED_PROXIES, 0);
  if (proxies === null) {
    return err(`TRUSTED_PROXIES must be a number, not "${env.TRUSTED_PROXIES}".`);
  }
  const allowed = origins(env.ALLOWED_ORIGINS);
  const connect = origins(env.CONNECT_ORIGINS);
  if (allowed === null || connect === null) {
    const name = allowed === null ? 'ALLOWED_ORIGINS' : 'CONNECT_ORIGINS';
    return err(`${name} must be origins like https://lectern.example, separated by commas.`);
  }
  const relay = onOrOff(env.RELAY, true);
  if (relay === null) return err(`RELAY must be "on" or "off", not "${env.RELAY}".`);
  const redisUrl = env.REDIS_URL ? env.REDIS_URL : null;
  if (redisUrl !== null && !isRedisUrl(redisUrl)) {
    return err('REDIS_URL must be an address like redis://redis.example:6379.');
  }
  const ice = readIce(env);
  if (!ice.ok) return ice;
  return ok({
    port,
    relay,
    redisUrl,
    ice: ice.value,
    proxies,
    connect,
    allowedOrigins: allowed.length === 0 ? null : allowed,
    ...(env.HOST ? { host: env.HOST } : {}),
    ...(env.APP_DIR ? { appDir: env.APP_DIR } : {}),
  });
}

function wholeNumber(text: string | undefined, otherwise: number): number | null {
  if (text === undefined || text === '') return otherwise;
  return /^\d{1,6}$/.test(text) ? Number(text) : null;
}

function isRedisUrl(text: string): boolean {
  return URL.canParse(text) && ['redis:', 'rediss:'].includes(new URL(text).protocol);
}

function onOrOff(text: string | undefined, otherwise: boolean): boolean | null {
  if (text === undefined || text === '') return otherwise;
  return text === 'on' ? true : text === 'off' ? false : null;
}

/** Strict, for these go into a header: scheme, host and port alone. */
function origins(text = ''): string[] | null {
  const parts = text
    .split(',')
    .map((part) => part.trim().replace(/\/$/, ''))
    .filter((part) => part !== '');
  const origin = /^(?:https?|wss?):\/\/(?:[a-z\d.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;
  return parts.every((part) => origin.test(part)) ? parts : null;
}
