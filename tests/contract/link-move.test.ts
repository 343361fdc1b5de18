import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { Bytes } from '../../src/base/bytes.ts';
import { RefusalCounter, silentLogger } from '../../src/base/logger.ts';
import type { FramedLink } from '../../src/transport/framed-link.ts';
import { PRIORITIES } from '../../src/transport/framing.ts';
import type { Priority } from '../../src/transport/framing.ts';
import { memoryPair, relayPair, shake, webRtcPair } from './link-pairs.ts';
import type { ChannelPair } from './link-pairs.ts';

const ID = new Uint8Array(16).fill(6);
const cleanups: (() => void)[] = [];

afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

async function linkOver(channels: ChannelPair) {
  const refusals = new RefusalCounter(silentLogger);
  const { child, parent } = await shake(channels, refusals);
  if (child === null || parent === null) throw new Error('The handshake failed');
  child.admit();
  parent.admit();
  cleanups.push(() => {
    child.close();
    parent.close();
  });
  return { child, parent, refusals };
}

/** Sends numbered messages of all priorities and tells what came, by priority. */
function traffic(from: FramedLink, to: FramedLink) {
  const sent: Record<Priority, number[]> = { control: [], entries: [], volatile: [], bulk: [] };
  const got: Record<Priority, number[]> = { control: [], entries: [], volatile: [], bulk: [] };
  let next = 0;
  to.onMessage((message) => {
    const priority = PRIORITIES[message[0] ?? 9];
    if (priority !== undefined)
      got[priority].push(new DataView(message.buffer, message.byteOffset).getUint32(1));
  });
  const send = (priority: Priority, size: number): void => {
    const message: Bytes = new Uint8Array(5 + size);
    message[0] = PRIORITIES.indexOf(priority);
    new DataView(message.buffer).setUint32(1, next);
    sent[priority].push(next);
    next += 1;
    from.send(message, priority);
  };
  return { sent, got, send };
}

describe.each([
  ['relay', 'WebRTC', relayPair, webRtcPair],
  ['relay', 'memory', relayPair, memoryPair],
] as const)('a link that moves from %s to %s', (_from, _to, makeOld, makeNew) => {
  test('[TR5] loses nothing and keeps the order of each priority, in both directions', async () => {
    const { child, parent, refusals } = await linkOver(await makeOld());
    const [up, down] = [traffic(child, parent), traffic(parent, child)];
    const load = (): void => {
      for (const priority of PRIORITIES) {
        for (const way of [up, down]) {
          way.send(priority, 10);
          way.send(priority, 100_000);
        }
      }
    };
    for (let i = 0; i < 4; i++) load();
    const next = await makeNew();
    load();
    next.asker.receive(child.moveTo(next.asker, ID));
    load();
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    next.acceptor.receive(parent.moveTo(next.acceptor, ID));
    load();
    await expect.poll(() => [up.got, down.got], { timeout: 10_000 }).toEqual([up.sent, down.sent]);
    expect([child.quality.value.path, parent.quality.value.path]).toEqual(['direct', 'direct']);
    load();
    await expect.poll(() => [up.got, down.got], { timeout: 10_000 }).toEqual([up.sent, down.sent]);
    expect(refusals.total).toBe(0);
  });
});

test('[TR5] where the new channel dies before both have moved, the link goes on over the old one', async () => {
  const { child, parent } = await linkOver(await relayPair());
  const up = traffic(child, parent);
  for (let round = 0; round < 2; round++) {
    const next = await memoryPair();
    up.send('entries', 50_000);
    next.asker.receive(child.moveTo(next.asker, ID));
    up.send('entries', 50_000);
    next.acceptor.close();
    await expect.poll(() => up.got).toEqual(up.sent);
    expect(child.quality.value.path).toBe('relay');
  }
  // And a later try goes through, although the other side has read the move to the dead one.
  const last = await memoryPair();
  const id = new Uint8Array(16).fill(7);
  last.acceptor.receive(parent.moveTo(last.acceptor, id));
  last.asker.receive(child.moveTo(last.asker, id));
  up.send('entries', 50_000);
  await expect.poll(() => child.quality.value.path).toBe('direct');
  await expect.poll(() => up.got).toEqual(up.sent);
});

test('[TR5] at whatever moments the sides move and send, all arrives in order', async () => {
  const step = fc.record({
    way: fc.constantFrom('up', 'down'),
    priority: fc.constantFrom(...PRIORITIES),
    size: fc.nat(60_000),
    rest: fc.nat(3),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 4, maxLength: 30 }),
      fc.nat(29),
      fc.nat(29),
      async (steps, childAt, parentAt) => {
        const { child, parent, refusals } = await linkOver(await memoryPair());
        const next = await memoryPair();
        const ways = { up: traffic(child, parent), down: traffic(parent, child) };
        for (const [at, { way, priority, size, rest }] of steps.entries()) {
          if (at === childAt % steps.length) next.asker.receive(child.moveTo(next.asker, ID));
          if (at === parentAt % steps.length)
            next.acceptor.receive(parent.moveTo(next.acceptor, ID));
          ways[way].send(priority, size);
          for (let i = 0; i < rest; i++)
            await new Promise((resolve) => {
              setImmediate(resolve);
            });
        }
        await expect.poll(() => ways.up.got).toEqual(ways.up.sent);
        await expect.poll(() => ways.down.got).toEqual(ways.down.sent);
        expect(refusals.total).toBe(0);
        child.close();
        parent.close();
      },
    ),
    { numRuns: 25 },
  );
});
