import { expect, type Browser, type BrowserContext } from '@playwright/test';
import {
  areConnected,
  codeOf,
  joinByCode,
  openPairing,
  pairingDialog,
  readCode,
} from '../support/carry-codes.ts';
import { ClassroomPage } from '../support/classroom-page.ts';
import { forgetLoadedFiles, isReadyForOffline } from '../support/installed-page.ts';
import { journey } from '../support/journey.ts';

journey.use({ serviceWorkers: 'allow' });

/** A device that opened the page once, with the server; it is closed again. */
async function deviceWithApp(browser: Browser, url: string): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
  const { page } = await ClassroomPage.openTab(context, url);
  await isReadyForOffline(page);
  await forgetLoadedFiles(context, page);
  await page.close();
  return context;
}

journey(
  '[TR6] no server runs: a teacher starts a class, a student joins it by two codes, and they work together',
  async ({ browser, server }) => {
    const [teachers, students] = await Promise.all([
      deviceWithApp(browser, server.url),
      deviceWithApp(browser, server.url),
    ]);
    await server.stop();
    const ada = await ClassroomPage.openTab(teachers, server.url);
    await ada.teach('Python 101', 'Ada');
    await openPairing(ada);

    const ben = await ClassroomPage.openTab(students, server.url);
    await joinByCode(ben, 'Ben', await codeOf(ada));
    await readCode(ada, 'Connect without a server', await codeOf(ben));
    await areConnected(ada, ben);
    await ben.isTogetherWith(1);

    await ada.type(ada.cells.first(), 'print(6*7)');
    await ada.pressShare(ada.cells.first());
    await ben.hasNewCells(1);
    await ben.sync(ben.sharedCells.first());
    await ben.hasCells('', 'print(6*7)');
    await teachers.close();
    await students.close();
  },
);

journey(
  '@long [TR6] one pairing each is enough: the tree brings the rest together, and who was away comes back by anybody',
  async ({ browser, server }) => {
    journey.slow();
    const contexts = await Promise.all([1, 2, 3].map(() => deviceWithApp(browser, server.url)));
    const [teachers, bens, cleos] = contexts;
    if (!teachers || !bens || !cleos) throw new Error('three devices');
    await server.stop();
    const ada = await ClassroomPage.openTab(teachers, server.url);
    await ada.teach('Python 101', 'Ada');
    await openPairing(ada);
    let ben = await ClassroomPage.openTab(bens, server.url);

    await journey.step(
      'what is no code of somebody else is told apart, and changes nothing',
      async () => {
        const dialog = pairingDialog(ada);
        const own = await codeOf(ada);
        for (const [text, sentence] of [
          [own, 'This is a code of this device itself.'],
          [own.slice(0, -9), 'This code was cut off or changed on its way.'],
          ['Good morning', 'This is not a code of Lectern’s.'],
        ] as const) {
          await readCode(ada, 'Connect without a server', text);
          await expect(dialog.getByRole('alert')).toContainText(sentence);
        }
        expect(await codeOf(ada)).toBe(own);
      },
    );
    await journey.step('Ben comes by Ada’s code, Cleo by Ben’s', async () => {
      await joinByCode(ben, 'Ben', await codeOf(ada));
      await readCode(ada, 'Connect without a server', await codeOf(ben));
      await areConnected(ada, ben);
      await openPairing(ben);
      // As when a phone's own camera reads the code: it is an address of the page.
      const cleo = await ClassroomPage.openTab(cleos, await codeOf(ben));
      await cleo.join('Cleo');
      await readCode(ben, 'Connect without a server', await codeOf(cleo));
      await areConnected(ben, cleo);
      await cleo.isTogetherWith(2);
      // The link that the tree made by itself: Ada is no longer reached through Ben alone.
      await cleo.openPeople();
      await expect(cleo.person('Ada')).toContainText('Linked directly', { timeout: 30_000 });
      await ben.page.close();
      await cleo.isTogetherWith(1);
      await ada.type(ada.cells.first(), 'print(6*7)');
      await ada.pressShare(ada.cells.first());
      await cleo.hasNewCells(1);

      ben = await ClassroomPage.openTab(bens, server.url);
      await ben.comeBackTo('Python 101');
      await openPairing(cleo);
      await openPairing(ben);
      await readCode(ben, 'Connect without a server', await codeOf(cleo));
      await expect(pairingDialog(ben).getByRole('status').first()).toContainText(/^Now let/);
      await readCode(cleo, 'Connect without a server', await codeOf(ben));
      await areConnected(cleo, ben);
      await ben.isTogetherWith(2);
      await ben.hasNewCells(1);
    });
    await Promise.all(contexts.map((context) => context.close()));
  },
);
