import { afterEach, expect, test } from 'vitest';
import { MAX_RELAY_PAYLOAD } from '../../../src/protocol/limits.ts';
import { SIGNAL_PATH, createServer } from '../../../signaling/create-server.ts';
import type { LecternServer, ServerOptions } from '../../../signaling/create-server.ts';
import { Probe, makePeer, makeRoom } from './probe.ts';

let server: LecternServer | null = null;

afterEach(async () => {
  await server?.close();
  server = null;
});

async function serve(options: ServerOptions = {}): Promise<string> {
  server = await createServer({ host: '127.0.0.1', ...options });
  return `ws://127.0.0.1:${server.port}${SIGNAL_PATH}`;
}

/** Two in a room. */
async function pair(
  url: string,
): Promise<{ a: string; b: string; sender: Probe; receiver: Probe }> {
  const room = await makeRoom();
  const [a, b] = [makePeer(), makePeer()];
  const sender = await Probe.enter(url, room, a);
  const receiver = await Probe.enter(url, room, b);
  return { a, b, sender, receiver };
}

test('[TR5] relayed bytes reach the addressed peer alone, with their sender, in order', async () => {
  const url = await serve();
  const { a, b, sender, receiver } = await pair(url);
  for (let i = 0; i < 50; i++) sender.relay(b, new Uint8Array(MAX_RELAY_PAYLOAD).fill(i));
  for (let i = 0; i < 50; i++) {
    const frame = await receiver.nextFrame();
    expect(frame.peer).toBe(a);
    expect(frame.payload.length).toBe(MAX_RELAY_PAYLOAD);
    expect(new Set(frame.payload)).toEqual(new Set([i]));
  }
  await sender.settle();
  expect(sender.frames).toEqual([]);
  expect(server?.stats().refusals.size).toBe(0);
});

test('[TR5] bytes for somebody who is not there, in another room, or for oneself are refused', async () => {
  const url = await serve();
  const { a, sender } = await pair(url);
  const elsewhere = await pair(url);
  for (const peer of [makePeer(), elsewhere.b, a]) {
    sender.relay(peer, Uint8Array.of(1));
    expect(await sender.next('relay-refused')).toEqual({
      type: 'relay-refused',
      peer,
      code: 'relay-gone',
    });
  }
  expect(server?.stats().refusals.get('relay-gone')).toBe(3);
});

test('who is in no room relays nothing', async () => {
  const probe = await Probe.open(await serve());
  probe.relay(makePeer(), Uint8Array.of(1));
  expect((await probe.next('error')).code).toBe('not-entered');
});

test('with relaying switched off, every frame is told so', async () => {
  const url = await serve({ relay: false });
  const { b, sender, receiver } = await pair(url);
  sender.relay(b, Uint8Array.of(1));
  expect((await sender.next('relay-refused')).code).toBe('relay-off');
  await receiver.settle();
  expect(receiver.frames).toEqual([]);
});

test('a room has an allowance per hour: what is over it is refused and not passed on', async () => {
  const url = await serve({ limits: { relayBytesPerHour: 5_000 } });
  const { b, sender, receiver } = await pair(url);
  const other = await pair(url);
  sender.relay(b, new Uint8Array(4_000));
  sender.relay(b, new Uint8Array(2_000));
  expect(await sender.next('relay-refused')).toMatchObject({ peer: b, code: 'relay-quota' });
  await receiver.nextFrame();
  await receiver.settle();
  expect(receiver.frames).toEqual([]);
  other.sender.relay(other.b, new Uint8Array(4_000));
  await other.receiver.nextFrame();
});

test('many short frames count against the allowance as if they were longer', async () => {
  const url = await serve({ limits: { relayBytesPerHour: 10 * 1024 } });
  const { b, sender, receiver } = await pair(url);
  for (let i = 0; i < 11; i++) sender.relay(b, Uint8Array.of(i));
  expect((await sender.next('relay-refused')).code).toBe('relay-quota');
  await receiver.settle();
  expect(receiver.frames.length).toBe(10);
});

