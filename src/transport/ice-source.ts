import type { Clock } from '../base/clock.ts';
import type { Logger, RefusalCounter } from '../base/logger.ts';
import { ObservableValue } from '../base/observable.ts';
import type { Observable } from '../base/observable.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { IceServer } from '../base/ice-server.ts';
import { MAX_ICE_UNITS, parseIce } from '../protocol/parse-ice.ts';

/** How long the server may take to answer. */
const FETCH_MS = 10_000;
/** Pause before asking again where there was no good answer. */
const RETRY_MS = 60_000;
/** Part of the credentials' life after which new ones are asked for. */
const RENEW_AT = 0.8;

/** What may be used to reach others (TR5). */
export interface IceSettings {
  /** STUN and TURN. */
  readonly servers: readonly IceServer[];
  /** Whether the signalling server relays. */
  readonly relay: boolean;
}

/** Before there is an answer, and where there is none. */
export const NO_ICE: IceSettings = { servers: [], relay: false };

export interface IceSourceOptions {
  /** WebSocket address of the signalling server; its `/ice` is asked. */
  readonly signalingUrl: string;
  /** Servers that are known without asking, used beside those of the answer. */
  readonly known?: readonly IceServer[];
  /** Browsers: `fetch`. Only text and status of the answer are used. */
  readonly fetchText: (url: string, signal: AbortSignal) => Promise<string>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly refusals: RefusalCounter;
}

/** Keeps what the signalling server's `/ice` says, and asks again before its credentials end. */
export class IceSource {
  readonly #options: IceSourceOptions;
  readonly #known: readonly IceServer[];
  readonly #settings: ObservableValue<IceSettings>;
  readonly #abort = new AbortController();
  #cancel: Unsubscribe = () => undefined;

  /** Asks at once. Release it with `close`. */
  constructor(options: IceSourceOptions) {
    this.#options = options;
    this.#known = options.known ?? [];
    this.#settings = new ObservableValue<IceSettings>({ ...NO_ICE, servers: this.#known });
    this.#ask();
  }

  get settings(): Observable<IceSettings> {
    return this.#settings;
  }

  close(): void {
    this.#abort.abort();
    this.#cancel();
  }

  #ask(): void {
    this.#read().catch((cause: unknown) => {
      if (this.#abort.signal.aborted) return;
      // Without an answer peers connect directly, as on a server that has none.
      this.#options.logger.log('info', 'ice-unavailable', { cause: String(cause) });
      this.#later(RETRY_MS);
    });
  }

  async #read(): Promise<void> {
    const { signalingUrl, fetchText, clock, refusals } = this.#options;
    const late = new AbortController();
    const cancel = clock.after(FETCH_MS, () => late.abort());
    const signal = AbortSignal.any([this.#abort.signal, late.signal]);
    const text = await fetchText(iceUrl(signalingUrl), signal).finally(cancel);
    if (this.#abort.signal.aborted) return;
    const parsed = parseIce(text);
    if (!parsed.ok) {
      refusals.refuse(parsed.error);
      this.#later(RETRY_MS);
      return;
    }
    const { servers, ttl, relay } = parsed.value;
    this.#settings.set({ servers: [...this.#known, ...servers], relay });
    this.#later(ttl * 1_000 * RENEW_AT);
  }

  #later(ms: number): void {
    this.#cancel = this.#options.clock.after(ms, () => this.#ask());
  }
}

/** `ice` beside a signalling address, on whichever origin and in whichever folder that is. */
export function iceUrl(signalingUrl: string): string {
  return beside(signalingUrl, 'ice');
}

/** `health` beside it. */
export function healthUrl(signalingUrl: string): string {
  return beside(signalingUrl, 'health');
}

function beside(signalingUrl: string, name: string): string {
  const url = new URL(name, signalingUrl);
  url.protocol = url.protocol.replace('ws', 'http');
  return url.href;
}

/** `IceSourceOptions.fetchText` of browsers and Node: rejects on a bad status, and where the answer is too long. */
export async function fetchIceText(url: string, signal: AbortSignal): Promise<string> {
  const response = await fetch(url, { signal, credentials: 'omit', cache: 'no-store' });
  if (!response.ok) throw new Error(`Status ${response.status}`);
  if (response.body === null) return '';
  let text = '';
  for await (const part of response.body.pipeThrough(new TextDecoderStream())) {
    text += part;
    if (text.length > MAX_ICE_UNITS) throw new Error('The answer is too long');
  }
  return text;
}
