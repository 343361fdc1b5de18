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
  };
  button.addEventListener('click', open);
  button.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown') return;
    event.preventDefault();
    event.stopPropagation();
    open();
  });
}
