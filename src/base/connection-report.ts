/** The parts of a connection test, in the order in which they are made. */
export type TestStep = 'server' | 'ice' | 'direct' | 'relay';

export type Verdict =
  | 'works'
  | 'slow' // works, but so slowly that people notice
  | 'fails'
  | 'not-offered'; // by this server: nothing is broken

/** Why a step came out as it did; wording and advice are keyed by it. */
export type TestReason =
  | 'device-offline' // the browser says that there is no network at all
  | 'server-reached'
  | 'server-away' // neither WebSocket nor HTTP
  | 'server-other' // what answers is no server of Lectern: a sign-in page, a proxy's error
  | 'websocket-blocked' // HTTP works, WebSocket does not
  | 'webrtc-missing' // no RTCPeerConnection, or it cannot be made
  | 'ice-found'
  | 'ice-none-offered' // the server names neither STUN nor TURN
  | 'ice-unanswered' // nothing useful came from `/ice`
  | 'ice-no-candidates' // the browser gives out no address of its own
  | 'stun-silent' // STUN is offered and does not answer
  | 'turn-silent' // TURN is offered and gives no relayed address
  | 'direct-works'
  | 'direct-blocked' // not even to ourselves
  | 'direct-not-to-others' // to ourselves, but neighbours only through the server
  | 'relay-works'
  | 'relay-off'
  | 'relay-quota' // what may be relayed within an hour is used up
  | 'relay-silent' // what was sent did not come back
  | 'relay-no-server';

/**
 * Counts and times, never an address: `ms` (round trip), candidates by kind (`host`, of which `mdns` are
 * hidden names, `reflexive`, `relayed`), and in a
 * class the links to neighbours by their path (`neighboursDirect`, `neighboursByServer`).
 */
export type TestFacts = Readonly<
  Partial<
    Record<
      'ms' | 'host' | 'mdns' | 'reflexive' | 'relayed' | 'neighboursDirect' | 'neighboursByServer',
      number
    >
  >
>;

/** What came out of one step. */
export interface StepResult {
  readonly step: TestStep;
  readonly verdict: Verdict;
  readonly reason: TestReason;
  readonly facts: TestFacts;
}
