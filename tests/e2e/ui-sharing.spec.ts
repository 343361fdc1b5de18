import { expect, test, type Page } from '@playwright/test';
import { commands, openState, seriousViolations } from './ui-gallery/gallery-page.ts';
import { serveGallery, type Gallery } from './ui-gallery/serve-gallery.ts';

let gallery: Gallery;

test.beforeAll(async () => {
  gallery = await serveGallery();
});

test.afterAll(async () => {
  await gallery.stop();
});

const open = (page: Page, state: string) => openState(gallery, page, state);

test('a teacher hands out and announces by the keyboard alone', async ({ page }) => {
  await open(page, 'teacher&tab=files');
  await page.getByRole('button', { name: 'Hand out…' }).focus();
  await page.keyboard.press('Enter');
  const file = page.getByRole('combobox', { name: 'File', exact: true });
  await expect(file).toHaveValue('Loops.ipynb');
  await file.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Hand out', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => commands(page)).toContainEqual(['handOut', 'helpers.py', null]);
  await page.getByText('Announcements · 2').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Break');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect.poll(() => commands(page)).toContainEqual(['announce', 'Break']);
});

test('a student sees what is new in Files by opening the tab, gets a file, stops one, opens one', async ({
  page,
}) => {
  await open(page, 'student');
  await page.getByRole('tab', { name: 'Files, 2 new' }).click();
  await expect(page.getByRole('tab', { name: 'Files', exact: true })).toBeVisible();
  const file = (name: string) =>
    page
      .getByRole('list', { name: 'Files' })
      .getByRole('listitem')
      .filter({ has: page.getByRole('heading', { name, exact: true }) });
  await file('Loops.ipynb').getByRole('button', { name: 'Get', exact: true }).click();
  await file('measurements.csv').getByRole('button', { name: 'Cancel' }).click();
  await file('Lists.ipynb').getByRole('button', { name: 'Open' }).click();
  await expect(file('old.py').getByRole('button', { name: /Get/ })).toHaveCount(0);
  expect(await commands(page)).toEqual(
    expect.arrayContaining([
      ['getFile', 'f2'],
      ['cancelFile', 'f3'],
      ['openFile', 'f1'],
    ]),
  );
});

test('[KE1] a teacher says what Python may do; a student reads it', async ({ page }) => {
  const complaints = await open(page, 'teacher');
  await page.getByText('Python in this class').focus();
  await page.keyboard.press('Enter');
  const network = page.getByRole('combobox', { name: 'Network' });
  await expect(network).toHaveValue('For packages only');
  expect(await seriousViolations(page)).toEqual([]);
  await network.selectOption('None');
  await page.getByRole('combobox', { name: 'A cell may run' }).selectOption('30 seconds');
  await page.getByRole('combobox', { name: 'Memory' }).selectOption('256 MB');
  expect((await commands(page)).filter(([name]) => name === 'setPythonRules')).toEqual([
    ['setPythonRules', { network: 'off', seconds: null, megabytes: 128 }],
    ['setPythonRules', { network: 'off', seconds: 30, megabytes: 128 }],
    ['setPythonRules', { network: 'off', seconds: 30, megabytes: 256 }],
  ]);
  expect(complaints).toEqual([]);
  await open(page, 'student-ruled');
  await expect(page.locator('lectern-python-rules')).toHaveText(
    'Python gets nothing from the internet in this class. A cell is stopped after 30 seconds.',
  );
});
