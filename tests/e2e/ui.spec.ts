import { expect, test, type Page } from '@playwright/test';
import { commands, openState } from './ui-gallery/gallery-page.ts';
import { serveGallery, type Gallery } from './ui-gallery/serve-gallery.ts';

// By far the most tests of one file: one worker alone would be at them when all others are done.
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

test('a device is taken off, and another linked', async ({ page }) => {
  const complaints = await open(page, 'teacher-devices&tab=people');
  await page.getByRole('button', { name: 'Devices of Ben' }).click();
  await page.getByRole('button', { name: 'Take off: Device 2' }).click();
  await page.getByRole('button', { name: 'Take off for ever' }).click();
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'New device of Dana?' }).click();
  await page.getByRole('button', { name: 'Link device' }).click();
  expect(await commands(page)).toEqual([
    ['loseDevice', 'Ben’s laptop'],
    ['linkDevice', 'Dana', 'Dana 2'],
  ]);
  expect(complaints).toEqual([]);
});

test('a class is started from the keyboard alone', async ({ page }) => {
  await open(page, 'start-first');
  await expect(page.getByRole('heading', { name: 'Lectern', level: 1 })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Teach a class', exact: true })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Class name' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Give the class a name.')).toBeVisible();
  await page.keyboard.type('  Python 101 ');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('textbox', { name: 'Your name' })).toBeFocused();
  await page.keyboard.type('Ms Novak');
  await page.keyboard.press('Enter');
  await expect.poll(() => commands(page)).toEqual([['teach', 'Python 101', 'Ms Novak']]);
  // Whoever leaves the class again finds the beginning, not the filled-in form.
  await expect(page.getByRole('button', { name: 'Teach a class', exact: true })).toBeVisible();
});

test('a class is joined by a link that stands in the form already', async ({ page }) => {
  await open(page, 'start-invited');
  await expect(page.getByRole('heading', { name: 'Join “Python 101”' })).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Class link or code' })).toHaveValue(
    /^https:\/\/lectern\.example\//,
  );
  await expect(page.getByRole('textbox', { name: 'Your name' })).toBeFocused();
  await page.keyboard.type('Ana');
  await page.getByRole('button', { name: 'Join', exact: true }).click();
  await expect.poll(async () => (await commands(page))[0]?.[0]).toBe('join');
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Join a class', exact: true })).toBeVisible();
});

test('while a command runs the start screen says so and starts no other', async ({ page }) => {
  await open(page, 'start-joining');
  await expect(page.getByRole('status')).toHaveText('Joining the class…');
  await page.getByRole('textbox', { name: 'Your name' }).fill('Ana');
  await page.getByRole('textbox', { name: 'Your name' }).press('Enter');
  expect(await commands(page)).toEqual([]);
});

test('a problem interrupts in words, beside the form that it belongs to', async ({ page }) => {
  await open(page, 'start-wrong-code');
  await expect(page.getByRole('alert')).toContainText('No class answers to this code.');
  await expect(page.getByRole('alert')).toContainText('Check the six characters.');
});

