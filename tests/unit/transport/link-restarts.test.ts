import { expect, test } from 'vitest';
import { toBase64Url } from '../../../src/base/bytes.ts';
import { RefusalCounter, silentLogger } from '../../../src/base/logger.ts';
import { ok } from '../../../src/base/result.ts';
import type { PeerId } from '../../../src/protocol/ids.ts';
import type { FramedLink } from '../../../src/transport/framed-link.ts';
import type { LinkContext } from '../../../src/transport/link-context.ts';
import { LinkRestarts } from '../../../src/transport/link-restarts.ts';
import type { RestartIntroduction } from '../../../src/transport/link-restarts.ts';
import { ACCEPTOR, ASKER, memoryPair, shake } from '../../contract/link-pairs.ts';
import { SteppedClock } from './stepped-clock.ts';

const ID = toBase64Url(new Uint8Array(16).fill(5));

interface Side {
  readonly restarts: LinkRestarts;
  readonly link: FramedLink;
  readonly steps: string[];
  readonly said: RestartIntroduction[];
}

async function setup(): Promise<{
  asker: Side;
  acceptor: Side;
  clock: SteppedClock;
  refusals: RefusalCounter;
  /** Brings what was said across until nobody says anything more. */
  talk: () => Promise<void>;
}> {
  const clock = new SteppedClock();
  const refusals = new RefusalCounter(silentLogger);
  const channels = await memoryPair();
  const steps = { asker: [] as string[], acceptor: [] as string[] };
  for (const role of ['asker', 'acceptor'] as const) {
    channels[role].restart = {
      offer: async () => (steps[role].push('offer'), ok(`offer of ${role}`)),
      answer: async (offer) => (steps[role].push(`answer ${offer}`), ok(`answer of ${role}`)),
      complete: async (answer) => (steps[role].push(`complete ${answer}`), ok(null)),
    };
  }
  const { child, parent } = await shake(channels, refusals, clock);
  if (child === null || parent === null) throw new Error('The handshake failed');
  const side = (role: 'asker' | 'acceptor', link: FramedLink): Side => {
    const said: RestartIntroduction[] = [];
    const context = { clock, refusals, logger: silentLogger } as unknown as LinkContext;
    const restarts = new LinkRestarts(context, (peer, introduction) => {
      if (peer === link.remote.peer) said.push(introduction);
    });
    restarts.add(link, ID);
    return { restarts, link, steps: steps[role], said };
  };
  const [asker, acceptor] = [side('asker', child), side('acceptor', parent)];
  const talk = async (): Promise<void> => {
    for (let quiet = 0; quiet < 3;) {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      const [up, down] = [asker.said.splice(0), acceptor.said.splice(0)];
      quiet = up.length + down.length === 0 ? quiet + 1 : 0;
      for (const introduction of up) acceptor.restarts.take(ASKER, introduction);
      for (const introduction of down) asker.restarts.take(ACCEPTOR, introduction);
    }
  };
  return { asker, acceptor, clock, refusals, talk };
}

const WHOLE = {
  asker: ['answer offer of acceptor'],
  acceptor: ['offer', 'complete answer of asker'],
};

test.each([['asker'], ['acceptor'], ['both']])(
  'trouble seen by the %s leads to one restart, offered by the side that accepted the link',
  async (who) => {
    const { asker, acceptor, talk } = await setup();
    for (let i = 0; i < 3; i++) {
      if (who !== 'acceptor') asker.link.troubled();
      if (who !== 'asker') acceptor.link.troubled();
    }
    await talk();
    expect({ asker: asker.steps, acceptor: acceptor.steps }).toEqual(WHOLE);
  },
);

test('trouble that goes on is answered again after a while, and an answer to an older offer is not taken', async () => {
  const { asker, acceptor, clock, talk } = await setup();
  acceptor.link.troubled();
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
  const [first] = acceptor.said.splice(0);
  expect(first).toMatchObject({ kind: 'restart-offer', round: 1 });
  clock.advance(2_600);
  acceptor.link.troubled();
  acceptor.restarts.take(ASKER, {
    kind: 'restart-answer',
    attempt: ID,
    round: 1,
    sdp: 'late',
  });
  await talk();
  expect(acceptor.steps).toEqual(['offer', 'offer', 'complete answer of asker']);
  expect(asker.steps).toEqual(['answer offer of acceptor']);
});

test('a link that the other side has not any more is given up at once, but only where we asked', async () => {
  const { asker, acceptor, talk } = await setup();
  const ends: string[] = [];
  asker.link.onEnd((end) => ends.push(end));
  asker.restarts.take(ACCEPTOR, { kind: 'over', attempt: ID });
  expect(ends).toEqual([]);
  acceptor.link.lose();
  asker.link.troubled();
  await talk();
  expect(ends).toEqual(['lost']);
});

test('nobody else restarts or ends a link, and nobody offers who was not to', async () => {
  const { asker, acceptor, talk } = await setup();
  const stranger = toBase64Url(new Uint8Array(16).fill(77)) as PeerId;
  asker.link.troubled();
  for (const kind of ['restart-offer', 'restart-answer'] as const) {
    asker.restarts.take(stranger, { kind, attempt: ID, round: 1, sdp: 'x' });
    acceptor.restarts.take(stranger, { kind, attempt: ID, round: 1, sdp: 'x' });
  }
  asker.restarts.take(stranger, { kind: 'over', attempt: ID });
  acceptor.restarts.take(ASKER, { kind: 'restart-offer', attempt: ID, round: 1, sdp: 'x' });
  asker.restarts.take(ACCEPTOR, { kind: 'restart', attempt: ID });
  expect([asker.steps, acceptor.steps]).toEqual([[], []]);
  await talk();
  expect({ asker: asker.steps, acceptor: acceptor.steps }).toEqual(WHOLE);
});
