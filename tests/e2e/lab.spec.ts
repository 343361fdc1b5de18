import { test as base, expect, type Page } from '@playwright/test';
import { joinLines } from '../../lite/files/join-lines.ts';
import { file, realCells, realNotebook } from './lab-harness/files.ts';
import './lab-harness/window.ts';
import { serveLab, type ServedLab } from './lab-harness/serve-lab.ts';

/** Yjs' and JupyterLab's own remarks about things that work. */
const knownRemarks =
  /yjs#509|Invalid access: Add Yjs type|No exact match found for python|Showing error|Failed to initialize the context|Could not record the widget|attachment:/;

const test = base.extend<{ lab: Page }, { served: ServedLab }>({
  served: [
    async ({}, use) => {
      const served = await serveLab();
      await use(served);
      await served.stop();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  /** A fresh browser with the Lab open; the test fails on any error, missing file or foreign request. */
  lab: async ({ page, served }, use) => {
    const problems: string[] = [];
    const origin = new URL(served.url).origin;
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type()) && !knownRemarks.test(message.text()))
        problems.push(message.text());
    });
    page.on('response', (response) => {
      if (response.status() >= 400) problems.push(`${response.status()} ${response.url()}`);
    });
    page.on('request', (request) => {
      if (/^(https?|wss?):/.test(request.url()) && !request.url().startsWith(origin))
        problems.push(`foreign request ${request.url()}`);
    });
    await page.goto(served.url);
    await ready(page);
    await use(page);
    expect(problems).toEqual([]);
  },
});

async function ready(page: Page): Promise<void> {
  await page.waitForFunction(() => window.lab !== undefined, undefined, { timeout: 60_000 });
  await page.evaluate(() => window.lab.complete);
}

async function reload(page: Page): Promise<void> {
  await page.reload();
  await ready(page);
}

function editor(page: Page, index = 0) {
  return page
    .locator('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook .jp-Cell .cm-content')
    .nth(index);
}

function outputs(page: Page) {
  return page.locator('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-OutputArea-output');
}

/** One empty page. */
const PDF = `%PDF-1.1
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 144]>>endobj
trailer<</Root 1 0 R>>
%%EOF`;

async function upload(page: Page, ...files: ReturnType<typeof file>[]): Promise<void> {
  const chosen = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Upload Files' }).click();
  await (await chosen).setFiles(files);
  for (const { name } of files) await expect(item(page, name)).toBeVisible();
}

/** The entry of an open menu that opens another; Lumino gives it no role. */
function submenu(page: Page, name: string) {
  return page.locator('.lm-Menu-item[data-type="submenu"]', { hasText: new RegExp(`^${name}$`) });
}

function item(page: Page, name: string) {
  return page.locator('.jp-DirListing-item', { hasText: name }).first();
}

/** A file as it is in IndexedDB; null where it is not there. */
function stored(page: Page, name: string): Promise<{ content: unknown; format: string } | null> {
  return page.evaluate(
    (path) =>
      new Promise<{ content: unknown; format: string } | null>((resolve, reject) => {
        const opening = indexedDB.open('Lab harness');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const reading = opening.result.transaction('files').objectStore('files').get(path);
          reading.onsuccess = () => {
            opening.result.close();
            resolve(reading.result ?? null);
          };
        };
      }),
    name,
  );
}

const sources = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    window.lab.app.cells(window.lab.app.current.value ?? '').map((cell) => cell.source),
  );

test('a first visit opens an empty notebook that runs Python, and a reload brings all of it back', async ({
  lab,
}) => {
  await expect(lab.getByRole('tab', { name: 'Notebook.ipynb' })).toBeVisible();
  await expect(lab.locator('#jp-main-dock-panel .lm-TabBar-tab')).toHaveCount(1);
  await editor(lab).click();
  await lab.keyboard.type('print(6*7)');
  await lab.keyboard.press('Control+Enter');
  await expect(outputs(lab)).toHaveText('42');
  await expect(lab.locator('.jp-Dialog')).toHaveCount(0);
  await lab.evaluate(() => window.lab.app.saveAll());
  await reload(lab);
  await expect(outputs(lab)).toHaveText('42');
  expect(await sources(lab)).toEqual(['print(6*7)']);
  await expect(lab.locator('.jp-NotebookPanel')).toHaveCount(1);
});

