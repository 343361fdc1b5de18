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

/** Opens the merge of the second cell, which the person and the teacher changed. */
async function openMerge(page: Page) {
  const complaints = await openState(gallery, page, 'student');
  await page
    .getByRole('list', { name: 'Shared cells' })
    .getByRole('listitem')
    .nth(1)
    .getByRole('button', { name: 'Sync' })
    .click();
  const dialog = page.getByRole('dialog', { name: 'You changed this cell' });
  const result = dialog.getByRole('textbox', { name: 'Result' });
  await expect(result).toContainText('number * number');
  return { complaints, dialog, result };
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme} colours`, () => {
    test.use({ colorScheme });

    test('axe finds nothing serious in a merge', async ({ page }) => {
      const { complaints } = await openMerge(page);
      expect(await seriousViolations(page)).toEqual([]);
      expect(complaints).toEqual([]);
    });
  });
}

test('a merge shows mine, before and theirs, and is chosen place by place with the keyboard alone', async ({
  page,
}) => {
  const { dialog, result, complaints } = await openMerge(page);
  const place = dialog.getByRole('radiogroup', { name: /^Place 1 of 1/ });
  await expect(place.getByRole('group', { name: 'Mine, place 1' })).toContainText(
    'number * number',
  );
  await expect(place.getByRole('group', { name: 'Before, place 1' })).toContainText('range(10)');
  await expect(place.getByRole('group', { name: 'Theirs, place 1' })).toContainText('add it up');
  await expect(dialog.getByRole('button', { name: 'Use result' })).toBeFocused();
  await place.getByRole('radio', { name: 'Mine' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(place.getByRole('radio', { name: 'Theirs' })).toBeChecked();
  await expect(result).not.toContainText('number * number');
  await expect(result).toContainText('add it up');
  await page.keyboard.press('ArrowRight');
  await expect(result).toContainText('number * number');
  await expect(result).toContainText('add it up');
  await page.keyboard.press('ArrowRight');
  await result.focus();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('# done');
  await expect(result).toContainText('# done');
  await page.keyboard.press('Control+z');
  await expect(result).not.toContainText('# done');
  await page.keyboard.press('Control+y');
  await expect(result).toContainText('# done');
  await dialog.getByRole('button', { name: 'Use result' }).press('Enter');
  await expect(dialog).toBeHidden();
  const [last] = (await commands(page)).slice(-1);
  expect(last).toEqual([
    'answerSync',
    {
      merged:
        'total = 0\nfor number in range(1, 11):\n    total = total + number * number\nprint("The sum is", total)\n# done',
    },
  ]);
  expect(complaints).toEqual([]);
});

test('Escape turns away from a merge, and nothing changes', async ({ page }) => {
  const { dialog } = await openMerge(page);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  expect((await commands(page)).slice(-1)).toEqual([['answerSync', null]]);
});

test('a merge fits a phone 320 pixels wide', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  const { dialog } = await openMerge(page);
  expect(await dialog.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
});
