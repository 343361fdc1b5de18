import { systemClock } from '../../src/base/clock.ts';
import { concat } from '../../src/base/bytes.ts';
import { silentLogger } from '../../src/base/logger.ts';
import { ObservableValue } from '../../src/base/observable.ts';
import { secureRandom } from '../../src/base/random.ts';
import type { Environment } from '../../src/classroom/environment.ts';
import type { Argon2 } from '../../src/crypto/argon2.ts';
import { sha256 } from '../../src/crypto/sha256.ts';
import { WebCryptoVerifier } from '../../src/crypto/web-crypto-verifier.ts';
import type { ClassId } from '../../src/protocol/ids.ts';
import type { BlobStore } from '../../src/store/blob-store.ts';
import { MemoryBlobStore } from '../../src/store/memory-blob-store.ts';
import { MemoryEntryStore } from '../../src/store/memory-entry-store.ts';
import { MemoryKeyStore } from '../../src/store/memory-key-store.ts';
import type { Link } from '../../src/transport/link.ts';
import { noPairing } from './no-pairing.ts';

/** Stands in for Argon2id where only the rest matters. */
export const quickArgon2: Argon2 = {
  async derive({ password, salt, length }) {
    const first = await sha256(concat(password, salt));
    return concat(first, await sha256(first)).slice(0, length);
  },
};

/** A device with real cryptography and storage in memory that never meets anybody. */
export function loneEnvironment(change: Partial<Environment> = {}): Environment {
  const held = new Set<ClassId>();
  const blobs = new Map<ClassId, BlobStore>();
  const signaling = {
    state: new ObservableValue('offline' as const),
    enter: () => {
      throw new Error('there is no room');
    },
    putCode: () => new Promise<void>(() => undefined),
    dropCode: () => undefined,
    getCode: () => Promise.resolve(null),
    close: () => undefined,
  };
  return {
    keys: new MemoryKeyStore(),
    entries: new MemoryEntryStore(),
    blobs(classId) {
      let shelf = blobs.get(classId);
      if (shelf === undefined) blobs.set(classId, (shelf = new MemoryBlobStore()));
      return shelf;
    },
    lock: {
      acquire: async (classId) => !held.has(classId) && held.add(classId).has(classId),
      release: (classId) => void held.delete(classId),
    },
    argon2: quickArgon2,
    verifier: new WebCryptoVerifier(),
    clock: systemClock,
    random: secureRandom,
    logger: silentLogger,
    notebook: new ObservableValue(null),
    pageUrl: 'https://lectern.example/',
    signalingUrl: 'wss://lectern.example/signal',
    connect: () => ({
      signaling,
      network: {
        signaling: signaling.state,
        links: new ObservableValue<readonly Link[]>([]),
        alone: new ObservableValue(false),
        pairing: noPairing,
        onLink: () => () => undefined,
        close: () => undefined,
      },
      close: () => undefined,
    }),
    dial: () => signaling,
    ...change,
  };
}
