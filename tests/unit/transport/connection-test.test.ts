import { WebSocket } from 'ws';
import { describe, expect, test } from 'vitest';
import { systemClock, type Clock } from '../../../src/base/clock.ts';
import type { StepResult } from '../../../src/base/connection-report.ts';
import { RefusalCounter, silentLogger } from '../../../src/base/logger.ts';
import { secureRandom } from '../../../src/base/random.ts';
import { generateIdentity } from '../../../src/crypto/generate-identity.ts';
import { createWebCryptoSigner } from '../../../src/crypto/web-crypto-signer.ts';
import { candidateCounts } from '../../../src/transport/candidate-counts.ts';
import {
  testConnection,
  type ConnectionTestOptions,
} from '../../../src/transport/connection-test.ts';
import { fetchIceText } from '../../../src/transport/ice-source.ts';
import { settleWithin } from '../../../src/transport/settle-within.ts';
import { WebSocketSignaling } from '../../../src/transport/websocket-signaling.ts';
import type { ServerOptions } from '../../../signaling/create-server.ts';
import { createNodePeerConnection } from '../../support/node-rtc.ts';
import { startServer } from '../../support/start-server.ts';
import { SteppedClock } from './stepped-clock.ts';

/** Waits a fifth as long, where nothing is to come of the wait. */
const hasty: Clock = {
  now: systemClock.now,
  after: (ms, task) => systemClock.after(ms / 5, task),
};

/** Makes a test against the server at `signalingUrl`: what was told, in order, and the addresses dialled. */
async function run(signalingUrl: string, change: Partial<ConnectionTestOptions> = {}) {
  const told: StepResult[] = [];
  const sockets: WebSocket[] = [];
  await testConnection({
    signalingUrl,
    knownIce: [],
    dial: () =>
      new WebSocketSignaling({
        url: signalingUrl,
        openSocket(address) {
          const socket = new WebSocket(address);
          sockets.push(socket);
          return socket;
        },
        clock: systemClock,
        random: secureRandom,
        logger: silentLogger,
        refusals: new RefusalCounter(silentLogger),
      }),
    fetchText: fetchIceText,
    createPeerConnection: createNodePeerConnection,
    signer: await createWebCryptoSigner(await generateIdentity()),
    clock: systemClock,
    random: secureRandom,
    logger: silentLogger,
    online: () => true,
    neighbours: [],
    signal: new AbortController().signal,
    tell: (result) => void told.push(result),
    ...change,
  });
  expect(sockets.every(({ readyState }) => readyState >= WebSocket.CLOSING)).toBe(true);
  return { told, inShort: told.map(({ step, verdict, reason }) => `${step} ${verdict} ${reason}`) };
}

async function withServer(
  options: ServerOptions,
  use: (signalingUrl: string) => Promise<void>,
): Promise<void> {
  const server = await startServer({ appDir: null, ...options });
  try {
    await use(server.signalingUrl);
    await expect.poll(() => server.stats().connections).toBe(0); // nothing is left behind
  } finally {
    await server.stop();
  }
}

