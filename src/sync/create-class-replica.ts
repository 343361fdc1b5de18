import { toBase64Url } from '../base/bytes.ts';
import type { Digest } from '../crypto/signer.ts';
import { classIdBytes } from '../protocol/authority-statement.ts';
import type { ClassId } from '../protocol/ids.ts';
import type { ClassReplica } from './class-replica.ts';
import type { Foundation, ReplicaOptions } from './replica-options.ts';
import { SignedClassReplica } from './signed-class-replica.ts';

/** The id of the class with this root key (raw, 65 bytes). */
export async function classIdOf(rootPublicKey: Uint8Array, digest: Digest): Promise<ClassId> {
  return toBase64Url(await digest(classIdBytes(rootPublicKey))) as ClassId;
}

/**
 * Opens a class on this device with what the store has of it; with `foundation`, founds it or appoints this device
 * where that was not done yet. Rejects with a storage `LecternError` where the store cannot be read.
 */
export function createClassReplica(options: ReplicaOptions): Promise<ClassReplica> {
  return SignedClassReplica.create(options);
}

/** Founds a class: its id follows from the root key. */
export async function foundClass(
  options: Omit<ReplicaOptions, 'classId' | 'admission' | 'foundation'> & {
    readonly foundation: Foundation;
  },
): Promise<ClassReplica> {
  const classId = await classIdOf(options.foundation.root.publicKey, options.digest);
  return createClassReplica({ ...options, classId });
}
