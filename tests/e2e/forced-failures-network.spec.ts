import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, type Page } from '@playwright/test';
import { BROWSER_ARGS, findBrowser } from '../../scripts/find-browser.mjs';
import { BUILT_APP } from '../support/built-app.ts';
import { ClassroomPage } from '../support/classroom-page.ts';
import { isReadyForOffline } from '../support/installed-page.ts';
import { journey } from '../support/journey.ts';
import { startPlainHost } from '../support/plain-host.ts';
import { startRubbishHost } from '../support/rubbish-host.ts';
import { startServer } from '../support/start-server.ts';

/** What "Test connection" says of the server, when it has ended. */
async function testServer(page: Page): Promise<string> {
  await page.evaluate(() => dispatchEvent(new CustomEvent('lectern-test-connection')));
  const dialog = page.getByRole('dialog', { name: 'Test connection' });
  await expect(dialog.getByRole('list')).toHaveAttribute('aria-busy', 'false', { timeout: 60_000 });
  const said = await dialog.getByRole('listitem').first().innerText();
  const link = dialog.getByRole('link', { name: 'Open the server’s own page' });
  expect(new URL((await link.getAttribute('href')) ?? '').pathname).toBe('/health');
  await dialog.getByRole('button', { name: 'Close' }).click();
  return said;
}

/** Somebody else's page in the server's place is named, and the way past it. */
const OTHER = /Something else answers in the server’s place.*sign-in page.*test again/s;

for (const kind of ['pages', 'errors', 'noise'] as const) {
  journey(
    `[SE1] the server answers ${kind} to everything it is asked: a class begins, work is kept, and joining says why not @long`,
    async ({ browser }) => {
      const host = await startRubbishHost(BUILT_APP);
      host.answer(kind);
      const ada = await ClassroomPage.open(browser, host.url);
      await ada.teach('Python 101', 'Ada');
      await ada.classBar.getByRole('button', { name: 'Invite' }).click();
      const invite = ada.page.getByRole('dialog', { name: 'Invite' });
      const link = await invite.getByRole('textbox', { name: 'Class link' }).inputValue();
      await invite.getByRole('button', { name: 'Close' }).click();
      await ada.type(ada.cells.first(), 'print(6*7)');
      await ada.pressShare(ada.cells.first());
      await ada.run(ada.cells.first(), '42');
      await expect(ada.status).toHaveText(/Offline/);
      expect(await testServer(ada.page)).toMatch(
        kind === 'errors' ? /server .* does not answer.*tell whoever runs this site/s : OTHER,
      );
      await ada.hasSaved();
      await ada.reload();
      await expect(ada.sharedCells).toContainText('print(6*7)');
      const ben = await ClassroomPage.open(browser, link);
      await ben.askToJoin('Ben');
      await expect(ben.problem).toHaveText(
        /server that introduces people.*cannot be reached\..*Lectern keeps trying/s,
      );
      for (const { complaints } of [ada, ben])
        expect(
          complaints.filter((line) => !/WebSocket|-broken|-malformed|signaling-|500/.test(line)),
        ).toEqual([]);
      await ada.close();
      await ben.close();
      await host.stop();
    },
  );
}

journey(
  '[PW1] [PW7] behind a network’s sign-in page all that is here works, Repair removes nothing, and afterwards the lesson goes on @long',
  async ({ browser, server }) => {
    const context = await browser.newContext({ serviceWorkers: 'allow' });
    const ada = await ClassroomPage.openTab(context, server.url);
    await ada.teach('Python 101', 'Ada');
    await ada.type(ada.cells.first(), 'print(6*7)');
    await ada.pressShare(ada.cells.first());
    await isReadyForOffline(ada.page);
    await server.stop();
    const portal = await startRubbishHost(BUILT_APP, server.port);
    portal.answer('portal');
    await ada.reload();
    await ada.run(ada.cells.first(), '42');
    await expect(ada.status).toHaveText(/Offline/);
    expect(await testServer(ada.page)).toMatch(OTHER);

    await journey.step(
      'Repair says that it needs the internet, and takes nothing away',
      async () => {
        await ada.page.getByRole('button', { name: 'Ready for offline', exact: true }).click();
        await ada.page.getByRole('button', { name: 'Repair' }).click();
        await expect(ada.page.locator('#bar').getByText(/Repair needs the internet/)).toBeVisible();
        await ada.page.keyboard.press('Escape');
        await ada.reload();
        await ada.hasCells('print(6*7)');
      },
    );

    await journey.step('signed in: connected again, without a reload', async () => {
      await portal.stop();
      await server.restart();
      await expect(ada.status).toHaveText(/Alone here/, { timeout: 60_000 });
    });
    await context.close();
  },
);

