import { expect, type Browser } from '@playwright/test';
import { ClassroomPage } from '../support/classroom-page.ts';
import { journey } from '../support/journey.ts';
import { setClockWrong, YEAR_MS } from '../support/wrong-clock.ts';

/** A person whose computer's clock is wrong by `offset`, and who is told so. */
async function comeWithClock(
  browser: Browser,
  url: string,
  offset: number,
): Promise<ClassroomPage> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
  await setClockWrong(context, offset);
  const person = await ClassroomPage.openTab(context, url);
  const says = new Date(Date.now() + offset).getFullYear();
  await expect(person.page.getByRole('note')).toHaveText(
    new RegExp(`This computer’s clock says .* ${says}, which is wrong\\..*set .* clock right`, 's'),
  );
  return person;
}

journey(
  '[LM2] a student’s clock is a year ahead: they are told, the link lets them in, and they share the lesson',
  async ({ browser, people }) => {
    const ada = await people.come();
    await ada.teach('Python 101', 'Ada');
    const { link } = await ada.invitation();
    const ben = await comeWithClock(browser, link, YEAR_MS);
    await ben.join('Ben');
    await ben.isTogetherWith(1);
    await ada.type(ada.cells.first(), 'print(6*7)');
    await ada.pressShare(ada.cells.first());
    await ben.hasNewCells(1);
    await ben.sync(ben.sharedCells.first());
    await ben.hasCells('', 'print(6*7)');
    await ada.isTogetherWith(1);
    expect(ben.complaints).toEqual([]);
    await ben.close();
  },
);

journey(
  '[LM2] clocks that are a year behind: the code is found, and a class that is founded so lets others in @long',
  async ({ browser, people, server }) => {
    const ada = await comeWithClock(browser, server.url, -YEAR_MS);
    await ada.teach('Python 101', 'Ada');
    const { code, link } = await ada.invitation();
    const ben = await people.come();
    await ben.join('Ben', code);
    await ben.isTogetherWith(1);
    const cleo = await comeWithClock(browser, server.url, -YEAR_MS);
    await cleo.join('Cleo', code);
    await cleo.isTogetherWith(2);
    const dora = await people.come(link);
    await dora.join('Dora');
    await dora.isTogetherWith(3);
    await ada.type(ada.cells.first(), 'print(6*7)');
    await ada.pressShare(ada.cells.first());
    for (const student of [ben, cleo, dora]) await student.hasNewCells(1);

    await journey.step(
      'without the server the lesson goes on, and all is there again',
      async () => {
        people.allow(/WebSocket|ERR_CONNECTION_REFUSED/);
        await Promise.all([ada, ben, cleo, dora].map((person) => person.isComplete()));
        await server.stop();
        await ada.addCell('print(6*8)');
        await ada.pressShare(ada.cells.nth(1));
        for (const student of [ben, cleo, dora]) await student.hasNewCells(2);
        await server.restart();
        await cleo.reload();
        await expect(cleo.sharedCells).toHaveCount(2);
        await cleo.isTogetherWith(3);
      },
    );
    await ada.close();
    await cleo.close();
  },
);
