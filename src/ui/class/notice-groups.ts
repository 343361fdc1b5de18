import type { Notice } from '../../classroom/class-state.ts';

/** Notices of one kind that are shown as one. */
export interface NoticeGroup {
  /** The same for a group as long as it lives: kind and who it is about. */
  readonly id: string;
  readonly key: Notice['key'];
  /** All notices of the group, oldest first. */
  readonly notices: readonly Notice[];
  readonly latest: Notice;
}

/** Puts notices of one kind by one person together, so that thirty joining people are one line. Newest group last. */
export function groupNotices(notices: readonly Notice[]): NoticeGroup[] {
  const groups = new Map<string, Notice[]>();
  for (const notice of notices) {
    const id = `${notice.key} ${notice.detail['by'] ?? ''}`;
    const group = groups.get(id) ?? [];
    groups.delete(id); // set again, so that the group with the newest notice comes last
    groups.set(id, [...group, notice]);
  }
  return [...groups].flatMap(([id, group]) => {
    const latest = group.at(-1);
    return latest === undefined ? [] : [{ id, key: latest.key, notices: group, latest }];
  });
}