test('[KE4] closing a notebook or a console ends its Python; a console beside a notebook leaves it running', async ({
  lab,
}) => {
  const pythons = () => lab.workers().filter((worker) => worker.url().startsWith('blob:')).length;
  const consoles = lab.locator('.jp-ConsolePanel');
  const tabs = lab.locator('#jp-main-dock-panel .lm-TabBar-tab');
  const run = async (code: string): Promise<void> => {
    await editor(lab).fill(code);
    await lab.keyboard.press('Control+Enter');
  };
  const closeLast = (): Promise<void> => tabs.last().locator('.lm-TabBar-tabCloseIcon').click();
  await run('x = 42; x');
  await expect(outputs(lab)).toHaveText('42');

  await lab.locator('.jp-Notebook').click({ button: 'right' });
  await lab.getByRole('menuitem', { name: 'New Console for Notebook' }).click();
  await expect(consoles.locator('.jp-CodeConsole-promptCell')).toBeVisible();
  await closeLast();
  await expect(consoles).toHaveCount(0);
  await run('x + 1');
  await expect(outputs(lab)).toHaveText('43');

  await lab.keyboard.press('Control+Shift+L');
  await lab.locator('.jp-LauncherCard[data-category="Console"]').click();
  await expect.poll(pythons).toBe(2);
  await closeLast();
  await expect.poll(pythons).toBe(1);

  await run('while True: pass');
  await lab.evaluate(() => window.lab.app.saveAll());
  await closeLast();
  await expect.poll(pythons).toBe(0);
});

test('[ST1] what is typed is in storage within 2 s, and stays when the tab is killed', async ({
  lab,
}) => {
  await editor(lab).click();
  await lab.keyboard.type('kept = 1');
  const typed = Date.now();
  await expect
    .poll(async () => JSON.stringify((await stored(lab, 'Notebook.ipynb'))?.content), {
      intervals: [50],
    })
    .toContain('kept = 1');
  expect(Date.now() - typed).toBeLessThan(2000);
  const next = await lab.context().newPage();
  await lab.close({ runBeforeUnload: false });
  await next.goto(lab.url());
  await ready(next);
  expect(await sources(next)).toEqual(['kept = 1']);
});

test('a real notebook opens, is saved, and comes back with its cells unchanged; its scripts do not run [KE2]', async ({
  lab,
}) => {
  await upload(lab, file('real.ipynb', realNotebook));
  await item(lab, 'real.ipynb').dblclick();
  await expect(lab.getByRole('cell', { name: 'one' })).toBeVisible();
  await expect(lab.locator('.jp-RenderedImage img')).toBeVisible();
  await expect(lab.locator('.jp-MarkdownOutput mjx-container')).toBeVisible();
  await expect(lab.locator('.jp-MarkdownOutput img')).toHaveAttribute('src', /^data:image\/png/);
  await lab.evaluate(() => {
    const [cell] = window.lab.app.cells('real.ipynb');
    if (cell) window.lab.app.setMetadata(cell, 'touched', true);
  });
  const [first, ...others] = (joinLines({ cells: realCells }) as { cells: { metadata: object }[] })
    .cells;
  const expected = [{ ...first, metadata: { ...first?.metadata, touched: true } }, ...others];
  await expect
    .poll(async () => JSON.stringify((await stored(lab, 'real.ipynb'))?.content))
    .toContain('touched');
  const saved = (await stored(lab, 'real.ipynb'))?.content as {
    cells: unknown;
    metadata: Record<string, unknown>;
  };
  expect(saved.cells).toEqual(expected);
  expect(saved.metadata['author']).toBe('me');
  expect(await lab.evaluate(() => 'hacked' in window)).toBe(false);
});

test('a PDF file opens in the browser’s viewer', async ({ lab }) => {
  await upload(lab, file('page.pdf', PDF));
  await item(lab, 'page.pdf').dblclick();
  await expect(lab.getByTitle('PDF', { exact: true })).toHaveAttribute('src', /^blob:/);
  // The browser's viewer is an extension, which opens for what it can show.
  await expect
    .poll(() => lab.frames().some((frame) => frame.url().startsWith('chrome-extension:')))
    .toBe(true);
});