test('one click continues a class; forgetting asks first and names what is lost', async ({
  page,
}) => {
  await page.clock.setFixedTime(new Date('2026-03-04T12:00:00')); // "2 hours ago" is today
  await open(page, 'start-classes');
  const list = page.getByRole('list', { name: 'Your classes' });
  await expect(list.getByRole('listitem')).toHaveCount(3);
  await expect(list.getByRole('listitem').first()).toContainText('Owner · opened 2 hours ago');
  await list.getByRole('button', { name: 'Forget' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Forget this class?' });
  await expect(dialog).toContainText('recovery file');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  expect(await commands(page)).toEqual([]);
  await list.getByRole('button', { name: 'Forget' }).first().click();
  await dialog.getByRole('button', { name: 'Forget class' }).click();
  await expect(list.getByRole('listitem')).toHaveCount(2);
  await list.getByRole('button', { name: 'Continue Data science club' }).click();
  expect(await commands(page)).toEqual([
    ['forget', 'Python, year 9'],
    ['resume', 'Data science club'],
  ]);
});

test('a class that another tab holds can be used here', async ({ page }) => {
  await open(page, 'start-problem');
  await page.getByRole('alert').getByRole('button', { name: 'Use here' }).click();
  expect(await commands(page)).toEqual([['takeOver', 'Algorithms']]);
});

test('names with markup are text, cut to their place', async ({ page }) => {
  const complaints = await open(page, 'start-hostile');
  await expect(page.getByRole('list', { name: 'Your classes' })).toContainText('<b>Bobby</b>');
  await open(page, 'hostile&tab=people');
  await expect(page.getByRole('list', { name: 'People' })).toContainText('<b>Bobby</b>');
  await expect(page.locator('img')).toHaveCount(0);
  await expect(page.locator('b')).toHaveCount(0);
  expect(complaints).toEqual([]);
});

test('the class bar names class, role and connection', async ({ page }) => {
  await open(page, 'student');
  const bar = page.getByRole('region', { name: 'Class', exact: true });
  await expect(bar).toContainText('Python, year 9');
  await expect(bar).toContainText('Student');
  await expect(bar.getByRole('status')).toHaveText('Connected · 3 people');
  await expect(bar.getByRole('button', { name: 'End lesson' })).toHaveCount(0);
  await bar.getByRole('button', { name: 'Leave class' }).click();
  await expect.poll(() => commands(page)).toEqual([['leave']]);
});

test('who was removed sees no sign of being connected', async ({ page }) => {
  await open(page, 'removed');
  const status = page.getByRole('region', { name: 'Class', exact: true }).getByRole('status');
  await expect(status).toHaveText('Removed from this class');
  await expect(status).toHaveClass('status outside');
  await expect(status).toHaveAttribute('title', 'Removed from this class');
});

test('the bar keeps its names where there is no room for labels', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, 'teacher&tab=none');
  for (const name of ['Invite', 'End lesson', 'Leave class', 'Show panel']) {
    await expect(page.getByRole('button', { name })).toBeVisible();
  }
  const height = await page
    .locator('lectern-class-bar')
    .evaluate((bar) => bar.getBoundingClientRect().height);
  expect(height).toBeLessThanOrEqual(42);
});

test('the invitation shows link, code, QR code and safety words, and copies the link', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page, 'teacher');
  await page.getByRole('button', { name: 'Invite' }).click();
  const dialog = page.getByRole('dialog', { name: 'Invite' });
  await expect(dialog.getByRole('textbox', { name: 'Class code' })).toHaveValue('K7Q3MP');
  await expect(dialog.getByRole('img', { name: 'QR code of the class link' })).toBeVisible();
  await expect(dialog).toContainText('anchor · violin · meadow · copper · lantern');
  const link = await dialog.getByRole('textbox', { name: 'Class link' }).inputValue();
  await dialog.getByRole('button', { name: 'Copy link' }).click();
  await expect(dialog.getByText('Copied', { exact: true })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('button', { name: 'Invite' })).toBeFocused();
});

test('the invitation says why there is no code', async ({ page }) => {
  await open(page, 'teacher-ended');
  await page.getByRole('button', { name: 'Invite' }).click();
  await expect(page.getByRole('dialog')).toContainText(
    'The lesson has ended, so there is no code.',
  );
  await expect(page.getByRole('textbox', { name: 'Class code' })).toHaveCount(0);
  await open(page, 'teacher-no-server');
  await page.getByRole('button', { name: 'Invite' }).click();
  await expect(page.getByRole('dialog')).toContainText('cannot be reached');
});

test('the recovery file is made under a passphrase typed twice and downloaded', async ({
  page,
}) => {
  await open(page, 'teacher');
  await page.getByRole('button', { name: 'Invite' }).click();
  const first = page.getByRole('textbox', { name: 'Passphrase', exact: true });
  const again = page.getByRole('textbox', { name: 'Passphrase again' });
  const save = page.getByRole('button', { name: 'Save recovery file' });
  await first.fill('short');
  await save.click();
  await expect(page.getByText('Use at least 8 characters.')).toBeVisible();
  await expect(first).toBeFocused();
  await first.fill('long enough');
  await again.fill('something else');
  await save.click();
  await expect(page.getByText('The two passphrases differ.')).toBeVisible();
  expect(await commands(page)).toEqual([]);
  await again.fill('long enough');
  const downloading = page.waitForEvent('download');
  await again.press('Enter');
  expect((await downloading).suggestedFilename()).toBe('python-year-9.lectern-recovery.json');
  await expect(page.getByRole('button', { name: 'Download again' })).toBeVisible();
  expect(await commands(page)).toEqual([['recoveryFile', 'long enough']]);
});

