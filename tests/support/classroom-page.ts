import { expect, type Browser, type Locator, type Page } from '@playwright/test';

/** Console lines that come from libraries and are known; everything else on the console fails a test. */
const KNOWN_WARNINGS = [
  /\[yjs#509\] Not same Y\.Doc/, // @jupyter/ydoc's constructor
  /Invalid access: Add Yjs type to a document before reading data/, // @jupyter/ydoc's constructor
];

/** One person's browser: a context of its own, with their page and what it complained about. */
export class ClassroomPage {
  readonly page: Page;
  /** Errors and warnings on the console, uncaught errors, failed requests, requests to other origins. */
  readonly complaints: string[] = [];

  constructor(page: Page, origin: string) {
    this.page = page;
    page.on('console', (message) => {
      const text = message.text();
      if (!['error', 'warning'].includes(message.type())) return;
      if (!KNOWN_WARNINGS.some((known) => known.test(text))) this.complaints.push(text);
    });
    page.on('pageerror', (error) => this.complaints.push(String(error.stack)));
    page.on('response', (response) => {
      if (response.status() >= 400) this.complaints.push(`${response.status()} ${response.url()}`);
    });
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (!['data:', 'blob:', 'about:'].includes(url.protocol) && url.origin !== new URL(origin).origin) {
        this.complaints.push(`request to ${url.href}`);
      }
    });
  }

  /** A new browser context at `url` (the server's address or a class link). */
  static async open(browser: Browser, url: string): Promise<ClassroomPage> {
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
    const person = new ClassroomPage(await context.newPage(), url);
    await person.page.goto(url);
    return person;
  }

  async teach(className: string, name: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Teach a class' }).click();
    await this.page.getByRole('textbox', { name: 'Class name' }).fill(className);
    await this.page.getByRole('textbox', { name: 'Your name' }).fill(name);
    await this.page.getByRole('button', { name: 'Start class' }).click();
    await this.classBar.waitFor();
  }

  /** Joins by the link that the page was opened with, or by a link or code typed in. */
  async join(name: string, linkOrCode?: string): Promise<void> {
    if (linkOrCode !== undefined) {
      await this.page.getByRole('button', { name: 'Join a class' }).click();
      await this.page.getByRole('textbox', { name: 'Class link or code' }).fill(linkOrCode);
    }
    await this.page.getByRole('textbox', { name: 'Your name' }).fill(name);
    await this.page.getByRole('button', { name: 'Join', exact: true }).click();
    await this.classBar.waitFor();
  }

  get classBar(): Locator {
    return this.page.getByRole('region', { name: 'Class', exact: true });
  }

  get status(): Locator {
    return this.classBar.getByRole('status');
  }

  get sharedCells(): Locator {
    return this.page.getByRole('list', { name: 'Shared cells' }).getByRole('listitem');
  }

  /** Code cells of the notebook in front. */
  get cells(): Locator {
    return this.page.locator('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook .jp-CodeCell');
  }

  /** Replaces a cell's source by typing, as a person does. */
  async type(cell: Locator, source: string): Promise<void> {
    await cell.locator('.cm-content').click();
    await this.page.keyboard.press('Control+A');
    await this.page.keyboard.insertText(source);
  }

  /** Runs the cell and waits for `output` below it. */
  async run(cell: Locator, output: string): Promise<void> {
    await cell.locator('.cm-content').click();
    await this.page.keyboard.press('Control+Enter');
    await expect(cell.locator('.jp-OutputArea-output').first()).toContainText(output, { timeout: 60_000 });
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}