test('HTML that a cell prints is sanitised also when it was run here [KE2]', async ({ lab }) => {
  await editor(lab).click();
  await lab.keyboard.insertText(
    "class T:\n    def _repr_html_(self):\n        return \"<b>bold</b><script>window.hacked = 1</script><img src='data:,' onerror='window.hacked = 2'>\"\nT()",
  );
  await lab.keyboard.press('Control+Enter');
  await expect(outputs(lab).locator('b')).toHaveText('bold');
  await expect(outputs(lab).locator('script, [onerror]')).toHaveCount(0);
  expect(await lab.evaluate(() => 'hacked' in window)).toBe(false);
});

test('a picture that is replaced stays until the new one can be drawn, and fits the page [KE8]', async ({
  lab,
}) => {
  await editor(lab).click();
  await lab.keyboard.insertText(
    `for i in range(10):
    picture = f"<svg xmlns='http://www.w3.org/2000/svg' width='3000' height='90'><title>{i}</title></svg>"
    display({'image/svg+xml': picture, 'text/plain': f'picture {i}'}, raw=True, display_id='p', update=i > 0)`,
  );
  await lab.evaluate(() => {
    let first = true;
    new MutationObserver(() => {
      const images = [...document.querySelectorAll<HTMLImageElement>('.jp-RenderedSVG img')];
      const drawn = images.some(({ hidden, complete }) => !hidden && complete);
      if (drawn) first = false;
      else if (!first && images.length > 0) document.body.dataset['flickered'] = 'yes';
    }).observe(document.body, { childList: true, subtree: true, attributes: true });
  });
  await lab.keyboard.press('Control+Enter');
  await expect(outputs(lab).getByRole('img', { name: 'picture 9' })).toBeVisible();
  await expect(outputs(lab).locator('img')).toHaveCount(1);
  expect(await lab.evaluate(() => document.body.dataset['flickered'])).toBeUndefined();
  const [picture, page] = [outputs(lab).locator('img'), outputs(lab)].map((each) =>
    each.evaluate((element) => element.getBoundingClientRect().width),
  );
  expect(await picture).toBeLessThanOrEqual((await page) ?? 0);
});

for (const [name, content] of [
  ['broken.ipynb', '{"cells": [ oh no'],
  ['odd.ipynb', { hello: 1 }],
] as const) {
  test(`[SE1] ${name} gets a plain sentence and is left as it is`, async ({ lab }) => {
    await upload(
      lab,
      file(name, content),
      file('beside.txt', 'JupyterLab opens a file that is uploaded alone'),
    );
    const before = await stored(lab, name);
    await item(lab, name).dblclick();
    const dialog = lab.getByRole('dialog');
    await expect(dialog).toContainText('This file is damaged or is not a notebook');
    await dialog.getByRole('button', { name: 'Close' }).click();
    await expect(lab.getByRole('tab', { name })).toHaveCount(0);
    await expect(lab.locator('.jp-Dialog')).toHaveCount(0);
    await lab.evaluate(() => window.lab.app.saveAll());
    expect(await stored(lab, name)).toEqual(before);
  });
}

test('.py, .md, .txt, .json open in the editor, are saved, and come back after a reload @long', async ({
  lab,
}) => {
  const names = ['program.py', 'notes.md', 'list.txt', 'data.json'];
  await upload(
    lab,
    ...names.map((name) => file(name, name === 'data.json' ? { a: 1 } : `old ${name}`)),
  );
  for (const name of names) {
    await item(lab, name).click({ button: 'right' });
    await submenu(lab, 'Open With').hover();
    await lab.getByRole('menuitem', { name: 'Editor', exact: true }).click();
    const text = lab.locator('.jp-FileEditor:visible .cm-content');
    await expect(text).toContainText(name === 'data.json' ? '"a"' : name);
    await text.click();
    await lab.keyboard.press('Control+End');
    await lab.keyboard.type(' new');
    await expect.poll(async () => String((await stored(lab, name))?.content)).toMatch(/ new$/);
  }
  await reload(lab);
  for (const name of names) await expect(lab.getByRole('tab', { name })).toBeVisible();
});

