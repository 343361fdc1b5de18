import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Browser, type Page } from '@playwright/test';
import { BUILT_APP } from '../support/built-app.ts';
import { ClassroomPage } from '../support/classroom-page.ts';
import { forgetLoadedFiles, isReadyForOffline } from '../support/installed-page.ts';
import { startPlainHost, type PlainHost } from '../support/plain-host.ts';
import { makeSecondVersion } from '../support/second-version.ts';

test.use({ serviceWorkers: 'allow' });

const open = async (browser: Browser, url: string): Promise<ClassroomPage> =>
  ClassroomPage.openTab(await browser.newContext(), url);

test.describe('on a host of static files, in a folder of it', () => {
  test.slow(); // each fetches all of the application at least once
  let host: PlainHost;
  test.beforeEach(async () => {
    host = await startPlainHost(BUILT_APP, '/lectern/');
  });
  test.afterEach(() => host.stop());

  test('@long [PW5] the application can be installed, with all that its manifest promises', async ({
    browser,
  }) => {
    const { page } = await open(browser, host.url);
    await isReadyForOffline(page);
    const session = await page.context().newCDPSession(page);
    const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
    // Contexts of tests are private windows, which install nothing.
    expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([]);
    const { url, errors, data } = await session.send('Page.getAppManifest');
    expect(errors).toEqual([]);
    expect(url).toBe(`${host.url}manifest.webmanifest`);
    const manifest = JSON.parse(data ?? '') as {
      icons: { src: string; sizes: string }[];
      shortcuts: { name: string; url: string; icons: { src: string; sizes: string }[] }[];
    };
    expect(manifest.shortcuts.map(({ name }) => name)).toEqual([
      'Teach a class',
      'Join a class',
      'Work alone',
    ]);
    const icons = [...manifest.icons, ...manifest.shortcuts.flatMap(({ icons }) => icons)];
    for (const { src, sizes } of icons.filter(({ src }) => src.endsWith('.png')))
      expect(await sizeOf(page, host.url + src), src).toBe(sizes);
    await page.context().close();
  });

  test('@long [PW5] shortcuts lead where they say', async ({ browser }) => {
    const { page } = await open(browser, `${host.url}#/teach`);
    await expect(page.getByRole('form', { name: 'Teach a class' })).toBeVisible();
    await page.goto('about:blank');
    await page.goto(`${host.url}#/join`);
    await expect(page.getByRole('form', { name: 'Join a class' })).toBeVisible();
    await page.goto('about:blank');
    await page.goto(`${host.url}#/alone`);
    await expect(page.getByRole('heading', { name: 'Lectern', exact: true })).toBeHidden();
    await page.context().close();
  });

  test('@long [PW5] files that are opened with it, or shared with it, become files of the file browser', async ({
    browser,
  }) => {
    const person = await open(browser, host.url);
    const { page } = person;
    await isReadyForOffline(page);
    await page.evaluate(() => {
      const form = document.createElement('form');
      form.action = './share';
      form.method = 'post';
      form.enctype = 'multipart/form-data';
      const field = document.createElement('input');
      field.type = 'file';
      field.name = 'files';
      const given = new DataTransfer();
      given.items.add(new File(['print("shared")\n'], '../über.py'));
      field.files = given.files;
      form.append(field);
      document.body.append(form);
      form.submit();
    });
    await expect(page.getByRole('tab', { name: 'über.py' })).toBeVisible();
    await expect(page.locator('.jp-FileEditor .cm-content')).toHaveText('print("shared")');
    expect(new URL(page.url()).pathname).toBe('/lectern/');
    await page.context().close();
  });

  test('@long [PW5] a file that the system opens with it opens, beside one of the same name', async ({
    browser,
  }) => {
    const context = await browser.newContext();
    // The system's part: what a browser hands to an installed application.
    await context.addInitScript(() => {
      const file = new File(['print("opened")\n'], 'task.py');
      const handle = { kind: 'file', getFile: async () => file };
      Object.defineProperty(globalThis, 'launchQueue', {
        value: {
          setConsumer: (consumer: (params: object) => void) =>
            consumer({ targetURL: location.href, files: [handle] }),
        },
      });
    });
    const { page } = await ClassroomPage.openTab(context, host.url);
    await expect(page.getByRole('tab', { name: 'task.py' })).toBeVisible();
    await expect(page.locator('.jp-FileEditor .cm-content')).toHaveText('print("opened")');
    await context.close();
  });

  test('@long [PW6] a host without the headers: one reload, then the page is isolated and Python stops at once', async ({
    browser,
  }) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    let loads = 0;
    page.on('load', () => void loads++);
    await page.goto(host.url);
    await expect.poll(() => loads).toBe(2);
    expect(await isolatedIn(page)).toBe(true);
    const person = new ClassroomPage(page, host.url);
    await person.workAlone();
    await person.type(person.cells.first(), 'print(6*7)');
    await person.run(person.cells.first(), '42');
    await person.type(person.cells.first(), 'while True: pass');
    await page.keyboard.press('Control+Enter');
    await expect(person.cells.first().locator('.jp-InputPrompt')).toHaveText('[*]:');
    await page.getByRole('button', { name: 'Interrupt the kernel' }).click();
    await expect(person.output(person.cells.first())).toContainText('KeyboardInterrupt');
    expect(loads).toBe(2);
    await context.close();
  });

  test('@long [PW6] where the worker is refused the page goes on without isolation, and is not loaded again', async ({
    browser,
  }) => {
    const context = await browser.newContext({ serviceWorkers: 'block' });
    const page = await context.newPage();
    let loads = 0;
    page.on('load', () => void loads++);
    await page.goto(host.url);
    const person = new ClassroomPage(page, host.url);
    await expect(page.getByRole('button', { name: 'Needs the internet here' })).toBeVisible();
    await person.workAlone();
    await person.type(person.cells.first(), 'print(6*7)');
    await person.run(person.cells.first(), '42');
    expect(await isolatedIn(page)).toBe(false);
    expect(loads).toBe(1);
    await context.close();
  });

  test('@long [PW1] offline from a folder: open, run, save, come back', async ({ browser }) => {
    const context = await browser.newContext();
    const before = await ClassroomPage.openTab(context, host.url);
    await isReadyForOffline(before.page);
    await forgetLoadedFiles(context, before.page);
    await before.page.close();
    await host.stop();
    const person = await ClassroomPage.openTab(context, host.url);
    await person.workAlone();
    await person.type(person.cells.first(), 'print(6*7)');
    await person.run(person.cells.first(), '42');
    await person.hasSaved();
    await person.page.reload();
    await person.hasCells('print(6*7)');
    expect(await isolatedIn(person.page)).toBe(true);
    await context.close();
  });

  test('@long [PW4] half an update leaves the old version in service, until it is whole', async ({
    browser,
  }) => {
    const folder = mkdtempSync(join(tmpdir(), 'lectern-version-'));
    makeSecondVersion(BUILT_APP, folder, '0.1.1');
    const person = await open(browser, host.url);
    const { page } = person;
    await isReadyForOffline(page);
    const damaged = mkdtempSync(join(tmpdir(), 'lectern-damaged-'));
    makeSecondVersion(BUILT_APP, damaged, '0.1.1');
    const script = readdirSync(join(damaged, 'assets')).find((name) => /^lab-.*2\.js$/.test(name));
    writeFileSync(join(damaged, 'assets', script ?? 'none'), 'an error page of the host');
    const ask = (): Promise<string> =>
      page.evaluate(async () => {
        const registration = await navigator.serviceWorker.ready;
        await registration.update();
        const coming = registration.installing;
        if (coming === null) return 'none';
        return new Promise<string>((resolve) =>
          coming.addEventListener('statechange', () => resolve(coming.state)),
        );
      });
    host.serve(damaged);
    expect(await ask(), 'a file that is another').toBe('redundant');
    host.serve(folder);
    host.lose(/lab-/);
    expect(await ask(), 'a file that is missing').toBe('redundant');
    await page.reload();
    await expect(
      page.getByRole('button', { name: 'Ready for offline', exact: true }),
    ).toBeVisible();
    host.lose(/^$/);
    expect(await ask(), 'whole at last').toBe('installed');
    await page.getByRole('button', { name: 'New version' }).click();
    await page.getByRole('button', { name: 'Restart Lectern' }).click();
    await page.getByRole('button', { name: 'Ready for offline', exact: true }).click();
    await expect(page.getByText('Version 0.1.1')).toBeVisible();
    await page.context().close();
    for (const each of [folder, damaged]) rmSync(each, { recursive: true });
  });

  test('@long [PW7] what the browser deleted is fetched again, and repair begins anew without touching work', async ({
    browser,
  }) => {
    const context = await browser.newContext();
    const person = await ClassroomPage.openTab(context, host.url);
    const { page } = person;
    await isReadyForOffline(page);
    const all = await keptFiles(page);
    await person.workAlone();
    await person.type(person.cells.first(), 'print(6*7)');
    await person.hasSaved();

    await test.step('a deleted cache: the network, and whole again', async () => {
      await page.evaluate(async () => {
        for (const name of await caches.keys()) await caches.delete(name);
      });
      await page.reload();
      await person.hasCells('print(6*7)');
      await expect.poll(() => keptFiles(page), { timeout: 60_000 }).toBe(all);
    });

    await test.step('a damaged entry: the page says so, and Repair fetches it anew', async () => {
      await page.evaluate(async () => {
        for (const name of await caches.keys()) {
          const cache = await caches.open(name);
          for (const request of await cache.keys())
            if (/assets\/start-.*\.js$/.test(request.url))
              await cache.put(
                request,
                new Response('dam aged', { headers: { 'Content-Type': 'text/javascript' } }),
              );
        }
      });
      await forgetLoadedFiles(context, page);
      await page.reload();
      await expect(page.getByRole('alert')).toContainText('Lectern could not be loaded');
      await page.getByRole('button', { name: 'Repair' }).click();
      await person.hasCells('print(6*7)');
      await expect.poll(() => keptFiles(page), { timeout: 60_000 }).toBe(all);
    });

    await test.step('Repair without the internet removes nothing, and says so', async () => {
      await page.goto(host.url);
      await host.stop();
      await page.getByRole('button', { name: 'Ready for offline', exact: true }).click();
      await page.getByRole('button', { name: 'Repair' }).click();
      await expect(page.getByText(/Repair needs the internet/)).toBeVisible();
      expect(await keptFiles(page)).toBe(all);
    });

    await test.step('nothing kept and no network: a page that says what to do', async () => {
      await page.evaluate(async () => {
        for (const name of await caches.keys()) await caches.delete(name);
      });
      await forgetLoadedFiles(context, page);
      await page.reload();
      await expect(
        page.getByRole('heading', { name: 'Lectern is not on this device any more' }),
      ).toBeVisible();
    });
    await context.close();
  });
});

function isolatedIn(page: Page): Promise<boolean> {
  return page.evaluate(() => crossOriginIsolated).catch(() => false); // in the middle of the reload
}

/** `192x192`. */
function sizeOf(page: Page, url: string): Promise<string> {
  return page.evaluate(async (address) => {
    const image = new Image();
    image.src = address;
    await image.decode();
    return `${image.naturalWidth}x${image.naturalHeight}`;
  }, url);
}

/** How many of the application's files are kept. */
function keptFiles(page: Page): Promise<number> {
  return page
    .evaluate(async () => {
      const names = (await caches.keys()).filter((name) => name.startsWith('workbox-'));
      const lists = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
      return lists.flat().length;
    })
    .catch(() => 0); // in the middle of a reload
}
