import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RefusalCounter, silentLogger } from '../../../src/base/logger.ts';
import type { IceServer } from '../../../src/base/ice-server.ts';
import { parseIce } from '../../../src/protocol/parse-ice.ts';
import { fetchIceText, iceUrl, IceSource } from '../../../src/transport/ice-source.ts';
import { startServer } from '../../support/start-server.ts';
import { SteppedClock } from './stepped-clock.ts';

async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

const GOOD = { iceServers: [{ urls: ['stun:stun.example:3478'] }], ttl: 1_000, relay: true };

function source(answers: (string | Error)[], known: readonly IceServer[] = []) {
  const clock = new SteppedClock();
  const refusals = new RefusalCounter(silentLogger);
  const asked: string[] = [];
  const it = new IceSource({
    signalingUrl: 'wss://class.example/signal',
    known,
    fetchText: async (url) => {
      asked.push(url);
      const answer = answers.shift();
      if (answer === undefined || answer instanceof Error) throw answer ?? new Error('No answer');
      return answer;
    },
    clock,
    logger: silentLogger,
    refusals,
  });
  return { it, clock, asked, refusals };
}

test('[TR5] the server is asked at once, and again before the credentials end', async () => {
  const renewed = { ...GOOD, relay: false };
  const { it, clock, asked } = source([JSON.stringify(GOOD), JSON.stringify(renewed)]);
  expect(it.settings.value).toEqual({ servers: [], relay: false });
  await settle();
  expect(it.settings.value).toEqual({ servers: GOOD.iceServers, relay: true });
  clock.advance(799_000);
  expect(asked).toEqual(['https://class.example/ice']);
  clock.advance(2_000);
  await settle();
  expect(asked).toHaveLength(2);
  expect(it.settings.value.relay).toBe(false);
  it.close();
  expect(clock.pending).toBe(0);
});

test('[TR5] servers that the deployment names are used at once, beside those of the answer, and without one', async () => {
  const known = [{ urls: ['turn:turn.example'], username: 'a', credential: 'b' }];
  const { it, clock } = source([new Error('offline'), JSON.stringify(GOOD)], known);
  await settle();
  expect(it.settings.value).toEqual({ servers: known, relay: false });
  clock.advance(60_000);
  await settle();
  expect(it.settings.value).toEqual({ servers: [...known, ...GOOD.iceServers], relay: true });
  it.close();
});

test('[TR5] without an answer nothing is used, what was there stays, and it is asked again later', async () => {
  const { it, clock, asked, refusals } = source([
    new Error('offline'),
    'no JSON',
    JSON.stringify(GOOD),
    new Error('offline'),
  ]);
  await settle();
  expect(it.settings.value).toEqual({ servers: [], relay: false });
  clock.advance(61_000);
  await settle();
  expect(refusals.counts().get('ice-malformed')).toBe(1);
  clock.advance(61_000);
  await settle();
  expect(it.settings.value.relay).toBe(true);
  clock.advance(801_000);
  await settle();
  expect(asked).toHaveLength(4);
  expect(it.settings.value.relay).toBe(true);
  it.close();
});

test('[TR5] the answer of the real server is understood, on whichever origin it is', async () => {
  const server = await startServer({ appDir: null });
  try {
    const text = await fetchIceText(iceUrl(server.signalingUrl), new AbortController().signal);
    expect(parseIce(text)).toEqual({ ok: true, value: { servers: [], ttl: 36_000, relay: true } });
  } finally {
    await server.stop();
  }
  expect(iceUrl('wss://other.example:8443/signal')).toBe('https://other.example:8443/ice');
});

test('[SE1] only STUN and TURN addresses, few and short, with both credentials or none, are taken', () => {
  const answer = (server: unknown): string =>
    JSON.stringify({ iceServers: [server], ttl: 60, relay: false });
  for (const urls of [
    'stun:a.example',
    ['turn:a.example:3478?transport=udp', 'turns:[2001:db8::1]:443?transport=tcp'],
  ])
    expect(parseIce(answer({ urls, username: 'u', credential: 'c' })).ok).toBe(true);
  for (const server of [
    { urls: 'http://a.example' },
    { urls: 'stun:a.example/path' },
    { urls: 'stun:a example' },
    { urls: [] },
    { urls: Array.from({ length: 9 }, () => 'stun:a.example') },
    { urls: 'turn:a.example', username: 'u' },
    { urls: 'turn:a.example', username: 'u'.repeat(513), credential: 'c' },
    { urls: 7 },
    null,
  ])
    expect(parseIce(answer(server))).toEqual({ ok: false, error: 'ice-malformed' });
  expect(parseIce(' '.repeat(16 * 1024 + 1))).toEqual({ ok: false, error: 'ice-too-large' });
});

test('[SE1] any text gives settings or a refusal', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), fc.anything()), (value) => {
      const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
      expect(parseIce(text)).toHaveProperty('ok');
    }),
  );
});
