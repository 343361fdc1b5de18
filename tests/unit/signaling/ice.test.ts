import { createHmac } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { createServer } from '../../../signaling/create-server.ts';
import type { LecternServer, ServerOptions } from '../../../signaling/create-server.ts';
import { readIce } from '../../../signaling/read-ice.ts';

let server: LecternServer | null = null;

afterEach(async () => {
  await server?.close();
  server = null;
});

async function ask(
  options: ServerOptions,
  origin = 'https://a.example',
): Promise<{ response: Response; body: unknown; text: string }> {
  await server?.close();
  server = await createServer({ host: '127.0.0.1', ...options });
  const response = await fetch(`http://127.0.0.1:${server.port}/ice`, { headers: { origin } });
  const text = await response.text();
  return { response, text, body: JSON.parse(text) };
}

test('[TR5] with nothing set, no third party is named, and relaying is on', async () => {
  const { response, body } = await ask({});
  expect(body).toEqual({ iceServers: [], ttl: 36_000, relay: true });
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect((await ask({ relay: false })).body).toMatchObject({ relay: false });
});

test('[TR5] TURN credentials end, differ each time and prove the secret without showing it', async () => {
  const ice = readIce({
    ICE_SERVERS: '[{"urls":"stun:one.example:3478"}]',
    STUN_URLS: 'stun:two.example',
    TURN_URLS: 'turn:t.example:3478?transport=tcp, turns:t.example:5349',
    TURN_SECRET: 'very secret',
    TURN_TTL: '600',
  });
  if (!ice.ok) throw new Error(ice.error);
  const clock = { now: () => 1_000_500, after: () => () => undefined };
  const { body, text } = await ask({ ice: ice.value, clock });
  const turn = (body as { iceServers: { username: string; credential: string }[] }).iceServers[2];
  expect(body).toEqual({
    iceServers: [
      { urls: ['stun:one.example:3478'] },
      { urls: ['stun:two.example'] },
      {
        urls: ['turn:t.example:3478?transport=tcp', 'turns:t.example:5349'],
        username: expect.stringMatching(/^1600:[\w-]{12}$/),
        credential: createHmac('sha1', 'very secret')
          .update(turn?.username ?? '')
          .digest('base64'),
      },
    ],
    ttl: 600,
    relay: true,
  });
  expect(text).not.toContain('very secret');
  expect((await ask({ ice: ice.value, clock })).text).not.toBe(text);
});

test('pages of any origin may read it, or those that are allowed to use signalling', async () => {
  const header = 'access-control-allow-origin';
  const any = await ask({});
  expect(any.response.headers.get(header)).toBe('*');
  expect(any.response.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  const allowedOrigins = ['https://a.example'];
  const good = await ask({ allowedOrigins });
  expect(good.response.headers.get(header)).toBe('https://a.example');
  expect(good.response.headers.get('vary')).toBe('Origin');
  const bad = await ask({ allowedOrigins }, 'https://evil.example');
  expect(bad.response.headers.get(header)).toBeNull();
});

test('what is set wrong is one sentence that names the variable and no secret', () => {
  const wrong = [
    [{ ICE_SERVERS: 'stun:x' }, 'ICE_SERVERS'],
    [{ ICE_SERVERS: '{"urls":"stun:x"}' }, 'ICE_SERVERS'],
    [{ ICE_SERVERS: '[{"urls":"http://x"}]' }, 'ICE_SERVERS'],
    [{ ICE_SERVERS: '[{"urls":[]}]' }, 'ICE_SERVERS'],
    [{ ICE_SERVERS: '[{"urls":"turn:x","username":1}]' }, 'ICE_SERVERS'],
    [{ ICE_SERVERS: '[{"urls":"turn:x","username":"a"}]' }, 'ICE_SERVERS'],
    [{ STUN_URLS: 'turn:x' }, 'STUN_URLS'],
    [{ TURN_URLS: 'stun:x', TURN_SECRET: 'hush' }, 'TURN_URLS'],
    [{ TURN_URLS: 'turn:x' }, 'TURN_SECRET'],
    [{ TURN_SECRET: 'hush' }, 'TURN_URLS'],
    [{ TURN_TTL: '5' }, 'TURN_TTL'],
    [{ TURN_TTL: 'long' }, 'TURN_TTL'],
  ] as const;
  for (const [env, name] of wrong) {
    const read = readIce(env);
    if (read.ok) throw new Error(`Taken: ${JSON.stringify(env)}`);
    expect(read.error).toContain(name);
    expect(read.error).not.toContain('hush');
    expect(read.error).not.toContain('\n');
  }
});
