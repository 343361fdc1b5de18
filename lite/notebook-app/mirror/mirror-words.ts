import type { MirrorState } from '../../../src/notebook/notebook-app.ts';

const teacher = (by: string): string => by || 'The teacher';

/** Every word in the mirror of a teacher's notebook, in English. */
export const mirrorWords = {
  title: ({ by, notebook }: MirrorState): string =>
    notebook === '' ? teacher(by) : `${teacher(by)}: ${notebook}`,
  hint: 'The teacher’s notebook as it is written. It cannot be changed here.',
  standing: ({ by, standing }: MirrorState): string => {
    if (standing === 'live') return 'Live';
    return standing === 'waiting' ? 'Waiting for the teacher' : `${teacher(by)} has stopped`;
  },
  over: 'Nobody lets the class follow now. It goes on here as soon as a teacher does.',
  waiting: 'The notebook appears as soon as the teacher’s computer answers.',
  none: 'The teacher has no notebook open.',
  back: 'Back to the teacher',
  stop: 'Stop following',
  cell: (number: number): string => `Cell ${number}`,
  source: 'Source',
  tooLarge: 'The output is too large to show here.',
  unreadable: 'An output that cannot be shown here.',
  cellsLeft: (count: number): string =>
    count === 1 ? 'One more cell is not shown here.' : `${count} more cells are not shown here.`,
} as const;
