import { isJsonObject } from '../base/json.ts';
import { isClassProtection } from '../protocol/class-protection.ts';
import { isHash32 } from '../protocol/ids.ts';
import type { ClassRecord } from './key-store.ts';

const ROLES: ReadonlySet<unknown> = new Set([
  'owner',
  'teacher',
  'assistant',
  'student',
  'observer',
]);

/** Whether what a database gave back is a whole record: earlier versions and broken disks leave other things. */
export function isClassRecord(value: unknown): value is ClassRecord {
  if (!isJsonObject(value)) return false;
  return (
    typeof value['classId'] === 'string' &&
    isHash32(value['classId']) &&
    typeof value['className'] === 'string' &&
    typeof value['myName'] === 'string' &&
    ROLES.has(value['role']) &&
    isIdentity(value['identity']) &&
    (value['deviceOf'] === undefined ||
      value['deviceOf'] === null ||
      (typeof value['deviceOf'] === 'string' && isHash32(value['deviceOf']))) &&
    (value['sealedLink'] === undefined ||
      value['sealedLink'] === null ||
      value['sealedLink'] instanceof Uint8Array) &&
    isPoint(value['rootPublicKey']) &&
    (value['rootPrivateKey'] === null || value['rootPrivateKey'] instanceof CryptoKey) &&
    typeof value['recoverySaved'] === 'boolean' &&
    typeof value['link'] === 'string' &&
    typeof value['signalingUrl'] === 'string' &&
    typeof value['lastOpened'] === 'number' &&
    typeof value['lessonOpen'] === 'boolean' &&
    (value['code'] === null || isCode(value['code'])) &&
    (value['protection'] === undefined ||
      value['protection'] === null ||
      isClassProtection(value['protection']))
  );
}

function isIdentity(value: unknown): boolean {
  if (!isJsonObject(value)) return false;
  return (
    typeof value['keyId'] === 'string' &&
    isHash32(value['keyId']) &&
    isPoint(value['publicKey']) &&
    value['privateKey'] instanceof CryptoKey &&
    isPoint(value['sealingPublicKey']) &&
    value['sealingPrivateKey'] instanceof CryptoKey
  );
}

function isPoint(value: unknown): boolean {
  return value instanceof Uint8Array && value.length === 65;
}

function isCode(value: unknown): boolean {
  return (
    isJsonObject(value) && typeof value['code'] === 'string' && typeof value['expires'] === 'number'
  );
}
