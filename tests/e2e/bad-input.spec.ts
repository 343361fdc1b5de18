import { networkInterfaces } from 'node:os';
import { expect, type Browser } from '@playwright/test';
import { createInvitation } from '../../src/crypto/create-invitation.ts';
import { generateRoot } from '../../src/crypto/class-root.ts';
import { encodeInvitationLink } from '../../src/protocol/invitation-link.ts';
import { ClassroomPage } from '../support/classroom-page.ts';
import { journey } from '../support/journey.ts';
import { startServer } from '../support/start-server.ts';

/** What Chromium itself writes on the console while nothing answers at the server's address. */
const NO_ANSWER = /^WebSocket connection to 'ws:\/\/localhost:\d+\/signal' failed: /;

/** A genuine class link for the page at `url` whose time ends `msFromNow`. */
async function linkOf(url: string, msFromNow: number): Promise<string> {
  const root = await generateRoot();
  const invitation = await createInvitation(root, {
    className: 'Python 101',
    signalingUrl: '',
    role: 'student',
    expires: Date.now() + msFromNow,
  });
  return encodeInvitationLink(invitation, url);
}

/** A person whose browser lacks something: `script` runs in their pages before anything else. */
async function comeWithout(
  browser: Browser,
  url: string,
  script: () => void,
): Promise<ClassroomPage> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
  await context.addInitScript(script);
  return ClassroomPage.openTab(context, url);
}

/** How many entries of the class's document this person's browser keeps. */
function storedEntries({ page }: ClassroomPage): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('lectern');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const reading = opening.result.transaction('entries').objectStore('entries').getAll();
          reading.onsuccess = () => {
            opening.result.close();
            resolve(reading.result.filter(({ doc }: { doc: string }) => doc === 'class').length);
          };
        };
      }),
  );
}

/** A file as this person's browser keeps it. */
function storedFile({ page }: ClassroomPage, path: string): Promise<unknown> {
  return page.evaluate(
    (name) =>
      new Promise<unknown>((resolve, reject) => {
        const opening = indexedDB.open('Lectern files');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const reading = opening.result.transaction('files').objectStore('files').get(name);
          reading.onsuccess = () => {
            opening.result.close();
            resolve(reading.result);
          };
        };
      }),
    path,
  );
}

/** Waits until the page has everything that it loads behind the start screen. */
async function loadedAll({ page, cells }: ClassroomPage): Promise<void> {
  await cells.first().waitFor({ state: 'attached' });
  await page.waitForFunction(() => {
    const loaded = performance.getEntriesByType('resource').map(({ name }) => name);
    return ['/viewers-', '/classroom-'].every((part) =>
      loaded.some((name) => name.includes(part) && name.endsWith('.js')),
    );
  });
}

const YEAR = 365 * 24 * 3600 * 1000;

