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

function open(page: Page, state: string): Promise<string[]> {
  return openState(gallery, page, state);
}

test('[SC2] a person is chosen by the keyboard, with the passphrase where there is one', async ({
  page,
}) => {
  await open(page, 'who');
  const list = page.getByRole('list', { name: 'People of this computer' });
  await list.getByRole('button', { name: 'Amal' }).focus();
  await page.keyboard.press('Enter');
  await list.getByRole('button', { name: 'Chen Li' }).focus();
  await page.keyboard.press('Enter');
  const passphrase = page.getByLabel('Passphrase');
  await expect(passphrase).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Enter your passphrase.')).toBeVisible();
  await page.keyboard.type('correct horse');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Forgot the passphrase?' }).click();
  await page.getByRole('button', { name: 'Remove this person' }).click();
  expect(await commands(page)).toEqual([
    ['choose', 'Amal', null],
    ['choose', 'Chen Li', 'correct horse'],
    ['removePerson', 'Chen Li'],
  ]);
});

test('[SC2] who is new gives a name; a passphrase is theirs to choose, and must be meant', async ({
  page,
}) => {
  await open(page, 'who-invited');
  await expect(page.getByText('You were invited to “Python 101”.')).toBeVisible();
  await page.getByRole('button', { name: 'I am new here' }).click();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Enter your name.')).toBeVisible();
  await page.getByLabel('Your name').fill('Dana');
  await page.getByLabel('Passphrase', { exact: true }).fill('short');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Use at least 8 characters, or none.')).toBeVisible();
  await page.getByLabel('Passphrase', { exact: true }).fill('correct horse');
  await page.keyboard.press('Enter');
  await expect(page.getByText('The two are not the same.')).toBeVisible();
  await page.getByLabel('Passphrase again').fill('correct horse');
  await page.keyboard.press('Enter');
  expect(await commands(page)).toEqual([['come', 'Dana', 'correct horse']]);
});

test('[SC1] the switch says what it does before it does it, and keeps several people from being mixed', async ({
  page,
}) => {
  await open(page, 'start-classes');
  const control = page.getByRole('switch', { name: 'This is a shared computer' });
  await expect(control).not.toBeChecked();
  await control.click();
  const dialog = page.getByRole('dialog', { name: 'Share this computer?' });
  await expect(dialog.getByLabel('Your name')).toHaveValue('Ms Novak');
  await dialog.getByLabel('Your name').fill('');
  await dialog.getByRole('button', { name: 'Share this computer' }).click();
  await expect(dialog.getByText('There are classes here')).toBeVisible();
  await dialog.getByLabel('Your name').fill('Ms Novak');
  await dialog.getByRole('button', { name: 'Share this computer' }).click();
  expect(await commands(page)).toEqual([['share', 'Ms Novak']]);
  await open(page, 'shared-start');
  await expect(control).toBeChecked();
  await control.click();
  await expect(page.getByRole('dialog')).toContainText('3 people have work here');
  await expect(page.getByRole('button', { name: 'Stop sharing' })).toHaveCount(0);
  await open(page, 'shared-alone');
  await control.click();
  await page.getByRole('button', { name: 'Stop sharing' }).click();
  expect(await commands(page)).toEqual([['unshare']]);
});

test('[SC4] nothing is removed before the saved file was read back, but where a person says so', async ({
  page,
}) => {
  await open(page, 'shared-start');
  await expect(page.getByRole('button', { name: 'Protect', exact: true })).toHaveCount(0);
  await page.getByRole('button', { name: 'Leave this computer' }).click();
  const dialog = page.getByRole('dialog', { name: 'Leave this computer' });
  await dialog.getByLabel('Passphrase', { exact: true }).fill('correct horse');
  await dialog.getByLabel('Passphrase again').fill('correct horse');
  const downloading = page.waitForEvent('download');
  await page.keyboard.press('Enter');
  expect((await downloading).suggestedFilename()).toBe('Amal.lectern-backup');
  const file = dialog.getByLabel('The saved file');
  const check = dialog.getByRole('button', { name: 'Check the file' });
  await check.click();
  await expect(dialog.getByText('Choose the file that was just saved.')).toBeVisible();
  const chosen = (text: string) => ({
    name: 'a.lectern-backup',
    mimeType: 'application/octet-stream',
    buffer: Buffer.from(text),
  });
  await file.setInputFiles(chosen('other'));
  await check.click();
  await expect(dialog.getByRole('alert')).toContainText('is another file than the one');
  await file.setInputFiles(chosen('packed'));
  await check.click();
  await dialog.getByRole('button', { name: 'Remove everything of mine' }).click();
  expect(await commands(page)).toEqual([
    ['pack', 'correct horse'],
    ['check', 5],
    ['check', 6],
    ['leaveComputer'],
  ]);
});

test('[SC3] a passphrase is set, changed and taken away for all that is a person’s here', async ({
  page,
}) => {
  await open(page, 'shared-start');
  await page.getByRole('button', { name: 'Protect with a passphrase' }).click();
  const protecting = page.getByRole('dialog', { name: 'Protect with a passphrase' });
  await protecting.getByLabel('Passphrase', { exact: true }).fill('correct horse');
  await protecting.getByLabel('Passphrase again').fill('correct horse');
  await page.keyboard.press('Enter');
  expect(await commands(page)).toEqual([['protectMe', 'correct horse']]);
  await open(page, 'shared-locked');
  await page
    .getByRole('region', { name: 'At this computer' })
    .getByRole('button', { name: 'Protected' })
    .click();
  await page.getByRole('button', { name: 'Change the passphrase…' }).click();
  const changing = page.getByRole('dialog', { name: 'Change the passphrase' });
  await changing.getByLabel('Passphrase', { exact: true }).fill('correct horse');
  await changing.getByLabel('New passphrase', { exact: true }).fill('battery staple');
  await changing.getByLabel('New passphrase again').fill('battery staple');
  await page.keyboard.press('Enter');
  await expect(changing).toBeHidden();
  expect(await commands(page)).toEqual([['changeMyPassphrase', 'correct horse', 'battery staple']]);
});
