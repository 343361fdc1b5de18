import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Clock } from '../../../src/base/clock.ts';
import type { LogLevel } from '../../../src/base/logger.ts';
import { SIGNAL_PATH, createServer } from '../../../signaling/create-server.ts';
import type { LecternServer, ServerOptions } from '../../../signaling/create-server.ts';
import { KeyedBuckets } from '../../../signaling/keyed-buckets.ts';
import { streamLogger } from '../../../signaling/stream-logger.ts';
import { TokenBucket } from '../../../src/base/token-bucket.ts';
import { buildServerOnce, startServerProcess } from '../../support/server-process.ts';
import { Probe, makeCodeId, makePeer, makeRoom } from './probe.ts';

let server: LecternServer | null = null;

afterEach(async () => {
  await server?.close();
  server = null;
});

async function serve(options: ServerOptions = {}): Promise<{ url: string; http: string }> {
  server = await createServer({ host: '127.0.0.1', ...options });
  const { port } = server;
  return { url: `ws://127.0.0.1:${port}${SIGNAL_PATH}`, http: `http://127.0.0.1:${port}` };
}

class HandClock implements Clock {
  ms = 1_000_000;
  now(): number {
    return this.ms;
  }
  after(): () => void {
    return () => undefined;
  }
}

describe('rates', () => {
  test('[SV1] an address that opens connections faster than its share is sent away for a while', async () => {
    const { url } = await serve({ limits: { addressBurst: 3, addressPerSecond: 0.001 } });
    for (let i = 0; i < 3; i++) await (await Probe.open(url)).close();
    const fourth = new Probe(url);
    expect((await fourth.next('error')).code).toBe('too-fast');
    expect(await fourth.closed).toBe(1013);
  });

  test('[SV1] who enters a room faster than its rate waits, and is let in', async () => {
    const { url } = await serve({ limits: { roomEnterBurst: 5, roomEntersPerSecond: 50 } });
    const room = await makeRoom();
    await Promise.all(Array.from({ length: 20 }, () => Probe.enter(url, room)));
    expect(server?.stats().refusals.size).toBe(0);
  });

  test('[SV1] who would have to wait long to enter is sent away, and takes no place from others', async () => {
    const limits = { roomEnterBurst: 1, roomEntersPerSecond: 5, enterWaitMs: 100 };
    const { url } = await serve({ limits });
    const room = await makeRoom();
    await Probe.enter(url, room);
    const second = await Probe.open(url);
    await second.sendEnter(room, makePeer());
    expect((await second.next('error')).code).toBe('too-fast');
    await Probe.enter(url, await makeRoom()); // another room is not concerned
    let entered = false;
    while (!entered)
      entered = await Probe.enter(url, room).then(
        () => true,
        () => false,
      );
  });

  test('[SY3] messages of a room over its rate are delayed, and none is lost', async () => {
    const { url } = await serve({ limits: { roomMessageBurst: 10, roomMessagesPerSecond: 200 } });
    const room = await makeRoom();
    const peer = makePeer();
    const receiver = await Probe.enter(url, room, peer);
    const sender = await Probe.enter(url, room);
    for (let i = 0; i < 60; i++) sender.send({ type: 'to', peer, data: String(i) });
    for (let i = 0; i < 60; i++) expect((await receiver.next('from')).data).toBe(String(i));
    expect(server?.stats().refusals.size).toBe(0);
  });

  test('a bucket lets its taker owe, within what it may wait', () => {
    const clock = new HandClock();
    const bucket = new TokenBucket(clock, 10, 5);
    expect(bucket.owe(10)).toBe(0);
    expect(bucket.owe(5)).toBe(1000);
    expect(bucket.owe(5, 1500)).toBeNull();
    expect(bucket.take(1)).toBe(false);
    clock.ms += 3_000;
    expect(bucket.full).toBe(true);
  });

  test('[SV1] buckets of the past are forgotten, those in use are not', () => {
    const clock = new HandClock();
    const buckets = new KeyedBuckets(clock, 10, 10);
    for (let i = 0; i < 100_000; i++) {
      clock.ms += 5;
      buckets.of(`key${i}`).take(10);
    }
    expect(buckets.size).toBeLessThan(2_000);
    buckets.of('used').owe(1_000_000);
    for (let i = 0; i < 5_000; i++) buckets.of(`other${i}`);
    expect(buckets.of('used').take(1)).toBe(false);
  });
});

