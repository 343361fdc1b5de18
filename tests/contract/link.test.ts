import { afterEach, describe, expect, test } from 'vitest';
import type { Bytes } from '../../src/base/bytes.ts';
import { RefusalCounter, silentLogger } from '../../src/base/logger.ts';
import { MAX_MESSAGE, MAX_SIGNAL, MAX_UNADMITTED_BYTES } from '../../src/protocol/limits.ts';
import type { FramedLink } from '../../src/transport/framed-link.ts';
import { FRAME, FRAME_PAYLOAD } from '../../src/transport/framing.ts';
import type { LinkEnd } from '../../src/transport/link.ts';
import { SteppedClock } from '../unit/transport/stepped-clock.ts';
import { memoryPair, relayPair, shake, webRtcPair } from './link-pairs.ts';
import type { ChannelPair } from './link-pairs.ts';

const cleanups: (() => void)[] = [];

afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

interface Pair {
  readonly child: FramedLink;
  readonly parent: FramedLink;
  readonly channels: ChannelPair;
  readonly refusals: RefusalCounter;
}

async function pairOf(make: () => Promise<ChannelPair>, admit = true): Promise<Pair> {
  const channels = await make();
  const refusals = new RefusalCounter(silentLogger);
  const { child, parent } = await shake(channels, refusals);
  if (child === null || parent === null) throw new Error('The handshake failed');
  cleanups.push(() => {
    child.close();
    parent.close();
    channels.asker.close();
    channels.acceptor.close();
  });
  if (admit) {
    child.admit();
    parent.admit();
  }
  return { child, parent, channels, refusals };
}

function received(link: FramedLink, count: number): Promise<Bytes[]> {
  const messages: Bytes[] = [];
  return new Promise((resolve) => {
    link.onMessage((message) => {
      messages.push(message);
      if (messages.length === count) resolve(messages);
    });
  });
}

function ended(link: FramedLink): Promise<LinkEnd> {
  return new Promise((resolve) => {
    link.onEnd(resolve);
  });
}

/** Content whose every byte depends on its place. */
function pattern(length: number): Bytes {
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) bytes[i] = (i * 31 + (i >>> 13)) & 0xff;
  return bytes;
}

