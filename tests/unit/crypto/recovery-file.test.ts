import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashWasmArgon2 } from '../../../src/crypto/hash-wasm-argon2.ts';
import type { Argon2 } from '../../../src/crypto/argon2.ts';
import {
  generateRoot,
  sealRoot,
  signOwnerCertificate,
  verifyOwnerCertificate,
} from '../../../src/crypto/class-root.ts';
import { generateIdentity } from '../../../src/crypto/generate-identity.ts';
import { classIdOf } from '../../../src/crypto/key-ids.ts';
import { createRecoveryFile, openRecoveryFile } from '../../../src/crypto/recovery-file.ts';
import { WebCryptoVerifier } from '../../../src/crypto/web-crypto-verifier.ts';
import { encodeRecoveryFile, parseRecoveryFile } from '../../../src/protocol/recovery-format.ts';

const PASSPHRASE = 'correct horse \u00fc';
const content = { className: 'Python «101»', link: '#/join/abc' };
const root = await generateRoot();
const made = await createRecoveryFile(hashWasmArgon2, root, content, PASSPHRASE);
const text = made.ok ? made.value : '';

/** Fails the test if a hostile file gets as far as costing time. */
const forbidden: Argon2 = { derive: () => Promise.reject(new Error('derived')) };

async function outcome(
  file: string,
  passphrase = PASSPHRASE,
  argon2: Argon2 = forbidden,
): Promise<string> {
  const opened = await openRecoveryFile(argon2, file, passphrase);
  return opened.ok ? 'ok' : `${opened.error.code} ${opened.error.detail['reason'] ?? ''}`.trim();
}

function edited(change: (file: Record<string, unknown>) => void): string {
  const file = JSON.parse(text) as Record<string, unknown>;
  change(file);
  return JSON.stringify(file);
}

test('a recovery file gives back a root key that appoints a new device and cannot be exported', async () => {
  const opened = await openRecoveryFile(hashWasmArgon2, text, PASSPHRASE);
  expect(opened.ok).toBe(true);
  if (!opened.ok) return;
  const { classId, className, link, root: restored } = opened.value;
  expect({ className, link }).toEqual(content);
  expect(classId).toBe(await classIdOf(root.publicKey));
  expect(restored.publicKey).toEqual(root.publicKey);
  expect(restored.privateKey.extractable).toBe(false);
  const device = (await generateIdentity()).publicKey;
  const certificate = await signOwnerCertificate(restored, device);
  expect(
    await verifyOwnerCertificate(
      new WebCryptoVerifier(),
      classId,
      root.publicKey,
      device,
      certificate,
    ),
  ).toBe(true);
});

test('the passphrase opens in another Unicode form and with white space around it', async () => {
  expect(await outcome(text, ` ${PASSPHRASE.normalize('NFD')}\n`, hashWasmArgon2)).toBe('ok');
});

test('another passphrase is passphrase-wrong, an empty one without any work', async () => {
  expect(await outcome(text, 'correct horse u', hashWasmArgon2)).toBe('passphrase-wrong');
  expect(await outcome(text, '  ')).toBe('passphrase-wrong');
});

test('a new file wants a passphrase of eight characters', async () => {
  const refused = await createRecoveryFile(forbidden, root, content, ' 1234567 ');
  expect(refused.ok ? '' : [refused.error.code, refused.error.detail['least']]).toEqual([
    'passphrase-wrong',
    8,
  ]);
});

test('a root key that cannot be exported any more makes no file', async () => {
  await expect(
    createRecoveryFile(hashWasmArgon2, await sealRoot(root), content, PASSPHRASE),
  ).rejects.toThrow();
});

test('the readable part holds neither key nor link', () => {
  expect(text).not.toContain('join');
  expect(Object.keys(JSON.parse(text) as object)).toEqual([
    'format',
    'version',
    'className',
    'classId',
    'kdf',
    'salt',
    'nonce',
    'sealed',
    'check',
  ]);
});

test('texts of another kind, later versions and broken files are told apart before anything is derived', async () => {
  expect(await outcome('')).toBe('file-damaged not-recovery');
  expect(await outcome('{"cells": []}')).toBe('file-damaged not-recovery');
  expect(await outcome('['.repeat(30_000))).toBe('file-damaged not-recovery');
  expect(await outcome(' '.repeat(40_000) + text)).toBe('file-damaged not-recovery');
  expect(await outcome(edited((file) => (file['version'] = 2)))).toBe('file-damaged newer');
  expect(await outcome(text.slice(0, -3))).toBe('file-damaged not-recovery');
  for (const field of [
    'className',
    'classId',
    'kdf',
    'salt',
    'nonce',
    'sealed',
    'check',
    'version',
  ]) {
    for (const value of [undefined, null, '', 'AAAA', 7, [], {}]) {
      expect(
        await outcome(edited((file) => (file[field] = value))),
        `${field} ${JSON.stringify(value)}`,
      ).toMatch(/^file-damaged/);
    }
  }
});

test('a file cannot make the reader spend more memory or time than the limits', async () => {
  const parsed = parseRecoveryFile(text);
  if (!parsed.ok) throw new Error(parsed.error);
  const kdf = parsed.value.header.kdf;
  for (const cost of [
    { memoryKiB: 4_000_000 },
    { memoryKiB: 8 },
    { memoryKiB: 65_536.5 },
    { iterations: 1_000_000 },
    { iterations: 0 },
    { parallelism: 64 },
    { parallelism: 0 },
  ]) {
    // With a check that fits: only the bounds can refuse it.
    const hostile = encodeRecoveryFile({
      ...parsed.value,
      header: { ...parsed.value.header, kdf: { ...kdf, ...cost } },
    });
    expect(await outcome(hostile), JSON.stringify(cost)).toBe('file-damaged damaged');
  }
});

test('a header changed together with its check does not open', async () => {
  const parsed = parseRecoveryFile(text);
  if (!parsed.ok) throw new Error(parsed.error);
  const renamed = encodeRecoveryFile({
    ...parsed.value,
    header: { ...parsed.value.header, className: 'Another' },
  });
  expect(await outcome(renamed, PASSPHRASE, hashWasmArgon2)).toBe('passphrase-wrong');
});

test('every changed character of the sealed part is damage, not a wrong passphrase', async () => {
  const sealed = (JSON.parse(text) as { sealed: string }).sealed;
  for (let at = 0; at < sealed.length; at += 7) {
    const other = sealed[at] === 'A' ? 'B' : 'A';
    const changed = text.replace(sealed, sealed.slice(0, at) + other + sealed.slice(at + 1));
    expect(await outcome(changed), String(at)).toBe('file-damaged damaged');
  }
});

test('no text makes the parser throw', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (any) => !parseRecoveryFile(any).ok));
});
