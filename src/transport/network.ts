import type { Observable } from '../base/observable.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
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
  /** Ends all links and leaves the room. */
  close(): void;
}
