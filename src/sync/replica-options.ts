import type { Bytes } from '../base/bytes.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { RandomBytes } from '../base/random.ts';
import type { Sealing } from '../crypto/sealing.ts';
import type { Digest, Signer, Verifier } from '../crypto/signer.ts';
import type { Door } from '../protocol/authority-statement.ts';
import type { ClassId, KeyId } from '../protocol/ids.ts';
import type { CheckpointPace } from './checkpoint-maker.ts';
import type { BlobStore } from '../store/blob-store.ts';
import type { EntryStore } from '../store/entry-store.ts';

/** What makes a device an owner's. */
export interface Foundation {
  /** The class's root key. */
  readonly root: Signer;
  /** Put in force where the class has no admission key yet: public key (65 bytes) and its end (ms since the epoch). */
  readonly admission?: { readonly publicKey: Bytes; readonly expires: number; readonly door: Door };
}

/** What a replica of a class is made of. */
export interface ReplicaOptions {
  readonly classId: ClassId;
  /** This device's key. */
  readonly identity: Signer;
  /** Opens what is sealed to this device. */
  readonly sealing: Sealing;
  /** This participant's name; `participantName` accepted it. */
  readonly name: string;
  readonly store: EntryStore;
  readonly blobs: BlobStore;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly verifier: Verifier;
  readonly digest: Digest;
  readonly logger: Logger;
  /** When an owner's device makes checkpoints; left out: every 2,000 entries or 4 MiB, after 5 s of quiet. */
  readonly checkpoints?: CheckpointPace;
  /** On an owner's device: what founds the class, or appoints this device an owner's where it is not one yet. */
  readonly foundation?: Foundation | null;
  /** The invitation's admission key, to join by. */
  readonly admission?: Signer | null;
  /** The participant whose further device this is to become, where it joins. */
  readonly deviceOf?: KeyId | null;
}
