import { hpkeSealing } from '../crypto/hpke-sealing.ts';
import { sha256 } from '../crypto/sha256.ts';
import { createWebCryptoSigner } from '../crypto/web-crypto-signer.ts';
import type { ClassRecord } from '../store/key-store.ts';
import type { ClassReplica } from '../sync/class-replica.ts';
import { createClassReplica } from '../sync/create-class-replica.ts';
import type { Environment } from './environment.ts';

/** A replica on what is stored of a class here that meets nobody and states nothing. The caller closes it. */
export async function offlineReplica(env: Environment, record: ClassRecord): Promise<ClassReplica> {
  const { classId, identity, myName } = record;
  return createClassReplica({
    classId,
    identity: await createWebCryptoSigner(identity),
    sealing: hpkeSealing(identity),
    name: myName,
    store: env.entries,
    blobs: env.blobs(classId),
    clock: env.clock,
    random: env.random,
    verifier: env.verifier,
    digest: sha256,
    logger: env.logger,
  });
}