test('[SY3] bytes over the rate are delayed, not dropped, and the connection stays', async () => {
  const limits = { relayBurst: 20_000, relayBytesPerSecond: 400_000, heartbeatMs: 40 };
  const url = await serve({ limits });
  const { b, sender, receiver } = await pair(url);
  const started = performance.now();
  for (let i = 0; i < 20; i++) sender.relay(b, new Uint8Array(10_000).fill(i));
  for (let i = 0; i < 20; i++) expect((await receiver.nextFrame()).payload[0]).toBe(i);
  expect(performance.now() - started).toBeGreaterThan(400); // 180,000 bytes over the burst: 450 ms by the server's rule
  await sender.settle();
  expect(server?.stats().refusals.size).toBe(0);
});

test('a sender whose receiver reads nothing waits, and goes on as soon as it reads', async () => {
  const limits = { relayUnsentBytes: 100_000, unsentBytes: 200_000, relayBurst: 1e9 };
  const url = await serve({ limits: { ...limits, roomRelayBurst: 1e9 } });
  const { b, sender, receiver } = await pair(url);
  receiver.socket.pause();
  const count = 2_000; // 40 MB: more than the buffers of two sockets hold
  for (let i = 0; i < count; i++) sender.relay(b, new Uint8Array(MAX_RELAY_PAYLOAD));
  // The sender's own socket backs up: the server has stopped reading it.
  await until(() => server?.stats().connections === 2 && sender.socket.bufferedAmount > 0);
  let before = -1;
  await until(() => {
    const now = sender.socket.bufferedAmount;
    const still = now === before;
    before = now;
    return still;
  }, 200);
  expect(sender.socket.bufferedAmount).toBeGreaterThan(10_000_000);
  receiver.socket.resume();
  for (let i = 0; i < count; i++) await receiver.nextFrame();
  expect(server?.stats().refusals.size).toBe(0);
});

test('a receiver that goes on reading nothing is cut off, and its senders are free again', async () => {
  const limits = { relayUnsentBytes: 100_000, relayStallMs: 100, relayBurst: 1e9 };
  const url = await serve({ limits: { ...limits, roomRelayBurst: 1e9 } });
  const { b, sender, receiver } = await pair(url);
  receiver.socket.pause();
  for (let i = 0; i < 1_000; i++) sender.relay(b, new Uint8Array(MAX_RELAY_PAYLOAD));
  expect(await sender.next('relay-refused')).toMatchObject({ peer: b, code: 'relay-gone' });
  expect(server?.stats().refusals.get('reader-slow')).toBe(1);
  await sender.settle();
  receiver.socket.resume();
  await receiver.closed;
});

test('a peer that is gone while its bytes wait ends nothing but itself', async () => {
  const limits = { relayUnsentBytes: 50_000, relayBurst: 1e9, roomRelayBurst: 1e9 };
  const url = await serve({ limits });
  const { b, sender, receiver } = await pair(url);
  receiver.socket.pause();
  for (let i = 0; i < 1_000; i++) sender.relay(b, new Uint8Array(MAX_RELAY_PAYLOAD));
  await until(() => sender.socket.bufferedAmount > 0);
  await receiver.close();
  expect((await sender.next('relay-refused')).code).toBe('relay-gone');
  await sender.settle();
});

test('[SE1] a binary frame that is none of the protocol ends its connection', async () => {
  const url = await serve();
  for (const junk of [
    new Uint8Array(0),
    Uint8Array.of(9),
    new Uint8Array(18),
    new Uint8Array(25_000),
  ]) {
    const { sender } = await pair(url);
    sender.socket.send(junk);
    expect((await sender.next('error')).code).toBe('malformed');
    expect(await sender.closed).toBe(1008);
  }
});

/** Looks again every `ms` until the condition holds. */
async function until(condition: () => boolean, ms = 5): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, ms));
}
