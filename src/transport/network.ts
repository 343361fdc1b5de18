import type { Observable } from '../base/observable.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { PeerId } from '../protocol/ids.ts';
import type { PairingSide } from '../protocol/pairing-code.ts';
import type { Link } from './link.ts';

/** How things stand with the signalling server. */
export type SignalingState = 'connecting' | 'connected' | 'offline';

/** A peer's place in the tree of one class: keeps links up by itself until closed (TR3, TR4). */
export interface Network {
  readonly signaling: Observable<SignalingState>;
  /** Usable links (handshake done), parent and children. */
  readonly links: Observable<readonly Link[]>;
  /** Whether the last search ended with nobody else of the class to be found. */
  readonly alone: Observable<boolean>;
  /** Fires with each link as it becomes usable, before any of its messages. */
  onLink(listener: (link: Link) => void): Unsubscribe;
  /** Links without the server (TR6). */
  readonly pairing: Pairing;
  /** Ends all links and leaves the room. */
  close(): void;
}

/** One side of a link that people make by carrying two codes (TR6). */
export interface PairingAttempt {
  /** What the other side must be given. */
  readonly side: PairingSide;
  /** Whether the browser hides this device's addresses behind names that only some networks resolve. */
  readonly hidden: boolean;
  /** Takes what the other side answered; only where we offered. From then on the connection is waited for. */
  complete(other: PairingSide): void;
  /** The link; null where none came about in time, or `abort` was called. */
  readonly link: Promise<Link | null>;
  abort(): void;
}

/** Links without a server: their descriptions are carried by people (TR6). */
export interface Pairing {
  /** Whether we are linked with a peer already. */
  has(peer: PeerId): boolean;
  /** Begins as the one whose code is read first. `id`: 16 random bytes in base64url. Null where WebRTC does not work here. */
  offer(id: string): Promise<PairingAttempt | null>;
  /** Answers what another's offer of this id told. Null as for `offer`. */
  answer(id: string, other: PairingSide): Promise<PairingAttempt | null>;
}
