import { expect, test } from 'vitest';
import { utf8 } from '../../../src/base/bytes.ts';
import { generateIdentity } from '../../../src/crypto/generate-identity.ts';
import { hpkeSealing } from '../../../src/crypto/hpke-sealing.ts';

const info = utf8('for this only');
const secret = new Uint8Array(32).fill(7);

test('what is sealed to a key that cannot be exported opens with it, and with nothing else', async () => {
  const [ada, ben] = [await generateIdentity(), await generateIdentity()];
  expect(ada.sealingPrivateKey.extractable).toBe(false);
  const sealed = await hpkeSealing(ben).sealTo(ada.sealingPublicKey, info, secret);
  if (sealed === null) throw new Error('a good key');
  expect(sealed.length).toBe(65 + 32 + 16);
  expect(await hpkeSealing(ada).open(info, sealed)).toEqual(secret);
  expect(await hpkeSealing(ben).open(info, sealed)).toBeNull();
  expect(await hpkeSealing(ada).open(utf8('for another'), sealed)).toBeNull();
  for (const at of [0, 1, 64, 65, 112]) {
    const changed = sealed.slice();
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(await hpkeSealing(ada).open(info, changed)).toBeNull();
  }
  expect(await hpkeSealing(ada).open(info, sealed.slice(0, 20))).toBeNull();
});

test('nobody can be sealed to who published no point of the curve', async () => {
  const ada = hpkeSealing(await generateIdentity());
  const none = new Uint8Array(65).fill(9);
  none[0] = 4;
  expect(await ada.sealTo(none, info, secret)).toBeNull();
});

test('a document key opens only with its nonce and context', async () => {
  const cipher = hpkeSealing(await generateIdentity()).cipher(secret);
  const nonce = new Uint8Array(12).fill(1);
  const box = await cipher.seal(nonce, info, utf8('text'));
  expect(box.length).toBe(4 + 16);
  expect(await cipher.open(nonce, info, box)).toEqual(utf8('text'));
  expect(await cipher.open(new Uint8Array(12), info, box)).toBeNull();
  expect(await cipher.open(nonce, utf8('elsewhere'), box)).toBeNull();
});