describe('log', () => {
  test('notes from a level on, as text or as JSON with their time', () => {
    const lines: string[] = [];
    const stream = { write: (text: string) => lines.push(text) };
    const note = (level: LogLevel | 'silent', format: 'text' | 'json'): void => {
      const logger = streamLogger(stream, { level, format }, new HandClock());
      logger.log('debug', 'one', { count: 1 });
      logger.log('warn', 'two');
    };
    note('silent', 'text');
    expect(lines.splice(0)).toEqual([]);
    note('info', 'text');
    expect(lines.splice(0)).toEqual(['warn two {}\n']);
    note('debug', 'json');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { time: '1970-01-01T00:16:40.000Z', level: 'debug', code: 'one', count: 1 },
      { time: '1970-01-01T00:16:40.000Z', level: 'warn', code: 'two' },
    ]);
  });

  test('[SV3] even the fullest log holds no room, peer, card, code, ticket or address', async () => {
    const notes: string[] = [];
    const logger = {
      log: (...note: unknown[]) => void notes.push(JSON.stringify(note)),
    };
    const { url } = await serve({ logger, limits: { wrongCodes: 1 } });
    const [room, peer, id] = [await makeRoom(), makePeer(), makeCodeId()];
    const probe = await Probe.enter(url, room, peer, 'the card');
    probe.send({ type: 'put-code', id, ticket: 'the ticket', ttl: 60 });
    probe.send({ type: 'to', peer, data: 'the data' });
    probe.relay(makePeer(), Uint8Array.of(1));
    await probe.settle();
    probe.send({ type: 'get-code', id });
    await probe.next('error');
    await probe.sendEnter(await makeRoom(), peer);
    await probe.next('members');
    probe.socket.send('junk');
    await probe.closed;
    expect(notes.length).toBeGreaterThan(5);
    const text = notes.join('\n');
    for (const secret of [room.room, peer, id, 'the card', 'the ticket', 'the data', '127.0.0.1']) {
      expect(text).not.toContain(secret);
    }
    const rooms = notes.filter((note) => note.includes('entered') || note.includes('left'));
    const tags = rooms.map((note) => /"room":"([\da-f]{8})"/.exec(note)?.[1]);
    expect(tags).toEqual([tags[0], tags[0], tags[2], tags[2]]);
    expect(tags[0]).not.toBe(tags[2]);
  });
});

describe('/metrics', () => {
  test('is not there unless switched on', async () => {
    const { http } = await serve();
    expect((await fetch(`${http}/metrics`)).status).toBe(404);
  });

  test('[SV3] counts what happened, and names nobody', async () => {
    const { url, http } = await serve({ metrics: { token: null } });
    const room = await makeRoom();
    const peer = makePeer();
    const receiver = await Probe.enter(url, room, peer);
    const sender = await Probe.enter(url, room);
    sender.relay(peer, new Uint8Array(500));
    await receiver.nextFrame();
    sender.send({ type: 'to', peer, data: '' });
    sender.relay(makePeer(), Uint8Array.of(1));
    await sender.settle();
    const response = await fetch(`${http}/metrics`);
    expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    const text = await response.text();
    for (const line of [
      'lectern_rooms 1',
      'lectern_connections 2',
      'lectern_together 1',
      'lectern_relay_bytes_total 500',
      'lectern_messages_total{type="enter"} 2',
      'lectern_messages_total{type="relay"} 2',
      'lectern_messages_total{type="to"} 1',
      'lectern_refusals_total{code="relay-gone"} 1',
      'lectern_code_lookups_total{found="no"} 1',
    ]) {
      expect(text.split('\n')).toContain(line);
    }
    expect(text).toMatch(/^lectern_event_loop_lag_p99_seconds [\d.e-]+$/m);
    expect(text).not.toContain(room.room);
    expect(text).not.toContain(peer);
    expect(await (await fetch(`${http}/metrics`)).text()).toContain(
      'lectern_relay_bytes_total 500',
    );
  });

  test('with a token, only who brings it sees them', async () => {
    const { http } = await serve({ metrics: { token: 'open sesame' } });
    for (const authorization of [undefined, 'open sesame', 'Bearer other', 'Bearer open sesamee']) {
      const headers = authorization === undefined ? {} : { authorization };
      const response = await fetch(`${http}/metrics`, { headers });
      expect(response.status).toBe(401);
      expect(await response.text()).not.toContain('lectern_');
    }
    const headers = { authorization: 'Bearer open sesame' };
    expect((await fetch(`${http}/metrics`, { headers })).status).toBe(200);
  });
});

describe('the end', () => {
  test('[SV3] a draining server says 503, lets nobody in, and sends all away with 1012, one after the other', async () => {
    const { url, http } = await serve();
    const room = await makeRoom();
    const probes = await Promise.all(Array.from({ length: 20 }, () => Probe.enter(url, room)));
    const drained = server?.drain(400);
    const refused = new Probe(url);
    expect(await refused.closed).toBe(1006);
    const health = await fetch(`${http}/health`);
    expect(health.status).toBe(503);
    expect(await health.json()).toMatchObject({ status: 'draining' });
    expect(server?.stats().connections).toBeGreaterThan(5); // those whose turn is later are still served
    const codes = await Promise.all(probes.map((probe) => probe.closed));
    expect(new Set(codes)).toEqual(new Set([1012]));
    await drained;
    expect(server?.stats().connections).toBe(0);
  });
});

describe('the built server', () => {
  let built: { main: string; remove: () => void };
  beforeAll(async () => {
    built = await buildServerOnce();
  }, 60_000);
  afterAll(() => built.remove());

  test('[SV3] SIGTERM sends its peers away and ends with 0', async () => {
    const child = await startServerProcess(built.main, { DRAIN_SECONDS: '1', LOG_LEVEL: 'info' });
    const room = await makeRoom();
    const probes = await Promise.all(
      Array.from({ length: 5 }, () => Probe.enter(child.signalingUrl, room)),
    );
    expect(await child.terminate()).toBe(0);
    for (const probe of probes) expect(await probe.closed).toBe(1012);
    expect(child.output()).toContain('info draining {"connections":5}');
  });

  test('a wrong setting is one line and exit code 1', async () => {
    const start = startServerProcess(built.main, { TURN_URLS: 'turn:x', LOG_LEVEL: 'debug' });
    await expect(start).rejects.toThrow(
      /^The server ended: TURN_URLS and TURN_SECRET go together: set both or neither\.\n$/,
    );
  });
});