test('new notebooks and renamed files never take the place of a file that is there', async ({
  lab,
}) => {
  await upload(
    lab,
    file('Untitled.ipynb', realNotebook),
    file('taken.txt', 'mine'),
    file('other.txt', 'other'),
  );
  const before = await stored(lab, 'Untitled.ipynb');
  await lab.getByRole('menuitem', { name: 'File' }).click();
  await submenu(lab, 'New').hover();
  await lab.getByRole('menuitem', { name: 'Notebook', exact: true }).click();
  await expect(lab.getByRole('tab', { name: 'Untitled1.ipynb' })).toBeVisible();
  await expect(lab.locator('.jp-Dialog')).toHaveCount(0);
  expect(await stored(lab, 'Untitled.ipynb')).toEqual(before);
  await item(lab, 'other.txt').click();
  await lab.keyboard.press('F2');
  await lab.keyboard.press('Control+A');
  await lab.keyboard.type('taken.txt');
  await lab.keyboard.press('Enter');
  await expect(lab.getByRole('dialog')).toContainText('Overwrite');
  await lab.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  expect(Buffer.from((await stored(lab, 'taken.txt'))?.content as Uint8Array).toString()).toBe(
    'mine',
  );
  await item(lab, 'taken.txt').click({ button: 'right' });
  const downloading = lab.waitForEvent('download');
  await lab.getByRole('menuitem', { name: 'Download' }).click();
  expect((await downloading).suggestedFilename()).toBe('taken.txt');
});

test('the notebook interface makes many changes as one step, and Undo takes them back together', async ({
  lab,
}) => {
  const sources = (): Promise<string[]> =>
    lab.evaluate(() => window.lab.app.cells('Notebook.ipynb').map(({ source }) => source));
  const first = await lab.evaluate(() => {
    const content = { cellType: 'code', outputs: [], attachments: {} } as const;
    return window.lab.app.apply(
      ['a', 'b', 'c'].map((source) => ({
        kind: 'insert' as const,
        content: { ...content, source },
        metadata: {},
      })),
    );
  });
  expect(await sources()).toEqual(['', 'a', 'b', 'c']);
  await lab.evaluate(([a, b, c]) => {
    if (a === undefined || b === undefined || c === undefined) throw new Error('three cells');
    const content = { cellType: 'code', outputs: [], attachments: {} } as const;
    return window.lab.app.apply([
      { kind: 'replace', ref: a, content: { ...content, source: 'A' }, metadata: {} },
      { kind: 'remove', ref: b },
      { kind: 'insert', content: { ...content, source: 'd' }, metadata: {} },
      { kind: 'replace', ref: c, content: { ...content, source: 'C' }, metadata: {} },
      { kind: 'insert', content: { ...content, source: 'e' }, metadata: {} },
    ]);
  }, first);
  expect(await sources()).toEqual(['', 'A', 'C', 'd', 'e']);
  await lab.evaluate(() => window.lab.app.undo('Notebook.ipynb'));
  expect(await sources()).toEqual(['', 'a', 'b', 'c']);
  await lab.evaluate(() => window.lab.app.undo('Notebook.ipynb'));
  expect(await sources()).toEqual(['']);
});

