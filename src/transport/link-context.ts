import type { Clock } from '../base/clock.ts';
import type { Logger, RefusalCounter } from '../base/logger.ts';
import type { Observable } from '../base/observable.ts';
import type { RandomBytes } from '../base/random.ts';
import type { Digest, Signer, Verifier } from '../crypto/signer.ts';
import type { ClassId, PeerId } from '../protocol/ids.ts';
import type { IceSettings } from './ice-source.ts';
import type { CreatePeerConnection } from './peer-connection.ts';
import type { RelayHub } from './relay-hub.ts';

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
  /** STUN, TURN and whether the server relays: read anew for each link (TR5). */
  readonly ice: Observable<IceSettings>;
  /** Nobody learns our address from us: no WebRTC at all, all links go through the relay. */
  readonly relayOnly: boolean;
  readonly relay: RelayHub;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly logger: Logger;
  readonly refusals: RefusalCounter;
}
