import { expect } from '@playwright/test';
import { journey } from '../support/journey.ts';

const ROUND = 'total = 0\nfor n in range(3):\n    total += n\nprint(total)';

journey(
  'a cell that both changed is merged place by place, and one Undo takes it back @long',
  async ({ people }) => {
    const ada = await people.come();
    await ada.teach('Python 101', 'Ada');
    const { link } = await ada.invitation();
    const ben = await people.come(link);
    await ben.join('Ben');
    await ada.type(ada.cells.first(), ROUND);
    await ada.pressShare(ada.cells.first());
    await ben.sync(ben.sharedCells.first());
    const copy = ben.cells.nth(1);
    const own = ROUND.replace('total = 0', 'total = 100');

    await journey.step('Ben changes the first line, Ada the last one', async () => {
      await ben.type(copy, own);
      await ada.type(ada.cells.first(), ROUND.replace('print(total)', 'print("sum", total)'));
      await ada.page.getByRole('button', { name: 'Share now' }).click();
      await ben.hasNewCells(1);
    });

    await journey.step('the merge proposes both changes, and Ben takes them', async () => {
      await ben.sync(ben.sharedCells.first());
      const result = ben.page.getByRole('textbox', { name: 'Result' });
      await expect(result).toContainText('total = 100');
      await expect(result).toContainText('print("sum", total)');
      await ben.answer('Use result');
      await expect(copy).toContainText('total = 100');
      await expect(copy).toContainText('print("sum", total)');
      await expect(ben.sharedCells.first()).toContainText('Changed by you');
    });

    await journey.step('one Undo brings back what Ben had', async () => {
      await ben.undo();
      await expect(copy).toContainText('total = 100');
      await expect(copy).not.toContainText('"sum"');
    });

    await journey.step('after a reload the merge still knows what both began with', async () => {
      await ben.hasSaved();
      await ben.reload();
      await ben.sync(ben.sharedCells.first());
      await expect(ben.page.getByRole('group', { name: 'Before, place 1' })).toContainText(
        'total = 0',
      );
      await ben.answer('Use result');
      await expect(ben.cells.nth(1)).toContainText('print("sum", total)');
    });
  },
);

journey(
  'a student who was offline, and one who comes late, take all that is new at once',
  async ({ people }) => {
    const ada = await people.come();
    await ada.teach('Python 101', 'Ada');
    const { link } = await ada.invitation();
    const ben = await people.come(link);
    await ben.join('Ben');
    await ben.isTogetherWith(1);
    await ada.type(ada.cells.first(), 'a = 1');
    await ada.pressShare(ada.cells.first());
    await ben.sync(ben.sharedCells.first());
    await ben.hasCells('', 'a = 1');

    await journey.step('while Ben is away Ada changes the cell and shares two more', async () => {
      await ben.leave();
      await ada.type(ada.cells.first(), 'a = 2');
      await ada.page.getByRole('button', { name: 'Share now' }).click();
      for (const [index, source] of ['b = 3', 'c = 4'].entries()) {
        await ada.addCellBelow(ada.cells.nth(index));
        await ada.type(ada.cells.nth(index + 1), source);
        await ada.pressShare(ada.cells.nth(index + 1));
      }
      await expect(ada.sharedCells).toHaveCount(3);
    });

    await journey.step(
      'he comes back: all three at once, and one Undo takes them back',
      async () => {
        await ben.comeBackTo('Python 101');
        await ben.hasNewCells(3);
        await ben.syncAll();
        await ben.hasCells('', 'a = 2', 'b = 3', 'c = 4');
        await ben.undo();
        await ben.hasCells('', 'a = 1');
        await ben.syncAll();
        await ben.hasCells('', 'a = 2', 'b = 3', 'c = 4');
      },
    );

    await journey.step(
      'Cleo comes late and takes the lesson into a notebook of its own',
      async () => {
        const cleo = await people.come(link);
        await cleo.join('Cleo');
        await expect(cleo.sharedCells).toHaveCount(3);
        await cleo.takeAllIntoNotebook();
        await cleo.hasCells('a = 2', 'b = 3', 'c = 4');
        await expect(cleo.sharedCells.filter({ hasText: 'In your notebook' })).toHaveCount(3);
      },
    );
  },
);

journey(
  'a notebook opened another day, without the class and without a connection, finds its way back @long',
  async ({ people, server }) => {
    const ada = await people.come();
    await ada.teach('Python 101', 'Ada');
    const { link } = await ada.invitation();
    const ben = await people.come(link);
    await ben.join('Ben');
    await ada.type(ada.cells.first(), 'a = 1');
    await ada.pressShare(ada.cells.first());
    await ben.sync(ben.sharedCells.first());
    const copy = ben.cells.nth(1);

    await journey.step('the copy says how it stands, at its side', async () => {
      await expect(ben.sideOf(copy)).toHaveText('Current');
      await ada.type(ada.cells.first(), 'a = 2');
      await ada.page.getByRole('button', { name: 'Share now' }).click();
      await expect(ben.sideOf(copy)).toContainText('Newer version');
      await ben.sideOf(copy).getByRole('button', { name: 'Sync' }).click();
      await ben.hasCells('', 'a = 2');
      await expect(ben.sideOf(copy)).toHaveText('Current');
      await ben.type(copy, 'a = 22');
      await expect(ben.sideOf(copy)).toContainText('Changed by you');
      await ben.hasSaved();
    });

    await journey.step('another day Ben works alone: the notebook names its class', async () => {
      await ben.leave();
      await ada.type(ada.cells.first(), 'a = 2\nb = 3');
      await ada.page.getByRole('button', { name: 'Share now' }).click();
      await ben.workAlone();
      await expect(ben.page.getByRole('note')).toContainText(
        'This notebook has cells from the class Python 101.',
      );
      await expect(ben.sideOf(copy)).toHaveCount(0);
    });

    await journey.step(
      'the server is gone: the class opens all the same, and so does the merge',
      async () => {
        people.allow(/WebSocket/, /ERR_CONNECTION_REFUSED/, /Failed to fetch/, /502|503|504/);
        await server.stop();
        await ben.page.getByRole('button', { name: 'Open Python 101' }).click();
        await ben.classBar.waitFor();
        await expect(ben.sharedCells).toContainText('Changed by you');
        await expect(ben.sideOf(copy)).toContainText('Changed by you');
      },
    );
  },
);
