import { describe, expect, test } from 'vitest';
import type { DocId, KeyId } from '../../../src/protocol/ids.ts';
import type { AuthorityState } from '../../../src/sync/authority-state.ts';
import { evaluateStatements } from '../../../src/sync/authority-evaluation.ts';
import { isKeeper, isSealed, keeperOf, mayRead, mayWrite } from '../../../src/sync/permissions.ts';

const [OWNER, TEACHER, BEN, CLEO] = ['O', 'T', 'B', 'C'].map((letter) =>
  letter.repeat(43),
) as unknown as [KeyId, KeyId, KeyId, KeyId];
const state: AuthorityState = {
  ...evaluateStatements([]),
  owners: new Set([OWNER]),
  roles: new Map([[TEACHER, 'teacher']]),
  links: new Map([['laptop' as KeyId, BEN]]),
  documents: new Map([
    [
      'group:1' as DocId,
      {
        writers: { roles: [], members: [BEN, CLEO] },
        readers: { roles: ['teacher'], members: [] },
        sealed: true,
        keeper: CLEO,
      },
    ],
  ]),
};
const may = (doc: string): string =>
  Object.entries({ OWNER, TEACHER, BEN, CLEO })
    .map(([name, id]) => {
      const write = mayWrite(state, doc as DocId, id) ? 'w' : '';
      return `${name}:${mayRead(state, doc as DocId, id) ? 'r' : ''}${write}`;
    })
    .join(' ');

describe('permissions', () => {
  test.each([
    ['class', 'OWNER:rw TEACHER:rw BEN:r CLEO:r'],
    [`profile:${BEN}`, 'OWNER:r TEACHER:r BEN:rw CLEO:'],
    [`work:${BEN}:essay`, 'OWNER:r TEACHER:r BEN:rw CLEO:'],
    [`feedback:${BEN}:essay`, 'OWNER:rw TEACHER:rw BEN:r CLEO:'],
    ['group:1', 'OWNER: TEACHER:r BEN:rw CLEO:rw'],
    ['group:2', 'OWNER: TEACHER: BEN: CLEO:'],
    ['work:x', 'OWNER: TEACHER: BEN: CLEO:'],
  ])('[SY4] of %s are: %s', (doc, expected) => {
    expect(may(doc)).toBe(expected);
  });

  test('[SY4] are those of the participant on all their devices', () => {
    expect(mayWrite(state, `work:${BEN}:essay` as DocId, 'laptop' as KeyId)).toBe(true);
    expect(mayWrite(state, `profile:laptop` as DocId, 'laptop' as KeyId)).toBe(false);
  });

  test('[SY8] the keeper is the owner, the single writer of an own document, or whom the statement names', () => {
    expect(keeperOf(state, 'class' as DocId)).toBe('owner');
    expect(keeperOf(state, `work:${BEN}:essay` as DocId)).toBe(BEN);
    expect(isKeeper(state, `work:${BEN}:essay` as DocId, 'laptop' as KeyId)).toBe(true);
    expect(isKeeper(state, 'group:1' as DocId, CLEO)).toBe(true);
    expect(isKeeper(state, 'class' as DocId, TEACHER)).toBe(false);
    expect([isSealed(state, 'group:1' as DocId), isSealed(state, 'class' as DocId)]).toEqual([
      true,
      false,
    ]);
  });
});
