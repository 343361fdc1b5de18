import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeStatement, encodeStatement } from '../../../src/protocol/authority-statement.ts';
import type { Admit, KnownStatement } from '../../../src/protocol/authority-statement.ts';
import { participantName } from '../../../src/protocol/participant-name.ts';
import { CLASS_DOC } from '../../../src/protocol/ids.ts';
import type { DocId, EntryHash, KeyId, SessionId } from '../../../src/protocol/ids.ts';

const key = new Uint8Array(65).fill(4);
const ID = 'A'.repeat(43) as KeyId;
const OTHER = `${'B'.repeat(42)}A` as KeyId;
const SESSION = 'A'.repeat(22) as SessionId;
const CUT = [
  {
    doc: CLASS_DOC,
    heads: [
      { author: ID, session: SESSION, seq: 3, hash: ID as string as EntryHash },
      { author: OTHER, session: SESSION, seq: 0, hash: ID as string as EntryHash },
    ],
  },
];
const signature = new Uint8Array(64).fill(9);
const admit = (name: string): KnownStatement => ({
  kind: 'admit',
  publicKey: key,
  sealingPublicKey: key,
  name,
  admissionPublicKey: key,
  admissionSignature: signature,
  deviceOf: null,
});
const STATEMENTS: readonly KnownStatement[] = [
  {
    kind: 'found',
    rootPublicKey: key,
    publicKey: key,
    sealingPublicKey: key,
    name: 'Ada',
    rootSignature: signature,
  },
  {
    kind: 'admission-key',
    publicKey: key,
    role: 'student',
    expires: 1_800_000_000_000,
    door: 'open',
    kept: null,
  },
  {
    kind: 'admission-key',
    publicKey: key,
    role: 'student',
    expires: 1,
    door: 'open',
    kept: [ID],
  },
  { ...(admit('Ada') as Admit), deviceOf: ID },
  { kind: 'role', member: ID, role: 'student', cut: [] },
  { kind: 'remove', member: ID, cut: CUT, scope: 'participant' },
  { kind: 'remove', member: ID, cut: CUT, scope: 'device' },
  {
    kind: 'document',
    doc: 'group:1' as DocId,
    rule: {
      writers: { roles: ['owner', 'student'], members: [ID] },
      readers: { roles: [], members: [] },
      sealed: true,
      keeper: ID,
    },
  },
  { kind: 'link', member: ID, device: OTHER },
  { kind: 'welcome', member: ID },
  {
    kind: 'resolve',
    doc: CLASS_DOC,
    author: ID,
    session: SESSION,
    seq: 7,
    hash: ID as string as EntryHash,
  },
  { kind: 'admission-key', publicKey: key, role: 'student', expires: 0, door: 'lobby', kept: null },
  admit('Bén 李'),
  { kind: 'role', member: 'A'.repeat(43) as KeyId, role: 'teacher', cut: null },
  { kind: 'role', member: 'A'.repeat(43) as KeyId, role: 'observer', cut: CUT },
  { kind: 'close' },
];

describe('authority statements', () => {
  test.each(STATEMENTS)('$kind is read as it was written', (statement) => {
    expect(decodeStatement(encodeStatement(statement))).toEqual({ ok: true, value: statement });
  });

  test('[SE1] any bytes give a result, and what is read is what would be written', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...STATEMENTS),
        fc.nat(),
        fc.nat({ max: 255 }),
        (statement, at, value) => {
          const bytes = encodeStatement(statement);
          bytes[at % bytes.length] = value;
          const decoded = decodeStatement(bytes);
          if (decoded.ok && decoded.value.kind !== 'unknown')
            expect(encodeStatement(decoded.value)).toEqual(bytes);
        },
      ),
      { numRuns: 2_000 },
    );
    fc.assert(
      fc.property(
        fc.uint8Array(),
        (junk) => typeof decodeStatement(new Uint8Array(junk)).ok === 'boolean',
      ),
    );
  });

  test('statements of later versions are kept apart: those that matter to every judgement, and others', () => {
    expect(decodeStatement(new Uint8Array([13, 1, 2]))).toEqual({
      ok: true,
      value: { kind: 'unknown', critical: true },
    });
    expect(decodeStatement(new Uint8Array([200]))).toEqual({
      ok: true,
      value: { kind: 'unknown', critical: false },
    });
    expect(decodeStatement(new Uint8Array([0]))).toEqual({ ok: false, error: 'malformed' });
    expect(decodeStatement(new Uint8Array(0))).toEqual({ ok: false, error: 'malformed' });
  });

  test('nobody can be given the role of the owner', () => {
    const bytes = encodeStatement({
      kind: 'role',
      member: 'A'.repeat(43) as KeyId,
      role: 'teacher',
      cut: null,
    });
    bytes[33] = 1;
    expect(decodeStatement(bytes).ok).toBe(false);
  });

  test.each(['', ' Ada', 'a\u202eb', 'a\nb', 'x'.repeat(81), 'e\u0301', '\ufeffA'])(
    'a name like %j is refused',
    (name) => {
      expect(decodeStatement(encodeStatement(admit(name))).ok).toBe(false);
    },
  );

  test('names are trimmed and composed; markup is just text', () => {
    expect(participantName('  Ada ')).toBe('Ada');
    expect(participantName('e\u0301')).toBe('é');
    expect(participantName('<b>Ada</b>')).toBe('<b>Ada</b>');
    expect(participantName('x'.repeat(500))).toBeNull();
    expect(participantName('\t ')).toBeNull();
    expect(participantName('a\u0000')).toBeNull();
  });
});
