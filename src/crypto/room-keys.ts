import type { Bytes } from '../base/bytes.ts';
import type { Signer } from './signer.ts';

/** What an invitation gives for meeting on the signalling server. The server knows `signer.publicKey` only. */
export interface RoomKeys {
  /** The room's key: proves to the server that its holder was invited. */
  readonly signer: Signer;
  /** Seals for all who were invited: AES-256-GCM under a key derived from the invitation; `context` is authenticated. */
  seal(plain: Uint8Array, context: string): Promise<Bytes>;
  /** Opens what `seal` made with the same context; null where it does not fit. */
  open(sealed: Uint8Array, context: string): Promise<Bytes | null>;
}
