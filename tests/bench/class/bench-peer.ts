import type { Counters } from './counters.ts';

/** A participant of the class benchmark, whatever carries its document. */
export interface BenchPeer {
  /** Whether this peer has joined and has what every other peer wrote when it joined (`expected` peers). */
  converged(expected: number): boolean;
  /** Whether it has all content; what a late joiner waits for. */
  complete(keys: number): boolean;
  /** Makes one small edit: sets `key` in a map that all share. */
  edit(key: string): void;
  /** When each key came in here, ms since the epoch. */
  readonly arrivals: Map<string, number>;
  /** Connections to other peers (or to the server) that are up. */
  connections(): number;
  close(): void;
}

/** What every engine is given. */
export interface BenchPeerOptions {
  /** 0 is the first; with our engine the owner. */
  readonly index: number;
  readonly signalingUrl: string;
  readonly counters: Counters;
  /** What the engine's `prepare` returned, made once for all processes. */
  readonly shared: unknown;
}

export type MakeBenchPeer = (options: BenchPeerOptions) => Promise<BenchPeer>;
