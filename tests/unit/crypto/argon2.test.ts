import { expect, test } from 'vitest';
import { toHex, utf8 } from '../../../src/base/bytes.ts';
import { KDF } from '../../../src/crypto/argon2.ts';
import { hashWasmArgon2 } from '../../../src/crypto/hash-wasm-argon2.ts';

const request = {
  ...KDF,
  memoryKiB: 64,
  password: new Uint8Array(8).fill(1),
  salt: new Uint8Array(16).fill(2),
  length: 64,
};

test('it is Argon2id 1.3 as the reference implementation has it', async () => {
  const cost = { memoryKiB: 65_536, iterations: 2, parallelism: 1 };
  const derived = await hashWasmArgon2.derive({
    ...cost,
    password: utf8('password'),
    salt: utf8('somesalt'),
    length: 32,
  });
  expect(toHex(derived)).toBe('09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7');
});

test('the result has the length asked for and depends on password, salt and cost', async () => {
  const results = await Promise.all([
    hashWasmArgon2.derive(request),
    hashWasmArgon2.derive({ ...request, password: new Uint8Array(8) }),
    hashWasmArgon2.derive({ ...request, salt: new Uint8Array(16) }),
    hashWasmArgon2.derive({ ...request, memoryKiB: 128 }),
    hashWasmArgon2.derive({ ...request, iterations: 2 }),
  ]);
  expect(new Set(results.map((bytes) => toHex(bytes))).size).toBe(5);
  for (const bytes of results) expect(bytes).toHaveLength(64);
});

test('codes and recovery files cost 64 MiB and 3 passes', () => {
  expect(KDF).toEqual({ memoryKiB: 65_536, iterations: 3, parallelism: 1 });
});

test('what cannot run is app-load-failed, what was aborted rejects with its reason', async () => {
  await expect(
    hashWasmArgon2.derive({ ...request, password: new Uint8Array(0) }),
  ).rejects.toMatchObject({ code: 'app-load-failed' });
  const reason = new Error('left');
  await expect(hashWasmArgon2.derive(request, AbortSignal.abort(reason))).rejects.toBe(reason);
});
