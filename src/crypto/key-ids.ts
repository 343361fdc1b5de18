import { toBase64Url } from '../base/bytes.ts';
import { classIdBytes } from '../protocol/class-statements.ts';
import type { ClassId, KeyId } from '../protocol/ids.ts';
import { sha256 } from './sha256.ts';

/** Names a raw public key (65 bytes). Does not check that it is a point on the curve. */
export async function keyIdOf(publicKey: Uint8Array): Promise<KeyId> {
  return toBase64Url(await sha256(publicKey)) as KeyId;
}

/** Names the class of a raw root public key (65 bytes). */
export async function classIdOf(rootPublicKey: Uint8Array): Promise<ClassId> {
  return toBase64Url(await sha256(classIdBytes(rootPublicKey))) as ClassId;
}