journey(
  'a wrong, cut, changed, outdated or foreign class link says what is wrong with it',
  async ({ people, server }) => {
    const link = await linkOf(server.url, YEAR);
    const middle = Math.floor((link.length + link.indexOf('#')) / 2);
    const changed =
      link.slice(0, middle) + (link[middle] === 'A' ? 'B' : 'A') + link.slice(middle + 1);
    const cut = link.slice(0, -20);
    const ben = await people.come();

    await ben.askToJoin('Ben', 'https://example.org/timetable');
    await expect(ben.problem).toHaveText(
      /This is not a class link or a class code\..*Copy the whole link again/s,
    );
    for (const damaged of [cut, changed]) {
      await ben.askToJoin('Ben', damaged);
      await expect(ben.problem).toHaveText(
        /cut off or changed on its way\..*Copy the whole link again/s,
      );
    }
    await ben.askToJoin('Ben', await linkOf(server.url, -1));
    await expect(ben.problem).toHaveText(
      /This invitation is no longer valid\..*Ask the teacher.*It ended on .* and this computer’s clock says/s,
    );
    await ben.askToJoin('Ben', await linkOf('https://lectern.example/', YEAR));
    await expect(ben.problem).toHaveText(/another Lectern site\..*https:\/\/lectern\.example\//s);

    await journey.step('opened instead of pasted', async () => {
      for (const damaged of [cut, changed]) {
        const cleo = await people.come(damaged);
        await expect(cleo.problem).toHaveText(/cut off or changed on its way\./);
      }
      const late = await people.come(await linkOf(server.url, -1));
      await late.askToJoin('Late');
      await expect(late.problem).toHaveText(/This invitation is no longer valid\./);
    });
  },
);

journey(
  'a wrong or malformed class code says so, and the right one works afterwards @long',
  async ({ people }) => {
    const ada = await people.come();
    await ada.teach('Python 101', 'Ada');
    const { code } = await ada.invitation();
    const ben = await people.come();
    await ben.askToJoin('Ben', 'ABC');
    await expect(ben.problem).toHaveText(/This is not a class link or a class code\./);
    await ben.askToJoin('Ben', code === 'ZZZZZZ' ? 'YYY-YYY' : 'ZZZ-ZZZ');
    await expect(ben.problem).toHaveText(
      /No class answers to this code\..*Check the six characters/s,
    );
    await ben.join('Ben', code);
    await ben.isTogetherWith(1);
  },
);

journey('a class that was closed lets nobody in and says so @long', async ({ people }) => {
  const ada = await people.come();
  await ada.teach('Python 101', 'Ada');
  const { link } = await ada.invitation();
  const ben = await people.come(link);
  await ben.join('Ben');
  await ben.isTogetherWith(1);
  await ada.classBar.getByRole('button', { name: 'End lesson' }).click();
  await ada.page.getByRole('button', { name: 'Close class for ever…' }).click();
  await ada.page.getByRole('button', { name: 'Close class for ever', exact: true }).click();
  await expect(ada.classBar).toContainText('Closed');
  await expect(ben.classBar).toContainText('Closed');
  const cleo = await people.come(link);
  await cleo.askToJoin('Cleo');
  await expect(cleo.problem).toHaveText(/This class was closed by its owner\./);
});

journey('a name that is too long, empty or blank is asked for again', async ({ people }) => {
  const ada = await people.come();
  await ada.page.getByRole('button', { name: 'Teach a class' }).click();
  const className = ada.page.getByRole('textbox', { name: 'Class name' });
  const name = ada.page.getByRole('textbox', { name: 'Your name' });
  const submit = ada.page.getByRole('button', { name: 'Start class' });
  await className.fill('Python 101');
  for (const empty of ['', '   ']) {
    await name.fill(empty);
    await submit.click();
    await expect(ada.page.getByText('Enter your name.')).toBeVisible();
  }
  for (const bad of ['A'.repeat(500), '\u200B\u202E']) {
    await name.fill(bad);
    await submit.click();
    await expect(ada.problem).toHaveText(/empty or too long\..*at most 80 characters/s);
  }
  await name.fill('Ada');
  await className.fill('C'.repeat(500));
  await submit.click();
  await expect(ada.problem).toHaveText(/empty or too long\..*at most 120 characters/s);
  await className.fill('Python 101');
  await submit.click();
  await ada.classBar.waitFor();
});

journey(
  'markup and direction marks in names are text and nothing else, wherever they are shown @long',
  async ({ people }) => {
    const markup = '<img src=x onerror="document.title=1"><b>Eve</b>';
    const ada = await people.come();
    await ada.teach(`Python ${markup}`, 'Ada');
    await expect(ada.classBar).toContainText(`Python ${markup}`);
    const { link } = await ada.invitation();
    const eve = await people.come(link);
    await expect(eve.page.getByRole('heading', { name: `Join “Python ${markup}”` })).toBeVisible();
    const told = ada.isTold(`${markup} joined.`);
    await eve.join(markup);
    await told;
    const mallory = await people.come(link);
    await mallory.join('\u202EyrollaM\u2066 Smith');
    await ada.page.getByRole('tab', { name: 'People' }).click();
    const list = ada.page.getByRole('list', { name: 'People' });
    await expect(list.getByRole('listitem').filter({ hasText: markup })).toBeVisible();
    await expect(list.getByText('yrollaM Smith', { exact: true })).toBeVisible();
    await expect(list.locator('b, img')).toHaveCount(0);
    await ada.leave();
    await expect(ada.yourClasses).toContainText(`Python ${markup}`);
  },
);

journey('a damaged notebook is not opened, and stays as it is', async ({ people }) => {
  people.allow(
    /^Showing error/,
    /^Failed to initialize the context/,
    /^Could not record the widget as recently closed/,
  );
  const ben = await people.come();
  await ben.page.getByRole('button', { name: 'Work alone' }).click();
  const chosen = ben.page.waitForEvent('filechooser');
  await ben.page.getByRole('button', { name: 'Upload Files' }).click();
  const broken = '{"nbformat": 4, "cells": [{"cell_type": "co';
  await (
    await chosen
  ).setFiles([{ name: 'broken.ipynb', mimeType: 'application/json', buffer: Buffer.from(broken) }]);
  const dialog = ben.page.getByRole('dialog');
  await expect(dialog).toContainText(
    'This file is damaged or is not a notebook, so it was not opened. It was left exactly as it is.',
  );
  await dialog.getByRole('button').last().click();
  await expect(ben.page.locator('.jp-DirListing-item', { hasText: 'broken.ipynb' })).toBeVisible();
  const file = (await storedFile(ben, 'broken.ipynb')) as { format: string; content: Uint8Array };
  expect(file.format).toBe('base64'); // what it is for JupyterLab; bytes are kept
  expect(Buffer.from(file.content).toString()).toBe(broken);
});

journey(
  'with a full disk a sentence is shown, and the lesson goes on in memory',
  async ({ browser, people }) => {
    const ada = await people.come();
    await ada.teach('Python 101', 'Ada');
    const { link } = await ada.invitation();
    const ben = await comeWithout(browser, link, () => {
      const full = { now: false };
      Object.assign(globalThis, { full });
      for (const method of ['put', 'add'] as const) {
        const real = IDBObjectStore.prototype[method];
        IDBObjectStore.prototype[method] = function (...args) {
          if (full.now) throw new DOMException('The disk is full', 'QuotaExceededError');
          return real.apply(this, args);
        };
      }
    });
    await ben.join('Ben');
    await ben.isTogetherWith(1);
    await loadedAll(ben);
    await ben.page.evaluate(() => Object.assign((globalThis as never)['full'], { now: true }));
    await ada.type(ada.cells.first(), 'print(6*7)');
    await ada.pressShare(ada.cells.first());
    await expect(ben.problem).toHaveText(
      /storage of this browser is full.*Download your open notebooks/s,
    );
    await ben.sync(ben.sharedCells.first());
    await ben.run(ben.cells.nth(1), '42');
    expect(ben.complaints.filter((line) => !/storage-full|The disk is full/.test(line))).toEqual(
      [],
    );
    await journey.step('room again: what came is kept', async () => {
      const before = await storedEntries(ben);
      await ben.page.evaluate(() => Object.assign((globalThis as never)['full'], { now: false }));
      await expect.poll(() => storedEntries(ben), { timeout: 30_000 }).toBeGreaterThan(before);
      await ada.close();
      await ben.reload();
      await expect(ben.sharedCells).toContainText('print(6*7)');
      await expect(ben.problem).toBeHidden();
    });
    await ben.close();
  },
);

for (const [how, script] of [
  [
    'refuses to open',
    () => {
      IDBFactory.prototype.open = () => {
        throw new DOMException('denied', 'SecurityError');
      };
    },
  ],
  [
    'is not there @long',
    () => void Object.defineProperty(globalThis, 'indexedDB', { value: undefined }),
  ],
] as const) {
  journey(
    `where IndexedDB ${how}: the start screen says so; joining and Python work`,
    async ({ browser, people }) => {
      const ada = await people.come();
      await ada.teach('Python 101', 'Ada');
      const { link } = await ada.invitation();
      await ada.type(ada.cells.first(), 'print(6*7)');
      await ada.pressShare(ada.cells.first());
      const ben = await comeWithout(browser, link, script);
      await expect(ben.page.getByRole('note')).toHaveText(
        /does not let the page keep anything.*Use a normal window/s,
      );
      await ben.join('Ben');
      await ben.isTogetherWith(1);
      await ben.sync(ben.sharedCells.first());
      await ben.run(ben.cells.nth(1), '42');
      expect(ben.complaints).toEqual([]);
      await ben.close();
    },
  );
}

journey(
  'without Web Crypto the start screen says what to do, and working alone works',
  async ({ browser, server }) => {
    const ben = await comeWithout(
      browser,
      server.url,
      () => void Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined }),
    );
    await expect(ben.page.getByRole('note')).toHaveText(
      /over an unprotected address.*Open it over https:/s,
    );
    await ben.askToJoin('Ben', await linkOf(server.url, YEAR));
    await expect(ben.problem).toHaveText(/over an unprotected address/);
    await ben.page.getByRole('button', { name: 'Back', exact: true }).click();
    await ben.page.getByRole('button', { name: 'Work alone' }).click();
    await ben.type(ben.cells.first(), 'print(6*7)');
    await ben.run(ben.cells.first(), '42');
    expect(ben.complaints).toEqual([]);
    await ben.close();
  },
);

