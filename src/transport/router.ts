import type { Bytes } from '../base/bytes.ts';
import type { Clock } from '../base/clock.ts';
import type { PeerId } from '../protocol/ids.ts';
import { MAX_HOPS } from './tree-message.ts';
import type { TreeMessage } from './tree-message.ts';

/** Ways that are remembered; the oldest go first. */
const MAX_ROUTES = 512;
/**
 * Bytes that one neighbour may have carried at once: all that the hundreds below it or beyond it say while a class
 * comes together or heals (6 KiB each), or a tree of thousands …
 */
const BURST = 4 * 1024 * 1024;
/** … and per second after that. */
const PER_SECOND = 256 * 1024;
/** What handing on costs at least. */
const LEAST = 256;

type Carried = Extract<TreeMessage, { kind: 'carry' | 'stuck' }>;

export interface RouterPort {
  /** Sends to a neighbour; false, and nothing sent, where there is no link with it that both admitted. */
  tell(neighbour: PeerId, message: TreeMessage): boolean;
  /** A payload for us from `origin`. */
  arrived(origin: PeerId, payload: Bytes): void;
  /** What was sent to `target` did not reach it: a link on the way is gone, and the way is forgotten. */
  stuck(target: PeerId): void;
  refuse(code: string, neighbour: PeerId): void;
}

/**
 * Carries small payloads over the links of the tree, by ways that their first sender names: what brings peers
 * together when the signalling server is away. Keeps nothing of what it hands on.
 */
export class Router {
  readonly #self: PeerId;
  readonly #port: RouterPort;
  readonly #clock: Clock;
  /** The hops to a peer, itself the last one. */
  readonly #routes = new Map<PeerId, readonly PeerId[]>();
  readonly #allowances = new Map<PeerId, { left: number; at: number }>();

  constructor(self: PeerId, port: RouterPort, clock: Clock) {
    this.#self = self;
    this.#port = port;
    this.#clock = clock;
  }

  /** The hops after us to `peer`; null where no way is known. */
  route(peer: PeerId): readonly PeerId[] | null {
    return this.#routes.get(peer) ?? null;
  }

  /** Remembers a way to its last hop. One that is too long, or leads in a circle, is none. */
  learn(route: readonly PeerId[]): void {
    const peer = route.at(-1);
    if (peer === undefined || route.length > MAX_HOPS || route.includes(this.#self)) return;
    if (new Set(route).size !== route.length) return;
    this.#routes.delete(peer);
    this.#routes.set(peer, route);
    for (const oldest of this.#routes.keys()) {
      if (this.#routes.size <= MAX_ROUTES) break;
      this.#routes.delete(oldest);
    }
  }

  forget(peer: PeerId): void {
    this.#routes.delete(peer);
  }

  /** False, and nothing sent, where no way is known or its first hop is no neighbour any more. */
  send(peer: PeerId, payload: Bytes): boolean {
    const route = this.#routes.get(peer);
    const first = route?.[0];
    if (route === undefined || first === undefined) return false;
    const hops = [this.#self, ...route];
    if (this.#port.tell(first, { kind: 'carry', hops, at: 1, payload })) return true;
    this.#routes.delete(peer);
    return false;
  }

  /** A neighbour sent this; both have admitted the link. */
  take(neighbour: PeerId, message: Carried): void {
    const { hops, at } = message;
    if (hops[at] !== this.#self || hops[at - 1] !== neighbour) {
      this.#port.refuse('carry-way', neighbour);
      return;
    }
    if (!this.#allow(neighbour, message)) {
      this.#port.refuse('carry-flood', neighbour);
      return;
    }
    const next = hops[at + 1];
    if (next !== undefined) {
      const sent = this.#port.tell(next, { ...message, at: at + 1 });
      if (!sent && message.kind === 'carry') this.#turnBack(neighbour, hops, at);
      return;
    }
    if (message.kind === 'stuck') {
      this.#routes.delete(message.target);
      this.#port.stuck(message.target);
      return;
    }
    const back = hops.slice(0, at).toReversed();
    const origin = back.at(-1);
    if (origin === undefined) return;
    this.learn(back);
    this.#port.arrived(origin, message.payload);
  }

  neighbourEnded(neighbour: PeerId): void {
    this.#allowances.delete(neighbour);
    for (const [peer, route] of this.#routes) {
      if (route[0] === neighbour) this.#routes.delete(peer);
    }
  }

  #turnBack(neighbour: PeerId, hops: readonly PeerId[], at: number): void {
    const target = hops.at(-1);
    if (target === undefined) return;
    const back = hops.slice(0, at + 1).toReversed();
    this.#port.tell(neighbour, { kind: 'stuck', hops: back, at: 1, target });
  }

  #allow(neighbour: PeerId, message: Carried): boolean {
    const cost = message.kind === 'carry' ? Math.max(LEAST, message.payload.length) : LEAST;
    const now = this.#clock.now();
    const allowance = this.#allowances.get(neighbour) ?? { left: BURST, at: now };
    const gained = Math.max(0, ((now - allowance.at) / 1000) * PER_SECOND);
    const left = Math.min(BURST, allowance.left + gained);
    const allowed = left >= cost;
    this.#allowances.set(neighbour, { left: allowed ? left - cost : left, at: now });
    return allowed;
  }
}
