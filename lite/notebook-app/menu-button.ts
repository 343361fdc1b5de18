import { caretDownIcon } from '@jupyterlab/ui-components';
import type { Menu } from '@lumino/widgets';

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
      // What comes into a toolbar from outside goes to the item that was active last; from there, where it is sent.
      if (document.activeElement !== button) button.focus();
    });
    opened.open(box.left, box.bottom);
    opened.activeIndex = 0;
  };
  // JupyterLab gives the focus to the notebook whose toolbar is pressed, some frames later: at `mousedown` where the
  // notebook has it not (`pointerdown` comes first), at `click` where nothing in the toolbar has it, as a menu is outside.
  button.addEventListener('pointerdown', () => button.focus());
  button.addEventListener('click', (event) => {
    event.stopPropagation();
    open();
  });
  button.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown') return;
    event.preventDefault();
    event.stopPropagation();
    open();
  });
}