test('the notebook interface inserts and replaces as one step each, keeps ids, and Undo takes back outputs and metadata', async ({
  lab,
}) => {
  const nextFrame = (): Promise<void> =>
    lab.evaluate(() => new Promise((resolve) => setTimeout(resolve, 100)));
  const cell = (): Promise<unknown> =>
    lab.evaluate(() => {
      const found = window.lab.app.cells('Notebook.ipynb')[1];
      return (
        found && [
          found.id,
          found.cellType,
          found.source,
          found.outputs.map((output) => output['text']),
          found.metadata,
        ]
      );
    });
  const [ref = { path: '', id: '' }] = await lab.evaluate(() =>
    window.lab.app.apply([
      {
        kind: 'insert',
        content: {
          cellType: 'code',
          source: 'x = 1',
          outputs: [{ output_type: 'stream', name: 'stdout', text: 'one\n' }],
          attachments: {},
        },
        metadata: { lectern: 1, other: true },
      },
    ]),
  );
  const first = [ref.id, 'code', 'x = 1', ['one\n'], { lectern: 1, other: true }];
  expect(await cell()).toEqual(first);
  await nextFrame();
  await lab.evaluate(
    (at) =>
      window.lab.app.apply([
        {
          kind: 'replace',
          ref: at,
          content: {
            cellType: 'code',
            source: 'x = 2\nprint(x)',
            outputs: [{ output_type: 'stream', name: 'stdout', text: 'two\n' }],
            attachments: {},
          },
          metadata: { lectern: 2 },
        },
      ]),
    ref,
  );
  const second = [ref.id, 'code', 'x = 2\nprint(x)', ['two\n'], { lectern: 2, other: true }];
  expect(await cell()).toEqual(second);
  await nextFrame();
  await expect(
    lab.locator('.jp-Notebook .jp-CodeCell').nth(1).locator('.jp-OutputArea-output'),
  ).toHaveText('two');
  await lab.evaluate(
    (at) =>
      window.lab.app.apply([
        {
          kind: 'replace',
          ref: at,
          content: { cellType: 'markdown', source: '# hi', outputs: [], attachments: {} },
          metadata: { lectern: 3 },
        },
      ]),
    ref,
  );
  expect(await cell()).toEqual([ref.id, 'markdown', '# hi', [], { lectern: 3, other: true }]);
  await nextFrame();
  await lab.evaluate(() => window.lab.app.undo('Notebook.ipynb'));
  expect(await cell()).toEqual(second);
  await nextFrame();
  // Run in between: Undo still brings back exactly what was there before the replacement.
  await editor(lab, 1).click();
  await lab.keyboard.press('Control+Enter');
  await expect(
    lab.locator('.jp-Notebook .jp-CodeCell').nth(1).locator('.jp-OutputArea-output'),
  ).toHaveText('2');
  await lab.evaluate(() => window.lab.app.undo('Notebook.ipynb'));
  expect(await cell()).toEqual(first);
  await nextFrame();
  await lab.evaluate(() => window.lab.app.undo('Notebook.ipynb'));
  expect(await cell()).toBeUndefined();
});

test('"Share cell" and "Share now" follow the classroom, also under long lines and on a phone', async ({
  lab,
}) => {
  await editor(lab).click();
  await expect(lab.getByRole('button', { name: 'Share cell', exact: true })).toHaveCount(0);
  await lab.keyboard.insertText(`print("${'long '.repeat(40)}")`);
  await lab.evaluate(() => window.shareAlong());
  const share = lab.getByRole('button', { name: 'Share cell', exact: true });
  await expect(share).toHaveAttribute('aria-pressed', 'false');
  await share.click();
  await expect(share).toHaveAttribute('aria-pressed', 'true');
  await expect(lab.locator('.jp-Cell.lectern-mod-shared')).toHaveCount(1);
  await expect(lab.getByRole('button', { name: 'Share now' })).toHaveCount(0);
  await editor(lab).click();
  await lab.keyboard.press('Control+Enter');
  await lab.getByRole('button', { name: 'Share now' }).click();
  await expect(lab.getByRole('button', { name: 'Share now' })).toHaveCount(0);
  await lab.setViewportSize({ width: 390, height: 844 });
  await expect(share).toBeVisible();
  await lab.evaluate(() => window.lab.app.setCellActions(null));
  await expect(share).toHaveCount(0);
  await expect(lab.locator('.lectern-mod-shared')).toHaveCount(0);
});

test('the colours follow the system until the user chooses', async ({ lab }) => {
  expect(await lab.evaluate(() => window.lab.app.theme.value)).toBe('light');
  await lab.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(() => lab.evaluate(() => window.lab.app.theme.value)).toBe('dark');
  await expect(lab.locator('body')).toHaveAttribute('data-jp-theme-light', 'false');
});