describe.each([
  ['memory', memoryPair],
  ['WebRTC', webRtcPair],
  ['relay', () => relayPair()],
] as const)('a link over %s', (_name, make: () => Promise<ChannelPair>) => {
  test('[TR1] both sides know the other one by its proved key', async () => {
    const { child, parent } = await pairOf(make);
    expect(child.relation.value).toBe('parent');
    expect(parent.relation.value).toBe('child');
    expect(child.remote.keyId).toHaveLength(43);
    expect(child.remote.keyId).not.toBe(parent.remote.keyId);
    expect(child.remote.publicKey).toHaveLength(65);
  });

  test('[TR2] a message of 10 MB arrives whole', async () => {
    const { child, parent } = await pairOf(make);
    const message = pattern(10 * 1024 * 1024);
    const arrived = received(child, 1);
    parent.send(message);
    const [got] = await arrived;
    expect(Buffer.compare(got ?? new Uint8Array(0), message)).toBe(0);
  });

  test('[TR2] a message at the limit arrives, one above it is not taken', async () => {
    const { child, parent } = await pairOf(make);
    const arrived = received(parent, 1);
    child.send(new Uint8Array(MAX_MESSAGE));
    expect((await arrived)[0]).toHaveLength(MAX_MESSAGE);
    expect(() => child.send(new Uint8Array(MAX_MESSAGE + 1))).toThrow();
  });

  test('[TR2] 1,000 small messages of all kinds of sizes arrive in order, in both directions at once', async () => {
    const { child, parent } = await pairOf(make);
    const sizes = Array.from({ length: 1000 }, (_, i) => (i * 7919) % 900);
    sizes[10] = 0;
    sizes[20] = FRAME_PAYLOAD;
    sizes[30] = FRAME_PAYLOAD + 1;
    sizes[40] = FRAME_PAYLOAD * 3;
    const up = received(parent, sizes.length);
    const down = received(child, sizes.length);
    for (const size of sizes) {
      child.send(pattern(size));
      parent.send(pattern(size));
    }
    expect((await up).map((message) => message.length)).toEqual(sizes);
    expect((await down).map((message) => message.length)).toEqual(sizes);
  });

  test('[TR2] what is queued is shown, stays out of the channel, and drains', async () => {
    const { child, parent, channels } = await pairOf(make);
    let drains = 0;
    const drained = new Promise<void>((resolve) => {
      child.onDrain(() => {
        drains += 1;
        resolve();
      });
    });
    const arrived = received(parent, 8);
    for (let i = 0; i < 8; i++) child.send(pattern(1024 * 1024));
    expect(child.queuedBytes).toBeGreaterThan(2 * 1024 * 1024);
    expect(channels.asker.bufferedAmount).toBeLessThan(1.1 * 1024 * 1024);
    await drained;
    expect(child.queuedBytes).toBeLessThanOrEqual(256 * 1024);
    expect(await arrived).toHaveLength(8);
    expect(drains).toBe(1);
  });

  test('[TR2] an entry passes 16 MiB of bulk that are under way, and both arrive whole', async () => {
    const { child, parent } = await pairOf(make);
    const order: number[] = [];
    const all = new Promise<void>((resolve) => {
      parent.onMessage((message) => {
        order.push(message.length);
        if (order.length === 4) resolve();
      });
    });
    child.send(pattern(16 * 1024 * 1024), 'bulk');
    child.send(pattern(10), 'volatile');
    child.send(pattern(4_000_000), 'entries');
    child.send(pattern(20), 'control');
    await all;
    expect(order).toEqual([10, 20, 4_000_000, 16 * 1024 * 1024]);
  });

  test('signals reach the network layer of the other side and nobody else', async () => {
    const { child, parent } = await pairOf(make);
    const signals: Bytes[] = [];
    parent.onSignal((signal) => signals.push(signal));
    const arrived = received(parent, 1);
    child.signal(pattern(MAX_SIGNAL));
    child.signal(pattern(0));
    child.send(pattern(7));
    expect((await arrived).map((message) => message.length)).toEqual([7]);
    expect(signals).toEqual([pattern(MAX_SIGNAL), pattern(0)]);
    expect(() => child.signal(pattern(MAX_SIGNAL + 1))).toThrow();
  });

  test('[SE1] a signal above the limit ends the link', async () => {
    const { parent, channels, refusals } = await pairOf(make);
    const end = ended(parent);
    const frame = new Uint8Array(2 + MAX_SIGNAL);
    frame[0] = FRAME.signal;
    channels.asker.send(frame);
    expect(await end).toBe('protocol');
    expect(refusals.counts().get('link-signal-too-large')).toBe(1);
  });

  test('the round trip is measured, and the path told', async () => {
    const { child, channels } = await pairOf(make);
    await expect.poll(() => child.quality.value.rttMs).toBeGreaterThanOrEqual(0);
    expect(child.quality.value.path).toBe(channels.asker.path);
  });

  test('[SE1] what would wait beyond the limit ends the link, and its memory is let go', async () => {
    const { child, refusals } = await pairOf(make);
    const end = ended(child);
    for (let i = 0; i < 5; i++) child.send(new Uint8Array(16 * 1024 * 1024));
    expect(await end).toBe('lost');
    expect(child.queuedBytes).toBe(0);
    expect(refusals.counts().get('link-queue-full')).toBe(1);
  });

  test('closing sends what is queued first, and the other side sees it closed on purpose', async () => {
    const { child, parent } = await pairOf(make);
    const arrived = received(parent, 3);
    const end = ended(parent);
    const own = ended(child);
    for (let i = 0; i < 3; i++) child.send(pattern(100_000));
    child.close();
    child.send(pattern(5));
    expect((await arrived).map((message) => message.length)).toEqual([100_000, 100_000, 100_000]);
    expect(await end).toBe('closed');
    expect(await own).toBe('closed');
  });

  test('[SE1] a frame of an unknown kind ends the link', async () => {
    const { parent, channels, refusals } = await pairOf(make);
    const end = ended(parent);
    channels.asker.send(Uint8Array.of(99, 1, 2));
    expect(await end).toBe('protocol');
    expect(refusals.counts().get('link-frame-kind')).toBe(1);
  });

  test('[SE1] an empty frame, a crumb that promises more, and a second hello each end the link', async () => {
    for (const junk of [[], [FRAME.part, 1, 2, 3], [0x40], [FRAME.hello], [FRAME.proof]]) {
      const { parent, channels } = await pairOf(make);
      const end = ended(parent);
      channels.asker.send(Uint8Array.from(junk));
      expect(await end).toBe('protocol');
    }
  });

  test('[SE1] a message above the limit from outside ends the link before it is whole', async () => {
    const { parent, child, channels, refusals } = await pairOf(make);
    const end = ended(parent);
    const frame = new Uint8Array(1 + 64 * 1024);
    let gone = false;
    child.onEnd(() => {
      gone = true;
    });
    const flood = setInterval(() => {
      for (let i = 0; i < 8 && !gone && channels.asker.bufferedAmount < 1e6; i++)
        channels.asker.send(frame);
    }, 1);
    cleanups.push(() => clearInterval(flood));
    expect(await end).toBe('protocol');
    expect(refusals.counts().get('link-message-too-large')).toBe(1);
  });

  test('[SE1] somebody not admitted gets no more than 32 KiB through', async () => {
    const { child, parent, refusals } = await pairOf(make, false);
    const first = received(parent, 1);
    child.send(pattern(MAX_UNADMITTED_BYTES - 100));
    expect(await first).toHaveLength(1);
    const [up, down] = [ended(parent), ended(child)];
    child.send(pattern(200));
    expect(await up).toBe('unadmitted');
    expect(await down).toBe('unadmitted');
    expect(refusals.counts().get('link-unadmitted-bytes')).toBe(1);
  });

  test('who asked may get a whole large answer before it admits the other side', async () => {
    const { child, parent } = await pairOf(make, false);
    parent.admit();
    const arrived = received(child, 1);
    parent.send(pattern(4 * 1024 * 1024));
    expect((await arrived)[0]).toHaveLength(4 * 1024 * 1024);
  });

  test('a listener that throws harms neither the link nor what comes later', async () => {
    const { child, parent } = await pairOf(make);
    const arrived = received(parent, 2);
    parent.onMessage(() => {
      throw new Error('a fault of the listener');
    });
    child.send(pattern(10));
    child.send(pattern(20));
    expect(await arrived).toHaveLength(2);
  });
});

