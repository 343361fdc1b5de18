import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toBase64Url } from '../../../src/base/bytes.ts';
import { RefusalCounter, silentLogger } from '../../../src/base/logger.ts';
import type { PeerId } from '../../../src/protocol/ids.ts';
import type { ClientMessage, ServerMessage } from '../../../src/protocol/signaling-messages.ts';
import type { Room } from '../../../src/transport/signaling.ts';
import type { Socket } from '../../../src/transport/socket.ts';
import { WebSocketSignaling } from '../../../src/transport/websocket-signaling.ts';
import { SteppedClock, seededRandom } from './stepped-clock.ts';
import { makeSigner } from './test-identity.ts';

const SELF = toBase64Url(new Uint8Array(16).fill(1)) as PeerId;
const OTHER = toBase64Url(new Uint8Array(16).fill(2)) as PeerId;
const CODE = toBase64Url(new Uint8Array(32).fill(3));
const NONCE: ServerMessage = { type: 'nonce', nonce: toBase64Url(new Uint8Array(32)) };

/** The server's end of one connection. */
class FakeSocket implements Socket {
  readonly sent: ClientMessage[] = [];
  binaryType = 'blob';
  /** Binary frames sent. */
  readonly relayed: Uint8Array[] = [];
  closed = false;
  readonly #listeners = new Map<string, ((event: { data: unknown }) => void)[]>();

  addEventListener(type: string, listener: (event: { data: unknown }) => void): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
  }

  send(data: string | Uint8Array): void {
    if (typeof data !== 'string') {
      this.relayed.push(data);
      return;
    }
    this.sent.push(JSON.parse(data) as ClientMessage);
  }

  close(): void {
    this.closed = true;
  }

  says(message: ServerMessage | string): void {
    this.fire('message', typeof message === 'string' ? message : JSON.stringify(message));
  }

  fire(type: string, data?: unknown): void {
    for (const listener of this.#listeners.get(type) ?? []) listener({ data });
  }

  types(): string[] {
    return this.sent.map((message) => message.type);
  }
}

interface Setup {
  readonly signaling: WebSocketSignaling;
  readonly sockets: FakeSocket[];
  readonly clock: SteppedClock;
  readonly refusals: RefusalCounter;
  readonly events: string[];
  wake(): void;
  enter(): Promise<Room>;
  /** The newest connection. */
  socket(): FakeSocket;
}

function setup(): Setup {
  const sockets: FakeSocket[] = [];
  const clock = new SteppedClock();
  const refusals = new RefusalCounter(silentLogger);
  const events: string[] = [];
  let wake = (): void => undefined;
  const signaling = new WebSocketSignaling({
    url: 'ws://server',
    openSocket: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
    clock,
    random: seededRandom(1),
    logger: silentLogger,
    refusals,
    wake: (listener) => {
      wake = listener;
      return () => {
        wake = () => undefined;
      };
    },
  });
  const socket = (): FakeSocket => {
    const newest = sockets.at(-1);
    if (newest === undefined) throw new Error('No connection yet');
    return newest;
  };
  return {
    signaling,
    sockets,
    clock,
    refusals,
    events,
    socket,
    wake: () => wake(),
    async enter() {
      const room = signaling.enter(
        { signer: await makeSigner(), peer: SELF, card: 'card' },
        {
          members: (members) => events.push(`members ${members.length}`),
          member: () => events.push('member'),
          from: (peer, data) => events.push(`from ${peer} ${data}`),
          gone: (peer) => events.push(`gone ${peer}`),
          relayed: (peer, payload) => events.push(`relayed ${peer} ${payload.join(' ')}`),
          relayRefused: (peer, code) => events.push(`${code} ${peer}`),
          lost: () => events.push('lost'),
        },
      );
      await greet(socket());
      return room;
    },
  };
}

/** Nonce, and the members once the client has asked to enter. */
async function greet(socket: FakeSocket): Promise<void> {
  socket.says(NONCE);
  await expect.poll(() => socket.types()).toContain('enter');
  socket.says({ type: 'members', members: [], next: null });
}

test('nothing is connected before something needs it', () => {
  const { sockets, clock } = setup();
  clock.advance(60_000);
  expect(sockets).toHaveLength(0);
});

test('it enters with a proof, and tells what happens in the room', async () => {
  const { enter, socket, signaling, events } = setup();
  const room = await enter();
  expect(signaling.state.value).toBe('connected');
  expect(socket().sent[0]).toMatchObject({ type: 'enter', peer: SELF, card: 'card' });
  socket().says({ type: 'from', peer: OTHER, data: 'sealed' });
  socket().says({ type: 'gone', peer: OTHER });
  socket().says({ type: 'member', member: { peer: OTHER, card: 'x' } });
  expect(events).toEqual(['members 0', `from ${OTHER} sealed`, `gone ${OTHER}`, 'member']);
  expect(room.send(OTHER, 'data')).toBe(true);
  expect(socket().sent.at(-1)).toEqual({ type: 'to', peer: OTHER, data: 'data' });
});

