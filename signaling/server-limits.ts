import { MAX_ROOM_MEMBERS } from '../src/protocol/limits.ts';

/** What one server gives at most. Bytes and ms unless the name says otherwise. */
export interface ServerLimits {
  readonly connections: number;
  readonly connectionsPerAddress: number;
  /** Sockets of one address that may be open, pages and signalling together; not judged behind a proxy. */
  readonly socketsPerAddress: number;
  /** How long a request's head may take. */
  readonly headersMs: number;
  /** Connections that one address may open at once, and per second after that. */
  readonly addressBurst: number;
  readonly addressPerSecond: number;
  readonly rooms: number;
  readonly roomMembers: number;
  /** Times that somebody may enter a room at once, and per second after that; who comes too fast waits. */
  readonly roomEnterBurst: number;
  readonly roomEntersPerSecond: number;
  /** Longest such wait; who would wait longer is sent away for a while. */
  readonly enterWaitMs: number;
  /** Messages within a room at once, and per second after that; who sends too fast is read more slowly. */
  readonly roomMessageBurst: number;
  readonly roomMessagesPerSecond: number;
  readonly codes: number;
  readonly codesPerRoom: number;
  /** New codes that one address may put at once, and per second after that. */
  readonly addressCodes: number;
  readonly addressCodesPerSecond: number;
  /** Wrong codes that one address may try in `wrongCodesMs`. */
  readonly wrongCodes: number;
  readonly wrongCodesMs: number;
  /** Messages that a connection may send at once, and per second after that; costly ones count several times. */
  readonly messageBurst: number;
  readonly messagesPerSecond: number;
  readonly byteBurst: number;
  readonly bytesPerSecond: number;
  /** Relayed bytes of one connection, at once and per second after that; who sends more is read more slowly. */
  readonly relayBurst: number;
  readonly relayBytesPerSecond: number;
  /** The same for all connections of a room together. */
  readonly roomRelayBurst: number;
  readonly roomRelayBytesPerSecond: number;
  /** What a room may relay within an hour. */
  readonly relayBytesPerHour: number;
  /** Relayed bytes that may wait to be sent to one connection; further senders to it wait. */
  readonly relayUnsentBytes: number;
  /** How long senders wait for a slow reader of relayed bytes before it is cut off. */
  readonly relayStallMs: number;
  /** Messages of one connection that wait for an earlier one to be answered. */
  readonly waitingMessages: number;
  /** What may wait to be sent to one connection: a reader slower than this is cut off. */
  readonly unsentBytes: number;
  /** Time between two signs of life that are asked for; a connection that misses one is ended at the next. */
  readonly heartbeatMs: number;
  /** How long the holder of a peer id has to show that it is alive when somebody else claims the id. */
  readonly claimMs: number;
}

/**
 * For one process with 512 MB. The rates let the owner of a class answer 250 joiners within a few
 * seconds, and the limits per address let several schools sit behind one address.
 */
export const DEFAULT_LIMITS: ServerLimits = {
  connections: 10_000,
  connectionsPerAddress: 2_000,
  // A browser opens up to six for the page beside its signalling.
  socketsPerAddress: 6_000,
  headersMs: 10_000,
  addressBurst: 2_000,
  addressPerSecond: 20,
  // Each needs a connection, so that it is those which are counted by address.
  rooms: 10_000,
  roomMembers: MAX_ROOM_MEMBERS,
  // A whole class that comes back at once waits for nothing.
  roomEnterBurst: MAX_ROOM_MEMBERS,
  roomEntersPerSecond: 20,
  enterWaitMs: 10_000,
  roomMessageBurst: 20_000,
  roomMessagesPerSecond: 2_000,
  codes: 8_000,
  codesPerRoom: 8,
  // Within the longest life of a code, one address fills less than half of all places.
  addressCodes: 300,
  addressCodesPerSecond: 300 / 3600,
  wrongCodes: 40,
  wrongCodesMs: 60_000,
  messageBurst: 1_000,
  messagesPerSecond: 50,
  byteBurst: 4 * 1024 * 1024,
  bytesPerSecond: 256 * 1024,
  relayBurst: 4 * 1024 * 1024,
  relayBytesPerSecond: 1024 * 1024,
  roomRelayBurst: 16 * 1024 * 1024,
  roomRelayBytesPerSecond: 4 * 1024 * 1024,
  relayBytesPerHour: 2 * 1024 * 1024 * 1024,
  // Twice the window that a client keeps towards one peer.
  relayUnsentBytes: 512 * 1024,
  relayStallMs: 20_000,
  waitingMessages: 1_000,
  unsentBytes: 1024 * 1024,
  heartbeatMs: 20_000,
  claimMs: 3_000,
};