test('the Lab fills its host and folds its sidebars where that is narrow', async ({ lab }) => {
  const size = (): Promise<readonly number[]> =>
    lab.evaluate(() => {
      const box = document.querySelector('.jp-LabShell')?.getBoundingClientRect();
      return box ? [box.x, box.y, box.right, box.bottom] : [];
    });
  expect(await size()).toEqual([0, 36, 1366, 768]);
  await expect(lab.locator('#filebrowser')).toBeVisible();
  await lab.setViewportSize({ width: 390, height: 844 });
  await expect.poll(size).toEqual([0, 36, 390, 844]);
  await expect(lab.locator('#filebrowser')).toBeHidden();
  await expect(editor(lab)).toBeVisible();
});

test('the sidebars keep their share of the width, so that no visit makes them wider', async ({
  lab,
}) => {
  const share = (): Promise<number> =>
    lab.evaluate(() => {
      const width = (selector: string): number =>
        document.querySelector(selector)?.getBoundingClientRect().width ?? 0;
      return width('#jp-left-stack') / width('#jp-main-split-panel');
    });
  const handle = lab.locator('#jp-main-split-panel > .lm-SplitPanel-handle').first();
  await handle.hover();
  await lab.mouse.down();
  await lab.mouse.move(500, 400);
  await lab.mouse.up();
  const before = await share();
  expect(before).toBeGreaterThan(0.3);
  for (const width of [1046, 1366, 1046, 900]) {
    await lab.evaluate((pixels) => {
      const host = document.querySelector<HTMLElement>('.lectern-Lab');
      if (host !== null) host.style.width = `${pixels}px`;
    }, width);
    await expect
      .poll(() => lab.evaluate(() => document.querySelector('.jp-LabShell')?.clientWidth))
      .toBe(width);
    await expect.poll(share).toBeCloseTo(before, 2);
  }
});

test('the toolbar of a notebook that opens shows all items for which there is room @long', async ({
  lab,
}) => {
  // As a class panel that opens and closes: the width changes while the toolbar waits for its items to be drawn.
  await lab.addInitScript(() => {
    let frames = 0;
    const step = (): void => {
      const host = document.querySelector<HTMLElement>('.lectern-Lab');
      if (host?.querySelector('.jp-NotebookPanel-toolbar')) {
        frames += 1;
        host.style.width = frames < 6 ? '500px' : '1366px';
      }
      if (frames < 6) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  });
  for (let visit = 0; visit < 3; visit++) {
    await reload(lab);
    await expect(lab.locator('.jp-Toolbar-responsive-popup .jp-Toolbar-item')).toHaveCount(0);
  }
});

test('a full disk is told once per try, without dialogs, and nothing is shown as saved', async ({
  lab,
}) => {
  const tries = await lab.evaluateHandle(() => {
    const count = { of: 0 };
    IDBObjectStore.prototype.put = new Proxy(IDBObjectStore.prototype.put, {
      apply(put, store: IDBObjectStore, values: Parameters<IDBObjectStore['put']>) {
        if (store.name === 'files') {
          count.of += 1;
          throw new DOMException('full', 'QuotaExceededError');
        }
        return Reflect.apply(put, store, values);
      },
    });
    return count;
  });
  await editor(lab).click();
  await lab.keyboard.type('x');
  await expect
    .poll(() =>
      tries.evaluate(({ of }) => {
        const told = window.storageErrors;
        return of > 0 && told.length === of && told.every((code) => code === 'storage-full');
      }),
    )
    .toBe(true);
  await expect(lab.locator('.jp-Dialog')).toHaveCount(0);
  expect(JSON.stringify((await stored(lab, 'Notebook.ipynb'))?.content)).not.toContain('"x"');
});

test('without IndexedDB the Lab works from memory and says so', async ({ page, served }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, 'indexedDB', {
      value: {
        open: () => {
          throw new DOMException('no', 'SecurityError');
        },
      },
    });
  });
  await page.goto(served.url);
  await ready(page);
  expect(await page.evaluate(() => window.storageErrors)).toEqual(['storage-missing']);
  await editor(page).click();
  await page.keyboard.type('print(1+1)');
  await page.keyboard.press('Control+Enter');
  await expect(outputs(page)).toHaveText('2');
});
