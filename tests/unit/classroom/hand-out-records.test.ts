import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { toBase64Url } from '../../../src/base/bytes.ts';
import { readAnnouncements } from '../../../src/classroom/announcement-records.ts';
import { readHandOuts, writeHandOut } from '../../../src/classroom/hand-out-records.ts';
import type { BlobId, KeyId } from '../../../src/protocol/ids.ts';
import { MAX_BLOB_BYTES, MAX_HAND_OUTS } from '../../../src/protocol/limits.ts';

const id = toBase64Url(new Uint8Array(16));
const hash = toBase64Url(new Uint8Array(32));
const good = {
  id,
  name: 'helpers.py',
  mediaType: 'text/x-python',
  size: 9,
  blob: hash as BlobId,
  key: null,
  version: 1,
  at: 1,
  by: hash as KeyId,
  withdrawn: false,
};

function read(value: unknown, group: { id: string; name: string } | null = null, key = id) {
  const doc = new Y.Doc();
  doc.getMap<unknown>('handouts').set(key, value);
  const refused: string[] = [];
  return { files: readHandOuts([{ doc, group }], (each) => refused.push(each)), refused };
}

describe('[SE1] files that a document hands out', () => {
  it('are read as they were written', () => {
    const doc = new Y.Doc();
    writeHandOut(doc, good);
    expect(readHandOuts([{ doc, group: null }], () => expect.unreachable())).toEqual([
      { ...good, group: null },
    ]);
  });

  it.each([
    ['a path', { name: '../up.py' }],
    ['a Windows path', { name: 'a\\b.py' }],
    ['a drive', { name: 'x:y.py' }],
    ['dots', { name: '..' }],
    ['no name', { name: '' }],
    ['a hidden direction', { name: 'a\u202egnp.py' }],
    ['a long name', { name: 'x'.repeat(300) }],
    ['a size below zero', { size: -1 }],
    ['a size over the limit', { size: MAX_BLOB_BYTES + 1 }],
    ['half a byte', { size: 0.5 }],
    ['a blob that is none', { blob: 'x' }],
    ['a media type with more in it', { mediaType: 'text/html; charset=x' }],
    ['version 0', { version: 0 }],
    ['a key where everybody may read', { key: hash }],
    ['nobody', { by: '' }],
  ])('are refused with %s', (_what, wrong) => {
    const { files, refused } = read({ ...good, ...wrong });
    expect(files).toEqual([]);
    expect(refused).toEqual([id]);
  });

  it('are refused in a group where they are not sealed', () => {
    const red = { id, name: 'Red' };
    expect(read(good, red).refused).toEqual([id]);
    expect(read({ ...good, key: hash }, red).files).toHaveLength(1);
  });

  it('are bounded', () => {
    const doc = new Y.Doc();
    for (let n = 0; n < MAX_HAND_OUTS + 3; n++) {
      const bytes = new Uint8Array(16);
      new DataView(bytes.buffer).setUint32(0, n);
      writeHandOut(doc, { ...good, id: toBase64Url(bytes) });
    }
    let refused = 0;
    expect(readHandOuts([{ doc, group: null }], () => refused++)).toHaveLength(MAX_HAND_OUTS);
    expect(refused).toBe(3);
  });
});

it.each([
  ['a text that is too long', { text: 'x'.repeat(2_001) }],
  ['no text', { text: 7 }],
  ['no time', { at: Infinity }],
])('[SE1] an announcement with %s is refused', (_what, wrong) => {
  const doc = new Y.Doc();
  const value = { text: 'hello', at: 1, by: hash, withdrawn: false };
  const map = doc.getMap<unknown>('announcements');
  map.set(id, { ...value, ...wrong });
  const refused: string[] = [];
  expect(readAnnouncements(doc, (each) => refused.push(each))).toEqual([]);
  expect(refused).toEqual([id]);
  map.set(id, value);
  expect(readAnnouncements(doc, () => expect.unreachable())).toHaveLength(1);
});
