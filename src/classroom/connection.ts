import type { KeyId } from '../protocol/ids.ts';
import type { ReplicaStatus } from '../sync/class-replica.ts';
import type { Network } from '../transport/network.ts';
import type { Connection } from './class-state.ts';

/** How this device stands to the others, for the status in the class bar. */
export function projectConnection(
  network: Network,
  present: ReadonlySet<KeyId>,
  self: KeyId,
  status: ReplicaStatus,
): Connection {
  const signaling = network.signaling.value === 'connected';
  return {
    kind: connectionKind(network),
    people: [...present].filter((id) => id !== self).length,
    waiting: status.waiting,
    signaling,
  };
}

/** How this device stands to the others. */
export function connectionKind(network: Network): Connection['kind'] {
  if (network.links.value.length > 0) return 'connected';
  if (network.signaling.value === 'offline') return 'offline';
  if (network.signaling.value === 'connected' && network.alone.value) return 'alone';
  return 'connecting';
}
