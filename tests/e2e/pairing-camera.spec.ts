import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect } from '@playwright/test';
import { BROWSER_ARGS, findBrowser } from '../../scripts/find-browser.mjs';
import { filmOf } from '../support/camera-film.ts';
import { areConnected, codeOf, openPairing, readCode } from '../support/carry-codes.ts';
import { ClassroomPage } from '../support/classroom-page.ts';
import { journey } from '../support/journey.ts';

/** What Chromium itself writes on the console while nothing answers at the server's address. */
const NO_ANSWER =
  /^WebSocket connection to 'ws:\/\/localhost:\d+\/signal' failed: |^Failed to load resource: net::ERR_CONNECTION_REFUSED /;

journey(
  '@long [TR6] a code is read off a screen by the camera, and the camera’s permission shows the real address',
  async ({ people, server }) => {
    people.allow(NO_ANSWER);
    const folder = mkdtempSync(join(tmpdir(), 'lectern-film-'));
    const film = join(folder, 'camera.y4m');
    const executable = findBrowser();
    const browser = await chromium.launch({
      args: [
        ...BROWSER_ARGS,
        '--use-fake-device-for-media-stream',
        '--use-fake-ui-for-media-stream',
        `--use-file-for-fake-video-capture=${film}`,
      ],
      ...(executable === null ? {} : { executablePath: executable }),
    });
    const ada = await people.come();
    await ada.teach('Python 101', 'Ada');
    const context = await browser.newContext({ permissions: ['camera'] });
    const ben = await ClassroomPage.openTab(context, server.url);
    await Promise.all([ada, ben].map((person) => person.isComplete()));
    const { page } = ben;
    await page.getByRole('button', { name: 'Join a class' }).click();
    await page.getByRole('button', { name: 'Join without the internet' }).click();
    await server.stop();

    await openPairing(ada);
    const hint = 'The browser hides this device’s address';
    filmOf(await codeOf(ada), film);
    await expect(ada.page.getByText(hint)).toBeVisible();
    await page.getByRole('button', { name: 'Use the camera' }).click();
    await expect(page.getByRole('form', { name: 'Join “Python 101”' })).toBeVisible();
    await ben.join('Ben');
    const answer = await codeOf(ben);
    await expect(page.getByText(hint)).toBeHidden();
    await readCode(ada, 'Connect without a server', answer);
    await areConnected(ada, ben);
    await ben.isTogetherWith(1);
    await browser.close();
    rmSync(folder, { recursive: true });
  },
);
