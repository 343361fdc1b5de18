import type { Clock } from '../../../src/base/clock.ts';
import { concat, type Bytes } from '../../../src/base/bytes.ts';
import { err, ok, type Result } from '../../../src/base/result.ts';

/** Why a file did not come. */
export type DownloadProblem =
  | 'unreachable' // no connection, or an answer that the browser keeps from us
  | 'missing' // the server has no such file
  | 'refused' // the server cannot, or does not want to
  | 'cut' // the connection ended in the middle
  | 'stalled'
  | 'too-large';

export interface DownloadOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Most bytes that are taken; at one more the download ends. */
  readonly limit: number;
  /** So long without a byte it is given up, in ms. */
  readonly stallMs?: number;
  /** Called once with the length that the server promises, if it does, then with each part's. It may lie: for show. */
  readonly onSize?: (bytes: number) => void;
  readonly onBytes?: (bytes: number) => void;
}

/** For a file that is needed, in ms: a school's network hangs for half a minute, not for longer. */
const STALL_MS = 60_000;

/** Fetches a file. Rejects with the signal's reason where that ends it; every other end is a result. */
export async function download(
  url: string,
  { clock, signal, limit, stallMs = STALL_MS, onSize, onBytes }: DownloadOptions,
): Promise<Result<Bytes, DownloadProblem>> {
  const abort = new AbortController();
  let problem: DownloadProblem = 'unreachable';
  const giveUp = (why: DownloadProblem): void => {
    problem = why;
    abort.abort();
  };
  const stop = (): void => abort.abort();
  signal.throwIfAborted();
  signal.addEventListener('abort', stop, { once: true });
  let cancelTimer = clock.after(stallMs, () => giveUp('stalled'));
  try {
    const response = await fetch(url, {
      cache: 'no-store', // what is worth keeping is kept by its hash
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      signal: abort.signal,
    });
    // Servers of single-page sites answer with their page for what they do not have.
    const isPage = response.headers.get('Content-Type')?.startsWith('text/html') === true;
    if (response.status === 404 || response.status === 410 || (response.ok && isPage))
      return err('missing');
    if (!response.ok) return err('refused');
    problem = 'cut';
    const promised = Number(response.headers.get('Content-Length') ?? Number.NaN);
    if (Number.isSafeInteger(promised)) onSize?.(promised);
    const parts: Uint8Array[] = [];
    let received = 0;
    const reader = response.body?.getReader();
    for (;;) {
      const part = await reader?.read();
      if (part?.value === undefined) break;
      cancelTimer();
      cancelTimer = clock.after(stallMs, () => giveUp('stalled'));
      received += part.value.length;
      if (received > limit) return err('too-large');
      parts.push(part.value);
      onBytes?.(part.value.length);
    }
    return ok(concat(...parts));
  } catch {
    signal.throwIfAborted();
    return err(problem);
  } finally {
    cancelTimer();
    signal.removeEventListener('abort', stop);
    abort.abort(); // ends what still comes
  }
}
