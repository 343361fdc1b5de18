import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { Bytes } from '../base/bytes.ts';
import { LecternError } from '../base/lectern-error.ts';
import { secureRandom } from '../base/random.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import type { ClassRoot } from '../protocol/identity.ts';
import type { ClassId } from '../protocol/ids.ts';
import {
  encodeRecoveryFile,
  parseRecoveryFile,
  recoveryContext,
} from '../protocol/recovery-format.ts';
import type { RecoveryHeader } from '../protocol/recovery-format.ts';
import { KDF } from './argon2.ts';
import type { Argon2 } from './argon2.ts';
import { importRootKey, sealRoot } from './class-root.ts';
import { classIdOf } from './key-ids.ts';
import { publicKeyOf } from './p256.ts';
import { passphraseKey, weakPassphrase } from './passphrase-key.ts';

/** What a recovery file gives back. */
export interface Recovered {
  readonly classId: ClassId;
  readonly className: string;
  /** Not extractable. */
  readonly root: ClassRoot;
  /** The class link's fragment (`#/join/…`) when the file was made, or empty: where to meet the class. */
  readonly link: string;
}

/**
 * The text of a recovery file: the root key (PKCS#8) and the class link under Argon2id (64 MiB, 3 passes) of the
 * passphrase and AES-256-GCM, the readable header authenticated. Fails with `passphrase-wrong` (detail `least`) where it
 * is too short. `root` must be extractable; replace it with `sealRoot(root)` once the file was saved.
 */
export async function createRecoveryFile(
  argon2: Argon2,
  root: ClassRoot,
  content: { readonly className: string; readonly link: string },
  passphrase: string,
): Promise<Result<string, LecternError>> {
  const weak = weakPassphrase(passphrase);
  if (weak !== null) return err(weak);
  const header: RecoveryHeader = {
    className: content.className,
    classId: await classIdOf(root.publicKey),
    kdf: KDF,
    salt: secureRandom(16),
    nonce: secureRandom(12),
  };
  const plain = await packed(root, content.link);
  const key = await passphraseKey(argon2, passphrase, header.kdf, header.salt);
  const sealed = new Uint8Array(await crypto.subtle.encrypt(gcm(header), key, plain));
  plain.fill(0);
  return ok(encodeRecoveryFile({ header, sealed }));
}

/**
 * Opens a recovery file. Fails with `file-damaged` (detail `reason`: not-recovery, newer, damaged) or `passphrase-wrong`.
 * Rejects only where Argon2 cannot run.
 */
export async function openRecoveryFile(
  argon2: Argon2,
  text: string,
  passphrase: string,
): Promise<Result<Recovered, LecternError>> {
  const file = parseRecoveryFile(text);
  if (!file.ok) return damaged(file.error);
  const { header, sealed } = file.value;
  if (passphrase.trim() === '') return err(new LecternError('passphrase-wrong'));
  const key = await passphraseKey(argon2, passphrase, header.kdf, header.salt);
  let plain: Bytes;
  try {
    plain = new Uint8Array(await crypto.subtle.decrypt(gcm(header), key, sealed));
  } catch (cause) {
    return err(new LecternError('passphrase-wrong', { cause })); // damage was found by the check before
  }
  try {
    return await unpacked(plain, header);
  } catch (cause) {
    return damaged('damaged', cause); // no PKCS#8 of a P-256 key, or cut
  } finally {
    plain.fill(0);
  }
}

async function packed(root: ClassRoot, link: string): Promise<Bytes> {
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey('pkcs8', root.privateKey));
  const encoder = encoding.createEncoder();
  encoding.writeVarUint8Array(encoder, pkcs8);
  encoding.writeVarString(encoder, link);
  pkcs8.fill(0);
  return encoding.toUint8Array(encoder);
}

async function unpacked(
  plain: Bytes,
  header: RecoveryHeader,
): Promise<Result<Recovered, LecternError>> {
  const decoder = decoding.createDecoder(plain);
  const pkcs8 = new Uint8Array(decoding.readVarUint8Array(decoder));
  const link = decoding.readVarString(decoder);
  const privateKey = await importRootKey(pkcs8, true);
  pkcs8.fill(0);
  const publicKey = await publicKeyOf(privateKey);
  if ((await classIdOf(publicKey)) !== header.classId) return damaged('damaged');
  const root = await sealRoot({ publicKey, privateKey });
  return ok({ classId: header.classId, className: header.className, root, link });
}

function gcm(header: RecoveryHeader): AesGcmParams {
  return { name: 'AES-GCM', iv: header.nonce, additionalData: recoveryContext(header) };
}

function damaged(reason: string, cause?: unknown): Result<never, LecternError> {
  return err(new LecternError('file-damaged', { cause, detail: { reason } }));
}