async function steppedPair(): Promise<{
  child: FramedLink;
  parent: FramedLink;
  clock: SteppedClock;
  pull: () => void;
}> {
  const clock = new SteppedClock();
  const channels = await memoryPair();
  const { child, parent } = await shake(channels, new RefusalCounter(silentLogger), clock);
  if (child === null || parent === null) throw new Error('The handshake failed');
  const pull = (): void => {
    channels.asker.cut = true;
    channels.acceptor.cut = true;
  };
  return { child, parent, clock, pull };
}

/** Lets time pass in steps, with what the channels carry in between. */
async function pass(clock: SteppedClock, ms: number): Promise<void> {
  for (let at = 0; at < ms; at += 500) {
    clock.advance(500);
    for (let i = 0; i < 4; i++) {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
  }
}

test('a peer that vanishes without a word is lost within six seconds, an idle one is not', async () => {
  const { child, parent, clock, pull } = await steppedPair();
  child.admit();
  parent.admit();
  const ends: LinkEnd[] = [];
  child.onEnd((end) => ends.push(end));
  parent.onEnd((end) => ends.push(end));
  await pass(clock, 120_000);
  expect(ends).toEqual([]);
  pull();
  await pass(clock, 6_000);
  expect(ends).toEqual(['lost', 'lost']);
  expect(clock.pending).toBe(0);
});

test('[SE1] who is heard and not admitted may send more, and is let go after ten seconds all the same', async () => {
  const { child, parent, clock } = await steppedPair();
  parent.hear();
  child.admit();
  const received = new Promise<number>((resolve) => {
    parent.onMessage(({ length }) => resolve(length));
  });
  const [up, down] = [ended(parent), ended(child)];
  child.send(new Uint8Array(100_000));
  await pass(clock, 1_000);
  expect(await received).toBe(100_000);
  expect(parent.admitted).toBe(false);
  await pass(clock, 10_000);
  expect(await down).toBe('unadmitted');
  expect(await up).toBe('unadmitted');
});

test('somebody not admitted within ten seconds is let go, on either side', async () => {
  const { child, parent, clock } = await steppedPair();
  parent.admit();
  const [up, down] = [ended(parent), ended(child)];
  await pass(clock, 11_000);
  expect(await down).toBe('unadmitted');
  expect(await up).toBe('unadmitted');
});
