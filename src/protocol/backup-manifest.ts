import { fromBase64Url, fromUtf8, toBase64Url, utf8 } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import { isJsonObject } from '../base/json.ts';
import { isHash32 } from './ids.ts';
import type { KeyId } from './ids.ts';
import { MAX_BACKUP_MANIFEST } from './limits.ts';
import { participantName } from './participant-name.ts';

/** What a backup holds of its class besides entries and blobs. */
export interface BackupManifest {
  /** Whose backup it is. */
  readonly myName: string;
  /** The participant whose device made it; null in backups of earlier versions. */
  readonly participant: KeyId | null;
  /** 65 bytes. */
  readonly rootPublicKey: Bytes;
  /** PKCS#8 of the class's root key: on an owner's device that has not saved the recovery file; else null. */
  readonly rootPrivateKey: Bytes | null;
  /** The class link's fragment. */
  readonly link: string;
  /** As in `ClassRecord`. */
  readonly signalingUrl: string;
  /** Ms since the epoch. */
  readonly madeAt: number;
}

/** JSON, so that later versions can add to it. */
export function encodeBackupManifest(manifest: BackupManifest): Bytes {
  const { rootPublicKey, rootPrivateKey } = manifest;
  return utf8(
    JSON.stringify({
      ...manifest,
      rootPublicKey: toBase64Url(rootPublicKey),
      rootPrivateKey: rootPrivateKey === null ? null : toBase64Url(rootPrivateKey),
    }),
  );
}

/** Reads a manifest; null where it is none. Whether keys and link fit together is the reader's to check. */
export function parseBackupManifest(bytes: Bytes): BackupManifest | null {
  const value = bytes.length > MAX_BACKUP_MANIFEST ? null : parsedJson(bytes);
  if (!isJsonObject(value)) return null;
  const { link, signalingUrl, madeAt } = value;
  const myName = typeof value['myName'] === 'string' ? participantName(value['myName']) : null;
  const rootPublicKey = bytesOf(value['rootPublicKey']);
  const rootPrivateKey = bytesOf(value['rootPrivateKey']);
  if (myName === null || rootPublicKey?.length !== 65) return null;
  if (value['rootPrivateKey'] !== null && rootPrivateKey === null) return null;
  if (typeof link !== 'string' || typeof signalingUrl !== 'string') return null;
  if (typeof madeAt !== 'number') return null;
  const participant = value['participant'] ?? null;
  if (participant !== null && !(typeof participant === 'string' && isHash32(participant)))
    return null;
  return {
    myName,
    participant: participant as KeyId | null,
    rootPublicKey,
    rootPrivateKey,
    link,
    signalingUrl,
    madeAt,
  };
}

function bytesOf(value: unknown): Bytes | null {
  return typeof value === 'string' ? fromBase64Url(value) : null;
}

function parsedJson(bytes: Bytes): unknown {
  try {
    return JSON.parse(fromUtf8(bytes)) as unknown;
  } catch {
    return null; // not UTF-8, or no JSON: no manifest
  }
}
