import type { Identity } from '../protocol/identity.ts';
import { keyIdOf } from './key-ids.ts';
import { ECDH_KEY, ECDSA_KEY, rawPublicKey } from './p256.ts';

/**
 * New keys for one participant in one class on this device. Every class gets an identity of its own, so that
 * two classes cannot tell that they have the same person. Private keys are not extractable from the start.
 */
export async function generateIdentity(): Promise<Identity> {
  const [signing, sealing] = await Promise.all([
    crypto.subtle.generateKey(ECDSA_KEY, false, ['sign', 'verify']),
    crypto.subtle.generateKey(ECDH_KEY, false, ['deriveBits']),
  ]);
  const publicKey = await rawPublicKey(signing.publicKey);
  return {
    keyId: await keyIdOf(publicKey),
    publicKey,
    privateKey: signing.privateKey,
    sealingPublicKey: await rawPublicKey(sealing.publicKey),
    sealingPrivateKey: sealing.privateKey,
  };
}
