import { ReactiveToolbar } from '@jupyterlab/ui-components';

/** The part of JupyterLab's toolbar that moves items to "More commands" and back. */
interface Arranging {
  readonly node: HTMLElement;
  readonly isDisposed: boolean;
  _getWidgetsToRemove: (this: Arranging, ...sizes: readonly number[]) => Promise<unknown>;
  _onResize: (this: Arranging, twice?: boolean) => Promise<void>;
}

/** Two or three are enough; an item that one pass takes out and the next one in must not go on for ever. */
const maxPasses = 10;

/** What the arranging reads: the width, in CSS pixels, and the number of items in the toolbar. */
const facts = ({ node }: Arranging): string => `${node.clientWidth} ${node.childElementCount}`;

/**
 * Has JupyterLab's toolbars arrange their items one pass after the other, until a pass changes nothing.
 *
 * Left alone (4.6), a toolbar measures itself, waits for its items to be drawn, and then moves them; a width that changes
 * meanwhile is not looked at, and two passes may run at once. A notebook that opened beside the class panel then had
 * most of its buttons, among them "Share cells", behind "More commands", with room for all.
 */
export function steadyToolbars(): void {
  const toolbars = ReactiveToolbar.prototype as unknown as Arranging;
  const pass = toolbars._onResize;
  if (typeof pass !== 'function') throw new Error('JupyterLab arranges its toolbars otherwise');
  const measure = toolbars._getWidgetsToRemove;
  toolbars._getWidgetsToRemove = async function (...sizes) {
    const found = await measure.apply(this, [...sizes]);
    // Closed meanwhile: the pass would go on in what is gone, so it ends here.
    return this.isDisposed ? new Promise(() => undefined) : found;
  };
  const running = new WeakMap<Arranging, Promise<void>>();
  const settle = async (toolbar: Arranging, twice: boolean): Promise<void> => {
    for (let passes = 0; passes < maxPasses; passes++) {
      if (toolbar.isDisposed) return;
      const before = facts(toolbar);
      await pass.call(toolbar);
      // An item that was never painted has no width in the first pass.
      if (facts(toolbar) === before && (passes > 0 || !twice)) return;
    }
  };
  toolbars._onResize = async function (this: Arranging, twice = false) {
    const before = running.get(this);
    if (before) return before;
    const all = settle(this, twice).finally(() => running.delete(this));
    running.set(this, all);
    return all;
  };
}
