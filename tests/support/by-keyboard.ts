import { expect, type Locator, type Page } from '@playwright/test';

/** Keys that a person presses at most to get from one thing on the page to any other. */
const MOST_TABS = 120;

/** Somebody who has no mouse: nothing here clicks, or moves the focus but by keys. */
export class ByKeyboard {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Goes on with Tab (`back`: Shift+Tab) until the focus is on it, or in it; in menus and lists with their own keys. */
  async reach(
    target: Locator,
    key: 'Tab' | 'Shift+Tab' | 'ArrowDown' | 'ArrowRight' = 'Tab',
  ): Promise<void> {
    await expect(target).toBeVisible();
    for (let presses = 0; presses < MOST_TABS; presses++) {
      if (await target.evaluate((element) => element.matches(':focus-within'))) return;
      await this.#leaveEditor();
      await this.#page.keyboard.press(key);
    }
    throw new Error(`no ${key} leads to ${String(target)}`);
  }

  /** In a cell's editor Tab is a key of the code; Escape leads out of it. A new notebook is in its editor from its start. */
  async #leaveEditor(): Promise<void> {
    const edits = await this.#page.evaluate(
      () => document.activeElement?.closest('.jp-Notebook .cm-content') != null,
    );
    if (edits) await this.keys('Escape');
  }

  /** Goes there and presses Enter. */
  async press(
    target: Locator,
    key: 'Tab' | 'Shift+Tab' | 'ArrowDown' | 'ArrowRight' = 'Tab',
  ): Promise<void> {
    await this.reach(target, key);
    await this.#page.keyboard.press('Enter');
  }

  /** Types into a field. */
  async fill(field: Locator, text: string): Promise<void> {
    await this.reach(field);
    await this.#page.keyboard.press('Control+A');
    await this.type(text);
  }

  /** Writes where the focus is. */
  type(text: string): Promise<void> {
    return this.#page.keyboard.insertText(text);
  }

  keys(...keys: readonly string[]): Promise<void> {
    return keys.reduce(
      (before, key) => before.then(() => this.#page.keyboard.press(key)),
      Promise.resolve(),
    );
  }
}
