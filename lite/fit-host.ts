import type { ILabShell } from '@jupyterlab/application';
import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import type { Unsubscribe } from '../src/base/unsubscribe.ts';

/** Below this width, in CSS pixels, a sidebar would leave no room for the notebook. */
const narrow = 720;

/** Keeps the shell as large as its host; folds the sidebars away where the host is or becomes narrow. */
export function fitHost(shell: ILabShell, host: HTMLElement): Unsubscribe {
  let wasNarrow = false;
  const fit = (): void => {
    MessageLoop.sendMessage(shell, Widget.ResizeMessage.UnknownSize);
    const isNarrow = host.clientWidth > 0 && host.clientWidth < narrow;
    if (isNarrow && !wasNarrow) {
      shell.collapseLeft();
      shell.collapseRight();
    }
    wasNarrow = isNarrow;
  };
  fit();
  const observer = new ResizeObserver(fit);
  observer.observe(host);
  return () => observer.disconnect();
}
