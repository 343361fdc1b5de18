import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Bytes } from '../../../src/base/bytes.ts';
import type { Channel, ChannelReceiver } from '../../../src/transport/channel.ts';
import { FRAME, PRIORITIES, priorityOf, Reassembly } from '../../../src/transport/framing.ts';
import type { Priority } from '../../../src/transport/framing.ts';
import { SendQueue } from '../../../src/transport/send-queue.ts';

const MIB = 1024 * 1024;

/** A channel that hands over only what the test lets through. */
class SlowChannel implements Channel {
  readonly path = 'direct';
  readonly restart = null;
  readonly fingerprints = { local: new Uint8Array(32), remote: new Uint8Array(32) };
  readonly waiting: Bytes[] = [];
  bufferedAmount = 0;
  most = 0;

  receive(_receiver: ChannelReceiver): void {}

  send(frame: Bytes): boolean {
    this.waiting.push(frame);
    this.bufferedAmount += frame.length;
    this.most = Math.max(this.most, this.bufferedAmount);
    return true;
  }

  /** The next frame, out on the network. */
  out(): Bytes | undefined {
    const frame = this.waiting.shift();
    this.bufferedAmount -= frame?.length ?? 0;
    return frame;
  }

  close(): void {}
  abort(): void {}
}

test('[TR2] an entry behind 16 MiB of bulk leaves after less than 1 MiB of it', () => {
  const channel = new SlowChannel();
  const queue = new SendQueue(channel, () => undefined);
  queue.push(new Uint8Array(16 * MIB), 'bulk');
  for (let i = 0; i < 100; i++) {
    channel.out();
    queue.pump();
  }
  queue.push(Uint8Array.of(1, 2, 3), 'entries');
  let before = 0;
  for (;;) {
    const frame = channel.out();
    if (frame === undefined) throw new Error('The entry never left');
    if (priorityOf(frame[0]) === 'entries') break;
    before += frame.length;
    queue.pump();
  }
  expect(before).toBeLessThan(MIB);
});

test('[TR2] control goes before entries, entries before what is volatile, that before bulk, a signal before all', () => {
  const channel = new SlowChannel();
  const queue = new SendQueue(channel, () => undefined);
  queue.push(new Uint8Array(2 * MIB), 'entries'); // fills the channel
  for (const priority of PRIORITIES.toReversed()) queue.push(Uint8Array.of(9), priority);
  queue.pushSignal(Uint8Array.of(FRAME.signal));
  const kinds: (Priority | 'signal')[] = [];
  for (let frame = channel.out(); frame !== undefined; frame = channel.out()) {
    if (frame.length <= 2) kinds.push(priorityOf(frame[0]) ?? 'signal');
    queue.pump();
  }
  expect(kinds).toEqual(['signal', 'control', 'entries', 'volatile', 'bulk']);
  expect(queue.empty).toBe(true);
});

test('[TR2] what waits of bulk is counted apart, and both tell when they have drained', () => {
  const channel = new SlowChannel();
  let drains = 0;
  const queue = new SendQueue(channel, () => (drains += 1));
  queue.push(new Uint8Array(4 * MIB), 'bulk');
  expect(queue.bytes).toBe(0);
  expect(queue.bulkBytes).toBeGreaterThanOrEqual(4 * MIB);
  queue.push(new Uint8Array(MIB), 'entries');
  expect(queue.bytes).toBeGreaterThanOrEqual(MIB);
  const drainedAt: [number, number][] = [];
  for (let frame = channel.out(); frame !== undefined; frame = channel.out()) {
    const had = drains;
    queue.pump();
    if (drains > had) drainedAt.push([queue.bytes, queue.bulkBytes]);
  }
  expect(drainedAt).toHaveLength(2);
  expect(drainedAt[0]?.[0]).toBeLessThanOrEqual(MIB / 4);
  expect(drainedAt[1]?.[1]).toBeLessThanOrEqual(MIB / 4);
  expect([queue.bytes, queue.bulkBytes]).toEqual([0, 0]);
});

test('[TR2] messages of four priorities, sent and let through in any rhythm, all arrive whole and in order within each', () => {
  const step = fc.oneof(
    fc.record({
      priority: fc.constantFrom(...PRIORITIES),
      size: fc.oneof(fc.nat(200), fc.nat(400_000)),
    }),
    fc.record({ out: fc.nat(40) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const channel = new SlowChannel();
      const queue = new SendQueue(channel, () => undefined);
      const sent: Record<Priority, Bytes[]> = { control: [], entries: [], volatile: [], bulk: [] };
      const got: Record<Priority, Bytes[]> = { control: [], entries: [], volatile: [], bulk: [] };
      const reassembly = new Map(PRIORITIES.map((name) => [name, new Reassembly(name)]));
      const out = (): boolean => {
        const frame = channel.out();
        if (frame === undefined) return false;
        const priority = priorityOf(frame[0]);
        const taken = priority === null ? undefined : reassembly.get(priority)?.take(frame);
        if (priority === null || taken?.ok !== true) throw new Error('Refused');
        if (taken.value !== null) got[priority].push(taken.value);
        queue.pump();
        return true;
      };
      for (const [at, now] of steps.entries()) {
        if ('out' in now) {
          for (let i = 0; i < now.out; i++) out();
        } else {
          const message = new Uint8Array(now.size).fill(at);
          sent[now.priority].push(message);
          queue.push(message, now.priority);
        }
      }
      while (out());
      expect(channel.most).toBeLessThanOrEqual(MIB + 17 * 1024);
      expect([queue.empty, queue.bytes, queue.bulkBytes]).toEqual([true, 0, 0]);
      for (const priority of PRIORITIES) {
        expect(got[priority].length).toBe(sent[priority].length);
        for (const [i, message] of sent[priority].entries())
          expect(Buffer.compare(got[priority][i] ?? new Uint8Array(0), message)).toBe(0);
      }
    }),
    { numRuns: 100 },
  );
});
