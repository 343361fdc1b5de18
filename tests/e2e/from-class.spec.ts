import { expect, type Browser, type BrowserContext } from '@playwright/test';
import { parseInvitationLink } from '../../src/protocol/invitation-link.ts';
import { decodePeerMessage, encodePeerMessage } from '../../src/protocol/peer-messages.ts';
import type { Link } from '../../src/transport/link.ts';
import { BUILT_APP } from '../support/built-app.ts';
import { ClassroomPage } from '../support/classroom-page.ts';
import { isReadyForOffline } from '../support/installed-page.ts';
import { journey } from '../support/journey.ts';
import { ModifiedPeer } from '../support/modified-peer.ts';
import { makeSiteWithPackages } from '../support/site-with-packages.ts';
import { startServer } from '../support/start-server.ts';

journey.use({ serviceWorkers: 'allow' });

/** Somebody whose browser gets nothing of these addresses. */
async function without(
  browser: Browser,
  url: string,
  addresses: readonly string[],
  serviceWorkers: 'allow' | 'block' = 'block',
): Promise<{ context: BrowserContext; person: ClassroomPage }> {
  const context = await browser.newContext({ serviceWorkers });
  for (const address of addresses) await context.route(address, (route) => route.abort());
  return { context, person: await ClassroomPage.openTab(context, url) };
}

/** Presses "Run" until the first cell shows `output`. */
async function runsUntil(person: ClassroomPage, output: string): Promise<void> {
  await expect(async () => {
    await person.activate(person.cells.first());
    await person.page.keyboard.press('Control+Enter');
    await expect(person.output(person.cells.first())).toContainText(output, { timeout: 8_000 });
  }).toPass({ timeout: 60_000 });
}

journey(
  '[PW8] one computer has Python, the server is gone: a pupil who never had it runs a cell',
  async ({ browser, server, people }) => {
    const ada = await people.come();
    await ada.teach('Python 101', 'Ada');
    const { link } = await ada.invitation();
    const { context, person: ben } = await without(browser, link, ['**/pyodide/**']);
    await ben.join('Ben');
    await ben.isTogetherWith(1);
    await ben.isComplete();
    ada.python?.release();
    await isReadyForOffline(ada.page);
    await server.stop();
    people.allow(/./); // the server is away

    await ben.type(ben.cells.first(), 'print(6*7)');
    await ben.run(ben.cells.first(), '42');
    expect(ben.complaints.some((line) => line.includes('pyodide'))).toBe(true);
    await context.close();
  },
);

journey(
  '@long [KE11] a package comes from a classmate while the index is away, once a teacher vouches for its list',
  async ({ browser }) => {
    const site = makeSiteWithPackages(BUILT_APP, [
      { name: 'ada-s', imports: ['adas'], files: { 'adas.py': 'text = "from Ada"\n' } },
      { name: 'cleo-s', imports: ['cleos'], files: { 'cleos.py': 'text = "from Cleo"\n' } },
    ]);
    const server = await startServer({ appDir: site.folder });
    const ada = await ClassroomPage.open(browser, server.url);
    await ada.teach('Python 101', 'Ada');
    const { link } = await ada.invitation();
    const cleo = await ClassroomPage.open(browser, link);
    await cleo.join('Cleo');
    const { context, person: ben } = await without(browser, link, ['**/packages/**']);
    await ben.join('Ben');
    await ben.isTogetherWith(2);

    await ben.type(ben.cells.first(), 'import cleos\nprint(cleos.text)');
    await ben.run(ben.cells.first(), 'no teacher’s computer has said which packages there are');
    await cleo.type(cleo.cells.first(), 'import cleos\nprint(cleos.text)');
    await cleo.run(cleo.cells.first(), 'from Cleo');
    await ben.run(ben.cells.first(), 'no teacher’s computer has said which packages there are');
    await ada.type(ada.cells.first(), 'import adas\nprint(adas.text)');
    await ada.run(ada.cells.first(), 'from Ada');
    await runsUntil(ben, 'from Cleo'); // Ada's word travels
    await ben.type(ben.cells.first(), 'import adas\nprint(adas.text)');
    await ben.run(ben.cells.first(), 'from Ada');

    await Promise.all([ada.close(), cleo.close(), context.close()]);
    await server.stop();
    site.remove();
  },
);

journey(
  '@long [PW8] the rest of the application comes from the class, and this computer is ready for offline',
  async ({ browser, people }) => {
    const ada = await people.come();
    await ada.teach('Python 101', 'Ada');
    const { link } = await ada.invitation();
    ada.python?.release();
    const { context, person: ben } = await without(browser, link, ['**/pyodide/**'], 'allow');
    await ben.join('Ben');
    await ben.isTogetherWith(1);
    const status = ben.page.getByRole('button', { name: 'Not ready for offline yet' });
    await status.click({ timeout: 60_000 });
    const dialog = ben.page.getByRole('dialog', { name: 'Lectern on this device' });
    const get = dialog.getByRole('button', { name: 'Get it from the class' });
    const gives = ada.page.getByRole('checkbox', {
      name: 'Give Lectern’s files and Python packages to people in my classes',
    });

    await journey.step('nobody gives: it says so', async () => {
      await isReadyForOffline(ada.page);
      await ada.page.getByRole('button', { name: 'Ready for offline', exact: true }).click();
      await gives.uncheck();
      await get.click();
      await expect(dialog.getByText('Nobody who is here has the rest of it now.')).toBeVisible();
    });
    await journey.step('Ada gives: it comes, and counts', async () => {
      await gives.check();
      await get.click();
      await expect(dialog.getByText('Ready for offline', { exact: true })).toBeVisible({
        timeout: 60_000,
      });
      await expect(get).toBeHidden();
    });
    await context.close();
  },
);

journey(
  '@long [SY14] [SE1] a modified client gives another file for Python: it is refused, and the teacher’s is taken',
  async ({ browser, server, people }) => {
    people.allow(/^\[lectern\] file-/);
    const ada = await people.come();
    await ada.teach('Python 101', 'Ada');
    const { link } = await ada.invitation();
    ada.python?.release();
    await isReadyForOffline(ada.page);
    const parsed = parseInvitationLink(link);
    if (!parsed.ok) throw parsed.error;
    const { invitation } = parsed.value;
    const { signalingUrl } = server;
    const mallory = await ModifiedPeer.join(
      { invitation, root: null },
      { signalingUrl, name: 'Mallory' },
    );
    const { replica, network } = mallory.honest;
    await expect.poll(() => replica.standing.value, { timeout: 20_000 }).toBe('member');
    const blob = await replica.blobs.add(new TextEncoder().encode('while True: evil()'));
    let lies = 0;
    const lie = (to: Link): void =>
      void to.onMessage((bytes) => {
        const message = decodePeerMessage(bytes);
        if (!message.ok || message.value.type !== 'file-question') return;
        const { file } = message.value;
        lies++;
        to.send(encodePeerMessage({ type: 'file-answer', file, answer: { blob } }));
      });
    network.links.value.forEach(lie);
    network.onLink(lie);

    const { context, person: ben } = await without(browser, link, ['**/pyodide/**']);
    await ben.join('Ben');
    await ben.isTogetherWith(2);
    await ben.type(ben.cells.first(), 'print(6*7)');
    // Mallory may be all that Ben is linked with at first: his second link comes some seconds later.
    await runsUntil(ben, '42');
    expect(lies).toBeGreaterThan(0);
    expect(ben.complaints.some((line) => line.includes('file-false'))).toBe(true);
    await mallory.honest.close();
    await context.close();
  },
);
