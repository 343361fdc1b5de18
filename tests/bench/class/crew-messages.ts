import type { Counters } from './counters.ts';
import type { PackedClass } from './pack-class.ts';

export type EngineName = 'ours' | 'ywebrtc' | 'ywebrtcFramed' | 'ywebsocket';

/** What the benchmark asks of one of its processes; each is answered by a `Report`. */
export type Order =
  | { readonly kind: 'server'; readonly engine: EngineName }
  /** Loads the programs of these peers. */
  | { readonly kind: 'load'; readonly engine: EngineName; readonly indexes: readonly number[] }
  /** All peers that were loaded join at once. */
  | {
      readonly kind: 'join';
      readonly signalingUrl: string;
      readonly packed: PackedClass | null;
    }
  /** How things stand; `peers` and `keys` are what convergence and completeness are measured by. */
  | { readonly kind: 'look'; readonly peers: number; readonly keys: number }
  | { readonly kind: 'promote'; readonly id: string }
  | { readonly kind: 'edit'; readonly index: number; readonly key: string }
  | { readonly kind: 'arrivals' }
  | { readonly kind: 'reset' };

export interface Report {
  readonly url?: string;
  /** Of this process's peers, by index. */
  readonly peers: readonly {
    readonly index: number;
    readonly converged: boolean;
    readonly complete: boolean;
    readonly connections: number;
    readonly mayEdit: boolean;
    readonly id: string | null;
    readonly arrivals?: readonly (readonly [string, number])[];
  }[];
  readonly counters: Counters;
  /** CPU time of the process so far, in ms. */
  readonly cpuMs: number;
  /** Resident memory, bytes. */
  readonly rss: number;
  /** When an edit was made, ms since the epoch. */
  readonly at: number;
  readonly errors: number;
}
