import type { MirrorState } from '../../../src/notebook/notebook-app.ts';
import { number } from '../../../src/words/format.ts';
import { isolated } from '../../../src/words/named.ts';
import { plural } from '../../../src/words/plural.ts';
import { msg, str } from '../../../src/words/words.ts';

const teacher = (by: string): string => (by === '' ? msg('The teacher') : isolated(by));

/** Every word in the mirror of a teacher's notebook. */
export const mirrorWords = {
  title: ({ by, notebook }: MirrorState): string =>
    notebook === '' ? teacher(by) : `${teacher(by)}: ${isolated(notebook)}`,
  hint: msg('The teacher’s notebook as it is written. It cannot be changed here.'),
  standing: ({ by, standing }: MirrorState): string => {
    if (standing === 'live') return msg('Live');
    return standing === 'waiting'
      ? msg('Waiting for the teacher')
      : msg(str`${teacher(by)} has stopped`);
  },
  over: msg('Nobody lets the class follow now. It goes on here as soon as a teacher does.'),
  waiting: msg('The notebook appears as soon as the teacher’s computer answers.'),
  none: msg('The teacher has no notebook open.'),
  back: msg('Back to the teacher'),
  stop: msg('Stop following'),
  cell: (number: number): string => msg(str`Cell ${number}`),
  source: msg('Source'),
  tooLarge: msg('The output is too large to show here.'),
  unreadable: msg('An output that cannot be shown here.'),
  cellsLeft: (count: number): string =>
    count === 1
      ? msg('One more cell is not shown here.')
      : plural(count, {
          one: msg(str`${number(count)} more cell is not shown here.`),
          other: msg(str`${number(count)} more cells are not shown here.`),
        }),
} as const;
