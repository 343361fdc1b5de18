import {
  expect,
  type Browser,
  type BrowserContext,
  type Locator,
  type Page,
} from '@playwright/test';
import type { HeldPython } from './held-python.ts';

/** Console lines that come from libraries and are known; everything else on the console fails a test. */
const KNOWN_WARNINGS = [
  /\[yjs#509\] Not same Y\.Doc/, // @jupyter/ydoc's constructor
  /Invalid access: Add Yjs type to a document before reading data/, // @jupyter/ydoc's constructor
  /was preloaded using link preload but not used within a few seconds/, // on a busy machine, or while storage is held
  /Service Worker registration blocked by Playwright/, // `serviceWorkers` in playwright.config.ts
];

/** The answers to "You changed this cell". */
export type ConflictAnswer = 'Replace mine' | 'Keep mine' | 'Insert as new' | 'Use result';

/** One person's browser: a context of its own, with their page and what it complained about. */
export class ClassroomPage {
  readonly page: Page;
  /** Errors and warnings on the console, uncaught errors, failed requests, requests to other origins. */
  readonly complaints: string[] = [];
  /** Where Python's bytes are held back: `run` lets them come. */
  python: HeldPython | null = null;

  constructor(page: Page, origin: string) {
    this.page = page;
    page.on('console', (message) => {
      const { url } = message.location();
      // Chromium itself does not say which.
      const text = message.text().replace(/^Failed to load resource:.*/, `$& ${url}`);
      if (!['error', 'warning'].includes(message.type())) return;
      if (!KNOWN_WARNINGS.some((known) => known.test(text))) this.complaints.push(text);
    });
    page.on('pageerror', (error) => this.complaints.push(String(error.stack)));
    page.on('response', (response) => {
      if (response.status() >= 400) this.complaints.push(`${response.status()} ${response.url()}`);
    });
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (
        !['data:', 'blob:', 'about:'].includes(url.protocol) &&
        url.origin !== new URL(origin).origin
      ) {
        this.complaints.push(`request to ${url.href}`);
      }
    });
  }

  /** A new browser context, without any permission, at `url` (the server's address or a class link). */
  static async open(browser: Browser, url: string): Promise<ClassroomPage> {
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
    return ClassroomPage.openTab(context, url);
  }

  /** A further tab in a person's browser. */
  static async openTab(
    context: BrowserContext,
    url: string,
    python: HeldPython | null = null,
  ): Promise<ClassroomPage> {
    const person = new ClassroomPage(await context.newPage(), url);
    person.python = python;
    await person.page.goto(url);
    return person;
  }

  /** Waits until all parts of the application are there: from then on the server may go away. */
  async isComplete(): Promise<void> {
    await this.page.waitForFunction(
      () => performance.getEntriesByName('lectern:complete').length > 0,
    );
  }

  // Coming and going

  async teach(className: string, name: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Teach a class' }).click();
    await this.page.getByRole('textbox', { name: 'Class name' }).fill(className);
    await this.page.getByRole('textbox', { name: 'Your name' }).fill(name);
    await this.page.getByRole('button', { name: 'Start class' }).click();
    await this.classBar.waitFor();
  }

  /** Joins by the link that the page was opened with, or by a link or code typed in. */
  async join(name: string, linkOrCode?: string): Promise<void> {
    await this.askToJoin(name, linkOrCode);
    await this.classBar.waitFor();
  }

  /** As `join`, without waiting to be let in. */
  async askToJoin(name: string, linkOrCode?: string): Promise<void> {
    if (linkOrCode !== undefined) {
      const field = this.page.getByRole('textbox', { name: 'Class link or code' });
      if (!(await field.isVisible()))
        await this.page.getByRole('button', { name: 'Join a class' }).click();
      await field.fill(linkOrCode);
    }
    await this.page.getByRole('textbox', { name: 'Your name' }).fill(name);
    await this.page.getByRole('button', { name: 'Join', exact: true }).click();
  }

  async leave(): Promise<void> {
    await this.classBar.getByRole('button', { name: 'Leave class' }).click();
    await expect(this.startScreen).toBeVisible();
  }

  /** From the start screen into JupyterLab without a class. */
  async workAlone(): Promise<void> {
    await this.page.getByRole('button', { name: 'Work alone' }).click();
    await expect(this.startScreen).toBeHidden();
  }

  /** Goes back into a class of "Your classes" with one click. */
  async comeBackTo(className: string): Promise<void> {
    await this.yourClasses.getByRole('button', { name: `Continue ${className}` }).click();
    await this.classBar.waitFor();
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.classBar.waitFor();
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }

  get startScreen(): Locator {
    return this.page.getByRole('heading', { name: 'Lectern', exact: true });
  }

  get yourClasses(): Locator {
    return this.page.getByRole('list', { name: 'Your classes' });
  }

  /** What went wrong and what to do, in a plain sentence. */
  get problem(): Locator {
    return this.page.getByRole('alert');
  }

  // The class around the notebook

  get classBar(): Locator {
    return this.page.getByRole('region', { name: 'Class', exact: true });
  }

  get status(): Locator {
    return this.classBar.getByRole('status');
  }

  /** Waits until `others` people are here too and have all that this person did. */
  async isTogetherWith(others: number): Promise<void> {
    await expect(this.status).toHaveText(
      `Connected · ${others} ${others === 1 ? 'person' : 'people'}`,
    );
  }

  /** The ways into the class, read off the dialog "Invite". */
  async invitation(): Promise<{ readonly link: string; readonly code: string }> {
    await this.classBar.getByRole('button', { name: 'Invite' }).click();
    const dialog = this.page.getByRole('dialog', { name: 'Invite' });
    const link = await dialog.getByRole('textbox', { name: 'Class link' }).inputValue();
    const code = await dialog.getByRole('textbox', { name: 'Class code' }).inputValue();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await expect(dialog).toBeHidden();
    return { link, code };
  }

  /** Waits until the server introduces newcomers, as the dialog "Invite" tells. */
  async canInvite(): Promise<void> {
    await this.classBar.getByRole('button', { name: 'Invite' }).click();
    const dialog = this.page.getByRole('dialog', { name: 'Invite' });
    await expect(dialog.getByRole('textbox', { name: 'Class code' })).toBeVisible();
    await expect(dialog.getByRole('note')).toHaveCount(0, { timeout: 45_000 });
    await dialog.getByRole('button', { name: 'Close' }).click();
    await expect(dialog).toBeHidden();
  }

  async endLesson(): Promise<void> {
    await this.classBar.getByRole('button', { name: 'End lesson' }).click();
    await this.page
      .getByRole('dialog', { name: 'End lesson' })
      .getByRole('button', { name: 'End lesson' })
      .click();
    await expect(this.classBar.getByRole('button', { name: 'Start lesson' })).toBeVisible();
  }

  async startLesson(): Promise<void> {
    await this.classBar.getByRole('button', { name: 'Start lesson' }).click();
    await expect(this.classBar.getByRole('button', { name: 'End lesson' })).toBeVisible();
  }

  async pauseLesson(): Promise<void> {
    await this.classBar.getByRole('button', { name: 'Pause lesson' }).click();
    await expect(this.classBar.getByRole('button', { name: 'Resume lesson' })).toBeVisible();
  }

  async resumeLesson(): Promise<void> {
    await this.classBar.getByRole('button', { name: 'Resume lesson' }).click();
    await expect(this.classBar.getByRole('button', { name: 'Pause lesson' })).toBeVisible();
  }

  /** Teachers: takes another class code for this lesson. */
  async renewCode(): Promise<void> {
    await this.#inInvite(async (dialog) => {
      const code = dialog.getByRole('textbox', { name: 'Class code' });
      const before = await code.inputValue();
      await dialog.getByRole('button', { name: 'New code' }).click();
      await expect(code).not.toHaveValue(before);
    });
  }

  /** Goes to another class of this device by the menu in the class bar. */
  async goToClass(name: string): Promise<void> {
    await this.classBar.getByRole('button', { name: 'Your classes' }).click();
    await this.page.getByRole('menuitem', { name }).click();
    await expect(this.classBar).toContainText(name);
  }

  /** Waits for a notice. They go by themselves, so begin to wait before what brings it. */
  async isTold(sentence: string): Promise<void> {
    await expect(this.page.getByRole('status', { name: 'Notices' })).toContainText(sentence);
  }

  /** Takes the last sync back by its notice. */
  async undo(): Promise<void> {
    await this.page
      .getByRole('status', { name: 'Notices' })
      .getByRole('button', { name: 'Undo' })
      .click();
  }

  // People

  async openPeople(): Promise<void> {
    await this.page.getByRole('tab', { name: /^People/ }).click();
  }

  async openCells(): Promise<void> {
    await this.page.getByRole('tab', { name: /^Shared cells/ }).click();
  }

  /** Somebody in the list "People", which must be open. */
  person(name: string): Locator {
    return this.page
      .getByRole('list', { name: 'People' })
      .getByRole('listitem')
      .filter({ hasText: name });
  }

  /** Teachers: somebody who waits to be let in. */
  waiting(name: string): Locator {
    return this.page
      .getByRole('list', { name: /^Waiting to be let in/ })
      .getByRole('listitem')
      .filter({ hasText: name });
  }

  /** The page of who waits at the door. */
  get atTheDoor(): Locator {
    return this.page.getByRole('heading', { name: 'The teacher will let you in' });
  }

  async giveRole(
    name: string,
    role: 'Teacher' | 'Assistant' | 'Student' | 'Observer',
  ): Promise<void> {
    await this.openPeople();
    await this.page.getByRole('button', { name: `Options for ${name}` }).click();
    await this.page.getByRole('menuitemradio', { name: role }).click();
    await expect(this.person(name)).toContainText(role);
  }

  async remove(name: string): Promise<void> {
    await this.openPeople();
    await this.page.getByRole('button', { name: `Options for ${name}` }).click();
    await this.page.getByRole('menuitem', { name: 'Remove…' }).click();
    await this.page
      .getByRole('dialog', { name: `Remove ${name}?` })
      .getByRole('button', { name: 'Remove', exact: true })
      .click();
    await expect(this.person(name)).toHaveCount(0);
  }

  /** Teachers: gives the class the school's list, as the text of a CSV file. */
  async takeRoster(csv: string): Promise<void> {
    await this.openPeople();
    await this.page.getByRole('button', { name: 'Roster' }).click();
    const dialog = this.page.getByRole('dialog', { name: 'Roster' });
    await dialog
      .getByLabel('Roster file (CSV)')
      .setInputFiles({ name: 'roster.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await dialog.getByRole('button', { name: 'Take this roster' }).click();
    await expect(dialog.getByRole('list', { name: 'Roster' })).toBeVisible();
    await dialog.getByRole('button', { name: 'Close', exact: true }).click();
  }

  /** Students: finds themselves in the list when they are asked, and waits until everybody sees it. */
  async pickName(name: string): Promise<void> {
    const dialog = this.page.getByRole('dialog', { name: 'Who are you?' });
    await dialog.getByRole('button', { name }).click();
    await expect(dialog).toBeHidden();
    await this.openPeople();
    await expect(this.person(name)).toContainText('(you)');
  }

  /** Teachers: gives somebody another name. */
  async rename(name: string, to: string): Promise<void> {
    await this.openPeople();
    await this.page.getByRole('button', { name: `Options for ${name}` }).click();
    await this.page.getByRole('menuitem', { name: 'Name…' }).click();
    const dialog = this.page.getByRole('dialog', { name: `Name of ${name}` });
    await dialog.getByRole('textbox', { name: 'Name' }).fill(to);
    await dialog.getByRole('button', { name: 'Save name' }).click();
    await expect(this.person(to)).toBeVisible();
  }

  /** Teachers: removes somebody and blocks them. */
  async block(name: string): Promise<void> {
    await this.openPeople();
    await this.page.getByRole('button', { name: `Options for ${name}` }).click();
    await this.page.getByRole('menuitem', { name: 'Block…' }).click();
    await this.page
      .getByRole('dialog', { name: `Block ${name}?` })
      .getByRole('button', { name: 'Block', exact: true })
      .click();
    await expect(this.page.getByText('Blocked · 1')).toBeVisible();
    await expect(this.person(name)).toHaveCount(0);
  }

  async setDoor(door: 'Anyone with the link' | 'I let people in' | 'Nobody new'): Promise<void> {
    await this.#inInvite(async (dialog) => dialog.getByRole('radio', { name: door }).check());
  }

  /** Teachers: sets "relay only" for everybody. */
  async hideAddresses(): Promise<void> {
    await this.#inInvite(async (dialog) => dialog.getByRole('checkbox').check());
  }

  async #inInvite(act: (dialog: Locator) => Promise<void>): Promise<void> {
    await this.classBar.getByRole('button', { name: 'Invite' }).click();
    const dialog = this.page.getByRole('dialog', { name: 'Invite' });
    await act(dialog);
    await dialog.getByRole('button', { name: 'Close' }).click();
    await expect(dialog).toBeHidden();
  }

  // What the browser gives away

  /** Whether the page may use a device: 'granted', 'denied', or 'prompt' for not asked yet. */
  permission(device: 'camera' | 'microphone'): Promise<PermissionState> {
    return this.page.evaluate(
      async (name) => (await navigator.permissions.query({ name })).state,
      device,
    );
  }

  /** Listens from now on to the page's WebRTC connections; what it gives tells the host names of their candidates. */
  async watchCandidates(): Promise<() => Promise<readonly string[]>> {
    const connections = await this.page.evaluateHandle(() => {
      const made: RTCPeerConnection[] = [];
      globalThis.RTCPeerConnection = new Proxy(RTCPeerConnection, {
        construct(target, options: [RTCConfiguration?]) {
          const connection = new target(...options);
          made.push(connection);
          return connection;
        },
      });
      return made;
    });
    return () =>
      connections.evaluate((made) =>
        made
          .flatMap(({ localDescription }) => localDescription?.sdp.split('\r\n') ?? [])
          .filter((line) => line.startsWith('a=candidate:'))
          .map((line) => line.split(' ')[4] ?? ''),
      );
  }

  // Shared cells

  get sharedCells(): Locator {
    return this.page.getByRole('list', { name: 'Shared cells' }).getByRole('listitem');
  }

  /** Checks the badge of the tab "Shared cells": how many are new. */
  async hasNewCells(count: number): Promise<void> {
    const name = count === 0 ? 'Shared cells' : `Shared cells, ${count} new`;
    await expect(this.page.getByRole('tab', { name, exact: true })).toBeVisible();
  }

  /** Teachers: presses "Share cell" in the cell's toolbar; a second press withdraws. */
  async pressShare(cell: Locator): Promise<void> {
    await this.activate(cell);
    await cell.getByRole('button', { name: 'Share cell', exact: true }).click();
  }

  /** Teachers: chooses in the menu "Share cells" of the notebook's toolbar. */
  async chooseShare(item: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Share cells' }).click();
    await this.page.getByRole('menu').getByText(item, { exact: true }).click();
  }

  /** Teachers: changes how a cell is shared, in its menu "Sharing options". */
  async chooseSharing(cell: Locator, option: string): Promise<void> {
    await this.activate(cell);
    await cell.getByRole('button', { name: 'Sharing options' }).click();
    await this.page.getByRole('menuitemcheckbox', { name: option }).click();
  }

  /** Teachers: what the mark at the side of a cell says; an image by its name. */
  sharedMark(cell: Locator): Locator {
    return cell.locator('.lectern-ShareMark');
  }

  /** Teachers: adds a cell below the last one, of the kind that its key makes (Y, M, R), and gives it. */
  async addCell(source: string, kind: 'Y' | 'M' | 'R' = 'Y'): Promise<Locator> {
    const all = this.page.locator('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook .jp-Cell');
    const count = await all.count();
    await this.activate(all.last());
    await this.page.keyboard.press('Escape');
    await this.page.keyboard.press('b');
    await expect(all).toHaveCount(count + 1);
    if (kind !== 'Y') await this.page.keyboard.press(kind.toLowerCase());
    await this.type(all.nth(count), source);
    return all.nth(count);
  }

  /** Teachers: pastes a picture (PNG, base64) into a markdown cell, as from the clipboard. */
  async pastePicture(cell: Locator, base64: string): Promise<void> {
    await this.activate(cell);
    await cell.locator('.cm-content').evaluate((editor, data) => {
      const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File([bytes], 'picture.png', { type: 'image/png' }));
      editor.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
      );
    }, base64);
    await expect(cell.locator('.cm-content')).toContainText('attachment:');
  }

  // Follow the teacher

  /** Teachers: lets the class follow, or ends that. */
  async pressLetFollow(): Promise<void> {
    await this.classBar.getByRole('button', { name: 'Let the class follow' }).click();
  }

  /** What says that the class can follow, to the teacher whose notebook it is. */
  get followed(): Locator {
    return this.page.getByRole('note').filter({ hasText: 'The class can follow' });
  }

  async followTheTeacher(): Promise<void> {
    await this.classBar.getByRole('button', { name: 'Follow the teacher' }).click();
  }

  /** The teacher's notebook as a follower sees it: its tab's content. */
  get mirror(): Locator {
    return this.page.locator('.lectern-Mirror');
  }

  /** Its cells. */
  get mirrorCells(): Locator {
    return this.mirror.getByRole('region').getByRole('group');
  }

  // Files

  async openFiles(): Promise<void> {
    await this.page.getByRole('tab', { name: /^Files/ }).click();
  }

  /** A file in the list "Files", which must be open. */
  file(name: string): Locator {
    return this.page
      .getByRole('list', { name: 'Files' })
      .getByRole('listitem')
      .filter({ has: this.page.getByRole('heading', { name, exact: true }) });
  }

  /** Teachers: hands out a file of the file browser, by its path, or one of the computer. */
  async handOut(
    file: string | { readonly name: string; readonly text: string },
    audience?: string,
  ): Promise<void> {
    await this.openFiles();
    await this.page.getByRole('button', { name: 'Hand out…' }).click();
    const dialog = this.page.getByRole('dialog', { name: 'Hand out a file' });
    const choice = dialog.getByRole('combobox', { name: 'File', exact: true });
    if (typeof file === 'string') await choice.selectOption(file);
    else {
      await choice.selectOption({ label: 'A file of this computer…' });
      await dialog
        .getByLabel('File of this computer')
        .setInputFiles({ name: file.name, mimeType: 'text/plain', buffer: Buffer.from(file.text) });
    }
    if (audience !== undefined)
      await dialog.getByRole('combobox', { name: 'For' }).selectOption({ label: audience });
    await dialog.getByRole('button', { name: 'Hand out' }).click();
    await expect(dialog).toBeHidden();
  }

  /** Gets a file of the list "Files"; its notebook or text is in front then. */
  async getFile(name: string): Promise<void> {
    await this.file(name).getByRole('button', { name: /^Get/ }).click();
    await expect(this.file(name)).toContainText('In your file browser');
  }

  /** Teachers: says something to the class. */
  async announce(text: string): Promise<void> {
    await this.openAnnouncements();
    await this.page.getByRole('textbox', { name: 'Announcement' }).fill(text);
    await this.page.getByRole('button', { name: 'Announce', exact: true }).click();
  }

  async openAnnouncements(): Promise<void> {
    const details = this.page.locator('lectern-announcements details');
    if ((await details.getAttribute('open')) === null)
      await details.getByText(/^Announcements/).click();
  }

  get announcements(): Locator {
    return this.page.getByRole('list', { name: 'Announcements' }).getByRole('listitem');
  }

  /** Looks at a shared cell; what comes later while the preview is open counts as looked at. */
  async openPreview(shared: Locator): Promise<Locator> {
    await shared.getByRole('button', { name: 'Preview', expanded: false }).click();
    return shared.getByRole('region', { name: /^Preview: / });
  }

  async closePreview(shared: Locator): Promise<void> {
    await shared.getByRole('button', { name: 'Preview', expanded: true }).click();
  }

  async sync(shared: Locator): Promise<void> {
    await shared.getByRole('button', { name: 'Sync' }).click();
  }

  /** Takes all that is new in one step. */
  async syncAll(): Promise<void> {
    await this.page.getByRole('button', { name: 'Sync all new' }).click();
  }

  /** Takes all shared cells into a new notebook, which opens in front. */
  async takeAllIntoNotebook(): Promise<void> {
    await this.page.getByRole('button', { name: 'More ways to sync' }).click();
    await this.page.getByRole('menuitem', { name: 'Take all into a new notebook' }).click();
  }

  /** Answers the question that Sync asks about a copy that this person changed. */
  async answer(choice: ConflictAnswer): Promise<void> {
    const dialog = this.page.getByRole('dialog', { name: 'You changed this cell' });
    await dialog.getByRole('button', { name: choice }).click();
    await expect(dialog).toBeHidden();
  }

  // The notebook

  /** Code cells of the notebook in front. */
  get cells(): Locator {
    return this.page.locator('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook .jp-CodeCell');
  }

  /** Checks the sources of all code cells, in order. */
  async hasCells(...sources: string[]): Promise<void> {
    await expect(this.cells.locator('.cm-content')).toHaveText(sources);
  }

  /** Puts the cursor into the cell, which shows its toolbar. */
  async activate(cell: Locator): Promise<void> {
    await cell.locator('.cm-content').click();
  }

  /** What a copy of a shared cell says at its side of how it stands. */
  sideOf(cell: Locator): Locator {
    return cell.locator('.lectern-CopyMark');
  }

  /** Replaces a cell's source, as a person does who types. */
  async type(cell: Locator, source: string): Promise<void> {
    await this.activate(cell);
    await this.page.keyboard.press('Control+A');
    await this.page.keyboard.insertText(source);
  }

  /** Adds an empty cell below, with the keys of JupyterLab's command mode. */
  async addCellBelow(cell: Locator): Promise<void> {
    await this.activate(cell);
    await this.page.keyboard.press('Escape');
    await this.page.keyboard.press('b');
    await this.page.keyboard.press('Enter');
  }

  /** Runs the cell and waits for `output` below it. */
  async run(cell: Locator, output: string): Promise<void> {
    this.python?.release();
    await this.activate(cell);
    await this.page.keyboard.press('Control+Enter');
    await expect(this.output(cell)).toContainText(output, { timeout: 60_000 });
  }

  /** Runs a cell that shows a picture, and waits for it. */
  async runToPicture(cell: Locator): Promise<void> {
    this.python?.release();
    await this.activate(cell);
    await this.page.keyboard.press('Control+Enter');
    await expect(this.output(cell).getByRole('img')).toBeVisible({ timeout: 60_000 });
  }

  /** The picture in a cell's output, byte by byte. */
  async pictureBytes(cell: Locator): Promise<Buffer> {
    const url = await this.output(cell).getByRole('img').getAttribute('src');
    return Buffer.from(url?.replace(/^data:image\/png;base64,/, '') ?? '', 'base64');
  }

  output(cell: Locator): Locator {
    return cell.locator('.jp-OutputArea-output').first();
  }

  /** Waits until the notebook in front is written to this device. */
  async hasSaved(): Promise<void> {
    await expect(
      this.page.locator('#jp-main-dock-panel .jp-mod-current.lm-TabBar-tab'),
    ).not.toHaveClass(/jp-mod-dirty/);
  }

  // Files of a class

  /** Saves the recovery file to `path`. */
  async saveRecoveryFile(passphrase: string, path: string): Promise<void> {
    await this.classBar.getByRole('button', { name: 'Invite' }).click();
    await this.#saveFile(
      this.page.getByRole('dialog', { name: 'Invite' }),
      passphrase,
      'Save recovery file',
      path,
    );
  }

  /** Saves a backup of the class to `path`. */
  async saveBackup(passphrase: string, path: string): Promise<void> {
    await this.classBar.getByRole('button', { name: 'Back up' }).click();
    await this.#saveFile(
      this.page.getByRole('dialog', { name: 'Back up' }),
      passphrase,
      'Save backup',
      path,
    );
  }

  /** Fills in one of the start screen's forms for files and sends it; the form is opened where it is not. */
  async openFile(
    form: 'Open a recovery file' | 'Restore a backup',
    fields: Readonly<Record<string, string>>,
    file?: string | { readonly name: string; readonly content: string },
  ): Promise<void> {
    const opener = this.page.getByRole('button', { name: form });
    if (await opener.isVisible()) await opener.click();
    const recovery = form === 'Open a recovery file';
    if (file !== undefined) {
      const given =
        typeof file === 'string'
          ? file
          : { name: file.name, mimeType: 'text/plain', buffer: Buffer.from(file.content) };
      await this.page
        .getByLabel(recovery ? 'Recovery file' : 'Backup file', { exact: true })
        .setInputFiles(given);
    }
    for (const [label, text] of Object.entries(fields))
      await this.page
        .getByRole('form', { name: form })
        .getByLabel(label, { exact: true })
        .fill(text);
    await this.page
      .getByRole('button', { name: recovery ? 'Open class' : 'Restore class' })
      .click();
  }

  async #saveFile(
    dialog: Locator,
    passphrase: string,
    button: string,
    path: string,
  ): Promise<void> {
    await dialog.getByLabel('Passphrase', { exact: true }).fill(passphrase);
    await dialog.getByLabel('Passphrase again').fill(passphrase);
    const downloading = this.page.waitForEvent('download');
    await dialog.getByRole('button', { name: button }).click();
    await (await downloading).saveAs(path);
    await dialog.getByRole('button', { name: 'Close' }).click();
    await expect(dialog).toBeHidden();
  }
}
