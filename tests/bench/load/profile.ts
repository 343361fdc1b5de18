/** What a browser has to work with. */
export interface Profile {
  readonly name: 'machine' | 'slow';
  /** How many times slower all of the browser's processes run. */
  readonly slower: number;
  /** Bytes per second towards the browser, on all of its connections together. */
  readonly bytesPerSecond: number;
  /** Ms for a byte to the server and the answer back. */
  readonly roundTripMs: number;
  readonly runs: number;
}

/** This machine as it is; and an old laptop behind a school's line. */
export const PROFILES: readonly Profile[] = [
  {
    name: 'machine',
    slower: 1,
    bytesPerSecond: Number.POSITIVE_INFINITY,
    roundTripMs: 0,
    runs: 5,
  },
  { name: 'slow', slower: 4, bytesPerSecond: 20_000_000 / 8, roundTripMs: 40, runs: 3 },
];
