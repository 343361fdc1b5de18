import { describe, expect, test } from 'vitest';
import type { DocId, EntryHash, KeyId, SessionId } from '../../../src/protocol/ids.ts';
import type { Ref } from '../../../src/protocol/entry.ts';
import { DocumentLog } from '../../../src/sync/document-log.ts';
import { chainKey, refOf } from '../../../src/sync/entry-record.ts';
import type { EntryRecord } from '../../../src/sync/entry-record.ts';

const session = 's' as SessionId;

/** The entry `author/seq`, with the hash `author seq`. */
function record(author: string, seq: number, deps: readonly Ref[] = []): EntryRecord {
  const entry = {
    author: author as KeyId,
    session,
    seq,
    prev: seq === 0 ? null : (`${author}${seq - 1}` as EntryHash),
    deps,
  };
  return {
    entry: entry as unknown as EntryRecord['entry'],
    hash: `${author}${seq}` as EntryHash,
    chain: chainKey(author as KeyId, session),
  };
}

describe('a document log', () => {
  test('gives heads, clocks and vectors as if what was taken out had never been there', () => {
    const build = (upTo: number): DocumentLog => {
      const log = new DocumentLog('class' as DocId);
      const [a0, b0] = [record('a', 0), record('b', 0)];
      const a1 = record('a', 1, [refOf(b0)]);
      const all = [a0, b0, a1, record('b', 1, [refOf(a1)]), record('b', 2)];
      for (const each of all.slice(0, upTo))
        log.append(each, each.entry.author === 'a' ? 1 : 2, 10 * (each.entry.seq + 1));
      return log;
    };
    const log = build(5);
    const chain = chainKey('b' as KeyId, session);
    expect(log.truncate(chain, 1).map(({ hash }) => hash)).toEqual(['b1', 'b2']);
    const never = build(3);
    expect(log.entries).toEqual(never.entries);
    expect(log.vector()).toEqual(never.vector());
    expect(log.heads('x/y' as typeof chain)).toEqual(never.heads('x/y' as typeof chain));
    expect([log.clock(2), log.length(chain), log.head(chain)]).toEqual([
      10,
      1,
      { seq: 0, hash: 'b0' },
    ]);
    log.truncate(chain, 0);
    expect([log.chainCount, log.head(chain), log.clock(2)]).toEqual([1, null, 0]);
  });

  test('[SY8] [SY10] begins behind a checkpoint that it lacks the entries of; references into it hold, other branches do not', () => {
    const log = new DocumentLog('class' as DocId);
    const [a, b] = [chainKey('a' as KeyId, session), chainKey('b' as KeyId, session)];
    log.append(record('a', 0), 1, 10);
    log.append(record('b', 0), 2, 10);
    log.append(record('b', 1), 2, 20);
    const made = record('k', 0, [refOf(record('a', 3)), refOf(record('b', 0))]);
    const covered = new Map([
      [a, { ...refOf(record('a', 3)), first: 0, last: 9 }],
      [b, { ...refOf(record('b', 0)), first: 0, last: 9 }],
    ]);
    const clients = new Map([
      [a, { client: 1, clock: 40 }],
      [b, { client: 2, clock: 10 }],
    ]);
    const state = new Uint8Array([0, 0]);
    const appended = log.appendCheckpoint({ record: made, covered, clients, state }, 3);
    expect(appended).toEqual({
      pruned: [
        { chain: a, from: 0, to: 3 },
        { chain: b, from: 0, to: 0 },
      ],
      adopted: true,
      fresh: false,
    });
    expect(log.entries.map(({ hash }) => hash)).toEqual(['b1', 'k0']);
    expect([log.length(a), log.length(b), log.clock(1), log.clock(2)]).toEqual([4, 2, 40, 20]);
    expect([log.standing(a), log.standing(b)]).toEqual([3, 0]);
    expect(log.includes(refOf(record('a', 1)))).toBe(true);
    expect(log.includes(refOf(record('a', 3)))).toBe(true);
    expect(log.includes({ ...refOf(record('a', 3)), hash: 'other' as EntryHash })).toBe(false);
    expect(log.includes(refOf(record('a', 4)))).toBe(false);
    log.append(record('a', 4), 1, 50);
    expect(() => log.truncate(a, 3)).toThrow('pruned');
    expect(log.truncate(a, 4).map(({ hash }) => hash)).toEqual(['a4']);
    expect(log.clock(1)).toBe(40);
  });
});
