import type { PackedClass } from '../class/pack-class.ts';

/** What the benchmark asks of one of its two processes. */
export type Order =
  | { readonly kind: 'offer' }
  | { readonly kind: 'answer'; readonly sdp: string }
  | { readonly kind: 'complete'; readonly sdp: string }
  /** Sends `bytes` bytes over the raw channel; answered when all were handed over. */
  | { readonly kind: 'send'; readonly bytes: number }
  /** From now on `bytes` bytes are awaited over the raw channel. */
  | { readonly kind: 'await'; readonly bytes: number }
  /** Answered when they have come. */
  | { readonly kind: 'received' }
  | { readonly kind: 'serve' }
  /** Takes part in the class as its owner and puts a document of `documentBytes` into it. */
  | {
      readonly kind: 'own';
      readonly packed: PackedClass;
      readonly signalingUrl: string;
      readonly documentBytes: number;
    }
  /** Adds a file of `bytes` bytes; answered with its id. */
  | { readonly kind: 'add-file'; readonly bytes: number }
  /** Joins the class; answered when the whole document is here. */
  | {
      readonly kind: 'join';
      readonly packed: PackedClass;
      readonly signalingUrl: string;
      readonly documentBytes: number;
    }
  /** Fetches a file; answered when it is here and verified. */
  | { readonly kind: 'fetch'; readonly id: string };

export interface Report {
  readonly sdp?: string;
  readonly url?: string;
  readonly id?: string;
  /** From the first need to the last verified byte, ms; joining counts from the link's coming up. */
  readonly ms?: number;
  /** Joining: from the order on, ms. */
  readonly wholeMs?: number;
  /** How far resident memory rose above what it was before, bytes. */
  readonly grown?: number;
}
