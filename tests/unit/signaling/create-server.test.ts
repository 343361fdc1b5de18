import { connect } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { MAX_SIGNALING_FRAME } from '../../../src/protocol/limits.ts';
import { SIGNAL_PATH, createServer } from '../../../signaling/create-server.ts';
import type { LecternServer, ServerOptions } from '../../../signaling/create-server.ts';
import { Probe, makeCodeId, makePeer, makeRoom } from './probe.ts';

const toClose: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});

async function serve(options: ServerOptions = {}): Promise<{ server: LecternServer; url: string }> {
  const server = await createServer({ host: '127.0.0.1', ...options });
  toClose.push(() => server.close());
  return { server, url: `ws://127.0.0.1:${server.port}${SIGNAL_PATH}` };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

describe('rooms', () => {
  test('who enters with a proof is given the others, longest present first, with their cards', async () => {
    const { url } = await serve();
    const room = await makeRoom();
    const [a, b, c] = [makePeer(), makePeer(), makePeer()];
    await Probe.enter(url, room, a, 'card a');
    await Probe.enter(url, room, b, 'card b');
    const third = await Probe.open(url);
    await third.sendEnter(room, c);
    expect((await third.next('members')).members).toEqual([
      { peer: a, card: 'card a' },
      { peer: b, card: 'card b' },
    ]);
  });

  test('a message reaches the addressed peer alone, with its sender', async () => {
    const { url } = await serve();
    const room = await makeRoom();
    const [a, b] = [makePeer(), makePeer()];
    const first = await Probe.enter(url, room, a);
    const second = await Probe.enter(url, room, b);
    const third = await Probe.enter(url, room);
    first.send({ type: 'to', peer: b, data: 'sealed' });
    expect(await second.next('from')).toEqual({ type: 'from', peer: a, data: 'sealed' });
    await third.settle();
    expect(third.inbox).toEqual([]);
  });

  test('a message does not cross into another room', async () => {
    const { url } = await serve();
    const b = makePeer();
    const first = await Probe.enter(url, await makeRoom());
    const second = await Probe.enter(url, await makeRoom(), b);
    first.send({ type: 'to', peer: b, data: 'x' });
    expect(await first.next('gone')).toEqual({ type: 'gone', peer: b });
    await second.settle();
    expect(second.inbox).toEqual([]);
  });

  test('[TR3] a room is listed in parts, in which everybody else is named once', async () => {
    const { url } = await serve();
    const room = await makeRoom();
    const peers = Array.from({ length: 70 }, makePeer);
    for (const peer of peers) await Probe.enter(url, room, peer);
    const last = await Probe.enter(url, room);
    const listed: string[] = [];
    for (let next: number | null = 0; next !== null;) {
      last.send({ type: 'list', from: next });
      const part: { members: readonly { peer: string }[]; next: number | null } =
        await last.next('members');
      expect(part.members.length).toBeLessThanOrEqual(32);
      listed.push(...part.members.map(({ peer }) => peer));
      next = part.next;
    }
    expect(listed).toEqual(peers);
    last.send({ type: 'list', from: 400 });
    expect(await last.next('members')).toMatchObject({ members: [], next: null });
  });

  test('watchers learn of those who enter and of changed cards, others do not', async () => {
    const { url } = await serve();
    const room = await makeRoom();
    const watcher = await Probe.enter(url, room);
    const idle = await Probe.enter(url, room);
    watcher.send({ type: 'watch', on: true });
    await watcher.settle();
    const peer = makePeer();
    const comer = await Probe.enter(url, room, peer, 'one');
    expect((await watcher.next('member')).member).toEqual({ peer, card: 'one' });
    comer.send({ type: 'card', card: 'two' });
    expect((await watcher.next('member')).member).toEqual({ peer, card: 'two' });
    await idle.settle();
    expect(idle.inbox).toEqual([]);
    idle.send({ type: 'list', from: 0 });
    expect((await idle.next('members')).members).toContainEqual({ peer, card: 'two' });
  });

  test('a proof by another key is refused and the connection ends', async () => {
    const { url, server } = await serve();
    const room = await makeRoom();
    const other = await makeRoom();
    const probe = await Probe.open(url);
    await probe.sendEnter({ room: room.room, key: other.key }, makePeer());
    expect((await probe.next('error')).code).toBe('proof-wrong');
    expect(await probe.closed).toBe(1008);
    expect(server.stats().rooms).toBe(0);
  });

  test('a proof for another connection or another peer id is refused', async () => {
    const { url } = await serve();
    const room = await makeRoom();
    const peer = makePeer();
    const first = await Probe.open(url);
    const proof = await first.prove(room, peer);
    const replay = await Probe.open(url);
    replay.send({ type: 'enter', room: room.room, peer, proof, card: '' });
    expect((await replay.next('error')).code).toBe('proof-wrong');
    first.send({ type: 'enter', room: room.room, peer: makePeer(), proof, card: '' });
    expect((await first.next('error')).code).toBe('proof-wrong');
  });

  test('a room that is no point on the curve is refused', async () => {
    const { url } = await serve();
    const room = await makeRoom();
    const probe = await Probe.open(url);
    const noPoint = `BAAA${'A'.repeat(83)}`;
    probe.send({
      type: 'enter',
      room: noPoint,
      peer: makePeer(),
      proof: await probe.prove(room, makePeer()),
      card: '',
    });
    expect((await probe.next('error')).code).toBe('proof-wrong');
  });

  test('entering another room leaves the first', async () => {
    const { url, server } = await serve();
    const [one, two] = [await makeRoom(), await makeRoom()];
    const peer = makePeer();
    const mover = await Probe.enter(url, one, peer);
    const stayer = await Probe.enter(url, one);
    await mover.sendEnter(two, peer);
    await mover.next('members');
    stayer.send({ type: 'to', peer, data: 'x' });
    await stayer.next('gone');
    expect(server.stats().rooms).toBe(2);
  });

  test('a peer id held by a live connection is refused, and the holder keeps it', async () => {
    const { url } = await serve();
    const room = await makeRoom();
    const peer = makePeer();
    const holder = await Probe.enter(url, room, peer);
    const claimant = await Probe.open(url);
    await claimant.sendEnter(room, peer);
    expect((await claimant.next('error')).code).toBe('peer-taken');
    await claimant.sendEnter(room, makePeer());
    await claimant.next('members');
    claimant.send({ type: 'to', peer, data: 'x' });
    await holder.next('from');
  });

  test('a peer id held by a connection that gives no sign of life goes to who proves the room key', async () => {
    const { url } = await serve({ limits: { claimMs: 50 } });
    const room = await makeRoom();
    const peer = makePeer();
    const dead = await Probe.open(url, { autoPong: false });
    await dead.sendEnter(room, peer);
    await dead.next('members');
    const claimant = await Probe.enter(url, room, peer);
    expect(await dead.closed).toBe(1006);
    const other = await Probe.enter(url, room);
    other.send({ type: 'to', peer, data: 'x' });
    await claimant.next('from');
  });

  test('a full room and a full server say so, and the connection stays', async () => {
    const { url } = await serve({ limits: { rooms: 1, roomMembers: 1 } });
    const room = await makeRoom();
    await Probe.enter(url, room);
    const second = await Probe.open(url);
    await second.sendEnter(room, makePeer());
    expect((await second.next('error')).code).toBe('room-full');
    await second.sendEnter(await makeRoom(), makePeer());
    expect((await second.next('error')).code).toBe('server-full');
    await second.settle();
  });

  test('whatever needs a room is declined outside of one', async () => {
    const { url } = await serve();
    const probe = await Probe.open(url);
    probe.send({ type: 'to', peer: makePeer(), data: '' });
    probe.send({ type: 'list', from: 0 });
    probe.send({ type: 'put-code', id: makeCodeId(), ticket: 't', ttl: 1 });
    for (let i = 0; i < 3; i++) expect((await probe.next('error')).code).toBe('not-entered');
  });

  test('[SV1] 250 peers behind one address enter one room at once', async () => {
    const { url, server } = await serve();
    const room = await makeRoom();
    const probes = await Promise.all(Array.from({ length: 250 }, () => Probe.enter(url, room)));
    expect(server.stats()).toMatchObject({ rooms: 1, connections: 250 });
    expect(server.stats().refusals.size).toBe(0);
    await Promise.all(probes.map((probe) => probe.close()));
    await until(() => server.stats().rooms === 0);
  });
});

describe('limits of connections', () => {
  test('a connection that gives no sign of life between two heartbeats is ended', async () => {
    const { url, server } = await serve({ limits: { heartbeatMs: 30 } });
    const dead = await Probe.open(url, { autoPong: false });
    const live = await Probe.open(url);
    expect(await dead.closed).toBe(1006);
    await live.settle();
    expect(server.stats().connections).toBe(1);
  });

  test('a connection over the limit is told that the server is full', async () => {
    const { url, server } = await serve({ limits: { connectionsPerAddress: 2 } });
    await Probe.open(url);
    await Probe.open(url);
    const third = new Probe(url);
    expect((await third.next('error')).code).toBe('server-full');
    expect(await third.closed).toBe(1013);
    await until(() => server.stats().connections === 2);
  });

  test('a flood of messages, of bytes or of pings ends the connection that sends it', async () => {
    const limits = { messageBurst: 50, messagesPerSecond: 1, byteBurst: 60_000, bytesPerSecond: 1 };
    const { url } = await serve({ limits });
    const room = await makeRoom();
    const [one, two, three] = [
      await Probe.enter(url, room),
      await Probe.enter(url, room),
      await Probe.open(url),
    ];
    for (let i = 0; i < 51; i++) one.send({ type: 'watch', on: false });
    expect((await one.next('error')).code).toBe('too-fast');
    expect(await one.closed).toBe(1013);
    for (let i = 0; i < 3; i++)
      two.send({ type: 'to', peer: makePeer(), data: 'x'.repeat(30_000) });
    expect((await two.next('error')).code).toBe('too-fast');
    for (let i = 0; i < 51; i++) three.socket.ping();
    expect((await three.next('error')).code).toBe('too-fast');
  });

  test('[SV1] who floods a peer is told that it cannot be reached; the peer is not cut off and loses nothing', async () => {
    const limits = { unsentBytes: 400_000, byteBurst: 1e9, messageBurst: 1e6 };
    const { url, server } = await serve({ limits });
    const room = await makeRoom();
    const peer = makePeer();
    const reader = await Probe.enter(url, room, peer);
    const sender = await Probe.enter(url, room);
    reader.socket.pause();
    const data = 'x'.repeat(30_000);
    let sent = 0;
    while (!sender.inbox.some((message) => message.type === 'gone')) {
      for (let i = 0; i < 20; i++) sender.send({ type: 'to', peer, data });
      sent += 20;
      await sender.settle();
    }
    const lost = sender.inbox.filter((message) => message.type === 'gone').length;
    expect(server.stats().refusals.get('reader-busy')).toBe(lost);
    reader.socket.resume();
    for (let i = 0; i < sent - lost; i++) await reader.next('from');
    sender.send({ type: 'to', peer, data: 'after' });
    expect((await reader.next('from')).data).toBe('after');
  });

  test('a peer that asks and never reads is cut off before its backlog grows', async () => {
    const limits = { unsentBytes: 20_000, messageBurst: 1e9, messagesPerSecond: 1e9 };
    const { url, server } = await serve({ limits });
    const room = await makeRoom();
    for (let i = 0; i < 50; i++) await Probe.enter(url, room, makePeer(), 'x'.repeat(400));
    const reader = await Probe.enter(url, room);
    reader.socket.pause();
    while (server.stats().connections === 51) {
      for (let i = 0; i < 20; i++) reader.send({ type: 'list', from: 0 });
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(server.stats().refusals.get('reader-slow')).toBe(1);
    reader.socket.resume();
    await reader.closed;
  });
});

describe('bytes from anybody', () => {
  test('a broken frame, also a binary one, and a message of another protocol end their connection', async () => {
    const { url } = await serve();
    for (const junk of [
      Buffer.from(JSON.stringify({ type: 'get-code', id: makeCodeId() })),
      '',
      '{',
      '[]',
      'null',
      '{"type":"nonce"}',
      '{"type":"to"}',
    ]) {
      const probe = await Probe.open(url);
      probe.socket.send(junk);
      expect((await probe.next('error')).code).toBe('malformed');
      expect(await probe.closed).toBe(1008);
    }
  });

  test('a frame over the limit is answered and ends the connection; a giant one is never read', async () => {
    const { url, server } = await serve();
    const long = await Probe.open(url);
    long.socket.send('x'.repeat(MAX_SIGNALING_FRAME + 1));
    expect((await long.next('error')).code).toBe('too-large');
    expect(await long.closed).toBe(1009);
    const giant = await Probe.open(url);
    giant.socket.send('x'.repeat(20 * 1024 * 1024));
    expect([1006, 1009]).toContain(await giant.closed);
    await until(() => server.stats().connections === 0);
  });

  test('deep JSON up to the limit is malformed, nothing else', async () => {
    const { url } = await serve();
    for (const deep of [
      '['.repeat(32_000),
      '{"type":'.repeat(4_000),
      '{"a":'.repeat(5_000) + '1' + '}'.repeat(5_000),
    ]) {
      const probe = await Probe.open(url);
      probe.socket.send(deep);
      expect((await probe.next('error')).code).toBe('malformed');
    }
  });

  test('any text and any bytes leave the server answering, with nothing left behind', async () => {
    const { url, server } = await serve();
    const frame = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.json(),
      fc
        .record(
          {
            type: fc.constantFrom(
              'enter',
              'card',
              'watch',
              'list',
              'to',
              'put-code',
              'drop-code',
              'get-code',
              '__proto__',
            ),
            room: fc.oneof(fc.string(), fc.constant('B'.repeat(87))),
            peer: fc.oneof(fc.string(), fc.constant('A'.repeat(22))),
            proof: fc.oneof(fc.string(), fc.constant('A'.repeat(86))),
            card: fc.jsonValue(),
            id: fc.oneof(fc.jsonValue(), fc.constant('A'.repeat(43))),
            ttl: fc.jsonValue(),
            on: fc.jsonValue(),
            data: fc.jsonValue(),
          },
          { requiredKeys: ['type'] },
        )
        .map((value) => JSON.stringify(value)),
      fc.uint8Array({ maxLength: 300 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(frame, { maxLength: 20 }), async (frames) => {
        const probe = await Probe.open(url);
        for (const junk of frames) if (probe.socket.readyState === 1) probe.socket.send(junk);
        await probe.close();
      }),
      { numRuns: 200 },
    );
    await (await Probe.enter(url, await makeRoom())).close();
    await until(() => server.stats().connections === 0 && server.stats().rooms === 0);
    expect(server.stats().refusals.get('handler-failed')).toBeUndefined();
  });

  test('raw bytes on the port, in a request or in the socket, leave the server answering', async () => {
    const { url, server } = await serve();
    const upgrade =
      `GET ${SIGNAL_PATH} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n';
    await fc.assert(
      fc.asyncProperty(
        fc.boolean(),
        fc.uint8Array({ minLength: 1, maxLength: 500 }),
        async (opened, bytes) => {
          const socket = connect(server.port, '127.0.0.1');
          socket.on('error', () => undefined);
          const ended = new Promise((resolve) => socket.once('close', resolve));
          if (opened) socket.write(upgrade);
          socket.end(bytes);
          socket.resume();
          await ended;
        },
      ),
      { numRuns: 150 },
    );
    await (await Probe.open(url)).settle();
    await until(() => server.stats().connections === 1);
  });

  test('many open sockets that say nothing do not keep others out', async () => {
    const { url, server } = await serve();
    const sockets = Array.from({ length: 100 }, () => connect(server.port, '127.0.0.1'));
    for (const socket of sockets) socket.on('error', () => undefined).write('GET / HT');
    await (await Probe.open(url)).settle();
    for (const socket of sockets) socket.destroy();
  });
});

describe('[SE1] sockets that are held open', () => {
  /** Opens a socket, says `text`, and never ends its own half; resolves when the server has ended it. */
  function hold(port: number, text: string): Promise<string> {
    return new Promise((resolve) => {
      const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
      let answer = '';
      const nudge = setInterval(() => socket.write('x'), 20);
      socket.on('data', (data) => (answer += data.toString()));
      socket.on('error', () => undefined); // 'close' follows
      socket.once('close', () => {
        clearInterval(nudge);
        resolve(answer);
      });
      socket.write(text);
    });
  }

  test('an upgrade that is turned away leaves nothing open, whatever the client does', async () => {
    const { server } = await serve({ allowedOrigins: ['https://lectern.example'] });
    const upgrade = (path: string): string =>
      `GET ${path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`;
    expect(await hold(server.port, upgrade('/other'))).toContain('404');
    expect(await hold(server.port, upgrade(SIGNAL_PATH))).toContain('403');
    expect(await hold(server.port, 'no http\r\n\r\n')).toContain('400');
  });

  test('a request whose head does not end is cut off', async () => {
    const { server } = await serve({ limits: { headersMs: 200 } });
    expect(await hold(server.port, 'GET / HTTP/1.1\r\nHost: ')).not.toContain('200');
  });

  test('a head over 16 KiB is refused', async () => {
    const { server } = await serve();
    const long = `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`;
    await hold(server.port, long);
    expect(server.stats().refusals.get('http-malformed')).toBe(1);
  });

  test('[SV1] an address has a limited number of sockets, and leaves room to others', async () => {
    const { server, url } = await serve({ limits: { socketsPerAddress: 3 } });
    const held = Array.from({ length: 3 }, () => connect(server.port, '127.0.0.1'));
    for (const socket of held) socket.on('error', () => undefined);
    await until(() => held.every((socket) => !socket.connecting));
    expect(await new Probe(url).closed).toBe(1006);
    expect(server.stats().refusals.get('sockets-full')).toBe(1);
    for (const socket of held) socket.destroy();
    let open = false;
    while (!open)
      open = await Probe.open(url).then(
        () => true,
        () => false,
      );
  });
});

describe('addresses', () => {
  test('with a list of allowed origins, other pages cannot open the socket', async () => {
    const { server, url } = await serve({ allowedOrigins: ['https://lectern.example'] });
    const good = new Probe(url, { headers: { Origin: 'https://lectern.example' } });
    await good.next('nonce');
    const bad = new Probe(url, { headers: { Origin: 'https://evil.example' } });
    expect(await bad.closed).toBe(1006);
    expect(server.stats().refusals.get('origin-refused')).toBe(1);
  });

  test('closing says goodbye to all and frees the port, which can be had again at once', async () => {
    const server = await createServer({ host: '127.0.0.1' });
    const probe = await Probe.enter(
      `ws://127.0.0.1:${server.port}${SIGNAL_PATH}`,
      await makeRoom(),
    );
    await server.close();
    expect(await probe.closed).toBe(1001);
    const { url } = await serve({ port: server.port });
    await Probe.open(url);
  });

  test('a port in use rejects with EADDRINUSE', async () => {
    const { server } = await serve();
    await expect(createServer({ host: '127.0.0.1', port: server.port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });
});
