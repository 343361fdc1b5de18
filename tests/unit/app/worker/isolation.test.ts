import { describe, expect, it } from 'vitest';
import { isolated } from '../../../../src/app/worker/isolation.ts';

const page = (headers: Record<string, string> = {}, status = 200) =>
  new Response('<!doctype html>', { status, headers: { 'Content-Type': 'text/html', ...headers } });

describe('isolated', () => {
  it.each(['document', 'iframe', 'worker'])(
    '[PW6] a %s of a host without the headers of isolation gets them',
    async (destination) => {
      const response = isolated(page({ 'Content-Security-Policy': 'sandbox' }), destination);
      expect(response.headers.get('Cross-Origin-Opener-Policy')).toBe('same-origin');
      expect(response.headers.get('Cross-Origin-Embedder-Policy')).toBe('require-corp');
      expect(response.headers.get('Content-Security-Policy')).toBe('sandbox');
      expect(await response.text()).toBe('<!doctype html>');
    },
  );

  it('[PW6] what the host says itself stays', () => {
    const own = page({ 'Cross-Origin-Embedder-Policy': 'credentialless' });
    expect(isolated(own, 'document').headers.get('Cross-Origin-Embedder-Policy')).toBe(
      'credentialless',
    );
  });

  it('[PW6] scripts, pictures and failures stay as they are', () => {
    for (const [response, destination] of [
      [page(), 'script'],
      [page(), ''],
      [page({}, 404), 'document'],
      [Response.error(), 'document'],
    ] as const)
      expect(isolated(response, destination)).toBe(response);
  });
});
