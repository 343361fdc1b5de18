import { test as base, expect } from '@playwright/test';
import { ClassroomPage } from './classroom-page.ts';
import { HeldPython } from './held-python.ts';
import { startServer, type TestServer } from './start-server.ts';

/** Opens browsers for the people of a journey. */
export interface People {
  /**
   * A browser of its own, at the start screen or at a class link, in English unless `locale` (BCP 47) is another one.
   * Python comes when a cell is to `run`.
   */
  come(url?: string, locale?: string): Promise<ClassroomPage>;
  /** A further tab in this person's browser, at the start screen. */
  secondTab(person: ClassroomPage): Promise<ClassroomPage>;
  /** Console lines that belong to the journey, such as refused connections while the server is away. */
  allow(...complaints: readonly RegExp[]): void;
}

/**
 * A test with the real server and people in browsers of their own. At its end nobody's page may have complained, and
 * all is closed. `LECTERN_DIST` names another build than `dist`.
 */
export const journey = base.extend<{ server: TestServer; people: People }>({
  // Copies of whole JupyterLab pages at every step would take most of a journey's time.
  trace: { mode: 'retain-on-failure', snapshots: false, screenshots: false },
  screenshot: 'only-on-failure',
  // oxlint-disable-next-line no-empty-pattern -- Playwright wants the first argument to be destructured
  server: async ({}, use) => {
    const appDir = process.env['LECTERN_DIST'];
    const server = await startServer(appDir === undefined ? {} : { appDir });
    await use(server);
    await server.stop();
  },
  people: async ({ browser, server }, use) => {
    const pages: ClassroomPage[] = [];
    const allowed: RegExp[] = [];
    const keep = (person: ClassroomPage): ClassroomPage => {
      pages.push(person);
      return person;
    };
    await use({
      async come(url = server.url, locale = 'en-US') {
        const context = await browser.newContext({
          viewport: { width: 1366, height: 768 },
          locale,
        });
        const python = await HeldPython.in(context);
        return keep(await ClassroomPage.openTab(context, url, python));
      },
      secondTab: async ({ page, python }) =>
        keep(await ClassroomPage.openTab(page.context(), server.url, python)),
      allow: (...complaints) => void allowed.push(...complaints),
    });
    const complaints = pages.map((person) =>
      person.complaints.filter((line) => !allowed.some((pattern) => pattern.test(line))),
    );
    await Promise.all(pages.map((person) => person.close()));
    expect(complaints, 'what the pages complained about').toEqual(pages.map(() => []));
  },
});
