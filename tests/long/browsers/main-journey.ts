import { afterEach, expect, test } from 'vitest';
import { startServer, type TestServer } from '../../support/start-server.ts';
import type { DrivenBrowser } from '../../support/driven/driven-browser.ts';
import { DrivenPerson } from '../../support/driven/driven-person.ts';

/** What browsers themselves write while nothing answers at the server's address. */
const NO_ANSWER = /WebSocket connection to|can’t establish a connection to the server at ws:/;

/** Opens a browser with an empty profile. */
export type OpenBrowser = () => Promise<DrivenBrowser>;

/** A journey through cold browsers on a busy machine, with Python's start in each. */
export const JOURNEY_MS = 10 * 60_000;

let server: TestServer;
const browsers: DrivenBrowser[] = [];
afterEach(async () => {
  await Promise.all(browsers.splice(0).map((browser) => browser.close()));
  await server.stop();
});

/** Starts the server, and is how people come to it. `LECTERN_DIST` names another build than `dist`. */
export async function begin(): Promise<{
  readonly server: TestServer;
  come(open: OpenBrowser, url?: string): Promise<DrivenPerson>;
}> {
  const appDir = process.env['LECTERN_DIST'];
  server = await startServer(appDir === undefined ? {} : { appDir });
  return {
    server,
    async come(open, url = server.url) {
      const browser = await open();
      browsers.push(browser);
      await browser.page.open(url);
      return new DrivenPerson(browser);
    },
  };
}

/** A lesson between two browsers: the product's main promises, told from the student's side. */
export function lessonBetween(title: string, teacher: OpenBrowser, student: OpenBrowser): void {
  test(title, { timeout: JOURNEY_MS }, async () => {
    const { server, come } = await begin();
    const ada = await come(teacher);
    await ada.teach('Python 101', 'Ada');
    const ben = await come(student, await ada.link());
    await ben.join('Ben');
    await ada.isTogetherWith(1);
    await ben.isTogetherWith(1);

    // share, Sync, run
    await ada.run(0, 'print(6*7)', '42');
    await ada.share(0);
    await ben.hasNewCells(1);
    await ben.hasCells('');
    await ben.press('Sync');
    await ben.hasCells('', 'print(6*7)');
    await ben.start(1);
    await ben.shows(1, '42');

    // The server is gone: what is open goes on, from browser to browser.
    await ada.isComplete();
    await ben.isComplete();
    await server.stop();
    await ada.run(0, 'print(6*8)', '48');
    await ben.hasNewCells(1);
    await ben.press('Sync');
    await ben.hasCells('', 'print(6*8)');
    await ben.start(1);
    await ben.shows(1, '48');
    await ben.hasSaved();

    // It is back, and so is all after a reload.
    await server.restart();
    await ben.browser.page.reload();
    await ben.hasCells('', 'print(6*8)');
    await ben.isTogetherWith(1);
    expect(ben.browser.page.complaints.filter((line) => !NO_ANSWER.test(line))).toEqual([]);
  });
}

/** Python alone, as far as it rests on what browsers do differently: stopping, waiting, files, a second visit. */
export function pythonIn(title: string, open: OpenBrowser): void {
  test(title, { timeout: JOURNEY_MS }, async () => {
    const { come } = await begin();
    const ada = await come(open);
    await ada.press('Work alone');
    await ada.run(0, 'print(6*7)', '42');
    await ada.write(0, 'while True: pass');
    await ada.start(0);
    await ada.isRunning(0);
    await ada.interrupt();
    await ada.shows(0, 'KeyboardInterrupt');
    await ada.write(0, 'print(int(input("How many? ")) + 1)');
    await ada.start(0);
    await ada.answer('41');
    await ada.shows(0, '42');
    await ada.run(0, 'import time; time.sleep(0.2); print("slept")', 'slept');
    await ada.run(0, 'print(open("notes.txt", "w").write("hello"))', '5');
    await ada.hasFiles('Notebook.ipynb', 'notes.txt');
    await ada.hasSaved();
    await ada.browser.page.reload();
    await ada.run(0, 'print(open("notes.txt").read() * 2)', 'hellohello');
    expect(ada.browser.page.complaints).toEqual([]);
  });
}
