import { expect } from '@playwright/test';
import type { BrowserContext } from '@playwright/test';
import { ClassroomPage } from '../support/classroom-page.ts';
import { journey } from '../support/journey.ts';
import { KillableBrowser } from '../support/killable-browser.ts';

/** How often the browser is killed; `npm run test:long` does it twenty times. */
const KILLS = Number(process.env['LECTERN_KILLS'] ?? 3);

/** Lines typed before each kill, at the least. */
const LINES = 15;

journey(
  '[ST1] the browser is killed while somebody types: what was shown as saved is there',
  async ({ server }) => {
    journey.setTimeout(60_000 + KILLS * 60_000);
    const browser = await KillableBrowser.create();
    try {
      for (let kill = 1; kill <= KILLS; kill++) {
        const person = await open(browser, server.url);
        if (kill === 1) await person.teach('Python 101', 'Ada');
        else await person.comeBackTo('Python 101');
        const cell = person.cells.first();
        await person.activate(cell);
        await person.page.keyboard.press('Control+End');
        await startToNoteWhatIsSaved(person);
        for (let line = 1; line <= LINES; line++)
          await person.page.keyboard.type(`\nkill_${kill}_line_${line} = ${line}`);
        // The last lines were typed faster than anything is saved; kill while one is being typed.
        let saved = '';
        await expect
          .poll(async () => (saved = await savedSource(person)))
          .toContain(`kill_${kill}_line_1 = 1\n`);
        const typing = person.page.keyboard
          .type(`\n# ${'never mind '.repeat(20)}`)
          .catch(() => undefined);
        saved = await savedSource(person);
        await browser.kill();
        await typing;

        const after = await open(browser, server.url);
        await after.comeBackTo('Python 101');
        await expect
          .poll(() => sourceOf(after), 'the cell after the kill begins with what was saved')
          .toContain(saved);
        await browser.kill();
      }
    } finally {
      await browser.remove();
    }
  },
);

async function open(browser: KillableBrowser, url: string): Promise<ClassroomPage> {
  const context = await browser.start();
  await tellSources(context);
  return ClassroomPage.openTab(context, url);
}

/** In the page: at every frame in which the tab does not say "unsaved" for the second time, notes the cell's source. */
async function startToNoteWhatIsSaved({ page }: ClassroomPage): Promise<void> {
  await page.evaluate(() => {
    const { sourceOfFirstCell } = globalThis as unknown as { sourceOfFirstCell: () => string };
    const noted = { source: '' };
    Object.assign(globalThis, { noted });
    let before: string | null = null;
    const look = (): void => {
      const tab = document.querySelector('#jp-main-dock-panel .jp-mod-current.lm-TabBar-tab');
      const clean = tab !== null && !tab.classList.contains('jp-mod-dirty');
      const source = sourceOfFirstCell();
      if (clean && before === source) noted.source = source;
      before = clean ? source : null;
      requestAnimationFrame(look);
    };
    look();
  });
}

/** Every page of the browser can tell its first cell's source from CodeMirror's own state. */
async function tellSources(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    Object.assign(globalThis, {
      sourceOfFirstCell: (): string => {
        const editor = document.querySelector<
          Element & { readonly cmTile?: { readonly view?: unknown } }
        >('.jp-Notebook .jp-CodeCell .cm-content');
        const view = editor?.cmTile?.view as
          | { readonly state: { readonly doc: { toString(): string } } }
          | undefined;
        return view?.state.doc.toString() ?? '';
      },
    });
  });
}

async function savedSource({ page }: ClassroomPage): Promise<string> {
  return page.evaluate(() => (globalThis as unknown as { noted: { source: string } }).noted.source);
}

/** The first cell's source as the editor has it; the screen draws only the lines in sight. */
async function sourceOf({ page }: ClassroomPage): Promise<string> {
  return page.evaluate(() =>
    (globalThis as unknown as { sourceOfFirstCell: () => string }).sourceOfFirstCell(),
  );
}