test('[TR4] it comes back with the same peer id, the watch and the codes, after growing pauses', async () => {
  const { enter, socket, sockets, signaling, clock, events } = setup();
  const room = await enter();
  room.watch(true);
  const kept = signaling.putCode(CODE, 'ticket', 3600);
  socket().says({ type: 'code-kept', id: CODE });
  await kept;
  socket().fire('close');
  expect(signaling.state.value).toBe('offline');
  expect(events.at(-1)).toBe('lost');
  expect(room.send(OTHER, 'data')).toBe(false);
  const pauses: number[] = [];
  for (let i = 0; i < 7; i++) {
    const before = sockets.length;
    let ms = 0;
    for (; sockets.length === before; ms += 100) clock.advance(100);
    pauses.push(ms);
    socket().fire('close');
  }
  expect(pauses[0]).toBeLessThanOrEqual(1_100);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(20_100);
  expect(pauses.at(-1)).toBeLessThanOrEqual(3_000);
  clock.advance(20_000);
  await greet(socket());
  expect(socket().types()).toEqual(['enter', 'watch', 'list', 'put-code']);
  expect(socket().sent[0]).toMatchObject({ peer: SELF });
  expect((socket().sent[3] as { ttl: number }).ttl).toBeLessThan(3600);
  expect(signaling.state.value).toBe('connected');
});

test('[TR4] coming online tries at once', async () => {
  const { enter, socket, sockets, wake } = setup();
  await enter();
  socket().fire('close');
  const before = sockets.length;
  wake();
  expect(sockets.length).toBe(before + 1);
});

test('[TR4] a connection that fell silent is asked for a sign of life and then given up', async () => {
  const { enter, socket, sockets, clock, events } = setup();
  await enter();
  const first = socket();
  clock.advance(25_000);
  expect(first.sent.at(-1)).toEqual({ type: 'to', peer: SELF, data: '' });
  first.says({ type: 'from', peer: SELF, data: '' });
  expect(events).toEqual(['members 0']);
  clock.advance(25_000);
  clock.advance(10_000);
  expect(first.closed).toBe(true);
  clock.advance(2_000);
  expect(sockets).toHaveLength(2);
});

test('a server that accepts and says nothing is given up after ten seconds', async () => {
  const { signaling, socket, clock } = setup();
  const ticket = signaling.getCode(CODE);
  clock.advance(10_000);
  await expect(ticket).rejects.toMatchObject({ code: 'signaling-unreachable' });
  expect(socket().closed).toBe(true);
});

test('a code is looked up without a room: a ticket, nothing, or too many tries', async () => {
  const { signaling, socket } = setup();
  const first = signaling.getCode(CODE);
  socket().says(NONCE);
  socket().says({ type: 'code', id: CODE, ticket: 'ticket' });
  expect(await first).toBe('ticket');
  const second = signaling.getCode(CODE);
  socket().says({ type: 'code', id: CODE, ticket: null });
  expect(await second).toBe(null);
  const third = signaling.getCode(CODE);
  socket().says({ type: 'error', code: 'code-tries' });
  await expect(third).rejects.toMatchObject({ code: 'code-too-many-tries' });
});

test('a lookup and a put end with their signal', async () => {
  const { signaling, enter, socket } = setup();
  await enter();
  const lookup = new AbortController();
  const ticket = signaling.getCode(CODE, lookup.signal);
  lookup.abort(new Error('not any more'));
  await expect(ticket).rejects.toThrow('not any more');
  const put = new AbortController();
  const kept = signaling.putCode(CODE, 'ticket', 60, put.signal);
  put.abort(new Error('nor this'));
  await expect(kept).rejects.toThrow('nor this');
  expect(socket().types().at(-1)).toBe('drop-code');
});

test('a code that the server has no room for is refused', async () => {
  const { signaling, enter, socket } = setup();
  await enter();
  const kept = signaling.putCode(CODE, 'ticket', 60);
  socket().says({ type: 'error', code: 'code-full' });
  await expect(kept).rejects.toMatchObject({ code: 'signaling-refused' });
});

test('leaving ends the connection, and closing leaves no timer', async () => {
  const { signaling, enter, socket, clock } = setup();
  const room = await enter();
  room.leave();
  expect(socket().closed).toBe(true);
  clock.advance(60_000);
  expect(clock.pending).toBe(0);
  const again = setup();
  await again.enter();
  again.signaling.close();
  expect(again.clock.pending).toBe(0);
  expect(again.signaling.state.value).toBe('offline');
  signaling.close();
});

test('[SE1] whatever the server says, nothing is thrown and what is malformed is counted', async () => {
  const { enter, socket, refusals } = setup();
  await enter();
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.constantFrom('{"type":"from"}', '{"type":"members","members":[1]}'),
      ),
      (text) => {
        const before = refusals.total;
        socket().says(text);
        expect(refusals.total).toBe(before + 1);
      },
    ),
    { numRuns: 300 },
  );
  socket().fire('message', new ArrayBuffer(8));
  expect(refusals.counts().get('signaling-malformed')).toBeGreaterThan(300);
});
