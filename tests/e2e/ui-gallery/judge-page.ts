import type { Page } from '@playwright/test';

/**
 * What is wrong with the layout of the page as it is now, a line each: targets under 24 × 24 CSS pixels (WCAG 2.5.8),
 * what leads out of the window sideways (1.4.10), text that is cut without being told elsewhere, dialogs and menus that
 * reach beyond the window. `part` limits it to what is in elements that match.
 */
export function layoutFlaws(page: Page, part = 'body'): Promise<string[]> {
  return page.evaluate((within) => {
    const flaws: string[] = [];
    const all = (root: Element | ShadowRoot): Element[] =>
      [...root.querySelectorAll('*')].flatMap((element) => [
        element,
        ...(element.shadowRoot === null ? [] : all(element.shadowRoot)),
      ]);
    const name = (element: Element): string => {
      const host = element.getRootNode();
      const text = element.getAttribute('aria-label') ?? element.textContent;
      return `${host instanceof ShadowRoot ? `${host.host.localName} ` : ''}${element.localName}.${element.className} “${text.trim().slice(0, 40)}”`;
    };
    const hiddenText = (element: Element): boolean =>
      getComputedStyle(element).clipPath !== 'none' || element.clientWidth <= 1;
    const seen = (element: Element): boolean =>
      element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) &&
      !hiddenText(element);
    const elements = [...document.querySelectorAll(within)].flatMap((root) => [
      root,
      ...(root.shadowRoot === null ? [] : all(root.shadowRoot)),
      ...all(root),
    ]);
    const { scrollWidth } = document.documentElement;
    if (scrollWidth > innerWidth) flaws.push(`the page is ${scrollWidth} wide`);
    for (const element of elements) {
      if (!(element instanceof HTMLElement) || !seen(element)) continue;
      if (
        element.matches(
          'button, input, select, textarea, a[href], summary, [role^=menuitem], [role=tab]',
        )
      ) {
        const own = element.getBoundingClientRect();
        const label = element.closest('label')?.getBoundingClientRect();
        const height = Math.max(own.height, label?.height ?? 0);
        const width = Math.max(own.width, label?.width ?? 0);
        if (width < 23.9 || height < 23.9)
          flaws.push(`target ${width.toFixed(1)} × ${height.toFixed(1)}: ${name(element)}`);
        if (own.left < -0.5 || own.right > innerWidth + 0.5)
          flaws.push(`outside: ${name(element)}`);
      }
      const style = getComputedStyle(element);
      const told = element.title !== '' || element.closest('[title]') !== null;
      const over = element.scrollWidth - element.clientWidth;
      if (
        /hidden|clip/.test(style.overflowX) &&
        over > 1 &&
        !told &&
        style.textOverflow === 'clip' &&
        !(element instanceof HTMLInputElement)
      )
        flaws.push(`cut: ${name(element)}`);
      if (element.matches('dialog, [role=tabpanel], [popover]') && over > 1)
        flaws.push(`scrolls sideways: ${name(element)}`);
      if (element.matches('button, h1, h2, h3, label') && over > 1 && !told)
        flaws.push(`does not fit: ${name(element)}`);
      if (element.matches('dialog[open], :popover-open')) {
        const { left, top, right, bottom } = element.getBoundingClientRect();
        if (left < 0 || top < 0 || right > innerWidth + 0.5 || bottom > innerHeight + 0.5)
          flaws.push(
            `beyond the window (${[left, top, right, bottom].map(Math.round).join(' ')}): ${name(element)}`,
          );
      }
    }
    return [...new Set(flaws)];
  }, part);
}

/** Animations of ours, and transitions, that move or turn something: all but fades. */
export function movements(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    document.getAnimations().flatMap((animation) => {
      const { effect } = animation;
      if (!(effect instanceof KeyframeEffect)) return [];
      const fixed = new Set(['offset', 'computedOffset', 'easing', 'composite', 'opacity']);
      const moved = effect
        .getKeyframes()
        .flatMap((frame) => Object.keys(frame))
        .filter((property) => !fixed.has(property));
      return moved.map((property) => `${effect.target?.localName ?? '?'}: ${property}`);
    }),
  );
}

/** Buttons and fields of the dialog or menu in front that no scrolling brings into the window. */
export function outOfReach(page: Page): Promise<string[]> {
  return page
    .locator('dialog:modal button, dialog:modal input, :popover-open button')
    .evaluateAll((all) =>
      all.flatMap((element) => {
        if (!element.checkVisibility({ visibilityProperty: true }) || element.tabIndex < 0)
          return [];
        element.scrollIntoView({ block: 'nearest', behavior: 'instant' });
        const { left, top, right, bottom } = element.getBoundingClientRect();
        const inside =
          left >= -1 && top >= -1 && right <= innerWidth + 1 && bottom <= innerHeight + 1;
        return inside ? [] : [`out of reach: ${element.localName} “${element.textContent.trim()}”`];
      }),
    );
}
