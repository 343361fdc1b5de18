import type { Bytes } from '../base/bytes.ts';
import type { Observable } from '../base/observable.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { KeyId, PeerId } from '../protocol/ids.ts';
import type { Priority } from './framing.ts';
import type { LinkRole } from './handshake.ts';

/** Why a link ended. */
export type LinkEnd =
  | 'closed' // one side closed it on purpose
  | 'lost' // the connection broke or fell silent
  | 'protocol' // the other side broke the rules: bad frames, over a limit
  | 'unadmitted'; // not admitted in time, or over the allowance of the unadmitted

/**
 * What the other side is to us in the tree (TR3): a spare's both sides are `spare`, and a spare can become
 * `parent` and `child` while it is open.
 */
export type LinkRelation = 'parent' | 'child' | 'spare';

/** How good a link is, for people. */
export interface LinkQuality {
  /** The last measured round trip, ms, what waits before the question included; null before the first. */
  readonly rttMs: number | null;
  /** Through a relay it goes by way of the signalling server, unreadable to it (TR5). */
  readonly path: LinkPath;
}

export type LinkPath = 'direct' | 'relay';

/** An ordered, reliable message pipe to one peer whose key was proved by the handshake of TR1. */
export interface Link {
  readonly remote: { readonly peer: PeerId; readonly publicKey: Bytes; readonly keyId: KeyId };
  /** Whether we asked for the link, so that the other side comes before us in the tree. */
  readonly role: LinkRole;
  /** What the other side is to us; it can change while the link is open. */
  readonly relation: Observable<LinkRelation>;
  /** The other side belongs to the class: it may send what it wants, and the tree may rest on it. */
  admit(): void;
  /** Lets the other side send what shows that it belongs to the class; it must be admitted as soon as without that. */
  hear(): void;
  readonly quality: Observable<LinkQuality>;
  /**
   * Queues a message of at most `MAX_PRIORITY_MESSAGE` bytes; throws beyond it. After the end it does
   * nothing. Messages of one priority (`entries` unless said otherwise) arrive in order; a higher one
   * passes those that wait. Where more than `MAX_LINK_QUEUE` would wait the link ends as lost.
   */
  send(message: Uint8Array, priority?: Priority): void;
  /** Bytes queued and not yet handed to the network, without those of bulk. */
  readonly queuedBytes: number;
  /** The same of bulk alone. */
  readonly queuedBulkBytes: number;
  /** Fires each time either of them falls below the low-water mark (256 KiB) after having been above it. */
  onDrain(listener: () => void): Unsubscribe;
  /**
   * Sends at most `MAX_SIGNAL` bytes to the network layer on the other side, before all messages that
   * wait; throws beyond it.
   */
  signal(bytes: Uint8Array): void;
  onSignal(listener: (bytes: Bytes) => void): Unsubscribe;
  onMessage(listener: (message: Bytes) => void): Unsubscribe;
  /** Fires once. */
  onEnd(listener: (end: LinkEnd) => void): Unsubscribe;
  /** Sends what is queued, as far as the other side takes it within a second, then ends the link. */
  close(end?: LinkEnd): void;
}
