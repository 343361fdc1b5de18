import { expect } from '@playwright/test';
import { journey } from '../support/journey.ts';

/** What Chromium itself writes on the console while nothing answers at the server's address: for signalling, and for what the page gets when it is idle. */
const NO_ANSWER =
  /^WebSocket connection to 'ws:\/\/localhost:\d+\/signal' failed: |^Failed to load resource: net::ERR_CONNECTION_REFUSED /;

journey(
  '[TR4] the server is gone: the lesson goes on; it is back: newcomers come in',
  async ({ people, server }) => {
    people.allow(NO_ANSWER);
    const ada = await people.come();
    await ada.teach('Python 101', 'Ada');
    const { link, code } = await ada.invitation();
    const ben = await people.come(link);
    for (const person of [ada, ben]) person.python?.release();
    await ben.join('Ben');
    await ada.type(ada.cells.first(), 'print(6*7)');
    await ada.pressShare(ada.cells.first());
    await ben.hasNewCells(1);
    await Promise.all([ada, ben].map((person) => person.isComplete()));

    await journey.step('gone: sharing, preview, Sync and Python go on', async () => {
      await server.stop();
      await ada.type(ada.cells.first(), 'print(6*8)');
      const told = ben.isTold('Ada changed a shared cell of Notebook.');
      await ada.run(ada.cells.first(), '48');
      await told;
      await expect(await ben.openPreview(ben.sharedCells.first())).toContainText('print(6*8)');
      await ben.sync(ben.sharedCells.first());
      await ben.hasCells('', 'print(6*8)');
      await ben.run(ben.cells.nth(1), '48');
      await ben.isTogetherWith(1);
    });

    await journey.step('back: a newcomer by the link, another by the same code', async () => {
      await server.restart();
      const cleo = await people.come(link);
      await cleo.join('Cleo');
      await cleo.isTogetherWith(2);
      await cleo.sync(cleo.sharedCells.first());
      await cleo.hasCells('', 'print(6*8)');
      await ada.canInvite();
      expect(await ada.invitation()).toEqual({ link, code });
      const dora = await people.come();
      await dora.join('Dora', code);
      await dora.isTogetherWith(3);
      await expect(dora.sharedCells).toContainText('print(6*8)');
    });
  },
);
