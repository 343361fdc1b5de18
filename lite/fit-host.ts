import type { ILabShell, JupyterFrontEnd } from '@jupyterlab/application';
import { MessageLoop } from '@lumino/messaging';
import { SplitPanel, Widget } from '@lumino/widgets';
import type { Unsubscribe } from '../src/base/unsubscribe.ts';

/** Below this width, in CSS pixels, a sidebar would leave no room for the notebook. */
const narrow = 720;

/**
 * Keeps the shell as large as its host; folds the sidebars away where the host is or becomes narrow.
 *
 * Shares of the width stay as they are: JupyterLab saves shares, and left to itself keeps the pixels of the sidebars.
 * A class panel that opens after the layout was restored would have made them wider at each visit.
 */
export function fitHost(app: JupyterFrontEnd<ILabShell>, host: HTMLElement): Unsubscribe {
  const { shell } = app;
  window.removeEventListener('resize', app); // JupyterLab would sometimes be first
  let wasNarrow = false;
  const split = mainSplit(shell);
  const fit = (): void => {
    if (host.clientWidth === 0) return; // hidden
    const before = split.node.offsetWidth;
    const shares = split.relativeSizes();
    MessageLoop.sendMessage(shell, Widget.ResizeMessage.UnknownSize);
    if (before > 0 && split.node.offsetWidth !== before) {
      split.setRelativeSizes(shares, false);
      MessageLoop.sendMessage(split, Widget.Msg.UpdateRequest);
    }
    const isNarrow = host.clientWidth < narrow;
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

/** What the sidebars and the notebooks between them stand in. */
function mainSplit(shell: ILabShell): SplitPanel {
  const waiting: Widget[] = [shell];
  for (let widget = waiting.pop(); widget !== undefined; widget = waiting.pop()) {
    if (widget instanceof SplitPanel && widget.id === 'jp-main-split-panel') return widget;
    waiting.push(...widget.children());
  }
  throw new Error('JupyterLab has no main split panel');
}
