import { parseIceServers } from './ice-server.ts';
import type { IceServer } from './ice-server.ts';
import { isJsonObject } from './json.ts';
import { err, ok } from './result.ts';
import type { Result } from './result.ts';

/** Where a deployment says what is its own, beside `index.html`; each part may be left out, and the file too. */
export const DEPLOYMENT_FILE = 'config.json';
/** Longest such text, in UTF-16 units. */
export const MAX_DEPLOYMENT_UNITS = 64 * 1024;
/** Most package indexes: each costs a request before the first package comes. */
const MAX_INDEXES = 8;
/** Most further kernels, and the longest name of one, in UTF-16 units. */
const MAX_KERNELS = 8;
const MAX_NAME = 64;
/** The longest address of an index or server, in UTF-16 units. */
const MAX_ADDRESS = 512;

/** What the host of these pages has set. */
export interface Deployment {
  /** WebSocket address of the signalling server. */
  readonly signaling: string;
  /** Addresses of package indexes, each with a slash at its end; of two that have a package the first counts. */
  readonly packages: readonly string[];
  /** Kernels besides our own that come from these indexes: `ipython`. */
  readonly kernels: readonly string[];
  /** STUN and TURN servers beside those that the signalling server names. */
  readonly iceServers: readonly IceServer[];
}

/** What holds for pages at `page` without a setting: all of it on their own origin. Nobody else is asked unless the host names them. */
export function defaultDeployment(page: string): Deployment {
  return {
    signaling: webSocketAddress(new URL('/signal', page)),
    packages: [new URL('packages/', page).href],
    kernels: [],
    iceServers: [],
  };
}

/**
 * Reads the text of `config.json` of the pages at `page`; addresses in it are relative to that. Fails with the name of the part that
 * is wrong, or `json`. Never throws.
 */
export function parseDeployment(text: string, page: string): Result<Deployment> {
  if (text.length > MAX_DEPLOYMENT_UNITS) return err('json');
  let setting: unknown;
  try {
    setting = JSON.parse(text);
  } catch {
    return err('json'); // the only way JSON.parse has to say no
  }
  if (!isJsonObject(setting)) return err('json');
  const otherwise = defaultDeployment(page);
  const signaling = optional(setting['signaling'], otherwise.signaling, (value) => {
    const url = address(value, page, /^(?:http|ws)s?:$/);
    return url === null ? null : webSocketAddress(url);
  });
  if (signaling === null) return err('signaling');
  const packages = optional(setting['packages'], otherwise.packages, (value) =>
    indexes(value, page),
  );
  if (packages === null) return err('packages');
  const kernels = optional(setting['kernels'], otherwise.kernels, names);
  if (kernels === null) return err('kernels');
  const iceServers = optional(setting['iceServers'], otherwise.iceServers, parseIceServers);
  return iceServers === null ? err('iceServers') : ok({ signaling, packages, kernels, iceServers });
}

function optional<T>(value: unknown, otherwise: T, parse: (value: unknown) => T | null): T | null {
  return value === undefined ? otherwise : parse(value);
}

function indexes(value: unknown, page: string): readonly string[] | null {
  if (!Array.isArray(value) || value.length > MAX_INDEXES) return null;
  const addresses: string[] = [];
  for (const one of value as readonly unknown[]) {
    const slashed = typeof one === 'string' && !one.endsWith('/') ? `${one}/` : one;
    const url = address(slashed, page, /^https?:$/);
    if (url === null) return null;
    addresses.push(url.href);
  }
  return addresses;
}

function names(value: unknown): readonly string[] | null {
  if (!Array.isArray(value) || value.length > MAX_KERNELS) return null;
  return value.every((one) => typeof one === 'string' && one.length <= MAX_NAME)
    ? (value as readonly string[])
    : null;
}

function address(value: unknown, page: string, protocols: RegExp): URL | null {
  if (typeof value !== 'string' || value.length > MAX_ADDRESS) return null;
  try {
    const url = new URL(value, page);
    return protocols.test(url.protocol) && url.username === '' && url.password === '' ? url : null;
  } catch {
    return null; // the constructor is the only parser there is
  }
}

function webSocketAddress(url: URL): string {
  return url.href.replace(/^http/, 'ws');
}
