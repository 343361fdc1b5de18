import { describe, expect, it } from 'vitest';
import type { StepResult, TestFacts, TestReason } from '../../../src/base/connection-report.ts';
import { connectionTotal } from '../../../src/base/connection-total.ts';

type Short = readonly [verdict: StepResult['verdict'], reason: TestReason, facts?: TestFacts];

const good = {
  server: ['works', 'server-reached'],
  ice: ['works', 'ice-found', { reflexive: 1 }],
  direct: ['works', 'direct-works'],
  relay: ['works', 'relay-works'],
} satisfies Record<StepResult['step'], Short>;

function total(change: Partial<Record<StepResult['step'], Short>>) {
  const steps = Object.entries({ ...good, ...change }) as [StepResult['step'], Short][];
  return connectionTotal(
    steps.map(([step, [verdict, reason, facts = {}]]) => ({ step, verdict, reason, facts })),
  );
}

describe('[DG1] what a connection test comes to', () => {
  it('is well where all works, also without STUN', () => {
    expect(total({})).toBe('works');
    expect(total({ ice: ['not-offered', 'ice-none-offered'] })).toBe('works');
  });

  it('is slow where one part is', () => {
    expect(total({ relay: ['slow', 'relay-works'] })).toBe('slow');
  });

  it('tells no network from no server', () => {
    expect(total({ server: ['fails', 'device-offline'] })).toBe('offline');
    expect(total({ server: ['fails', 'server-away'] })).toBe('no-server');
    expect(total({ server: ['fails', 'websocket-blocked'] })).toBe('no-server');
    expect(connectionTotal([])).toBe('no-server');
  });

  it('says which of the two ways is left, and when none is', () => {
    expect(total({ direct: ['fails', 'direct-not-to-others'] })).toBe('relay-only');
    expect(total({ relay: ['not-offered', 'relay-off'] })).toBe('direct-only');
    expect(
      total({ direct: ['fails', 'direct-blocked'], relay: ['not-offered', 'relay-off'] }),
    ).toBe('nobody');
  });

  it('takes a TURN server for a relay', () => {
    expect(
      total({
        ice: ['works', 'ice-found', { relayed: 1 }],
        relay: ['not-offered', 'relay-off'],
      }),
    ).toBe('works');
  });
});