test('ending a lesson asks once, closing the class for ever twice', async ({ page }) => {
  await open(page, 'teacher');
  await page.getByRole('button', { name: 'End lesson' }).click();
  await page
    .getByRole('dialog', { name: 'End lesson' })
    .getByRole('button', { name: 'End lesson' })
    .click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.getByRole('button', { name: 'End lesson' }).click();
  await page.getByRole('button', { name: 'Close class for ever…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Close class for ever' });
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await dialog.getByRole('button', { name: 'Close class for ever' }).click();
  expect(await commands(page)).toEqual([['endLesson'], ['closeClass']]);
});

test('the tabs follow the arrow keys and name what is new', async ({ page }) => {
  await open(page, 'student');
  const cells = page.getByRole('tab', { name: /^Shared cells, 2 new$/ });
  await expect(cells).toHaveAttribute('aria-selected', 'true');
  await cells.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('tab', { name: 'People' })).toBeFocused();
  await expect(page.getByRole('tabpanel', { name: 'People' })).toBeVisible();
  await expect(page.getByRole('list', { name: 'People' }).getByRole('listitem')).toHaveCount(5);
  await expect(
    page
      .getByRole('list', { name: 'People' })
      .getByRole('listitem')
      .filter({ hasText: 'Ana Kovač' }),
  ).toContainText('(you)');
  await page.keyboard.press('End');
  await expect(page.getByRole('tab', { name: 'Files' })).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('tab', { name: 'People' })).toBeFocused();
  await page.getByRole('button', { name: 'Hide panel' }).last().click();
  await expect(page.getByRole('tablist')).toBeHidden();
  await page.getByRole('button', { name: /^Show panel/ }).click();
  await expect(page.getByRole('tablist')).toBeVisible();
});

test('a preview shows the difference, marks the cell as looked at, and runs nothing', async ({
  page,
}) => {
  const complaints = await open(page, 'student');
  const item = page.getByRole('list', { name: 'Shared cells' }).getByRole('listitem').nth(1);
  await item.getByRole('button', { name: 'Preview' }).click();
  await expect(item.getByRole('textbox', { name: 'Difference' })).toContainText('total += number');
  await expect(item.getByRole('textbox', { name: 'Difference' })).toContainText('number * number');
  await expect(item).toContainText('The answer is 42');
  await expect(page.getByRole('tab', { name: /^Shared cells, 1 new$/ })).toBeVisible();
  await expect(page).not.toHaveTitle('broken out');
  await expect(item.locator('iframe')).toHaveAttribute('srcdoc', /Ana/);
  await expect(item.locator('iframe')).not.toHaveAttribute('srcdoc', /<script/);
  expect(await commands(page)).toEqual([['look', 'b']]);
  expect(complaints).toEqual([]);
  // Last, because looking into the frame makes the browser say that scripts are blocked there.
  await expect(item.frameLocator('iframe').getByText('Ana')).toBeVisible();
});

test('a sync over a person’s own change asks; each answer is passed on, Escape does nothing', async ({
  page,
}) => {
  await open(page, 'student');
  const sync = page
    .getByRole('list', { name: 'Shared cells' })
    .getByRole('listitem')
    .nth(1)
    .getByRole('button', { name: 'Sync' });
  const dialog = page.getByRole('dialog', { name: 'You changed this cell' });
  await sync.click();
  await expect(dialog.getByRole('textbox', { name: 'Result' })).toContainText('number * number');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(sync).toBeFocused();
  for (const name of ['Replace mine', 'Keep mine', 'Insert as new']) {
    await sync.click();
    await dialog.getByRole('button', { name }).click();
    await expect(dialog).toBeHidden();
  }
  const asked = ['sync', 'b'];
  expect(await commands(page)).toEqual([
    asked,
    ['answerSync', null],
    asked,
    ['answerSync', 'replace'],
    asked,
    ['answerSync', 'keep'],
    asked,
    ['answerSync', 'insert'],
  ]);
});

