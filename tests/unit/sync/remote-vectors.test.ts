import { expect, test } from 'vitest';
import type { DocId, EntryHash, KeyId, SessionId } from '../../../src/protocol/ids.ts';
import { DocumentLog } from '../../../src/sync/document-log.ts';
import { chainKey } from '../../../src/sync/entry-record.ts';
import type { EntryRecord } from '../../../src/sync/entry-record.ts';
import { RemoteVectors } from '../../../src/sync/remote-vectors.ts';

const doc = 'class' as DocId;
const session = 's' as SessionId;
const author = 'a' as KeyId;

function record(seq: number): EntryRecord {
  const prev = seq === 0 ? null : (`a${seq - 1}` as EntryHash);
  return {
    entry: { doc, author, session, seq, prev, deps: [] } as unknown as EntryRecord['entry'],
    hash: `a${seq}` as EntryHash,
    chain: chainKey(author, session),
  };
}

test('[SY6] vectors are equal as long as both sides’ heads are, whichever side changed last', () => {
  const log = new DocumentLog(doc);
  const vectors = new RemoteVectors();
  expect(vectors.equalIn(log)).toBe(true);
  log.append(record(0), 1, 1);
  expect(vectors.equalIn(log)).toBe(false);
  vectors.noteHas(record(0));
  expect(vectors.equalIn(log)).toBe(true);
  vectors.noteHas(record(1));
  expect(vectors.equalIn(log)).toBe(false);
  log.append(record(1), 1, 2);
  expect(vectors.equalIn(log)).toBe(true);
  log.truncate(chainKey(author, session), 1);
  expect(vectors.equalIn(log)).toBe(false);
  vectors.replace([{ doc, heads: [{ author, session, seq: 0, hash: 'a0' as EntryHash }] }], false);
  expect(vectors.equalIn(log)).toBe(true);
  vectors.replace([{ doc, heads: [] }], false);
  expect(vectors.equalIn(log)).toBe(false);
  log.rebase(chainKey(author, session), { seq: 4, hash: 'a4' as EntryHash }, 1, 5);
  expect(vectors.equalIn(log)).toBe(false);
  vectors.replace([{ doc, heads: [{ author, session, seq: 4, hash: 'a4' as EntryHash }] }], false);
  expect(vectors.equalIn(log)).toBe(true);
  vectors.replace([], true);
  expect(vectors.equalIn(log)).toBe(false);
});
