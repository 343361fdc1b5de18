import { LabIcon } from '@jupyterlab/ui-components';
import type { Cell } from '@jupyterlab/cells';
import type { CellSharing, ShareGroup } from '../../src/notebook/notebook-app.ts';
import { sharingWords } from './sharing-words.ts';

const svg = (inside: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" width="16" height="16"><g class="jp-icon3" fill="currentColor">${inside}</g></svg>`;
const arrow = '<path d="M8 1.5 4 5.8h2.6v5h2.8v-5H12z"/>';
const tray = '<path d="M2.5 9.5v5h11v-5h-1.6v3.4H4.1V9.5z"/>';
const dot = '<circle cx="13" cy="3.4" r="2.6"/>';

/** Each has a shape of its own: what a cell's mark says must not hang on its colour. */
const icons = {
  shared: new LabIcon({ name: 'lectern:shared', svgstr: svg(arrow + tray) }),
  stale: new LabIcon({ name: 'lectern:shared-stale', svgstr: svg(arrow + tray + dot) }),
  live: new LabIcon({
    name: 'lectern:shared-live',
    svgstr: svg(
      '<circle cx="8" cy="8" r="2.4"/><path d="M3.6 12.4a6.2 6.2 0 0 1 0-8.8l1.2 1.2a4.5 4.5 0 0 0 0 6.4zM12.4 3.6a6.2 6.2 0 0 1 0 8.8l-1.2-1.2a4.5 4.5 0 0 0 0-6.4z"/>',
    ),
  }),
} as const;

/** Draws at the side of a cell whether, how and with whom it is shared; nothing where it is not. */
export function drawShareMark(
  cell: Cell,
  state: CellSharing | null,
  groups: readonly ShareGroup[],
): void {
  const shared = state?.shared === true;
  cell.node.classList.toggle('lectern-mod-shared', shared);
  cell.node.classList.toggle('lectern-mod-stale', shared && state.stale);
  let mark = cell.node.querySelector<HTMLElement>(':scope > .lectern-ShareMark');
  if (!shared) return mark?.remove();
  if (mark === null) {
    mark = document.createElement('span');
    mark.className = 'lectern-ShareMark';
    mark.setAttribute('role', 'img');
    cell.node.append(mark);
  }
  const words = sharingWords.mark(state, groups);
  const kind = state.stale ? 'stale' : state.live ? 'live' : 'shared';
  if (mark.title === words && mark.dataset['kind'] === kind) return;
  mark.title = words;
  mark.setAttribute('aria-label', words);
  mark.dataset['kind'] = kind;
  icons[kind].element({ container: mark, tag: 'span' });
}
