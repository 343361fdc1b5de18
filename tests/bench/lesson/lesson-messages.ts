/** What the lesson benchmark asks of one of its processes. */
export type Order =
  | { readonly kind: 'serve' }
  /** Starts the class; answered with its link. */
  | { readonly kind: 'teach'; readonly signalingUrl: string }
  /** So many students join; answered when all are members. */
  | {
      readonly kind: 'join';
      readonly signalingUrl: string;
      readonly link: string;
      readonly students: number;
    }
  /** The teacher shares cell `cell` with `source`, as a new version where it was shared before. */
  | { readonly kind: 'share'; readonly cell: number; readonly source: string }
  /** Answered when every student's list shows a cell with that source. */
  | { readonly kind: 'await'; readonly source: string }
  /** The teacher leaves the class, and has shared nothing. */
  | { readonly kind: 'leave' }
  | { readonly kind: 'look' }
  /** Collects what nobody needs any more; answered with the heap that is left. */
  | { readonly kind: 'weigh' };

export interface Report {
  readonly url?: string;
  readonly link?: string;
  /** `share`: when the teacher pressed, ms since the epoch. */
  readonly at?: number;
  /** `look`: of each student, when each source was shown for the first time, ms since the epoch. */
  readonly shown?: readonly (readonly (readonly [string, number])[])[];
  /** `look`: processor time of this process so far, ms; bytes that it sent over data channels. */
  readonly cpuMs?: number;
  readonly sentBytes?: number;
  readonly heap?: Heap;
}

/** `weigh`: bytes in use, array buffers included, and those of them that are compiled code. */
export interface Heap {
  readonly bytes: number;
  readonly code: number;
}
