import type { CopySide } from '../../src/notebook/notebook-app.ts';
import { msg } from '../../src/words/words.ts';

/** Every word below a copy of a shared cell. */
export const copyWords = {
  sync: msg('Sync'),
  sides: {
    current: msg('Current', { desc: 'a copy of a shared cell' }),
    newer: msg('Newer version'),
    changed: msg('Changed by you'),
    conflict: msg('Newer version, and changed by you'),
    withdrawn: msg('Withdrawn', { id: 'withdrawn-cell', desc: 'a shared cell' }),
  } satisfies Record<CopySide, string>,
  hints: {
    current: msg('This cell is as the teacher shares it'),
    newer: msg('The teacher shares a newer version of this cell'),
    changed: msg('You changed this cell since you took it'),
    conflict: msg('You changed this cell, and the teacher shares a newer version'),
    withdrawn: msg('The teacher does not share this cell any more. It stays yours.'),
  } satisfies Record<CopySide, string>,
};
