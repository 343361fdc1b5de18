import { expect, test } from 'vitest';
import { readEnvironment } from '../../../signaling/read-environment.ts';

/** Where nothing is set. */
const DEFAULTS = {
  relay: true,
  redisUrl: null,
  metrics: null,
  log: { level: 'warn', format: 'text' },
  drainMs: 5_000,
  tlsFiles: null,
  ice: { servers: [], turn: null, ttl: 36_000 },
};

test('with nothing set, the server listens on port 8080 of all interfaces and lets any page in', () => {
  const value = { ...DEFAULTS, port: 8080, proxies: 0, connect: [], allowedOrigins: null };
  expect(readEnvironment({})).toEqual({ ok: true, value });
  const empty = { PORT: '', HOST: '', APP_DIR: '', ALLOWED_ORIGINS: '', TRUSTED_PROXIES: '' };
  expect(readEnvironment(empty)).toEqual({ ok: true, value });
});

test('what is set is taken', () => {
  const env = {
    PORT: '9000',
    HOST: '127.0.0.1',
    APP_DIR: '/srv/app',
    ALLOWED_ORIGINS: 'https://a.example, https://b.example/',
    CONNECT_ORIGINS: 'wss://s.example:444',
    TRUSTED_PROXIES: '1',
  };
  expect(readEnvironment(env)).toEqual({
    ok: true,
    value: {
      ...DEFAULTS,
      port: 9000,
      host: '127.0.0.1',
      appDir: '/srv/app',
      allowedOrigins: ['https://a.example', 'https://b.example'],
      connect: ['wss://s.example:444'],
      proxies: 1,
    },
  });
});

test('a port, a number of proxies or an origin that is none is a sentence, not a guess', () => {
  for (const PORT of ['abc', '-1', '80 80', '65536', '1e3']) {
    expect(readEnvironment({ PORT })).toEqual({
      ok: false,
      error: `PORT must be a number up to 65535, not "${PORT}".`,
    });
  }
  expect(readEnvironment({ TRUSTED_PROXIES: 'yes' }).ok).toBe(false);
  expect(readEnvironment({ CONNECT_ORIGINS: "https://x; script-src 'unsafe-inline'" }).ok).toBe(
    false,
  );
  const wrong = [
    { RELAY: 'no' },
    { REDIS_URL: 'redis.example' },
    { REDIS_URL: 'http://redis.example' },
    { METRICS: 'yes' },
    { LOG_LEVEL: 'loud' },
    { LOG_FORMAT: 'xml' },
    { DRAIN_SECONDS: 'never' },
  ];
  for (const env of wrong) {
    const [name = ''] = Object.keys(env);
    expect(readEnvironment(env)).toEqual({ ok: false, error: expect.stringContaining(name) });
  }
  expect(readEnvironment({ TURN_SECRET: 'x' }).ok).toBe(false);
  expect(readEnvironment({ ALLOWED_ORIGINS: 'lectern.example' }).ok).toBe(false);
});

test('a token switches the metrics on', () => {
  const read = readEnvironment({ METRICS_TOKEN: 't', LOG_LEVEL: 'debug', LOG_FORMAT: 'json' });
  if (!read.ok) throw new Error(read.error);
  expect(read.value.metrics).toEqual({ token: 't' });
  expect(read.value.log).toEqual({ level: 'debug', format: 'json' });
});
