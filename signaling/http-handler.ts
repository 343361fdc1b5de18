import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Metrics } from './metrics.ts';
import {
  COMMON_HEADERS,
  contentSecurityPolicy,
  isKernelFrame,
  KERNEL_FRAME_POLICY,
} from './security-headers.ts';
import type { CspNeeds } from './security-headers.ts';
import { acceptedEncodings, findFile } from './static-files.ts';
import type { FoundFile } from './static-files.ts';

/** How long a browser may use a file whose name changes with its content: a year, the usual "for ever". */
const FOREVER = 'public, max-age=31536000, immutable';

const NOT_FOUND = page(
  'Not found',
  'There is nothing at this address. <a href="/">Go to Lectern</a>.',
);
const NOT_BUILT = page(
  'Not built',
  'This server has no application to show. Run <code>npm start</code>.',
);

/** What the handler needs to know. */
export interface HttpFacts {
  /** The built application, or null where only signalling is served. */
  readonly appDir: string | null;
  readonly csp: CspNeeds;
  /** Further origins that the page may connect to. */
  readonly connect: readonly string[];
  /** Origins whose pages may read `/ice`; null: any. */
  readonly origins: readonly string[] | null;
  /** The answer to `/health`. */
  health(): Readonly<Record<string, string | number>>;
  /** What `/metrics` answers, to whom; null: nothing. */
  readonly metrics: (Metrics & { readonly token: string | null }) | null;
  /** The answer to `/ice`. */
  ice(): object;
}

/** Answers plain HTTP requests: `/health`, `/ice` and the application's files. Settles when the answer is out. */
export async function handleHttp(
  facts: HttpFacts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  for (const [name, value] of Object.entries(COMMON_HEADERS)) response.setHeader(name, value);
  const { method = 'GET', headers } = request;
  const policy = contentSecurityPolicy(facts.csp, headers.host, facts.connect);
  response.setHeader('Content-Security-Policy', policy);
  if (method !== 'GET' && method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    return answer(
      response,
      405,
      'text/plain; charset=utf-8',
      'Only GET and HEAD are answered here.\n',
    );
  }
  const path = (request.url ?? '/').split(/[?#]/, 1)[0] ?? '/';
  if (path === '/health') {
    response.setHeader('Cache-Control', 'no-store');
    const health = facts.health();
    const status = health['status'] === 'ok' ? 200 : 503;
    return answer(response, status, 'application/json', JSON.stringify(health));
  }
  if (path === '/metrics' && facts.metrics !== null) {
    response.setHeader('Cache-Control', 'no-store');
    const { token, contentType } = facts.metrics;
    if (token !== null && !isBearer(headers.authorization, token)) {
      response.setHeader('WWW-Authenticate', 'Bearer');
      return answer(response, 401, 'text/plain; charset=utf-8', 'The token is missing or wrong.\n');
    }
    return answer(response, 200, contentType, await facts.metrics.text());
  }
  if (path === '/ice') {
    response.setHeader('Cache-Control', 'no-store'); // credentials that end
    allowReading(facts.origins, headers.origin, response);
    return answer(response, 200, 'application/json', JSON.stringify(facts.ice()));
  }
  const html = 'text/html; charset=utf-8';
  if (facts.appDir === null) return answer(response, 404, html, NOT_BUILT);
  if (isKernelFrame(path)) response.setHeader('Content-Security-Policy', KERNEL_FRAME_POLICY);
  const accepted = acceptedEncodings(headers['accept-encoding']?.toString() ?? '');
  const file = await findFile(facts.appDir, path, accepted);
  if (file === null) return answer(response, 404, html, path === '/' ? NOT_BUILT : NOT_FOUND);
  return sendFile(file, request, response);
}

/** Whether the header brings `token` (RFC 6750), compared in a time that tells nothing. */
function isBearer(header: string | undefined, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(header ?? ''), digest(`Bearer ${token}`));
}

/** Lets pages of other origins read the answer (Fetch, CORS protocol): the page may come from another host. */
function allowReading(
  origins: readonly string[] | null,
  origin: string | undefined,
  response: ServerResponse,
): void {
  response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
  if (origins === null) return void response.setHeader('Access-Control-Allow-Origin', '*');
  response.setHeader('Vary', 'Origin');
  if (origin === undefined || !origins.includes(origin)) return;
  response.setHeader('Access-Control-Allow-Origin', origin);
}

async function sendFile(
  file: FoundFile,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    response.setHeader('ETag', file.etag);
    response.setHeader('Vary', 'Accept-Encoding');
    response.setHeader('Cache-Control', file.immutable ? FOREVER : 'no-cache');
    if (matches(request.headers['if-none-match'], file.etag)) {
      response.writeHead(304).end();
      return;
    }
    response.setHeader('Content-Type', file.contentType);
    response.setHeader('Content-Length', file.size);
    if (file.encoding !== null) response.setHeader('Content-Encoding', file.encoding);
    response.writeHead(200);
    if (request.method === 'HEAD' || file.size === 0) {
      response.end();
      return;
    }
    // Never more than the length that was promised, even where the file has grown since.
    await pipeline(
      file.handle.createReadStream({ end: file.size - 1, autoClose: false }),
      response,
    );
  } finally {
    await file.handle.close();
  }
}

function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  // Weak comparison (RFC 9110, section 13.1.2).
  return header.split(',').some((tag) => ['*', etag].includes(tag.trim().replace(/^W\//, '')));
}

function answer(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(response.req.method === 'HEAD' ? undefined : body); // HEAD: the same headers, no body
}

function page(title: string, sentence: string): string {
  return (
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title} - Lectern</title>` +
    `<meta name="viewport" content="width=device-width"><style>body{font:1.1rem/1.5 system-ui,` +
    `sans-serif;margin:4rem auto;max-width:36rem;padding:0 1rem}</style>` +
    `<h1>${title}</h1><p>${sentence}</p></html>\n`
  );
}
