import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Bytes } from '../../../src/base/bytes.ts';
import { toBase64Url } from '../../../src/base/bytes.ts';
import { systemClock } from '../../../src/base/clock.ts';
import { RefusalCounter, silentLogger } from '../../../src/base/logger.ts';
import { createRelayKeys } from '../../../src/crypto/relay-keys.ts';
import { MAX_RELAY_PAYLOAD, RELAY_WINDOW } from '../../../src/protocol/limits.ts';
import type { Channel } from '../../../src/transport/channel.ts';
import { RelayChannel } from '../../../src/transport/relay-channel.ts';
import { RelayHub } from '../../../src/transport/relay-hub.ts';
import { ACCEPTOR, ASKER, CLASS, relayPair, shake } from '../../contract/link-pairs.ts';
import type { RelayWire } from '../../contract/link-pairs.ts';
import { digest } from './test-identity.ts';

interface End {
  readonly frames: Bytes[];
  ended: boolean;
}

function listen(channel: Channel): End {
  const end: End = { frames: [], ended: false };
  channel.receive({
    frame: (frame) => end.frames.push(frame ?? new Uint8Array(0)),
    low: () => undefined,
    ended: () => {
      end.ended = true;
    },
  });
  return end;
}

const pass: RelayWire['tamper'] = (payload) => payload;

test('[TR5] frames of all sizes arrive as they were, each relayed payload within the limit', async () => {
  const sizes: number[] = [];
  const { asker, acceptor } = await relayPair({
    tamper(payload) {
      sizes.push(payload.length);
      return payload;
    },
  });
  const end = listen(acceptor);
  const frames = [0, 1, 16 * 1024 + 1, 17 * 1024, 17 * 1024 + 1, 64 * 1024 + 1].map((length) =>
    new Uint8Array(length).map((_, i) => i * 7),
  );
  for (const frame of frames) expect(asker.send(frame)).toBe(true);
  await expect.poll(() => end.frames.length).toBe(frames.length);
  expect(end.frames).toEqual(frames);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_RELAY_PAYLOAD);
});

test('[TR5] no more than the window is on its way to a side that says nothing, and its credit lets more go', async () => {
  let sent = 0;
  let held: (() => void)[] = [];
  const hold: RelayWire['tamper'] = (payload, from) => {
    if (from === ASKER) sent += payload.length;
    return payload;
  };
  const { asker, acceptor, hubs } = await relayPair({ tamper: hold });
  const end = listen(acceptor);
  const take = hubs.acceptor.take.bind(hubs.acceptor);
  hubs.acceptor.take = (peer, payload) => held.push(() => take(peer, payload));
  const frame = new Uint8Array(16 * 1024 + 1);
  for (let i = 0; i < 64; i++) asker.send(frame);
  await expect.poll(() => held.length).toBeGreaterThanOrEqual(15);
  expect(sent).toBeLessThanOrEqual(RELAY_WINDOW + MAX_RELAY_PAYLOAD);
  expect(asker.bufferedAmount).toBeGreaterThan(64 * 16 * 1024);
  hubs.acceptor.take = take;
  for (const release of held) release();
  held = [];
  await expect.poll(() => end.frames.length).toBe(64);
});

test.each([
  ['changed', (payload: Bytes) => payload.with(20, (payload[20] ?? 0) ^ 1)],
  ['cut', (payload: Bytes) => payload.subarray(0, -1)],
  ['lost', () => null],
])(
  '[TR5] a frame that was %s on the way ends the channel on both sides, counted',
  async (_what, fault) => {
    const wire: RelayWire = { tamper: pass };
    const refusals = new RefusalCounter(silentLogger);
    const { asker, acceptor } = await relayPair(wire, refusals);
    const [far, near] = [listen(acceptor), listen(asker)];
    asker.send(Uint8Array.of(1));
    await expect.poll(() => far.frames.length).toBe(1);
    wire.tamper = (payload, from) => {
      if (from !== ASKER) return payload;
      wire.tamper = pass;
      return fault(payload);
    };
    asker.send(Uint8Array.of(2));
    asker.send(Uint8Array.of(3));
    await expect.poll(() => far.ended && near.ended).toBe(true);
    expect(far.frames).toEqual([Uint8Array.of(1)]);
    expect(refusals.counts().get('relay-forged')).toBe(1);
  },
);

