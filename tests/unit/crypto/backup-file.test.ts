import fc from 'fast-check';
import { expect, test } from 'vitest';
import { concat, utf8 } from '../../../src/base/bytes.ts';
import type { Bytes } from '../../../src/base/bytes.ts';
import { secureRandom } from '../../../src/base/random.ts';
import type { Argon2 } from '../../../src/crypto/argon2.ts';
import { openBackup, sealBackup, sealBackupWith } from '../../../src/crypto/backup-file.ts';
import { createBackupKey } from '../../../src/crypto/backup-key.ts';
import { hashWasmArgon2 } from '../../../src/crypto/hash-wasm-argon2.ts';
import { sha256 } from '../../../src/crypto/sha256.ts';
import {
  BACKUP_PIECE,
  BACKUP_TAG,
  BackupRecords,
  encodeBackupRecord,
  parseBackupHeader,
} from '../../../src/protocol/backup-format.ts';
import type { BackupRecord } from '../../../src/protocol/backup-format.ts';
import type { ClassId } from '../../../src/protocol/ids.ts';

const PASSPHRASE = 'correct horse';
const about = { classId: 'A'.repeat(43) as ClassId, className: 'Python «101»' };
/** Stands in for Argon2id where only the rest matters. */
const quick: Argon2 = { derive: ({ password, salt }) => sha256(concat(password, salt)) };
/** Fails the test if a hostile file gets as far as costing time. */
const forbidden: Argon2 = { derive: () => Promise.reject(new Error('derived')) };

async function* from(records: readonly BackupRecord[]): AsyncGenerator<BackupRecord> {
  yield* records;
}

async function made(records: readonly BackupRecord[], argon2 = quick): Promise<Bytes> {
  const parts: Bytes[] = [];
  for await (const part of sealBackup(argon2, secureRandom, about, PASSPHRASE, from(records)))
    parts.push(part);
  return concat(...parts);
}

async function read(bytes: Bytes, passphrase = PASSPHRASE, argon2 = quick) {
  const source = {
    size: bytes.length,
    read: async (start: number, end: number) => bytes.slice(start, end),
  };
  const opened = await openBackup(argon2, source, passphrase);
  if (!opened.ok) throw opened.error;
  const records: BackupRecord[] = [];
  for await (const record of opened.value.records()) records.push(record);
  return { header: opened.value.header, records };
}

function body(length: number, seed = 1): Bytes {
  return new Uint8Array(length).map((_, i) => (i * 31 + seed) % 256);
}

test('[ST4] a backup gives its records back under Argon2id of the passphrase', async () => {
  const records = [
    { type: 1, body: utf8('{}') },
    { type: 2, body: body(300_000) },
  ];
  const file = await made(records, hashWasmArgon2);
  const opened = await read(file, ` ${PASSPHRASE}\n`, hashWasmArgon2);
  expect(opened.header).toMatchObject(about);
  expect(opened.records.map(({ type, body: { length } }) => [type, length])).toEqual([
    [1, 2],
    [2, 300_000],
  ]);
  expect(opened.records[1]?.body.every((byte, i) => byte === records[1]?.body[i])).toBe(true);
  await expect(read(file, 'wrong horse', hashWasmArgon2)).rejects.toMatchObject({
    name: 'LecternError',
    code: 'passphrase-wrong',
  });
});

test.each([0, 1, BACKUP_PIECE - 6, BACKUP_PIECE - 5, BACKUP_PIECE - 4, 3 * BACKUP_PIECE])(
  '[ST4] records of any length come back: %i bytes',
  async (length) => {
    const file = await made([
      { type: 2, body: body(length) },
      { type: 9, body: body(7) },
    ]);
    const { records } = await read(file);
    expect(records.map((record) => record.body.length)).toEqual([length, 7]);
  },
);

test('[ST4] a backup without records opens, and one with a short passphrase is not made', async () => {
  expect((await read(await made([]))).records).toEqual([]);
  await expect(
    sealBackup(quick, secureRandom, about, '1234567', from([])).next(),
  ).rejects.toMatchObject({ code: 'passphrase-wrong', detail: { least: 8 } });
});

test('[SE1] a backup that was cut anywhere is file-damaged, also between two pieces', async () => {
  const file = await made([{ type: 2, body: body(2 * BACKUP_PIECE + 99) }]);
  const header = parseBackupHeader(file);
  const start = header.ok ? header.value.encoded.length + BACKUP_TAG : 0;
  const pieceEnd = start + BACKUP_PIECE + BACKUP_TAG;
  for (const end of [20, 60, start - 1, start, start + 10, pieceEnd, file.length - 1]) {
    await expect(read(file.slice(0, end))).rejects.toMatchObject({ code: 'file-damaged' });
  }
  await expect(read(concat(file, body(1)))).rejects.toMatchObject({ code: 'file-damaged' });
});

