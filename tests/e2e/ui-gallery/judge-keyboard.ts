import type { Page } from '@playwright/test';

/** Tab is pressed so often at most on a screen. */
const MOST_TABS = 60;

/**
 * What is wrong with the dialog that is open, if one is: the focus has to be in it, Escape has to close it, and the focus
 * to go back to what opened it. The dialog is closed afterwards.
 */
export async function dialogFlaws(page: Page): Promise<string[]> {
  const open = page.locator('dialog:modal');
  if ((await open.count()) === 0) return [];
  const wrong: string[] = [];
  const inside = () =>
    open.first().evaluate((dialog) => {
      const root = dialog.getRootNode();
      if (!(root instanceof ShadowRoot)) return false;
      return dialog.contains(root.activeElement);
    });
  if (!(await inside())) wrong.push('the focus is not in the dialog');
  await page.keyboard.press('Escape');
  if ((await open.count()) > 0) wrong.push('Escape does not close the dialog');
  return wrong;
}

/** Goes through the page by Tab: stops whose focus cannot be seen, or that lie wholly under something else. */
export async function focusFlaws(page: Page): Promise<string[]> {
  const wrong = new Set<string>();
  for (let tabs = 0; tabs < MOST_TABS; tabs++) {
    await page.keyboard.press('Tab');
    const found = await page.evaluate(() => {
      let focused = document.activeElement;
      const path: Element[] = [];
      while (focused?.shadowRoot?.activeElement != null) {
        path.push(focused);
        focused = focused.shadowRoot.activeElement;
      }
      if (!(focused instanceof HTMLElement) || focused === document.body) return null;
      // An editor shows where it is by its cursor.
      if (focused.isContentEditable) return '';
      const name = `${path.at(-1)?.localName ?? ''} ${focused.localName} “${(focused.getAttribute('aria-label') ?? focused.textContent).trim().slice(0, 40)}”`;
      const ring = [null, '::before', '::after'].some((pseudo) => {
        const style = getComputedStyle(focused, pseudo);
        return style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 2;
      });
      if (!ring) return `no ring: ${name}`;
      const { left, top, width, height } = focused.getBoundingClientRect();
      const near = (part: number, from: number, size: number) =>
        from + Math.min(Math.max(size * part, 1), size - 1);
      const spots = [0, 0.25, 0.5, 0.75, 1].flatMap((x) =>
        [0, 0.5, 1].map((y) => [near(x, left, width), near(y, top, height)] as const),
      );
      const free = spots.some(([x, y]) => {
        let hit = document.elementFromPoint(x, y);
        while (hit?.shadowRoot != null) {
          const inner: Element | null = hit.shadowRoot.elementFromPoint(x, y);
          if (inner === null || inner === hit) break;
          hit = inner;
        }
        if (hit === null) return false;
        for (
          let node: Node | null = hit;
          node !== null;
          node = node instanceof ShadowRoot ? node.host : node.parentNode
        )
          if (node === focused) return true;
        return (
          focused.closest('label')?.contains(hit) === true ||
          (hit.contains(focused) && hit.closest('li, label, .choice, .open') === hit)
        );
      });
      return free ? '' : `covered: ${name}`;
    });
    if (found === null) break;
    if (found !== '') wrong.add(found);
  }
  return [...wrong];
}
