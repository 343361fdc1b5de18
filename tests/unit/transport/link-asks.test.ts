import { expect, test } from 'vitest';
import { secureRandom } from '../../../src/base/random.ts';
import type { PeerId } from '../../../src/protocol/ids.ts';
import type { Introduction } from '../../../src/transport/introduction.ts';
import type { IntroductionSteps } from '../../../src/transport/introduction-steps.ts';
import type { LinkContext } from '../../../src/transport/link-context.ts';
import { LinkAsks } from '../../../src/transport/link-asks.ts';
import type { AskOutcome } from '../../../src/transport/tree-search.ts';
import { EventClock } from '../../support/event-clock.ts';

const PEER = 'peer' as PeerId;

function asking() {
  const sent: Introduction[] = [];
  const outcomes: AskOutcome[] = [];
  const steps: IntroductionSteps = {
    context: { clock: new EventClock(), random: secureRandom } as unknown as LinkContext,
    send: (_peer, introduction) => sent.push(introduction),
    attempt: () => {
      throw new Error('nobody answered');
    },
    relays: () => false,
    run: () => undefined,
  };
  const rank = { owner: false, joinedAt: 2, peer: 'self' as PeerId };
  const asks = new LinkAsks(steps, rank, () => undefined);
  asks.ask(PEER, 'parent', (outcome) => outcomes.push(outcome));
  return { asks, sent, outcomes };
}

test('[TR4] an ask whose way broke goes once more, by whatever way there is, before it has failed', () => {
  const { asks, sent, outcomes } = asking();
  asks.stuck('another' as PeerId);
  expect(sent).toHaveLength(1);
  asks.stuck(PEER);
  expect(sent).toHaveLength(2);
  expect(sent[1]).toEqual(sent[0]);
  expect(outcomes).toEqual([]);
  asks.stuck(PEER);
  expect(sent).toHaveLength(2);
  expect(outcomes).toEqual([{ kind: 'failed' }]);
});

test('[TR4] an ask to one who is not there has failed', () => {
  const { asks, sent, outcomes } = asking();
  asks.gone(PEER);
  expect(sent).toHaveLength(1);
  expect(outcomes).toEqual([{ kind: 'failed' }]);
});