test('[SE1] a backup cut where a piece and a record end together is file-damaged too', async () => {
  const file = await made([
    { type: 2, body: body(BACKUP_PIECE - 5) },
    { type: 2, body: body(9) },
  ]);
  const header = parseBackupHeader(file);
  const start = header.ok ? header.value.encoded.length + BACKUP_TAG : 0;
  await expect(read(file.slice(0, start + BACKUP_PIECE + BACKUP_TAG))).rejects.toMatchObject({
    code: 'file-damaged',
  });
});

test('[SE1] pieces that changed places, or come from another backup, are file-damaged', async () => {
  const records = [{ type: 2, body: body(3 * BACKUP_PIECE) }];
  const [one, two] = [await made(records), await made(records)];
  const header = parseBackupHeader(one);
  const start = header.ok ? header.value.encoded.length + BACKUP_TAG : 0;
  const step = BACKUP_PIECE + BACKUP_TAG;
  const piece = (file: Bytes, at: number) => file.slice(start + at * step, start + (at + 1) * step);
  const mixed = concat(
    one.slice(0, start),
    piece(one, 1),
    piece(one, 0),
    one.slice(start + 2 * step),
  );
  await expect(read(mixed)).rejects.toMatchObject({ code: 'file-damaged' });
  const foreign = concat(one.slice(0, start), piece(two, 0), one.slice(start + step));
  await expect(read(foreign)).rejects.toMatchObject({ code: 'file-damaged' });
});

test('[SE1] any changed byte is file-damaged or passphrase-wrong, never something else', async () => {
  const file = await made([
    { type: 1, body: body(40) },
    { type: 2, body: body(900) },
  ]);
  await fc.assert(
    fc.asyncProperty(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
      const changed = file.slice();
      changed[at] = (changed[at] ?? 0) ^ by;
      const code = await read(changed).then(
        () => 'read',
        (error: { code?: string }) => error.code,
      );
      expect(['file-damaged', 'passphrase-wrong']).toContain(code);
    }),
  );
});

test('[SE1] any other file, and a newer one, is told before anything is derived', async () => {
  const file = await made([]);
  const reasons = async (bytes: Bytes) =>
    read(bytes, PASSPHRASE, forbidden).catch(
      (error: { detail?: { reason?: string } }) => error.detail?.reason,
    );
  expect(await reasons(new Uint8Array())).toBe('not-backup');
  expect(await reasons(utf8('{"format":"lectern-recovery"}'))).toBe('not-backup');
  const newer = file.slice();
  newer[14] = 5;
  expect(await reasons(newer)).toBe('newer');
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
      expect(await reasons(concat(file.slice(0, 15), bytes))).toBe('damaged');
    }),
  );
});

test('[SE1] a record that claims more than the limit is refused before it is gathered', () => {
  const records = new BackupRecords();
  expect(records.push(new Uint8Array([2, 255, 255, 255, 255]))).toEqual({
    ok: false,
    error: 'damaged',
  });
});

test('[ST4] records come together from pieces of any length', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }),
      (bodies, steps) => {
        const bytes = concat(...bodies.map((content, type) => encodeBackupRecord(type, content)));
        const records = new BackupRecords();
        const found: number[][] = [];
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const step = steps[turn % steps.length] ?? 1;
          const pushed = records.push(bytes.slice(at, at + step));
          expect(pushed.ok).toBe(true);
          if (pushed.ok) found.push(...pushed.value.map((record) => [...record.body]));
          at += step;
        }
        expect(records.complete).toBe(true);
        expect(found).toEqual(bodies.map((content) => [...content]));
      },
    ),
  );
});

test('[ST9] files by a kept key open by the passphrase, each under a key of its own', async () => {
  const { key } = await createBackupKey(quick, secureRandom, PASSPHRASE);
  expect(key.extractable).toBe(false);
  const kept = await createBackupKey(quick, secureRandom, PASSPHRASE);
  const records = [{ type: 2, body: body(BACKUP_PIECE * 2) }];
  const files: Bytes[] = [];
  for (const of of [about, about, { classId: null, className: 'Ada' }]) {
    const parts: Bytes[] = [];
    for await (const part of sealBackupWith(kept, secureRandom, of, from(records)))
      parts.push(part);
    files.push(concat(...parts));
  }
  for (const file of files) expect((await read(file)).records).toEqual(records);
  expect((await read(files[2] ?? utf8(''))).header.classId).toBeNull();
  await expect(read(files[0] ?? utf8(''), 'wrong horse')).rejects.toMatchObject({
    code: 'passphrase-wrong',
  });
  // The same key and content: with one key per file nothing of two files is the same.
  const [one, two] = files.map((file) => file.slice(1_000, 2_000));
  expect(one).not.toEqual(two);
  await expect(createBackupKey(quick, secureRandom, 'short')).rejects.toMatchObject({
    code: 'passphrase-wrong',
  });
});