journey(
  '[PW4] the host is in the middle of an update and a file is missing: the page says so, and a reload has it whole',
  async ({ browser }) => {
    const host = await startPlainHost(BUILT_APP);
    host.lose(/^\/assets\/lab-/);
    const ada = await ClassroomPage.open(browser, host.url);
    await ada.page.getByRole('button', { name: 'Work alone' }).click();
    await expect(ada.problem).toHaveText(
      /A part of Lectern could not be loaded\..*reload the page\. What was saved is still here/s,
    );
    host.lose(/^$/);
    await ada.page.reload();
    await ada.type(ada.cells.first(), 'print(1)');
    await ada.hasSaved();
    await ada.close();
    await host.stop();
  },
);

/** A certificate of its own for localhost, in `folder`, and the name by which a browser is told to trust its key. */
function makeCertificate(folder: string, name: string): { key: string; cert: string; pin: string } {
  const [key, cert] = [join(folder, `${name}.key`), join(folder, `${name}.crt`)];
  const openssl = (args: string): string =>
    execFileSync('sh', ['-c', `openssl ${args}`]).toString();
  openssl(
    `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout ${key} -out ${cert} 2>&1`,
  );
  const pin = openssl(
    `x509 -in ${cert} -pubkey -noout | openssl pkey -pubin -outform der | openssl dgst -sha256 -binary | base64`,
  );
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8'), pin: pin.trim() };
}

journey(
  '[PW1] the certificate of a school’s own server changes: the page opens from here, all work is there, and it says where to look @long',
  // oxlint-disable-next-line no-empty-pattern -- Playwright wants the first argument to be destructured
  async ({}, testInfo) => {
    const folder = mkdtempSync(join(tmpdir(), 'lectern-certificates-'));
    const [first, second] = [makeCertificate(folder, 'first'), makeCertificate(folder, 'second')];
    let server = await startServer({ appDir: BUILT_APP, tls: first });
    const url = `https://localhost:${server.port}/`;
    const executablePath = findBrowser();
    // As where the first certificate was installed on the computer.
    const context = await chromium.launchPersistentContext(testInfo.outputPath('profile'), {
      ...(executablePath !== null && { executablePath }),
      args: [...BROWSER_ARGS, `--ignore-certificate-errors-spki-list=${first.pin}`],
      viewport: { width: 1366, height: 768 },
      serviceWorkers: 'allow',
    });
    const ada = await ClassroomPage.openTab(context, url);
    await ada.teach('Python 101', 'Ada');
    await ada.type(ada.cells.first(), 'print(6*7)');
    await ada.pressShare(ada.cells.first());
    await isReadyForOffline(ada.page);
    await ada.hasSaved();

    await server.stop();
    server = await startServer({ appDir: BUILT_APP, tls: second, port: server.port });
    await ada.reload();
    await ada.hasCells('print(6*7)');
    await ada.run(ada.cells.first(), '42');
    await expect(ada.status).toHaveText(/Offline/);
    expect(await testServer(ada.page)).toMatch(
      /open the server’s own page below, where the browser says if its certificate has changed/s,
    );
    // There the browser shows what no page may see.
    const opened = await context.newPage();
    await expect(opened.goto(`${url}health`)).rejects.toThrow(/ERR_CERT/);

    await server.stop();
    server = await startServer({ appDir: BUILT_APP, tls: first, port: server.port });
    await expect(ada.status).toHaveText(/Alone here/, { timeout: 60_000 });
    await context.close();
    await server.stop();
    rmSync(folder, { recursive: true });
  },
);
