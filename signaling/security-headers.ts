import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject } from '../src/base/json.ts';

/** What the build says that the page's scripts need. */
export interface CspNeeds {
  /** `sha256-…` of inline scripts. */
  readonly scriptHashes: readonly string[];
  readonly unsafeEval: boolean;
}

const NO_NEEDS: CspNeeds = { scriptHashes: [], unsafeEval: false };

/** Reads `csp.json` of a build; a build without one needs nothing. Throws where the file is not what it should be. */
export function readCspNeeds(appDir: string): CspNeeds {
  let text: string;
  try {
    text = readFileSync(join(appDir, 'csp.json'), 'utf8');
  } catch {
    return NO_NEEDS; // a build without inline scripts has no such file
  }
  const needs: unknown = JSON.parse(text);
  if (!isJsonObject(needs)) throw new Error('csp.json holds no object');
  const { scriptHashes, unsafeEval } = needs;
  const hashes: unknown[] = Array.isArray(scriptHashes) ? scriptHashes : [];
  if (
    !hashes.every((hash) => typeof hash === 'string' && /^sha(256|384|512)-[\w+/]+=*$/.test(hash))
  ) {
    throw new Error('csp.json holds a script hash that is none');
  }
  return { scriptHashes: hashes as string[], unsafeEval: unsafeEval === true };
}

/**
 * The policy of every page. `blob:` in scripts and workers is for the kernel's worker, which has no
 * origin of its own (KE1). Sockets are named by host since not every browser counts them as `'self'`;
 * `connect` holds further origins (another signalling server, a package index).
 */
export function contentSecurityPolicy(
  needs: CspNeeds,
  host: string | undefined,
  connect: readonly string[],
): string {
  const hashes = needs.scriptHashes.map((hash) => `'${hash}'`);
  const evaluation = needs.unsafeEval ? ["'unsafe-eval'"] : [];
  const sockets = host !== undefined && isHost(host) ? [`ws://${host}`, `wss://${host}`] : [];
  const directives: Record<string, readonly string[]> = {
    'default-src': ["'self'"],
    'script-src': ["'self'", "'wasm-unsafe-eval'", 'blob:', ...evaluation, ...hashes],
    'worker-src': ["'self'", 'blob:', 'data:'],
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:', 'blob:'],
    'font-src': ["'self'", 'data:'],
    'media-src': ["'self'", 'data:', 'blob:'],
    'connect-src': ["'self'", 'data:', 'blob:', ...sockets, ...connect],
    'frame-src': ["'self'", 'blob:', 'data:'],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'frame-ancestors': ["'self'"],
  };
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(' ')}`)
    .join('; ');
}

/**
 * The policy of the document in which a Python with network runs, beside the one that it carries itself: an origin
 * of its own, whoever loads it, and only in frames of ours.
 */
export const KERNEL_FRAME_POLICY = "sandbox allow-scripts; frame-ancestors 'self'";

/** Whether a path is that of such a document. */
export function isKernelFrame(path: string): boolean {
  return /\/pyodide\/frame-[^/]+\/network\.html$/.test(path);
}

/** Headers that go out with every answer, whatever it is. */
export const COMMON_HEADERS: Readonly<Record<string, string>> = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

function isHost(host: string): boolean {
  return /^(?:[a-z\d.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i.test(host);
}
