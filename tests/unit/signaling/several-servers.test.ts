import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { SIGNAL_PATH, createServer } from '../../../signaling/create-server.ts';
import type { LecternServer } from '../../../signaling/create-server.ts';
import { startRedis } from '../../support/redis-server.ts';
import type { TestRedis } from '../../support/redis-server.ts';
import { buildServerOnce, startServerProcess } from '../../support/server-process.ts';
import type { ServerProcess } from '../../support/server-process.ts';
import { Probe, makeCodeId, makePeer, makeRoom } from './probe.ts';
import type { RoomKey } from './probe.ts';

let redis: TestRedis;
let built: { main: string; remove: () => void };
const servers: LecternServer[] = [];
const processes: ServerProcess[] = [];

beforeAll(async () => {
  [redis, built] = await Promise.all([startRedis(), buildServerOnce()]);
}, 60_000);

afterAll(async () => {
  await redis.stop();
  built.remove();
});

let room: RoomKey;
beforeEach(async () => {
  room = await makeRoom();
});

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
  for (const child of processes.splice(0)) await child.kill();
});

async function serve(): Promise<{
  server: LecternServer;
  url: string;
  health: () => Promise<unknown>;
}> {
  // Probes ask for codes that do not exist to see that all before was answered.
  const limits = { wrongCodes: 1e6 };
  const server = await createServer({ host: '127.0.0.1', redisUrl: redis.url, limits });
  servers.push(server);
  return {
    server,
    url: `ws://127.0.0.1:${server.port}${SIGNAL_PATH}`,
    health: async () => (await fetch(`http://127.0.0.1:${server.port}/health`)).json(),
  };
}

async function serveApart(): Promise<ServerProcess> {
  const child = await startServerProcess(built.main, { REDIS_URL: redis.url });
  processes.push(child);
  return child;
}

/** Looks again every few ms until the condition holds. */
async function until(condition: () => boolean | Promise<boolean>, ms = 20): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, ms));
}

/** Whether `from` reaches `to` now. */
async function reaches(from: Probe, to: string, receiver: Probe): Promise<boolean> {
  const data = makePeer();
  from.send({ type: 'to', peer: to, data });
  await from.settle();
  if (from.inbox.some((message) => message.type === 'gone')) {
    from.inbox.length = 0;
    return false;
  }
  for (;;) if ((await receiver.next('from')).data === data) return true;
}

test('[SV2] two servers serve one class: members, messages, relayed bytes and codes cross', async () => {
  const [one, two] = [await serve(), await serveApart()];
  const [a, b] = [makePeer(), makePeer()];
  const first = await Probe.enter(one.url, room, a, 'card a');
  first.send({ type: 'watch', on: true });
  await first.settle();
  const second = await Probe.open(two.signalingUrl);
  await second.sendEnter(room, b, 'card b');
  expect((await second.next('members')).members).toEqual([{ peer: a, card: 'card a' }]);
  expect((await first.next('member')).member).toEqual({ peer: b, card: 'card b' });
  second.send({ type: 'to', peer: a, data: 'sealed' });
  expect(await first.next('from')).toEqual({ type: 'from', peer: b, data: 'sealed' });
  for (let i = 0; i < 20; i++) first.relay(b, new Uint8Array(20_000).fill(i));
  for (let i = 0; i < 20; i++) {
    const { peer, payload } = await second.nextFrame();
    expect([peer, payload.length, payload[0], payload[19_999]]).toEqual([a, 20_000, i, i]);
  }
  const id = makeCodeId();
  first.send({ type: 'put-code', id, ticket: 'ticket', ttl: 60 });
  await first.next('code-kept');
  second.send({ type: 'get-code', id });
  expect((await second.next('code')).ticket).toBe('ticket');
  await second.close();
  first.send({ type: 'to', peer: b, data: 'x' });
  expect((await first.next('gone')).peer).toBe(b);
  expect(await one.health()).toMatchObject({ status: 'ok', exchange: 'shared' });
});

test('[SV2] a killed server: its members are gone within seconds, come back through another one, and go on', async () => {
  const [one, two] = [await serve(), await serveApart()];
  const [a, b] = [makePeer(), makePeer()];
  const first = await Probe.enter(one.url, room, a);
  const lost = await Probe.enter(two.signalingUrl, room, b);
  const id = makeCodeId();
  lost.send({ type: 'put-code', id, ticket: 'ticket', ttl: 60 });
  await lost.next('code-kept');
  await two.kill();
  await lost.closed;
  first.send({ type: 'to', peer: b, data: 'x' });
  expect((await first.next('gone')).peer).toBe(b);
  const again = await Probe.enter(one.url, room, b); // under its own id, at once or when it is free
  expect(await reaches(first, b, again)).toBe(true);
  again.send({ type: 'get-code', id });
  expect((await again.next('code')).ticket).toBe('ticket');
  await until(async () => {
    again.send({ type: 'drop-code', id }); // its keeper died with its server
    again.send({ type: 'get-code', id });
    return (await again.next('code')).ticket === null;
  });
});

