import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EntryHash } from '../../../src/protocol/ids.ts';
import { fallenAmong } from '../../../src/sync/standing.ts';
import type { StandingNode } from '../../../src/sync/standing.ts';

/** Random graphs of entries in causal order. */
const graphs: fc.Arbitrary<readonly StandingNode[]> = fc
  .array(
    fc.record({
      before: fc.array(fc.nat({ max: 30 })),
      dead: fc.nat({ max: 9 }),
      self: fc.boolean(),
    }),
    { maxLength: 30 },
  )
  .map((drafts) =>
    drafts.map(({ before, dead, self }, i) => ({
      hash: `h${i}` as EntryHash,
      before: [...new Set(before.filter((each) => each < i))].map(
        (each) => `h${each}` as EntryHash,
      ),
      dead: dead === 0,
      self,
    })),
  );

/** The rule as docs/spec.md says it, word by word. */
function fallenByDefinition(nodes: readonly StandingNode[]): ReadonlySet<EntryHash> {
  const byHash = new Map(nodes.map((node) => [node.hash, node]));
  const past = (node: StandingNode): ReadonlySet<StandingNode> => {
    const all = new Set<StandingNode>([node]);
    for (const each of all)
      for (const hash of each.before) {
        const before = byHash.get(hash);
        if (before !== undefined) all.add(before);
      }
    return all;
  };
  const onLosingBranch = (node: StandingNode): boolean => [...past(node)].some(({ dead }) => dead);
  const stands = (node: StandingNode): boolean =>
    !onLosingBranch(node) &&
    nodes.some((later) => later.self && !onLosingBranch(later) && past(later).has(node));
  return new Set(nodes.filter((node) => !stands(node)).map(({ hash }) => hash));
}

describe('standing', () => {
  test('[SY2] [SY5] is what the definition says, for any graph', () => {
    fc.assert(
      fc.property(graphs, (nodes) => {
        expect(fallenAmong(nodes)).toEqual(fallenByDefinition(nodes));
      }),
      { numRuns: 2_000 },
    );
  });
});
