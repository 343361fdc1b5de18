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

test('three hundred shared cells: what is out of sight is not laid out, and a search finds one', async ({
  page,
}) => {
  const complaints = await openState(gallery, page, 'student-many');
  const items = page.getByRole('list', { name: 'Shared cells' }).getByRole('listitem');
  await expect(items).toHaveCount(300);
  await expect(page.getByRole('heading', { level: 2 })).toHaveCount(10);
  const cells = page.locator('lectern-shared-cell');
  const laidOut = await cells.evaluateAll(
    (all) => all.filter((item) => item.checkVisibility({ contentVisibilityAuto: true })).length,
  );
  expect(laidOut).toBeLessThan(100);
  await page.getByRole('searchbox').fill('number 299');
  await expect(items).toHaveCount(1);
  await expect(items).toContainText('Cell 30 Lesson 10');
  expect(complaints).toEqual([]);
});

test('Escape turns away from a merge, and nothing changes', async ({ page }) => {
  const { dialog } = await openMerge(page);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  expect((await commands(page)).slice(-1)).toEqual([['answerSync', null]]);
});

test('the list is parted by notebook and group, searched, and synced at once', async ({ page }) => {
  const complaints = await openState(gallery, page, 'student');
  const items = page.getByRole('list', { name: 'Shared cells' }).getByRole('listitem');
  await expect(items).toHaveCount(5);
  await expect(page.getByRole('heading', { level: 2, name: 'Loops.ipynb' })).toHaveCount(3);
  await expect(items.nth(2)).toContainText('For Red');
  await page.getByRole('searchbox', { name: 'Search shared cells' }).fill('random guess');
  await expect(items).toHaveCount(1);
  await expect(items).toContainText('Cell 3');
  await page.getByRole('searchbox').fill('nothing like it');
  await expect(items).toHaveCount(0);
  await expect(page.getByText('No shared cell matches.').last()).toBeVisible();
  await page.getByRole('searchbox').fill('');
  await page.getByRole('button', { name: 'Sync all new' }).click();
  await page.getByRole('button', { name: 'More ways to sync' }).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect
    .poll(() => commands(page))
    .toEqual([
      ['syncAll', 'replace'],
      ['takeIntoNotebook', ['a', 'b', 'c', 'd', 'e']],
    ]);
  expect(complaints).toEqual([]);
});

test('the pointer or the focus on a cell shows its preview beside the list, Escape hides it', async ({
  page,
}) => {
  const complaints = await openState(gallery, page, 'student');
  const card = page.locator('lectern-hover-card [popover]');
  const item = page.getByRole('list', { name: 'Shared cells' }).getByRole('listitem').nth(1);
  await item.hover();
  await expect(card).toBeVisible();
  await expect(card).toContainText('number * number');
  await expect(card).toContainText('The answer is 42');
  const box = await card.boundingBox();
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(768);
  await card.hover();
  await expect(card).toBeVisible();
  await page.mouse.move(2, 760);
  await expect(card).toBeHidden();
  await page.getByRole('button', { name: /^Options for Cell 1/ }).focus();
  await page.keyboard.press('Tab');
  await expect(item.getByRole('button', { name: 'Preview' })).toBeFocused();
  await expect(card).toBeVisible();
  expect(await seriousViolations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(card).toBeHidden();
  expect((await commands(page)).filter(([name]) => name === 'look')).toEqual([]);
  expect(complaints).toEqual([]);
});

test('a copy in a closed notebook: open it, insert a further one, or turn away', async ({
  page,
}) => {
  const complaints = await openState(gallery, page, 'student-closed');
  const sync = page.getByRole('button', { name: 'Sync', exact: true }).nth(2);
  const dialog = page.getByRole('dialog', { name: 'Your copy is in a closed notebook' });
  await sync.click();
  await expect(dialog).toContainText('You took this cell into “Monday”, which is closed.');
  expect(await seriousViolations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Open and sync' }).click();
  await expect(dialog).toBeHidden();
  await expect(sync).toBeFocused();
  await sync.click();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  expect((await commands(page)).filter(([name]) => name === 'answerSync')).toEqual([
    ['answerSync', 'open'],
    ['answerSync', null],
  ]);
  expect(complaints).toEqual([]);
});

test('a preview says what changed since the person last looked', async ({ page }) => {
  const complaints = await openState(gallery, page, 'student');
  const item = page.getByRole('list', { name: 'Shared cells' }).getByRole('listitem').nth(2);
  await item.getByRole('button', { name: 'Preview' }).click();
  const since = item.getByRole('button', { name: 'What changed since I last looked' });
  await expect(since).toHaveAttribute('aria-pressed', 'true');
  await expect(item.getByRole('textbox', { name: /^Difference/ })).toContainText('random.random');
  expect(await seriousViolations(page)).toEqual([]);
  await item.getByRole('button', { name: 'Whole cell' }).click();
  await expect(item.getByRole('group', { name: 'Source' })).toContainText('randint');
  expect(complaints).toEqual([]);
});
