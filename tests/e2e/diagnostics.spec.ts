import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { journey } from '../support/journey.ts';
import { startServer } from '../support/start-server.ts';

/** What Chromium itself writes on the console while nothing answers at the server's address. */
const NO_ANSWER = [
  /^WebSocket connection to 'ws:\/\/localhost:\d+\/signal' failed: /,
  /^Failed to load resource: net::ERR_CONNECTION_REFUSED /,
];

function dialogOf(page: Page) {
  return page.getByRole('dialog', { name: 'Test connection' });
}

/** Each step with its verdict, once the test is through. */
async function verdicts(page: Page): Promise<Record<string, string>> {
  const rows = dialogOf(page).getByRole('list', { name: 'Results' }).getByRole('listitem');
  await expect(rows).toHaveCount(4);
  await expect(dialogOf(page).getByRole('list', { name: 'Results' })).toHaveAttribute(
    'aria-busy',
    'false',
    { timeout: 40_000 },
  );
  const found: Record<string, string> = {};
  for (const row of await rows.all())
    found[await row.getByRole('heading').innerText()] = await row.locator('.verdict').innerText();
  return found;
}

async function saveLog(page: Page): Promise<string> {
  const downloading = page.waitForEvent('download');
  await dialogOf(page).getByRole('button', { name: 'Save debug log' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^lectern-log-.*\.txt$/);
  return readFile(await download.path(), 'utf8');
}

function total(page: Page) {
  return dialogOf(page).getByRole('status').first();
}

journey(
  '[DG1] Test connection from the start screen: all works, by the keyboard alone, and again; copied it names nobody',
  async ({ people, server }) => {
    const ada = await people.come();
    const { page } = ada;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Test connection' }).focus();
    await page.keyboard.press('Enter');
    await expect(dialogOf(page)).toBeVisible();
    expect(await verdicts(page)).toEqual({
      Server: 'Works',
      'Addresses (ICE)': 'Not set up',
      'Direct link': 'Works',
      Relay: 'Works',
    });
    await expect(total(page)).toHaveText('All is well: Lectern works here.');
    const server1 = dialogOf(page).getByRole('listitem').first();
    await expect(server1).toContainText(/\d+ ms there and back/);
    await expect(dialogOf(page).getByRole('button', { name: 'Test again' })).toBeFocused();

    await page.keyboard.press('Enter');
    await expect(dialogOf(page).getByRole('list', { name: 'Results' })).toHaveAttribute(
      'aria-busy',
      'true',
    );
    await verdicts(page);
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await expect(dialogOf(page).getByRole('status').last()).toHaveText('Copied');
    const text = await page.evaluate(() => navigator.clipboard.readText());
    expect(text).toMatch(/^Lectern \d+\.\d+\.\d+, Test connection, \d{4}-/);
    expect(text).toContain('Relay: Works');
    expect(text).not.toMatch(/localhost|127\.0\.0\.1|\.local\b|\d+\.\d+\.\d+\.\d+:\d/);

    await page.keyboard.press('Escape');
    await expect(dialogOf(page)).toBeHidden();
    await expect(page.getByRole('button', { name: 'Test connection' })).toBeFocused();
    await expect.poll(() => server.stats().connections).toBe(0); // nothing is left behind
  },
);

journey(
  '[DG1] the server is gone: the verdict says so, with what to do, also in a class',
  async ({ people, server }) => {
    people.allow(...NO_ANSWER);
    const ada = await people.come();
    ada.python?.release();
    await ada.teach('Python 101', 'Ada');
    await ada.isComplete();
    await server.stop();
    await ada.classBar.getByRole('button', { name: 'Test connection' }).click();
    expect(await verdicts(ada.page)).toEqual({
      Server: 'Does not work',
      'Addresses (ICE)': 'Does not work',
      'Direct link': 'Works',
      Relay: 'Does not work',
    });
    await expect(total(ada.page)).toContainText('The server cannot be reached');
    await expect(dialogOf(ada.page).getByRole('listitem').first()).toContainText(
      'tell whoever runs this site',
    );
    await server.restart();
    await dialogOf(ada.page).getByRole('button', { name: 'Test again' }).click();
    expect(await verdicts(ada.page)).toMatchObject({ Server: 'Works', Relay: 'Works' });
  },
);

journey('[DG1] a relay that is switched off is "Not set up"', async ({ browser }) => {
  const appDir = process.env['LECTERN_DIST'];
  const server = await startServer({ relay: false, ...(appDir === undefined ? {} : { appDir }) });
  const page = await browser.newPage();
  await page.goto(server.url);
  await page.getByRole('button', { name: 'Test connection' }).click();
  expect(await verdicts(page)).toMatchObject({ Server: 'Works', Relay: 'Not set up' });
  await expect(dialogOf(page).getByRole('listitem').last()).toContainText(
    'The relay is switched off on this server.',
  );
  await expect(total(page)).toContainText('by direct links');
  await page.close();
  await server.stop();
});

journey(
  '[DG2] [DG3] in a class: People tells the link, and the debug log has records, states, refusals and nobody’s name, class, key or address',
  async ({ people, server }) => {
    const ada = await people.come();
    await ada.teach('Secret Class', 'Ada Quine');
    const { link, code } = await ada.invitation();
    const ben = await people.come(link);
    await ben.join('Ben Tarski');
    await ben.isTogetherWith(1);
    await ben.page.getByRole('tab', { name: 'People' }).click();
    const owner = ben.page.getByRole('list', { name: 'People' }).getByRole('listitem').first();
    await expect(owner).toContainText(/Linked directly, \d+ ms/);

    await ben.page.getByRole('button', { name: 'Test connection' }).last().click();
    await verdicts(ben.page);
    await expect(dialogOf(ben.page).getByRole('listitem').nth(2)).toContainText(
      'links in this class: 1 direct, 0 through the server',
    );
    await dialogOf(ben.page).getByRole('combobox', { name: 'Detail' }).selectOption('Everything');
    const text = await saveLog(ben.page);

    const [head, ...records] = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(head).toMatchObject({
      lectern: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      browser: expect.stringContaining('Chrome'),
      level: 'debug',
      dropped: 0,
      refused: expect.any(Object),
      class: {
        standing: 'member',
        role: 'student',
        members: 2,
        connection: { kind: 'connected', people: 1 },
        links: [{ path: 'direct', relation: 'parent', rttMs: expect.any(Number) }],
      },
    });
    const codes = records.map(({ code: one }) => one);
    expect(codes).toEqual(
      expect.arrayContaining(['class-opened', 'class-state', 'test-server', 'test-relay']),
    );
    expect(records.every(({ at, level }) => typeof at === 'string' && level !== undefined)).toBe(
      true,
    );
    const fragment = new URL(link).hash.slice(1);
    for (const secret of ['Ada', 'Quine', 'Ben', 'Tarski', 'Secret', code, fragment, server.url])
      expect(text).not.toContain(secret);
    expect(text).not.toMatch(/localhost|127\.0\.0\.1|\.local\b/);
    // Keys, ids and digests are long runs of base64url or hex; our own codes are small letters.
    for (const run of text.match(/[\w-]{22,}/g) ?? []) expect(run).toMatch(/^[a-z]+(-[a-z]+)+$/);
  },
);