journey(
  'over plain http from another computer the start screen says what to do, and working alone works',
  async ({ browser }) => {
    const address = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
    journey.skip(address === undefined, 'this machine has no address but its loopback one');
    const appDir = process.env['LECTERN_DIST'];
    const server = await startServer({
      host: '0.0.0.0',
      ...(appDir === undefined ? {} : { appDir }),
    });
    const ben = await ClassroomPage.open(browser, `http://${address}:${server.port}/`);
    await expect(ben.page.getByRole('note')).toHaveText(
      /over an unprotected address.*Open it over https:/s,
    );
    await ben.page.getByRole('button', { name: 'Work alone' }).click();
    await ben.type(ben.cells.first(), 'print(6*7)');
    await ben.run(ben.cells.first(), '42');
    // Browsers' and JupyterLab's own remarks about unprotected addresses.
    const known =
      /^The Cross-Origin-Opener-Policy header has been ignored|^Clipboard API not available$/;
    expect(ben.complaints.filter((line) => !known.test(line))).toEqual([]);
    await ben.close();
    await server.stop();
  },
);

journey(
  'without WebRTC the start screen says what to do, and working alone works',
  async ({ browser, server }) => {
    const ben = await comeWithout(
      browser,
      server.url,
      () => void Reflect.deleteProperty(globalThis, 'RTCPeerConnection'),
    );
    await expect(ben.page.getByRole('note')).toHaveText(
      /cannot connect to other people.*Use a current Chrome/s,
    );
    await ben.askToJoin('Ben', await linkOf(server.url, YEAR));
    await expect(ben.problem).toHaveText(/cannot connect to other people/);
    await ben.page.getByRole('button', { name: 'Back', exact: true }).click();
    await ben.page.getByRole('button', { name: 'Work alone' }).click();
    await ben.type(ben.cells.first(), 'print(6*7)');
    await ben.run(ben.cells.first(), '42');
    expect(ben.complaints).toEqual([]);
    await ben.close();
  },
);

