/** The two headers that make a page cross-origin isolated, as our own server sends them. */
const ISOLATION: readonly (readonly [string, string])[] = [
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Cross-Origin-Embedder-Policy', 'require-corp'],
];

/** Requests whose answers become a document or a worker: the headers count there only. */
const OWNERS: ReadonlySet<string> = new Set(['document', 'iframe', 'worker', 'sharedworker']);

/**
 * The answer with the headers of isolation, for static hosts that cannot send them; as it is where it has them, or where
 * it makes no document and no worker (`destination` of its request).
 */
export function isolated(response: Response, destination: string): Response {
  if (!OWNERS.has(destination) || response.status !== 200) return response;
  if (ISOLATION.every(([name]) => response.headers.has(name))) return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of ISOLATION) if (!headers.has(name)) headers.set(name, value);
  return new Response(response.body, { status: 200, headers });
}
