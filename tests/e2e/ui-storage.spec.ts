import { expect, test, type Page } from '@playwright/test';
import { commands, openState } from './ui-gallery/gallery-page.ts';
import { serveGallery, type Gallery } from './ui-gallery/serve-gallery.ts';

test.describe.configure({ mode: 'parallel' });

let gallery: Gallery;

test.beforeAll(async () => {
  gallery = await serveGallery();
});

test.afterAll(async () => {
  await gallery.stop();
});

/** Opens the dialog "Storage and backups" over the start screen, in one of its states. */
async function open(page: Page, state: string): Promise<string[]> {
  const complaints = await openState(gallery, page, `start-classes&storage=${state}`);
  await page.getByRole('button', { name: 'Storage and backups' }).first().click();
  await expect(page.getByRole('dialog', { name: 'Storage and backups' })).toBeVisible();
  return complaints;
}

test('[ST9] by the keyboard: a passphrase is typed once, and must be meant, then each button is one press', async ({
  page,
}) => {
  await open(page, 'fresh');
  const dialog = page.getByRole('dialog', { name: 'Storage and backups' });
  await dialog.getByRole('button', { name: 'Back up now' }).focus();
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('Use at least 8 characters.')).toBeVisible();
  await expect(dialog.getByLabel('Passphrase for backups')).toBeFocused();
  await page.keyboard.type('correct horse');
  await dialog.getByRole('button', { name: 'Choose a folder for backups' }).press('Enter');
  await expect(dialog.getByText('The two are not the same.')).toBeVisible();
  await page.keyboard.type('correct horse');
  await dialog.getByRole('button', { name: 'Choose a folder for backups' }).press('Enter');
  await dialog.getByRole('button', { name: 'Save everything as a zip' }).press('Enter');
  await dialog.getByRole('button', { name: 'Ask the browser to keep it' }).press('Enter');
  await dialog.getByRole('button', { name: 'Remove Python’s stored packages' }).press('Enter');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  expect(await commands(page)).toEqual([
    ['chooseFolder', 'correct horse'],
    ['saveZip'],
    ['askToKeep'],
    ['removePython'],
  ]);
  await open(page, 'kept');
  await dialog.getByRole('button', { name: 'Back up now' }).press('Enter');
  await dialog.getByRole('button', { name: 'Stop automatic backups' }).press('Enter');
  expect(await commands(page)).toEqual([['backUp', null], ['forgetFolder']]);
});

test('[ST8] the note says one thing, takes no focus, and goes for today', async ({ page }) => {
  await openState(gallery, page, 'start-classes&storage=paused');
  const note = page.getByRole('region', { name: 'About your storage' });
  await expect(note).toContainText('Backups are paused: allow the folder again.');
  await expect(page.locator('body')).toBeFocused();
  await note.getByRole('button', { name: 'Allow the folder again' }).click();
  await note.getByRole('button', { name: 'Not today' }).click();
  await expect(note).toHaveCount(0);
  expect(await commands(page)).toEqual([['resume', null], ['dismiss']]);
});