test('[TR1] [TR5] somebody between who gives each side a key of their own does not pass the handshake', async () => {
  const refusals = new RefusalCounter(silentLogger);
  const hubs = new Map<string, RelayHub>();
  const make = (role: 'ask' | 'accept', side: 'near' | 'far') => {
    const [self, other] = role === 'ask' ? [ASKER, ACCEPTOR] : [ACCEPTOR, ASKER];
    const hub = new RelayHub(
      (_peer, payload) => {
        const passed = payload.slice();
        const to = `${role === 'ask' ? 'accept' : 'ask'} ${side}`;
        setImmediate(() => hubs.get(to)?.take(self, passed));
        return true;
      },
      silentLogger,
      refusals,
    );
    hubs.set(`${role} ${side}`, hub);
    let opened: (channel: Channel) => void = () => undefined;
    const open = new Promise<Channel>((resolve) => {
      opened = resolve;
    });
    const channel = new RelayChannel({
      hub,
      classId: CLASS,
      self,
      other,
      role,
      id: toBase64Url(new Uint8Array(16)),
      digest,
      clock: systemClock,
      logger: silentLogger,
      refusals,
      opened,
      failed: () => undefined,
    });
    return { channel, open };
  };
  const connect = async (side: 'near' | 'far') => {
    const [acceptor, asker] = [make('accept', side), make('ask', side)];
    const offer = await acceptor.channel.offer();
    const answer = offer.ok ? await asker.channel.answer(offer.value) : offer;
    if (answer.ok) await acceptor.channel.complete(answer.value);
    return { asker: await asker.open, acceptor: await acceptor.open };
  };
  // Two whole channels with somebody in the middle who passes every frame on, opened and sealed anew.
  const [near, far] = [await connect('near'), await connect('far')];
  const join = (from: Channel, to: Channel): void => {
    from.receive({
      frame: (frame) => to.send(frame ?? new Uint8Array(0)),
      low: () => undefined,
      ended: () => to.abort(),
    });
  };
  join(near.acceptor, far.asker);
  join(far.asker, near.acceptor);
  const { child, parent } = await shake({ asker: near.asker, acceptor: far.acceptor }, refusals);
  expect([child, parent]).toEqual([null, null]);
  expect(refusals.counts().get('handshake-proof')).toBeGreaterThanOrEqual(1);
});

test('[TR5] a lost connection to the server, or its refusal, ends the channels concerned', async () => {
  const lost = await relayPair();
  const end = listen(lost.asker);
  lost.hubs.asker.lost();
  expect(end.ended).toBe(true);
  const refused = await relayPair();
  const [own, other] = [listen(refused.asker), listen(refused.acceptor)];
  refused.hubs.asker.refused(ASKER, 'relay-quota'); // about somebody else
  expect(own.ended).toBe(false);
  refused.hubs.asker.refused(ACCEPTOR, 'relay-quota');
  expect(own.ended).toBe(true);
  await expect.poll(() => other.ended).toBe(true);
});

test('[TR5] closing lets go out what was sent, then ends the other side; nothing is held after it', async () => {
  const { asker, acceptor, hubs } = await relayPair();
  const end = listen(acceptor);
  for (let i = 0; i < 40; i++) asker.send(new Uint8Array(16 * 1024));
  asker.close();
  expect(asker.send(Uint8Array.of(1))).toBe(false);
  await expect.poll(() => end.ended).toBe(true);
  expect(end.frames).toHaveLength(40);
  hubs.acceptor.take(ASKER, new Uint8Array(40)); // late: nobody there any more
});

test('[SE1] any bytes at any moment end the channel with a counted refusal and never throw; memory stays bounded', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 60 }), { minLength: 1, maxLength: 20 }),
      fc.boolean(),
      async (junk, early) => {
        const refusals = new RefusalCounter(silentLogger);
        const hub = new RelayHub(() => true, silentLogger, refusals);
        let failed = false;
        const id = toBase64Url(new Uint8Array(16));
        const channel = new RelayChannel({
          hub,
          classId: CLASS,
          self: ASKER,
          other: ACCEPTOR,
          role: 'ask',
          id,
          digest,
          clock: systemClock,
          logger: silentLogger,
          refusals,
          opened: (open) => {
            open.receive({
              frame: () => undefined,
              low: () => undefined,
              ended: () => {
                failed = true;
              },
            });
          },
          failed: () => {
            failed = true;
          },
        });
        const flood = (): void => {
          for (const bytes of junk)
            hub.take(ACCEPTOR, Uint8Array.from([...new Uint8Array(16), ...bytes]));
        };
        if (early) flood();
        await channel.answer(toBase64Url((await createRelayKeys()).publicKey));
        if (!early) flood();
        await expect.poll(() => failed).toBe(true);
        expect(refusals.total).toBe(1);
      },
    ),
    { numRuns: 30 },
  );
});

test('[SE1] a flood before the key is agreed, and one beyond the window after it, are cut off', async () => {
  const refusals = new RefusalCounter(silentLogger);
  const { acceptor, hubs } = await relayPair({ tamper: pass }, refusals);
  const end = listen(acceptor);
  const id = new Uint8Array(16).fill(9);
  const junk = new Uint8Array(16 + 16 * 1024);
  junk.set(id);
  for (let i = 0; i < 100 && !end.ended; i++) hubs.acceptor.take(ASKER, junk);
  expect(end.ended).toBe(true);
  expect(refusals.counts().get('relay-flood')).toBe(1);
});
