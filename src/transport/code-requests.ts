import type { Clock } from '../base/clock.ts';
import { LecternError } from '../base/lectern-error.ts';
import type { ClientMessage } from '../protocol/signaling-messages.ts';

/** How long a lookup waits for the server. */
const LOOKUP_MS = 10_000;

interface Lookup {
  readonly id: string;
  readonly resolve: (ticket: string | null) => void;
  readonly reject: (reason: unknown) => void;
}

interface KeptCode {
  readonly ticket: string;
  /** By the clock, in ms. */
  readonly ends: number;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** The class codes that are kept and looked up on the server, over its restarts. */
export class CodeRequests {
  readonly #clock: Clock;
  /** Sends now; false while the server is away. */
  readonly #send: (message: ClientMessage) => boolean;
  readonly #lookups = new Set<Lookup>();
  readonly #kept = new Map<string, KeptCode>();
  readonly #dropped = new Set<string>();
  /** Ids of put codes without an answer, oldest first: errors name no id. */
  #unanswered: string[] = [];
  #inRoom = false;

  constructor(clock: Clock, send: (message: ClientMessage) => boolean) {
    this.#clock = clock;
    this.#send = send;
  }

  /** Whether somebody waits for the server. */
  get waiting(): boolean {
    return this.#lookups.size > 0;
  }

  async get(id: string, signal?: AbortSignal): Promise<string | null> {
    signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        this.#lookups.delete(lookup);
        cancel();
        signal?.removeEventListener('abort', abort);
        settle();
      };
      const lookup: Lookup = {
        id,
        resolve: (ticket) => end(() => resolve(ticket)),
        reject: (reason) => end(() => reject(reason)),
      };
      const abort = (): void => lookup.reject(signal?.reason);
      const cancel = this.#clock.after(LOOKUP_MS, () =>
        lookup.reject(new LecternError('signaling-unreachable')),
      );
      signal?.addEventListener('abort', abort);
      this.#lookups.add(lookup);
      this.#send({ type: 'get-code', id });
    });
  }

  async put(id: string, ticket: string, ttl: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.#dropped.delete(id);
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        this.#kept.get(id)?.reject(signal?.reason);
        this.drop(id);
      };
      const settled = (settle: () => void): void => {
        signal?.removeEventListener('abort', abort);
        settle();
      };
      signal?.addEventListener('abort', abort);
      this.#kept.set(id, {
        ticket,
        ends: this.#clock.now() + ttl * 1000,
        resolve: () => settled(resolve),
        reject: (reason) => settled(() => reject(reason)),
      });
      if (this.#inRoom) this.#put(id);
    });
  }

  drop(id: string): void {
    const kept = this.#kept.get(id);
    this.#kept.delete(id);
    this.#unanswered = this.#unanswered.filter((other) => other !== id);
    kept?.reject(new LecternError('signaling-refused', { detail: { reason: 'dropped' } }));
    if (!this.#send({ type: 'drop-code', id })) this.#dropped.add(id);
  }

  /** The server is there: lookups go out (again). */
  connected(): void {
    for (const lookup of this.#lookups) this.#send({ type: 'get-code', id: lookup.id });
  }

  /** A room was entered: codes are kept and dropped again. */
  entered(): void {
    this.#inRoom = true;
    for (const id of this.#dropped) this.#send({ type: 'drop-code', id });
    this.#dropped.clear();
    for (const id of [...this.#kept.keys()]) this.#put(id);
  }

  left(): void {
    this.#inRoom = false;
    this.#unanswered = [];
  }

  /** An attempt to reach the server failed. */
  unreachable(cause?: unknown): void {
    for (const lookup of [...this.#lookups]) {
      lookup.reject(new LecternError('signaling-unreachable', { cause }));
    }
  }

  answered(id: string, ticket: string | null): void {
    for (const lookup of [...this.#lookups]) if (lookup.id === id) lookup.resolve(ticket);
  }

  keptBy(id: string): void {
    this.#unanswered = this.#unanswered.filter((other) => other !== id);
    this.#kept.get(id)?.resolve();
  }

  /** The server refused; it does not say which request it means. */
  refused(code: 'code-tries' | 'code-full'): void {
    if (code === 'code-tries') {
      for (const lookup of [...this.#lookups]) {
        lookup.reject(new LecternError('code-too-many-tries'));
      }
      return;
    }
    const id = this.#unanswered.shift();
    if (id === undefined) return;
    this.#kept.get(id)?.reject(new LecternError('signaling-refused', { detail: { reason: code } }));
    this.#kept.delete(id);
  }

  close(): void {
    this.unreachable();
    for (const kept of this.#kept.values()) kept.reject(new LecternError('signaling-unreachable'));
    this.#kept.clear();
  }

  #put(id: string): void {
    const kept = this.#kept.get(id);
    if (kept === undefined) return;
    const ttl = Math.floor((kept.ends - this.#clock.now()) / 1000);
    if (ttl < 1) {
      this.#kept.delete(id);
      kept.reject(new LecternError('signaling-unreachable'));
      return;
    }
    if (this.#send({ type: 'put-code', id, ticket: kept.ticket, ttl })) this.#unanswered.push(id);
  }
}
