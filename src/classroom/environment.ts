import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { Observable } from '../base/observable.ts';
import type { RandomBytes } from '../base/random.ts';
import type { Argon2 } from '../crypto/argon2.ts';
import type { RoomKeys } from '../crypto/room-keys.ts';
import type { Signer, Verifier } from '../crypto/signer.ts';
import type { NotebookApp } from '../notebook/notebook-app.ts';
import type { ClassId } from '../protocol/ids.ts';
import type { BlobStore } from '../store/blob-store.ts';
import type { EntryStore } from '../store/entry-store.ts';
import type { KeyStore } from '../store/key-store.ts';
import type { Network } from '../transport/network.ts';
import type { Signaling } from '../transport/signaling.ts';

/** A connection to the peers of one class. */
export interface ClassConnection {
  readonly signaling: Signaling;
  readonly network: Network;
  /** Ends links and leaves the room. */
  close(): void;
}

export interface ConnectOptions {
  readonly classId: ClassId;
  readonly identity: Signer;
  readonly owner: boolean;
  readonly roomKeys: RoomKeys;
  /** WebSocket address. */
  readonly signalingUrl: string;
  /** Whether all links go through the server's relay, so that nobody learns this device's address (TR5). */
  readonly relayOnly?: boolean;
}

/** Lets one tab at a time hold a class (ST2). */
export interface ClassLock {
  /**
   * Takes the class for this tab; false where another tab has it and `takeOver` was not asked for.
   * `onLost` runs once when another tab takes it over.
   */
  acquire(classId: ClassId, takeOver: boolean, onLost: () => void): Promise<boolean>;
  release(classId: ClassId): void;
}

/** What the classroom is given by the page that it runs in. */
export interface Environment {
  readonly keys: KeyStore;
  readonly entries: EntryStore;
  /** The blobs of a class on this device. */
  readonly blobs: (classId: ClassId) => BlobStore;
  readonly lock: ClassLock;
  readonly argon2: Argon2;
  readonly verifier: Verifier;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly logger: Logger;
  /** The notebook application, once it is there. */
  readonly notebook: Observable<NotebookApp | null>;
  /** The page's address without query and fragment: links are made for it. */
  readonly pageUrl: string;
  /** WebSocket address of the page's own signalling server. */
  readonly signalingUrl: string;
  connect(options: ConnectOptions): ClassConnection;
  /** A connection that enters no room, for looking up codes. The caller closes it. */
  dial(signalingUrl: string): Signaling;
}
