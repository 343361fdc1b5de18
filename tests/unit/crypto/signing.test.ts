import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toBase64Url, utf8 } from '../../../src/base/bytes.ts';
import { generateIdentity } from '../../../src/crypto/generate-identity.ts';
import { classIdOf, keyIdOf } from '../../../src/crypto/key-ids.ts';
import { sha256 } from '../../../src/crypto/sha256.ts';
import { createWebCryptoSigner } from '../../../src/crypto/web-crypto-signer.ts';
import { WebCryptoVerifier } from '../../../src/crypto/web-crypto-verifier.ts';
import { isHash32 } from '../../../src/protocol/ids.ts';

const identity = await generateIdentity();
const signer = await createWebCryptoSigner(identity);
const verifier = new WebCryptoVerifier();
const message = utf8('six times seven');

test('a signature of 64 bytes is accepted for its key and message only', async () => {
  const signature = await signer.sign(message);
  expect(signature).toHaveLength(64);
  const other = await generateIdentity();
  expect(await verifier.verify(signer.publicKey, message, signature)).toBe(true);
  expect(await verifier.verify(signer.publicKey, utf8('six times eight'), signature)).toBe(false);
  expect(await verifier.verify(other.publicKey, message, signature)).toBe(false);
});

test('every bit flip of a signature is refused', async () => {
  const signature = await signer.sign(message);
  for (let bit = 0; bit < signature.length * 8; bit++) {
    const flipped = new Uint8Array(signature);
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(await verifier.verify(signer.publicKey, message, flipped), String(bit)).toBe(false);
  }
});

test('any bytes as key and signature resolve to false, never reject', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 70 }),
      fc.uint8Array({ maxLength: 70 }),
      async (key, signature) => {
        expect(await verifier.verify(key, message, signature)).toBe(false);
      },
    ),
  );
  const offCurve = new Uint8Array(65).fill(7).fill(4, 0, 1);
  expect(await verifier.verify(offCurve, message, new Uint8Array(64))).toBe(false);
});

test('more keys than are kept still verify, the first ones too', async () => {
  const signature = await signer.sign(message);
  const others = await Promise.all(Array.from({ length: 1_100 }, () => generateIdentity()));
  for (const other of others)
    expect(await verifier.verify(other.publicKey, message, signature)).toBe(false);
  expect(await verifier.verify(signer.publicKey, message, signature)).toBe(true);
});

test('messages in shared memory are signed and verified like others', async () => {
  const shared = new Uint8Array(new SharedArrayBuffer(message.length));
  shared.set(message);
  expect(await verifier.verify(signer.publicKey, shared, await signer.sign(shared))).toBe(true);
});

test('an identity has private keys that cannot be exported and that survive structured cloning', async () => {
  expect(identity.privateKey.extractable || identity.sealingPrivateKey.extractable).toBe(false);
  await expect(crypto.subtle.exportKey('pkcs8', identity.privateKey)).rejects.toThrow();
  const again = await createWebCryptoSigner(structuredClone(identity));
  expect(await verifier.verify(identity.publicKey, message, await again.sign(message))).toBe(true);
});

test('a new identity is like no other, so that two classes cannot tell it is the same person', async () => {
  const other = await generateIdentity();
  expect(other.keyId).not.toBe(identity.keyId);
  expect(other.sealingPublicKey).not.toEqual(identity.sealingPublicKey);
});

test('key and class ids are SHA-256 in base64url, a class id behind its label', async () => {
  expect(await keyIdOf(identity.publicKey)).toBe(toBase64Url(await sha256(identity.publicKey)));
  expect(signer.keyId).toBe(identity.keyId);
  const classId = await classIdOf(identity.publicKey);
  expect(isHash32(classId)).toBe(true);
  expect(classId).toBe(
    toBase64Url(await sha256(new Uint8Array([...utf8('lectern/class/1'), ...identity.publicKey]))),
  );
});
