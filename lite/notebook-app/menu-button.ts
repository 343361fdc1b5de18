import { caretDownIcon } from '@jupyterlab/ui-components';
import type { Menu } from '@lumino/widgets';

/** JupyterLab gives the focus to a notebook whose toolbar was pressed, some frames later; a menu must not lose its keys by that. */
const focusFrames = 6;

/** A button that opens a menu below itself, and has the focus again when that closes. */
export function makeMenuButton(button: HTMLButtonElement, menu: () => Menu | null): void {
  button.type = 'button';
  button.setAttribute('aria-haspopup', 'menu');
  button.setAttribute('aria-expanded', 'false');
  const caret = document.createElement('span');
  caret.className = 'lectern-Caret';
  caretDownIcon.element({ container: caret }); // takes the place of what is in its container
  button.append(caret);
  const open = (): void => {
    // Not every browser gives the focus to a pressed button, and the notebook that has it is the one in front.
    button.focus();
    const opened = menu();
    if (opened === null) return;
    const box = button.getBoundingClientRect();
    button.setAttribute('aria-expanded', 'true');
    opened.aboutToClose.connect(() => {
      button.setAttribute('aria-expanded', 'false');
      button.focus();
    });
    opened.open(box.left, box.bottom);
    opened.activeIndex = 0;
    holdFocus(opened, focusFrames);
  };
  button.addEventListener('click', open);
  button.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown') return;
    event.preventDefault();
    event.stopPropagation();
    open();
  });
}

function holdFocus(menu: Menu, frames: number): void {
  requestAnimationFrame(() => {
    if (!menu.isAttached) return;
    if (!menu.node.contains(document.activeElement)) menu.node.focus();
    if (frames > 1) holdFocus(menu, frames - 1);
  });
}
