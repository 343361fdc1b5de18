import type { Clock } from '../base/clock.ts';
import type { Logger, RefusalCounter } from '../base/logger.ts';
import type { RandomBytes } from '../base/random.ts';
import type { Digest, Signer, Verifier } from '../crypto/signer.ts';
import type { ClassId, PeerId } from '../protocol/ids.ts';
import type { CreatePeerConnection } from './peer-connection.ts';

/** What every link of one network is made with. */
export interface LinkContext {
  readonly classId: ClassId;
  /** Our id in the room. */
  readonly self: PeerId;
  /** The key that we prove on each link. */
  readonly identity: Signer;
  readonly verifier: Verifier;
  readonly digest: Digest;
  readonly createPeerConnection: CreatePeerConnection;
  /** STUN and TURN, from the server's `/ice`: empty unless the host says so (TR5). */
  readonly iceServers: readonly RTCIceServer[];
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly logger: Logger;
  readonly refusals: RefusalCounter;
}