describe('[DG1] testing the connection', () => {
  test('all works: each step says so with what it measured', () =>
    withServer({}, async (url) => {
      const { told, inShort } = await run(url);
      expect(inShort).toEqual([
        'server works server-reached',
        'ice not-offered ice-none-offered',
        'direct works direct-works',
        'relay works relay-works',
      ]);
      expect(told[0]?.facts.ms).toBeGreaterThanOrEqual(0);
      expect(told[1]?.facts.host).toBeGreaterThan(0);
      expect(told[2]?.facts.ms).toBeGreaterThanOrEqual(0);
      expect(told[3]?.facts.ms).toBeGreaterThanOrEqual(0);
    }));

  test('a relay that is off is not offered; STUN and TURN that do not answer are told', () =>
    withServer({ relay: false }, async (url) => {
      const asking = (server: object) => async () =>
        JSON.stringify({ iceServers: [server], ttl: 60, relay: false });
      const stun = await run(url, {
        clock: hasty,
        fetchText: asking({ urls: 'stun:127.0.0.1:9' }),
      });
      expect(stun.inShort[1]).toBe('ice fails stun-silent');
      expect(stun.inShort[3]).toBe('relay not-offered relay-off');
      const turn = await run(url, {
        clock: hasty,
        fetchText: asking({ urls: 'turn:127.0.0.1:9', username: 'u', credential: 'c' }),
      });
      expect(turn.inShort[1]).toBe('ice fails turn-silent');
    }));

  test('WebRTC missing, refused, or never connecting: the others are tested all the same', () =>
    withServer({}, async (url) => {
      const missing = [
        'ice fails webrtc-missing',
        'direct fails webrtc-missing',
        'relay works relay-works',
      ];
      expect((await run(url, { createPeerConnection: null })).inShort.slice(1)).toEqual(missing);
      const refusing = (): never => {
        throw new Error('switched off');
      };
      expect((await run(url, { createPeerConnection: refusing })).inShort.slice(1)).toEqual(
        missing,
      );
      const blocked = await run(url, {
        clock: hasty,
        createPeerConnection(configuration) {
          const connection = createNodePeerConnection(configuration);
          // What one side is told of the other leads nowhere, as behind a filter for UDP.
          const tell = connection.setRemoteDescription.bind(connection);
          connection.setRemoteDescription = ({ type, sdp = '' }) =>
            tell({ type, sdp: sdp.replaceAll(/127\.0\.0\.1 \d+/g, '127.0.0.1 9') });
          return connection;
        },
      });
      expect(blocked.inShort.slice(1)).toEqual([
        'ice not-offered ice-none-offered',
        'direct fails direct-blocked',
        'relay works relay-works',
      ]);
    }));

  test('the server is away, or the device: told apart, and WebRTC is tested all the same', async () => {
    const server = await startServer({ appDir: null });
    await server.stop();
    const { inShort } = await run(server.signalingUrl);
    expect(inShort).toEqual([
      'server fails server-away',
      'ice fails ice-unanswered',
      'direct works direct-works',
      'relay fails relay-no-server',
    ]);
    const offline = await run(server.signalingUrl, { online: () => false });
    expect(offline.inShort[0]).toBe('server fails device-offline');
    const noWebSocket = await run(server.signalingUrl, {
      fetchText: async () => JSON.stringify({ iceServers: [], ttl: 60, relay: true }),
    });
    expect(noWebSocket.inShort[0]).toBe('server fails websocket-blocked');
    const signIn = await run(server.signalingUrl, {
      fetchText: async () => '<!doctype html><title>Free Wi-Fi</title>',
    });
    expect(signIn.inShort[0]).toBe('server fails server-other');
  });

  test('neighbours who are reached only through the server show a network that keeps devices apart', () =>
    withServer({}, async (url) => {
      const apart = await run(url, { neighbours: ['relay', 'relay'] });
      expect(apart.told[2]).toMatchObject({
        verdict: 'fails',
        reason: 'direct-not-to-others',
        facts: { neighboursDirect: 0, neighboursByServer: 2 },
      });
      const some = await run(url, { neighbours: ['relay', 'direct'] });
      expect(some.told[2]).toMatchObject({
        reason: 'direct-works',
        facts: { neighboursDirect: 1, neighboursByServer: 1 },
      });
    }));

  test('a room without allowance for the relay is told as such', () =>
    withServer({ limits: { relayBytesPerHour: 1_500 } }, async (url) => {
      expect((await run(url)).inShort[3]).toBe('relay fails relay-quota');
    }));

  test('an ended test tells nothing more and lets go of all', () =>
    withServer({}, async (url) => {
      const abort = new AbortController();
      const told: StepResult[] = [];
      await run(url, {
        signal: abort.signal,
        tell(result) {
          told.push(result);
          abort.abort();
        },
      });
      expect(told.map(({ step }) => step)).toEqual(['server']);
    }));
});

test('candidates are counted by kind, those of TCP left out', () => {
  const sdp = [
    'a=candidate:1 1 udp 2122260223 0a1b.local 50000 typ host generation 0',
    'a=candidate:2 1 UDP 2122260223 2001:db8::1 50000 typ host',
    'a=candidate:3 1 tcp 1518280447 0a1b.local 9 typ host tcptype active',
    'a=candidate:4 1 udp 1686052607 198.51.100.7 50000 typ srflx raddr 0.0.0.0 rport 0',
    'a=candidate:5 1 udp 41885439 203.0.113.5 60000 typ relay raddr 198.51.100.7 rport 50000',
  ].join('\r\n');
  expect(candidateCounts(sdp)).toEqual({ host: 2, mdns: 1, reflexive: 1, relayed: 1 });
  expect(candidateCounts('')).toEqual({ host: 0, mdns: 0, reflexive: 0, relayed: 0 });
});

test('a wait settles once, and stops what it started', async () => {
  const clock = new SteppedClock();
  const { signal } = new AbortController();
  let stopped = 0;
  const stop = () => void (stopped += 1);
  const late = settleWithin(clock, 100, signal, () => stop);
  clock.advance(100);
  expect(await late).toBeNull();
  expect(
    await settleWithin<number>(clock, 100, signal, (settle) => {
      settle(1);
      settle(2);
      return stop;
    }),
  ).toBe(1);
  const abort = new AbortController();
  const ended = settleWithin(clock, 100, abort.signal, () => stop);
  abort.abort();
  expect(await ended).toBeNull();
  expect([stopped, clock.pending]).toEqual([3, 0]);
});