test('a copy of the newest version has nothing to sync', async ({ page }) => {
  await open(page, 'student');
  const item = page.getByRole('list', { name: 'Shared cells' }).getByRole('listitem').first();
  await expect(item).toContainText('In your notebook');
  await item.getByRole('button', { name: 'Sync' }).click({ force: true });
  expect(await commands(page)).toEqual([]);
});

test('a teacher withdraws from the same list', async ({ page }) => {
  await open(page, 'teacher');
  await page.getByRole('listitem').first().getByRole('button', { name: 'Withdraw' }).click();
  expect(await commands(page)).toEqual([['withdraw', 'a']]);
});

test('notices of thirty joining people are one, a sync can be undone, all go by themselves', async ({
  page,
}) => {
  await page.clock.install();
  await open(page, 'notices&tab=none');
  const notices = page.getByRole('status', { name: 'Notices' });
  await expect(notices).toContainText('Student 29 and 29 other people joined.');
  await expect(notices.getByRole('button', { name: 'Dismiss' })).toHaveCount(3);
  await notices.getByRole('button', { name: 'Undo' }).click();
  await expect(notices.getByRole('button', { name: 'Dismiss' })).toHaveCount(2);
  expect(await commands(page)).toEqual([['undoSync'], ['dismiss', 2]]);
  await notices.getByRole('button', { name: 'Dismiss' }).first().focus();
  await page.clock.runFor(20_000);
  await expect(notices.getByRole('button', { name: 'Dismiss' })).toHaveCount(2);
  await notices.getByRole('button', { name: 'Dismiss' }).first().blur();
  await page.mouse.move(5, 5);
  await expect(async () => {
    await page.clock.runFor(9_000);
    await expect(notices.getByRole('button', { name: 'Dismiss' })).toHaveCount(0, { timeout: 500 });
  }).toPass();
});

test('who waits is admitted one by one or all at once, or turned away, from the keyboard', async ({
  page,
}) => {
  await open(page, 'teacher-lobby&tab=people');
  await expect(page.getByRole('tab', { name: 'People, 3 waiting' })).toBeVisible();
  const lobby = page.getByRole('list', { name: /^Waiting to be let in/ });
  await expect(lobby.getByRole('listitem')).toHaveCount(3);
  await expect(lobby).toContainText('Another device of Ana Kovač, they say');
  const admit = lobby.getByRole('button', { name: 'Admit' });
  await admit.first().focus();
  await expect(admit.first()).toHaveAccessibleDescription('Emil Ferreira');
  await page.keyboard.press('Enter');
  await expect(lobby.getByRole('listitem')).toHaveCount(2);
  await expect(admit.first()).toBeFocused();
  await lobby.getByRole('button', { name: 'Refuse' }).first().click();
  await expect(lobby.getByRole('listitem')).toHaveCount(1);
  await expect(page.getByRole('button', { name: 'Admit all' })).toHaveCount(0);
  await open(page, 'teacher-lobby&tab=people');
  await page.getByRole('button', { name: 'Admit all' }).click();
  await expect(page.getByRole('tab', { name: 'People', exact: true })).toBeVisible();
  await page.getByText('Removed · 2').click();
  const removed = page.getByRole('list', { name: 'Removed' }).getByRole('listitem');
  await removed.first().getByRole('button', { name: 'Let in again' }).click();
  expect(await commands(page)).toEqual([['admitAll'], ['admit', 'Mallory']]);
});

