import { isDeepStrictEqual } from 'node:util';
import { vi } from 'vitest';
import type { DrivenBrowser } from './driven-browser.ts';

/** How long anything may take that is not Python's start, on a slow and busy machine. */
const PATIENCE = { timeout: 60_000, interval: 200 };

/**
 * What runs in the page: all elements that can be seen and match `selector`, in shadow trees too, whose accessible name
 * is `name`, or any.
 */
const FIND = String(function find(selector: string, name: string | null): HTMLElement[] {
  const all = (root: ParentNode): Element[] =>
    [...root.querySelectorAll('*')].flatMap((element) =>
      element.shadowRoot === null ? [element] : [element, ...all(element.shadowRoot)],
    );
  const nameOf = (element: Element): string => {
    const labels = (element as HTMLInputElement).labels ?? [];
    const text = element.getAttribute('aria-label') ?? labels[0]?.innerText ?? element.textContent;
    return (text ?? '').trim().replaceAll(/\s+/g, ' ');
  };
  return all(document).filter(
    (element): element is HTMLElement =>
      element instanceof HTMLElement &&
      element.matches(selector) &&
      element.checkVisibility() &&
      (name === null || nameOf(element) === name),
  );
});

/** A person of a journey in a driven browser: does what `ClassroomPage` does in Playwright's, by the same names. */
export class DrivenPerson {
  readonly browser: DrivenBrowser;

  constructor(browser: DrivenBrowser) {
    this.browser = browser;
  }

