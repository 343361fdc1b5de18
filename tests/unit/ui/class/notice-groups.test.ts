import { describe, expect, it } from 'vitest';
import type { Notice } from '../../../../src/classroom/class-state.ts';
import { groupNotices } from '../../../../src/ui/class/notice-groups.ts';

function notice(id: number, key: Notice['key'], detail: Notice['detail'] = {}): Notice {
  return { id, key, detail, undo: false };
}

describe('groupNotices', () => {
  it('makes thirty joining people one line, filled in from the latest', () => {
    const joined = Array.from({ length: 30 }, (_, id) =>
      notice(id, 'person-joined', { name: `Student ${id}` }),
    );
    const groups = groupNotices(joined);
    expect(groups).toHaveLength(1);
    expect(groups[0]?.notices).toHaveLength(30);
    expect(groups[0]?.latest.detail['name']).toBe('Student 29');
  });

  it('keeps apart what different people shared, newest last', () => {
    const groups = groupNotices([
      notice(1, 'cell-shared', { by: 'A' }),
      notice(2, 'cell-shared', { by: 'B' }),
      notice(3, 'cell-shared', { by: 'A' }),
    ]);
    expect(groups.map(({ latest, notices }) => [latest.id, notices.length])).toEqual([
      [2, 1],
      [3, 2],
    ]);
  });

  it('keeps the name of a group while it grows', () => {
    const [before] = groupNotices([notice(1, 'person-joined')]);
    const [after] = groupNotices([notice(1, 'person-joined'), notice(2, 'person-joined')]);
    expect(after?.id).toBe(before?.id);
  });
});
