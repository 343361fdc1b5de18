import type { Bytes } from '../base/bytes.ts';
import type { EntryHash, KeyId } from '../protocol/ids.ts';

/** How an authority statement's author is known. */
export interface Admission {
  readonly publicKey: Bytes;
  readonly sealingPublicKey: Bytes;
  readonly name: string;
  readonly since: number;
  readonly hash: EntryHash;
  /** The invitation's admission key; null for an owner's device. */
  readonly key: Bytes | null;
  /** The participant whose further device it wants to be. */
  readonly deviceOf: KeyId | null;
  /** The door stood open to it, or it is an owner's. */
  readonly open: boolean;
  /** The statements that it knew. */
  readonly past: bigint;
}

/** Where a device stands under a set of statements. */
export type Membership =
  | 'member'
  | 'waiting' // asked to be let in
  | 'removed'
  | 'unknown'; // no admission of theirs is here
