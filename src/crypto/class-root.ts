import type { Bytes } from '../base/bytes.ts';
import { ownerCertificateBytes } from '../protocol/class-statements.ts';
import type { ClassRoot } from '../protocol/identity.ts';
import type { ClassId } from '../protocol/ids.ts';
import { classIdOf } from './key-ids.ts';
import { ECDSA_KEY, rawPublicKey } from './p256.ts';
import type { Verifier } from './signer.ts';
import { createWebCryptoSigner } from './web-crypto-signer.ts';

/** A new class's root key, extractable so that the recovery file can be made once: then `sealRoot`. */
export async function generateRoot(): Promise<ClassRoot> {
  const pair = await crypto.subtle.generateKey(ECDSA_KEY, true, ['sign', 'verify']);
  return { publicKey: await rawPublicKey(pair.publicKey), privateKey: pair.privateKey };
}

/** The same root key with a private part that cannot be exported; store it in place of the other. */
export async function sealRoot(root: ClassRoot): Promise<ClassRoot> {
  if (!root.privateKey.extractable) return root;
  const bytes = new Uint8Array(await crypto.subtle.exportKey('pkcs8', root.privateKey));
  try {
    return { publicKey: root.publicKey, privateKey: await importRootKey(bytes, false) };
  } finally {
    bytes.fill(0);
  }
}

/** A root private key of its PKCS#8 bytes; rejects where they are none. */
export function importRootKey(bytes: Bytes, extractable: boolean): Promise<CryptoKey> {
  return crypto.subtle.importKey('pkcs8', bytes, ECDSA_KEY, extractable, ['sign']);
}

/** The root key's signature (64 bytes) that makes a device (its raw public key, 65 bytes) an owner's of the class. */
export async function signOwnerCertificate(
  root: ClassRoot,
  devicePublicKey: Uint8Array,
): Promise<Bytes> {
  const signer = await createWebCryptoSigner(root);
  return signer.sign(ownerCertificateBytes(await classIdOf(root.publicKey), devicePublicKey));
}

/** Whether `rootPublicKey` is the root of `classId` and has appointed the device. */
export async function verifyOwnerCertificate(
  verifier: Verifier,
  classId: ClassId,
  rootPublicKey: Uint8Array,
  devicePublicKey: Uint8Array,
  certificate: Uint8Array,
): Promise<boolean> {
  if ((await classIdOf(rootPublicKey)) !== classId) return false;
  return verifier.verify(
    rootPublicKey,
    ownerCertificateBytes(classId, devicePublicKey),
    certificate,
  );
}