test('a person’s role is changed by the keys of a menu; removing asks once and says what happens', async ({
  page,
}) => {
  await open(page, 'teacher&tab=people');
  const options = page.getByRole('button', { name: 'Options for Ben' });
  await options.focus();
  await page.keyboard.press('Enter');
  const student = page.getByRole('menuitemradio', { name: 'Student' });
  await expect(student).toBeFocused();
  await expect(student).toBeChecked();
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('menuitemradio', { name: 'Assistant' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menu')).toBeHidden();
  await expect(options).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Remove Ben?' });
  await expect(dialog).toContainText('The class link and the code are made new.');
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.keyboard.press('Escape');
  expect(await commands(page)).toEqual([['setRole', 'Ben', 'assistant']]);
  await options.click();
  await page.getByRole('menuitem', { name: 'Remove…' }).click();
  await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(options).toHaveCount(0);
  expect((await commands(page)).slice(1)).toEqual([['removePerson', 'Ben']]);
  // A key right after the choice, before the browser says that the menu closed, opens it again.
  const first = page.getByRole('button', { name: /^Options/ }).first();
  await first.press('ArrowDown');
  await expect(first).toHaveAttribute('aria-expanded', 'true');
  await first.evaluate((button) => {
    button.nextElementSibling?.querySelector<HTMLElement>('[aria-checked=true]')?.click();
    button.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }));
  });
  await expect(page.getByRole('menu')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toBeHidden();
  // Nobody has a menu for the owner, and a student for nobody.
  await expect(page.getByRole('button', { name: 'Options for Ms Novak' })).toHaveCount(0);
  await open(page, 'student&tab=people');
  await expect(page.getByRole('button', { name: /^Options/ })).toHaveCount(0);
});

test('two hundred people are listed, and each has their menu', async ({ page }) => {
  const complaints = await open(page, 'teacher-crowd&tab=people');
  const all = page.getByRole('list', { name: 'People' }).getByRole('listitem');
  await expect(all).toHaveCount(200);
  await expect(all.filter({ hasText: 'Same name as somebody else' })).toHaveCount(4);
  await page.getByRole('button', { name: 'Options for Student 191', exact: true }).press('Enter');
  await page.keyboard.press('End');
  await expect(page.getByRole('menuitem', { name: 'Remove…' })).toBeFocused();
  expect(complaints).toEqual([]);
});

test('the invitation says who can come in, makes a new link, and hides addresses', async ({
  page,
}) => {
  await open(page, 'teacher');
  await page.getByRole('button', { name: 'Invite' }).click();
  const dialog = page.getByRole('dialog', { name: 'Invite' });
  const doors = dialog.getByRole('group', { name: 'Who can come in' });
  await expect(doors.getByRole('radio', { name: 'Anyone with the link' })).toBeChecked();
  await doors.getByRole('radio', { name: 'I let people in' }).check();
  await doors.getByRole('radio', { name: 'Nobody new' }).check();
  await dialog.getByRole('button', { name: 'New link and code' }).click();
  await expect(dialog).toContainText('The link and the code are new.');
  await dialog
    .getByRole('checkbox', { name: 'Hide people’s network addresses from each other' })
    .check();
  expect(await commands(page)).toEqual([
    ['setDoor', 'lobby'],
    ['setDoor', 'shut'],
    ['renewLink'],
    ['setRelayOnly', true],
  ]);
  await open(page, 'student');
  await page.getByRole('button', { name: 'Invite' }).click();
  await expect(page.getByRole('radio')).toHaveCount(0);
});

test('who waits at the door sees that, and nothing else to press but leaving', async ({ page }) => {
  await open(page, 'waiting');
  await expect(page.getByRole('heading', { name: 'The teacher will let you in' })).toBeVisible();
  const bar = page.getByRole('region', { name: 'Class', exact: true });
  await expect(bar.getByRole('status')).toHaveText('Waiting to be let in');
  for (const name of ['Test connection', 'Your classes', 'Leave class'])
    await expect(bar.getByRole('button', { name })).toBeVisible();
  await expect(bar.getByRole('button')).toHaveCount(3);
});

test('of two versions of one change the owner says which one counts', async ({ page }) => {
  await open(page, 'teacher-fork&tab=people');
  const versions = page.getByRole('list', { name: 'Ben signed two versions of one change' });
  await expect(versions.getByRole('listitem').first()).toContainText('Counts now');
  const other = versions.getByRole('button', { name: 'Let this one count' });
  await expect(other).toHaveAccessibleDescription('print("another thing")');
  await other.click();
  await expect(versions).toHaveCount(0);
  expect(await commands(page)).toEqual([['decideFork', 'fork', 'high']]);
});

