import type { Clock } from '../base/clock.ts';
import type { Deployment } from '../base/deployment.ts';
import type { LecternError } from '../base/lectern-error.ts';
import { RefusalCounter, type Logger } from '../base/logger.ts';
import type { Observable } from '../base/observable.ts';
import { secureRandom } from '../base/random.ts';
import type { ConnectOptions, Environment } from '../classroom/environment.ts';
import { sha256 } from '../crypto/sha256.ts';
import { WebCryptoVerifier } from '../crypto/web-crypto-verifier.ts';
import { workerArgon2 } from '../crypto/worker-argon2.ts';
import type { NotebookApp } from '../notebook/notebook-app.ts';
import type { ClassId, PlaceId } from '../protocol/ids.ts';
import type { BlobStore } from '../store/blob-store.ts';
import type { EntryStore } from '../store/entry-store.ts';
import type { KeyStore } from '../store/key-store.ts';

import { fetchIceText, IceSource } from '../transport/ice-source.ts';
import { joinNetwork } from '../transport/join-network.ts';
import { WebClassLock } from './web-class-lock.ts';
import { wakeOfPage, webSignaling } from './web-signaling.ts';

/** What the page has before the classroom is loaded. */
export interface PageServices {
  /** Where the person's data is: another one's locks are not theirs. */
  readonly place: PlaceId;
  readonly keys: KeyStore;
  readonly entries: EntryStore;
  readonly blobs: (classId: ClassId) => BlobStore;
  readonly notebook: Observable<NotebookApp | null>;
  /** The page's address without query and fragment. */
  readonly pageUrl: string;
  /** What the host of the page has set. */
  readonly deployment: Deployment;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Runs when the browser took the stored classes away under the page: nothing more is kept. */
  readonly onStorageLost: (error: LecternError) => void;
  /** Runs when another tab took over the class that was open here. */
  readonly onTakenOver: () => void;
}

/** The real world for the classroom: Web Crypto, WebSocket, WebRTC, Web Locks. */
export function createEnvironment(page: PageServices): Environment {
  const { clock, logger } = page;
  const refusals = new RefusalCounter(logger);
  const verifier = new WebCryptoVerifier();
  const joinedAt = clock.now();
  const dial = (url: string) => webSignaling(url, logger, refusals);
  const connect = ({ signalingUrl, ...who }: ConnectOptions) => {
    const signaling = dial(signalingUrl);
    const ice = new IceSource({
      signalingUrl,
      known: page.deployment.iceServers,
      fetchText: fetchIceText,
      clock,
      logger,
      refusals,
    });
    const network = joinNetwork({
      ...who,
      signaling,
      verifier,
      digest: sha256,
      joinedAt,
      clock,
      random: secureRandom,
      createPeerConnection: (configuration) => new RTCPeerConnection(configuration),
      ice: ice.settings,
      wake: wakeOfPage,
      logger,
      refusals,
    });
    const close = () => {
      removeEventListener('pagehide', close);
      network.close();
      ice.close();
      signaling.close();
    };
    // Peers learn at once that this tab is gone, instead of after a silence.
    addEventListener('pagehide', close);
    return { signaling, network, close };
  };
  return {
    keys: page.keys,
    entries: page.entries,
    blobs: page.blobs,
    lock: new WebClassLock(navigator.locks, page.place),
    argon2: workerArgon2,
    verifier,
    clock,
    random: secureRandom,
    logger,
    notebook: page.notebook,
    pageUrl: page.pageUrl,
    signalingUrl: page.deployment.signaling,
    connect,
    dial,
  };
}
