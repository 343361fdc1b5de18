import { TreeSimulation } from '../support/tree-simulation.ts';

/** How long the tree may settle after all are in it, in virtual ms. */
const SETTLING_MS = 120_000;

/** The simulated tree of one class; `join…` while all come, the rest once it has settled. Bytes are those of the simulation. */
export interface TreeFigures {
  readonly peers: number;
  readonly joinedMs: number | null;
  readonly joinMessagesPerPeer: number;
  readonly joinBytesPerPeer: number;
  readonly depthJoined: number;
  readonly depth: number;
  readonly meanDepth: number;
  readonly messagesPerEdit: number | null;
  readonly linksMost: number;
  readonly connectionsPerPeer: number;
  readonly connectionsMost: number;
  readonly refused: number;
}

/**
 * What joining and one edit cost in the simulated tree, in virtual time, for classes of growing size, all of whom come within
 * 50 ms in any order. Bytes are those of the simulation.
 */
export default async function bench(
  _args: readonly string[],
  log: (line: string) => void,
): Promise<{ readonly rows: readonly TreeFigures[] }> {
  const rows = [10, 30, 60, 120, 200, 500, 1_000, 2_000].map((peers) => {
    const world = new TreeSimulation(1);
    const ranks = Array.from({ length: peers }, (_, i) => i);
    for (let i = peers - 1; i > 0; i--) {
      const j = world.below(i + 1);
      [ranks[i], ranks[j]] = [ranks[j] ?? 0, ranks[i] ?? 0];
    }
    for (const [i, rank] of ranks.entries()) world.join(1_000 + rank, i === 0);
    const joinedMs = world.untilTree(120_000);
    const mean = (of: 'signalingMessages' | 'signalingBytes' | 'connections'): number =>
      Math.round((world.alive.reduce((sum, peer) => sum + peer[of], 0) / peers) * 100) / 100;
    const joined = {
      joinedMs,
      joinMessagesPerPeer: mean('signalingMessages'),
      joinBytesPerPeer: mean('signalingBytes'),
      depthJoined: world.deepest(),
    };
    world.clock.advance(SETTLING_MS);
    const [root] = world.roots;
    const depths = world.alive.map((peer) => world.depth(peer));
    const row = {
      peers,
      ...joined,
      depth: Math.max(...depths),
      meanDepth: Math.round((depths.reduce((sum, depth) => sum + depth, 0) / peers) * 100) / 100,
      messagesPerEdit: root === undefined ? null : world.edit(root).messages,
      linksMost: Math.max(...world.alive.map((peer) => peer.links.size)),
      connectionsPerPeer: mean('connections'),
      connectionsMost: Math.max(...world.alive.map((peer) => peer.connections)),
      refused: world.refused.length,
    };
    log(JSON.stringify(row));
    return row;
  });
  return { rows };
}