  get #page(): DrivenBrowser['page'] {
    return this.browser.page;
  }

  // Coming and going

  async teach(className: string, name: string): Promise<void> {
    await this.press('Teach a class');
    await this.fill('Class name', className);
    await this.fill('Your name', name);
    await this.press('Start class');
  }

  async join(name: string): Promise<void> {
    await this.fill('Your name', name);
    await this.press('Join');
  }

  /** The class link, read off the dialog "Invite". */
  async link(): Promise<string> {
    await this.press('Invite');
    const link = this.#found('input, textarea', 'Class link', '[0]?.value ?? null');
    await this.sees(link, (found) => String(found).includes('#'));
    const text = String(await this.#page.evaluate(link));
    await this.press('Close');
    return text;
  }

  /** Waits until `others` people are here too and have all that this person did. */
  async isTogetherWith(others: number): Promise<void> {
    const people = others === 1 ? 'person' : 'people';
    await this.status(`Connected · ${others} ${people}`);
  }

  /** Waits until a status says so. */
  async status(text: string): Promise<void> {
    await this.sees(
      this.#found('[role=status]', null, '.map((found) => found.innerText.trim())'),
      (found) => Array.isArray(found) && found.some((line) => String(line).includes(text)),
    );
  }

  /** Waits until all parts of the application are there: from then on the server may go away. */
  async isComplete(): Promise<void> {
    await this.sees(`performance.getEntriesByName('lectern:complete').length > 0`, true);
  }

  // The notebook

  /** Waits for the sources of all code cells of the notebook. */
  async hasCells(...sources: string[]): Promise<void> {
    await this.sees(
      this.#cells('.map((cell) => cell.querySelector(".cm-content").innerText.trimEnd())'),
      sources,
    );
  }

  /** Replaces a cell's source by typing. */
  async write(cell: number, source: string): Promise<void> {
    await this.#clickAt(this.#cells(`[${cell}]?.querySelector('.cm-content')`));
    await this.#page.press('Control', 'a');
    await this.#page.type(source);
  }

  /** Runs a cell with its keys. */
  async start(cell: number): Promise<void> {
    await this.#clickAt(this.#cells(`[${cell}]?.querySelector('.cm-content')`));
    await this.#page.press('Control', 'Enter');
  }

  /** Waits for a text below a cell. Python may still have to start. */
  async shows(cell: number, output: string): Promise<void> {
    await this.sees(
      this.#cells(`[${cell}]?.querySelector('.jp-OutputArea')?.innerText ?? ''`),
      (found) => String(found).includes(output),
      120_000,
    );
  }

  async run(cell: number, source: string, output: string): Promise<void> {
    await this.write(cell, source);
    await this.start(cell);
    await this.shows(cell, output);
  }

  async isRunning(cell: number): Promise<void> {
    await this.sees(this.#cells(`[${cell}]?.querySelector('.jp-InputPrompt').innerText`), '[*]:');
  }

  /** Stops what runs, with the keys of JupyterLab's command mode. */
  async interrupt(): Promise<void> {
    await this.#page.press('Escape');
    await this.#page.type('ii');
  }

  /** Waits for exactly these files in the file browser. */
  async hasFiles(...names: string[]): Promise<void> {
    await this.sees(
      `[...document.querySelectorAll('.jp-DirListing-itemName')].map((name) => name.innerText.trim())`,
      names,
    );
  }

  /** Answers `input()`. */
  async answer(text: string): Promise<void> {
    await this.#clickAt(this.#found('.jp-Stdin-input', null, '[0]'));
    await this.#page.type(`${text}\n`);
  }

  /** Waits until the notebook in front is written to this device. */
  async hasSaved(): Promise<void> {
    await this.sees(
      `document.querySelector('#jp-main-dock-panel .jp-mod-current.lm-TabBar-tab')?.classList.contains('jp-mod-dirty') ?? null`,
      false,
    );
  }

  // Anything

  /** Presses a button (of a dialog, a bar, a list, a toolbar) by its accessible name, when it is there. */
  async press(name: string): Promise<void> {
    await this.#clickAt(this.#found('button, [role=button], jp-button', name, '[0]'));
  }

  async fill(name: string, text: string): Promise<void> {
    await this.#clickAt(this.#found('input, textarea', name, '[0]'));
    await this.#page.press('Control', 'a');
    await this.#page.type(text);
  }

  /** Presses the button "Share cell" of a cell's toolbar, which is there while the cursor is in the cell. */
  async share(cell: number): Promise<void> {
    await this.#clickAt(this.#cells(`[${cell}]?.querySelector('.cm-content')`));
    await this.press('Share cell');
  }

  /** Waits until so many shared cells are new. */
  async hasNewCells(count: number): Promise<void> {
    const name = count === 0 ? 'Shared cells' : `Shared cells, ${count} new`;
    await this.sees(this.#found('[role=tab]', name, '.length'), 1);
  }

  /** Waits until an expression has a value in the page, or one that passes. */
  async sees(
    expression: string,
    wanted: string | number | boolean | readonly string[] | ((value: unknown) => boolean),
    timeout = PATIENCE.timeout,
  ): Promise<void> {
    const passes =
      typeof wanted === 'function' ? wanted : (value: unknown) => isDeepStrictEqual(value, wanted);
    await vi.waitFor(
      async () => {
        const value = await this.#page.evaluate(expression);
        if (!passes(value))
          throw new Error(
            `${expression}\nis ${JSON.stringify(value)}, not ${typeof wanted === 'function' ? wanted.name : JSON.stringify(wanted)}`,
          );
      },
      { ...PATIENCE, timeout },
    );
  }

  /** Clicks the middle of an element once it is there and does not move. */
  async #clickAt(element: string): Promise<void> {
    const place = `(() => {
      const element = ${element};
      element?.scrollIntoView({ block: 'nearest' });
      const box = element?.getBoundingClientRect();
      return box && [box.x + box.width / 2, box.y + box.height / 2];
    })()`;
    let last: unknown = null;
    await this.sees(place, function still(value) {
      const before = last;
      last = value;
      return Array.isArray(value) && isDeepStrictEqual(value, before);
    });
    const [x, y] = last as [number, number];
    await this.#page.click(x, y);
  }

  #found(selector: string, name: string | null, then: string): string {
    return `(${FIND})(${JSON.stringify(selector)}, ${JSON.stringify(name)})${then}`;
  }

  #cells(then: string): string {
    return `[...document.querySelectorAll('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell')]${then}`;
  }
}