journey(
  'with the server down, people start, join and continue, are told, and go on by themselves when it is back',
  async ({ people, server }) => {
    // Cleo's browser wants the worker that opens class codes.
    people.allow(NO_ANSWER, /^Failed to load resource: net::ERR_CONNECTION_REFUSED /);
    const zoe = await people.come();
    await zoe.teach('Earlier class', 'Zoe');
    const { link } = await zoe.invitation();
    await zoe.leave();
    const ada = await people.come();
    const ben = await people.come(link);
    const cleo = await people.come();
    for (const person of [zoe, ada, ben, cleo]) await person.isComplete();
    await server.stop();

    await ada.teach('Python 101', 'Ada');
    await expect(ada.status).toHaveText(/Offline/);
    await zoe.comeBackTo('Earlier class');
    await expect(zoe.status).toHaveText(/Offline/);
    await ben.askToJoin('Ben');
    await expect(ben.problem).toHaveText(
      /server that introduces people.*cannot be reached\..*Lectern keeps trying/s,
    );
    await cleo.askToJoin('Cleo', 'K7Q-3MP');
    await expect(cleo.problem).toHaveText(
      /(server that introduces people.*cannot be reached|could not be loaded)\./s,
    );

    await server.restart();
    await zoe.isTogetherWith(1);
    await ben.isTogetherWith(1);
    await expect(ben.problem).toBeHidden();
    await expect(ada.status).toHaveText(/Alone here/);
    await expect.poll(async () => (await ada.invitation()).code).toMatch(/^\w{6}$/);
    await cleo.join('Cleo', (await ada.invitation()).code);
    await cleo.isTogetherWith(1);
  },
);