test('a teacher makes, changes and deletes a group from the keyboard', async ({ page }) => {
  await open(page, 'teacher&tab=people');
  await page.getByRole('button', { name: 'New group' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type('Table 3');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Change Table 3' }).press('Enter');
  await expect(page.getByRole('checkbox', { name: 'Ana Kovač' })).toBeChecked();
  await page.getByRole('button', { name: 'Delete group' }).press('Enter');
  await expect(page.getByRole('button', { name: 'Change Table 3' })).toHaveCount(0);
  expect(await commands(page)).toEqual([
    ['makeGroup', 'Table 3', ['Ana Kovač']],
    ['removeGroup', 'group-Table 3'],
  ]);
});

test('a teacher gives a name, blocks and unblocks', async ({ page }) => {
  await open(page, 'teacher&tab=people');
  await page.getByRole('button', { name: 'Options for Ben' }).press('Enter');
  await page.getByRole('menuitem', { name: 'Name…' }).press('Enter');
  await page.keyboard.type('Benedikt');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Options for Benedikt' }).press('Enter');
  await page.getByRole('menuitem', { name: 'Block…' }).press('Enter');
  await page
    .getByRole('dialog', { name: 'Block Benedikt?' })
    .getByRole('button', { name: 'Block' })
    .press('Enter');
  await page.getByText('Blocked · 1').click();
  await page
    .getByRole('list', { name: 'Blocked' })
    .getByRole('button', { name: 'Unblock' })
    .click();
  expect(await commands(page)).toEqual([
    ['giveName', 'Ben', 'Benedikt'],
    ['blockPerson', 'Ben'],
    ['unblockPerson', 'Ben'],
  ]);
});

test('a lesson is paused, its code renewed, and the way in leaves the screen with Escape', async ({
  page,
}) => {
  await open(page, 'teacher');
  await page.getByRole('button', { name: 'Invite' }).click();
  await page.getByRole('button', { name: 'New code' }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Project' }).press('Enter');
  const sheet = page.getByRole('dialog', { name: 'Project' });
  await expect(sheet.getByRole('group', { name: 'Class code' })).toHaveText('K7Q3MP');
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  await page.getByRole('button', { name: 'Pause lesson' }).click();
  await expect(page.getByRole('button', { name: 'Resume lesson' })).toBeVisible();
  await page.getByRole('button', { name: 'Your classes' }).press('Enter');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const said = await commands(page);
  expect(said.slice(0, 2)).toEqual([['renewCode'], ['pauseLesson']]);
  expect(said.at(-1)?.[0]).toBe('switchTo');
});

test('a roster is read from a file, and a student finds their name in it', async ({ page }) => {
  await open(page, 'teacher&tab=people');
  await page.getByRole('button', { name: 'Roster' }).click();
  await page.getByLabel('Roster file (CSV)').setInputFiles({
    name: 'roster.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('\ufeffName;ID;Group\r\n"Kovač; Ana";0017;A\r\n'),
  });
  await page.getByRole('button', { name: 'Take this roster' }).click();
  await page.getByRole('combobox', { name: 'Who is Kovač; Ana?' }).selectOption({ label: 'Ben' });
  const rows = [{ name: 'Kovač; Ana', number: '0017', group: 'A' }];
  expect(await commands(page)).toEqual([
    ['takeRoster', rows],
    ['placePerson', 'Kovač; Ana', 'Ben'],
  ]);
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download as CSV' }).click();
  expect((await saved).suggestedFilename()).toBe('roster.csv');
  await open(page, 'student-pick');
  const dialog = page.getByRole('dialog', { name: 'Who are you?' });
  await dialog.getByRole('textbox', { name: 'Search' }).fill('oka');
  await expect(dialog.getByRole('listitem')).toHaveCount(1);
  await dialog.getByRole('button', { name: 'Ben Okafor' }).press('Enter');
  await expect(dialog).toBeHidden();
  expect(await commands(page)).toEqual([['pickPlace', 'Ben Okafor']]);
});
