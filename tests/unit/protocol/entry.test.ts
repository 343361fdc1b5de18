import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toBase64Url } from '../../../src/base/bytes.ts';
import {
  decodeEntry,
  encodeEntry,
  encodeEntryBody,
  isDocName,
} from '../../../src/protocol/entry.ts';
import type { EntryBody, Ref } from '../../../src/protocol/entry.ts';
import { MAX_ENTRY_PAYLOAD, MAX_REFS } from '../../../src/protocol/limits.ts';

const id = <T extends string>(length: number): fc.Arbitrary<T> =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => toBase64Url(bytes) as T);
const clock = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const ref: fc.Arbitrary<Ref> = fc.record({
  author: id(32),
  session: id(16),
  seq: clock,
  hash: id(32),
});
const refs = fc
  .uniqueArray(ref, { selector: ({ author, session }) => author + session, maxLength: 5 })
  .map((list) => list.sort((a, b) => (a.author + a.session < b.author + b.session ? -1 : 1)));
const body: fc.Arbitrary<EntryBody> = fc
  .record({
    classId: id<EntryBody['classId']>(32),
    doc: fc.constantFrom('class', 'authority', 'profile:x').map((name) => name as EntryBody['doc']),
    author: id<EntryBody['author']>(32),
    session: id<EntryBody['session']>(16),
    seq: clock,
    hash: id<NonNullable<EntryBody['prev']>>(32),
    deps: refs,
    authority: refs,
    at: clock,
    kind: fc.constantFrom('plain' as const, 'sealed' as const),
    content: fc.uint8Array({ maxLength: 64 }).map((bytes) => new Uint8Array(bytes)),
  })
  .map(({ hash, ...fields }) => ({ ...fields, prev: fields.seq === 0 ? null : hash }));
const signature = new Uint8Array(64).fill(5);

describe('entry format', () => {
  test('every entry is read as it was written', () => {
    fc.assert(
      fc.property(body, (fields) => {
        const decoded = decodeEntry(encodeEntry(encodeEntryBody(fields), signature));
        if (!decoded.ok) throw new Error(decoded.error);
        const { bytes: _bytes, body: _body, signature: read, ...rest } = decoded.value;
        expect(rest).toEqual(fields);
        expect(read).toEqual(signature);
      }),
    );
  });

  test('[SE1] bytes that are read at all are exactly what would be written: one encoding per entry', () => {
    fc.assert(
      fc.property(
        body,
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 3 }),
        (fields, changes) => {
          const bytes = encodeEntry(encodeEntryBody(fields), signature);
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          const decoded = decodeEntry(bytes);
          if (decoded.ok)
            expect(encodeEntry(encodeEntryBody(decoded.value), decoded.value.signature)).toEqual(
              bytes,
            );
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('[SE1] any bytes give a result, cut ones too', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (junk) => {
        junk[0] = 1;
        expect(typeof decodeEntry(new Uint8Array(junk)).ok).toBe('boolean');
      }),
      { numRuns: 2_000 },
    );
    fc.assert(
      fc.property(body, fc.nat(), (fields, cut) => {
        const bytes = encodeEntry(
          encodeEntryBody({ ...fields, content: new Uint8Array(0) }),
          signature,
        );
        expect(decodeEntry(bytes.slice(0, cut % bytes.length)).ok).toBe(false);
      }),
    );
  });

  test('[SE1] a longer than shortest number is refused', () => {
    const fields = sample({ seq: 0 });
    const bytes = encodeEntryBody(fields);
    const seqAt = 1 + 32 + 1 + 'class'.length + 32 + 16;
    expect(bytes[seqAt]).toBe(0);
    const long = new Uint8Array([...bytes.slice(0, seqAt), 0x80, 0x00, ...bytes.slice(seqAt + 1)]);
    expect(decodeEntry(encodeEntry(long, signature))).toEqual({ ok: false, error: 'malformed' });
  });

  test('[SE1] references out of order, twice or too many are refused', () => {
    const one: Ref = {
      author: 'A'.repeat(43) as Ref['author'],
      session: 'A'.repeat(22) as Ref['session'],
      seq: 1,
      hash: 'A'.repeat(43) as Ref['hash'],
    };
    const twice = encodeEntryBody(sample({ deps: [one, one] }));
    expect(decodeEntry(encodeEntry(twice, signature)).ok).toBe(false);
    expect(() =>
      encodeEntryBody(sample({ deps: Array.from({ length: MAX_REFS + 1 }, () => one) })),
    ).toThrow();
  });

  test('a later version is told apart from junk', () => {
    const bytes = encodeEntryBody(sample({}));
    bytes[0] = 2;
    expect(decodeEntry(encodeEntry(bytes, signature))).toEqual({ ok: false, error: 'version' });
  });

  test('[SE1] a payload over the limit is refused', () => {
    const huge = new Uint8Array(MAX_ENTRY_PAYLOAD + 1);
    expect(() => encodeEntryBody(sample({ content: huge }))).toThrow();
    const bytes = new Uint8Array(MAX_ENTRY_PAYLOAD + 100_000);
    bytes[0] = 1;
    expect(decodeEntry(bytes)).toEqual({ ok: false, error: 'too-large' });
  });

  test('document names are plain ASCII of bounded length', () => {
    expect(isDocName('work:abc:1')).toBe(true);
    for (const name of ['', 'ä', 'a b', 'a/b', 'x'.repeat(201), 'a\n'])
      expect(isDocName(name)).toBe(false);
  });
});

function sample(fields: Partial<EntryBody>): EntryBody {
  return {
    classId: 'A'.repeat(43) as EntryBody['classId'],
    doc: 'class' as EntryBody['doc'],
    author: 'A'.repeat(43) as EntryBody['author'],
    session: 'A'.repeat(22) as EntryBody['session'],
    seq: 0,
    prev: null,
    deps: [],
    authority: [],
    at: 1,
    kind: 'plain',
    content: new Uint8Array([0, 0]),
    ...fields,
  };
}
