import { TreeSimulation } from '../support/tree-simulation.ts';

/** What joining and one edit cost in the simulated tree, in virtual time, for classes of growing size. */
export default async function bench(
  _args: readonly string[],
  log: (line: string) => void,
): Promise<object> {
  const rows = [10, 30, 60, 120, 200, 500, 1_000, 2_000].map((peers) => {
    const world = new TreeSimulation(1);
    for (let i = 0; i < peers; i++) world.join(1_000 + ((i * 7919) % peers), i === 0);
    const joinedMs = world.untilTree(120_000);
    const sum = (of: 'signalingMessages' | 'signalingBytes'): number =>
      world.alive.reduce((total, peer) => total + peer[of], 0);
    const [root] = world.roots;
    const row = {
      peers,
      joinedMs,
      joinMessagesPerPeer: sum('signalingMessages') / peers,
      signalingBytesPerPeer: sum('signalingBytes') / peers,
      depth: world.deepest(),
      messagesPerEdit: root === undefined ? null : world.edit(root).messages,
    };
    log(JSON.stringify(row));
    return row;
  });
  return { rows };
}
