import type { ClassReplica } from './class-replica.ts';
import type { ReplicaOptions } from './replica-options.ts';
import { SignedClassReplica } from './signed-class-replica.ts';

/**
 * Opens a class on this device with what the store has of it; with `foundation`, founds it or appoints this device
 * where that was not done yet. Rejects with a storage `LecternError` where the store cannot be read.
 */
export function createClassReplica(options: ReplicaOptions): Promise<ClassReplica> {
  return SignedClassReplica.create(options);
}