test('[SV2] members of a killed server whom nobody asks for are no longer listed within seconds', async () => {
  const [one, two] = [await serve(), await serveApart()];
  const first = await Probe.enter(one.url, room);
  await Probe.enter(two.signalingUrl, room);
  await two.kill();
  const started = Date.now();
  await until(async () => {
    first.send({ type: 'list', from: 0 });
    return (await first.next('members')).members.length === 0;
  }, 500);
  expect(Date.now() - started).toBeLessThan(10_000); // the life of a heartbeat is 6 s
});

test('[SV2] Redis gone: each server goes on with its own and says so; Redis back, empty: all find each other again', async () => {
  const [one, two] = [await serve(), await serve()];
  const [a, b, c] = [makePeer(), makePeer(), makePeer()];
  const first = await Probe.enter(one.url, room, a);
  const near = await Probe.enter(one.url, room, b);
  const far = await Probe.enter(two.url, room, c);
  const id = makeCodeId();
  first.send({ type: 'put-code', id, ticket: 'ticket', ttl: 60 });
  await first.next('code-kept');
  expect(await reaches(first, c, far)).toBe(true);

  await redis.kill();
  await until(async () => ((await one.health()) as { exchange: string }).exchange === 'alone');
  expect(await reaches(first, b, near)).toBe(true);
  expect(await reaches(first, c, far)).toBe(false);
  const newcomer = await Probe.enter(one.url, room, makePeer());
  newcomer.send({ type: 'get-code', id });
  expect((await newcomer.next('code')).ticket).toBe('ticket');
  first.relay(b, Uint8Array.of(7));
  expect((await near.nextFrame()).payload).toEqual(Buffer.of(7));
  expect(one.server.stats().refusals.get('redis-gone')).toBe(1);

  far.send({ type: 'watch', on: true });
  await redis.start();
  for (const { health } of [one, two]) {
    await until(async () => ((await health()) as { exchange: string }).exchange === 'shared');
  }
  await until(() => reaches(first, c, far));
  far.send({ type: 'get-code', id });
  expect((await far.next('code')).ticket).toBe('ticket');
  await until(() => far.inbox.some((message) => message.type === 'member')); // told of those it missed
});

test('[SV2] a Redis that hangs is as good as gone, and is found again when it goes on', async () => {
  const [one, two] = [await serve(), await serve()];
  const [b, c] = [makePeer(), makePeer()];
  const first = await Probe.enter(one.url, room);
  const near = await Probe.enter(one.url, room, b);
  const far = await Probe.enter(two.url, room, c);
  redis.freeze();
  try {
    await until(async () => ((await one.health()) as { exchange: string }).exchange === 'alone');
    expect(await reaches(first, b, near)).toBe(true);
    await Probe.enter(one.url, room);
  } finally {
    redis.thaw();
  }
  await until(() => reaches(first, c, far));
});

test('[SV2] nothing stays in Redis for ever', async () => {
  const { url } = await serve();
  const probe = await Probe.enter(url, room);
  probe.send({ type: 'put-code', id: makeCodeId(), ticket: 't', ttl: 60 });
  await probe.next('code-kept');
  await probe.settle();
  probe.relay(makePeer(), Uint8Array.of(1));
  await probe.next('relay-refused');
  const keys = (await redis.command('KEYS *')).split('\r\n').filter((line) => /^[^*$+]/.test(line));
  expect(keys.length).toBeGreaterThan(5);
  for (const key of keys) {
    expect(key).toMatch(/^\{lectern:1\}:/);
    expect(await redis.command(`TTL ${key}`), key).toMatch(/^:[1-9]/);
  }
});

test('[SV2] a server alone loads no Redis client', async () => {
  const child = await startServerProcess(built.main);
  processes.push(child);
  await (await Probe.enter(child.signalingUrl, room)).settle();
  expect(await (await fetch(`${child.url}health`)).json()).not.toHaveProperty('exchange');
  const loaded = staticImports(built.main);
  expect(loaded.length).toBeGreaterThan(1); // the pattern finds imports
  expect(loaded.join()).not.toContain('redis');
  expect(loaded.map((path) => readFileSync(path, 'utf8')).join('')).not.toContain('XREADGROUP');
});

/** A built file and all that it loads as it starts. */
function staticImports(path: string, found: string[] = []): string[] {
  if (found.includes(path)) return found;
  found.push(path);
  for (const [, name = ''] of readFileSync(path, 'utf8').matchAll(/^import .*"(\.[^"]+)";$/gm)) {
    staticImports(join(dirname(path), name), found);
  }
  return found;
}
