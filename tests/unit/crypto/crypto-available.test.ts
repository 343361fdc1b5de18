import { afterEach, expect, test, vi } from 'vitest';
import { cryptoAvailable, requireCrypto } from '../../../src/crypto/crypto-available.ts';
import { probeKeyStorage } from '../../../src/store/probe-key-storage.ts';

afterEach(() => vi.unstubAllGlobals());

test('with Web Crypto all is well', () => {
  expect(cryptoAvailable()).toBe(true);
  expect(() => requireCrypto()).not.toThrow();
});

test('on a plain http page, where it is hidden, everything says crypto-missing', async () => {
  for (const hidden of [undefined, { getRandomValues: () => undefined }]) {
    vi.stubGlobal('crypto', hidden);
    expect(cryptoAvailable()).toBe(false);
    expect(() => requireCrypto()).toThrow(expect.objectContaining({ code: 'crypto-missing' }));
    const probed = await probeKeyStorage();
    expect(probed.ok ? 'ok' : probed.error.code).toBe('crypto-missing');
  }
});
