import type { EntryHash } from '../protocol/ids.ts';

/** An entry as the rule of standing sees it. */
export interface StandingNode {
  readonly hash: EntryHash;
  /** What it is built on: the entry before in its chain, and its `deps`. */
  readonly before: readonly EntryHash[];
  /** It can never stand: it is on the losing branch of a fork. */
  readonly dead: boolean;
  /** It needs nobody: no right to it was taken away, or it is within the cut. */
  readonly self: boolean;
}

/**
 * Which entries of a document do not stand (SY5, SY2): what is built on a dead one never does; of the others, those
 * that neither stand by themselves nor are in the causal past of one that does. `nodes` in causal order; what they
 * name and is not among them was pruned, and stands.
 */
export function fallenAmong(nodes: readonly StandingNode[]): ReadonlySet<EntryHash> {
  const fallen = new Set<EntryHash>();
  for (const { hash, before, dead } of nodes)
    if (dead || before.some((each) => fallen.has(each))) fallen.add(hash);
  const needed = new Set<EntryHash>();
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i];
    if (node === undefined || fallen.has(node.hash)) continue;
    if (node.self || needed.has(node.hash)) for (const each of node.before) needed.add(each);
    else fallen.add(node.hash);
  }
  return fallen;
}
