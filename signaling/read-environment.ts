import { err, ok } from '../src/base/result.ts';
import type { Result } from '../src/base/result.ts';
import type { ServerOptions } from './create-server.ts';
import { readIce } from './read-ice.ts';
import type { IceEnvironment } from './read-ice.ts';
import type { LogSettings } from './stream-logger.ts';

/** What the environment may set; the README names these variables. */
export interface Environment extends IceEnvironment {
  readonly PORT?: string | undefined;
  readonly HOST?: string | undefined;
  /** Files with key and certificate (PEM), where it is to speak https itself. */
  readonly TLS_KEY?: string | undefined;
  readonly TLS_CERT?: string | undefined;
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
  /** Least level of the log: `debug`, `info`, `warn`, `error` or `silent`. */
  readonly LOG_LEVEL?: string | undefined;
  /** `text` or `json`. */
  readonly LOG_FORMAT?: string | undefined;
  /** `on`: numbers for Prometheus at `/metrics`. */
  readonly METRICS?: string | undefined;
  /** Who asks for `/metrics` has to bring it; switches them on. */
  readonly METRICS_TOKEN?: string | undefined;
  /** Seconds over which peers are sent away at the end. */
  readonly DRAIN_SECONDS?: string | undefined;
  /** `off`: peers cannot relay through this server. */
  readonly RELAY?: string | undefined;
}

/** What `main` starts with. */
export interface StartOptions extends Omit<ServerOptions, 'tls'> {
  readonly port: number;
  readonly log: LogSettings;
  /** Time over which peers are sent away at the end. */
  readonly drainMs: number;
  /** Paths of key and certificate. */
  readonly tlsFiles: { readonly key: string; readonly cert: string } | null;
}

const LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
const FORMATS = ['text', 'json'] as const;

/** The server's options, or a plain sentence about what is set wrong. An empty variable counts as not set. */
export function readEnvironment(env: Environment): Result<StartOptions> {
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
  const metrics = onOrOff(env.METRICS, Boolean(env.METRICS_TOKEN));
  if (metrics === null) return err(`METRICS must be "on" or "off", not "${env.METRICS}".`);
  const level = oneOf(env.LOG_LEVEL, LEVELS, 'warn');
  if (level === null) return err(`LOG_LEVEL must be one of ${LEVELS.join(', ')}.`);
  const format = oneOf(env.LOG_FORMAT, FORMATS, 'text');
  if (format === null) return err(`LOG_FORMAT must be one of ${FORMATS.join(', ')}.`);
  const drainSeconds = wholeNumber(env.DRAIN_SECONDS, 5);
  if (drainSeconds === null || drainSeconds > 300) {
    return err(`DRAIN_SECONDS must be a number up to 300, not "${env.DRAIN_SECONDS}".`);
  }
  const { TLS_KEY: key = '', TLS_CERT: cert = '' } = env;
  if ((key === '') !== (cert === ''))
    return err('TLS_KEY and TLS_CERT must both be set, to files of a key and its certificate.');
  const ice = readIce(env);
  if (!ice.ok) return ice;
  return ok({
    port,
    relay,
    redisUrl,
    metrics: metrics ? { token: env.METRICS_TOKEN ? env.METRICS_TOKEN : null } : null,
    log: { level, format },
    drainMs: drainSeconds * 1000,
    ice: ice.value,
    tlsFiles: key === '' ? null : { key, cert },
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

function oneOf<T extends string>(
  text: string | undefined,
  values: readonly T[],
  otherwise: T,
): T | null {
  if (text === undefined || text === '') return otherwise;
  return values.find((value) => value === text) ?? null;
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
