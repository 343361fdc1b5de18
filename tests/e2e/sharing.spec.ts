import { expect } from '@playwright/test';
import type { ClassroomPage } from '../support/classroom-page.ts';
import { journey, type People } from '../support/journey.ts';

/** A PNG of two pixels by one. */
const PICTURE =
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAADUlEQVR4nGP4zwAE/wEHAAH/4iOeWQAAAABJRU5ErkJggg==';

/** Ada teaches; Ben is there. */
async function adaAndBen(people: People): Promise<[ClassroomPage, ClassroomPage]> {
  const ada = await people.come();
  await ada.teach('Python 101', 'Ada');
  const { link } = await ada.invitation();
  const ben = await people.come(link);
  await ben.join('Ben');
  await ben.isTogetherWith(1);
  return [ada, ben];
}

const shown = (student: ClassroomPage) => student.sharedCells.locator('pre');

journey(
  'a teacher shares a selection, then all, and withdraws all; the notebook shows it',
  async ({ people }) => {
    const [ada, ben] = await adaAndBen(people);
    await ada.type(ada.cells.first(), 'first = 1');
    const second = await ada.addCell('second = 2');
    await ada.addCell('## Third', 'M');

    await journey.step(
      'two cells are selected by the keyboard and shared by two keys',
      async () => {
        await ada.activate(second);
        await ada.page.keyboard.press('Escape');
        await ada.page.keyboard.press('Shift+ArrowUp');
        await ada.page.keyboard.press('s');
        await ada.page.keyboard.press('s');
        await expect(ben.sharedCells).toHaveCount(2);
        await expect(ada.sharedMark(second)).toHaveAccessibleName('Shared with everybody');
      },
    );

    await journey.step('all are shared, in the order of the notebook', async () => {
      await ada.chooseShare('Share all cells');
      await expect(ben.sharedCells).toHaveCount(3);
      await expect(shown(ben)).toHaveText([/first = 1/, /second = 2/, /## Third/]);
    });

    await journey.step('a cell that changed shows that it differs', async () => {
      await ada.type(second, 'second = 22');
      await expect(ada.sharedMark(second)).toHaveAccessibleName(
        'Shared with everybody, changed since',
      );
      await ada.chooseShare('Share all cells');
      await expect(shown(ben).nth(1)).toHaveText(/second = 22/);
    });

    await journey.step('a deleted cell is withdrawn, and Undo shares it again', async () => {
      await ada.activate(second);
      await ada.page.keyboard.press('Escape');
      const told = ada.isTold('You deleted a shared cell, so it was withdrawn.');
      await ada.page.keyboard.press('d');
      await ada.page.keyboard.press('d');
      await told;
      await expect(ben.sharedCells).toHaveCount(2);
      await ada.page.keyboard.press('z');
      await expect(ben.sharedCells).toHaveCount(3);
    });

    await journey.step('the notebook knows what it shared when it is opened again', async () => {
      await ada.hasSaved();
      await ada.reload();
      await expect(ada.sharedMark(ada.cells.nth(1))).toHaveAccessibleName('Shared with everybody');
    });

    await journey.step(
      'the menu of the toolbar gives the focus back, however quickly it is left',
      async () => {
        const button = ada.page.getByRole('button', { name: 'Share cells' });
        const menu = ada.page.locator('.lm-Menu');
        for (const open of ['click', 'Enter', 'ArrowDown'] as const) {
          if (open === 'click') {
            // From the class panel, so that JupyterLab has a notebook to bring to the front.
            await ada.page.getByRole('tab', { name: /^Shared cells/ }).click();
            await button.click();
          } else await ada.page.keyboard.press(open);
          await expect(menu).toBeFocused();
          await ada.page.keyboard.press('Escape');
          await expect(menu).toHaveCount(0);
          await expect(button).toBeFocused();
        }
      },
    );

    await journey.step('all are withdrawn, after a question', async () => {
      await ada.activate(ada.cells.first());
      await ada.chooseShare('Withdraw all cells…');
      await ada.page.getByRole('dialog').getByRole('button', { name: 'Withdraw all' }).click();
      await expect(ben.sharedCells).toHaveCount(0);
      await expect(ada.page.locator('.lectern-ShareMark')).toHaveCount(0);
    });
  },
);

journey('a teacher shares without outputs, not on a run, and live @long', async ({ people }) => {
  // JupyterLab puts a markdown cell onto the page before it puts the attachment's data into it.
  people.allow(/attachment:[\w-]+\.png/);
  const [ada, ben] = await adaAndBen(people);
  const cell = ada.cells.first();
  await ada.type(cell, 'print(6*7)');
  await ada.run(cell, '42');

  await journey.step('without outputs, the answer stays with the teacher', async () => {
    await ada.chooseSharing(cell, 'With outputs');
    await ada.pressShare(cell);
    const preview = await ben.openPreview(ben.sharedCells.first());
    await expect(preview).toContainText('print(6*7)');
    await expect(preview).not.toContainText('42');
    await ben.closePreview(ben.sharedCells.first());
  });

  await journey.step('without "Share on run", a run tells nothing', async () => {
    await ada.chooseSharing(cell, 'Share on run');
    await ada.type(cell, 'print(6*8)');
    await ada.run(cell, '48');
    await expect(cell.getByRole('button', { name: 'Share now' })).toBeVisible();
    await expect(shown(ben)).toHaveText([/print\(6\*7\)/]);
  });

  await journey.step('live, every pause in typing is a version', async () => {
    await ada.chooseSharing(cell, 'Live');
    await expect(shown(ben)).toHaveText([/print\(6\*8\)/]);
    await expect(ada.sharedMark(cell)).toHaveAccessibleName('Shared live with everybody');
    await ada.activate(cell);
    await ada.page.keyboard.press('Control+End');
    await ada.page.keyboard.type('  # soon');
    await expect(shown(ben)).toHaveText([/print\(6\*8\) {2}# soon/]);
  });

  await journey.step('a picture in a text, and a raw cell, arrive as they are', async () => {
    await ada.pastePicture(await ada.addCell('Look: ', 'M'), PICTURE);
    await ada.addCell('raw, kept', 'R');
    await ada.chooseShare('Share all cells');
    await expect(ben.sharedCells).toHaveCount(3);
    await ben.syncAll();
    await expect(ben.page.locator('.jp-RawCell')).toContainText('raw, kept');
    const text = ben.page.locator('.jp-MarkdownCell');
    await expect(text.getByRole('img')).toHaveJSProperty('naturalWidth', 2);
    await expect(ben.sharedCells.filter({ hasText: 'In your notebook' })).toHaveCount(3);
  });
});

journey(
  'a teacher hands out a notebook and a module; a student gets both @long',
  async ({ people }) => {
    const [ada, ben] = await adaAndBen(people);
    await ada.type(ada.cells.first(), 'print(6*7)');
    await ada.pressShare(ada.cells.first());
    await ada.hasSaved();

    await journey.step('the student is told, and gets the files beside the own ones', async () => {
      await ada.handOut({ name: 'helpers.py', text: 'answer = 42\n' });
      await ada.handOut('Notebook.ipynb');
      await ben.openFiles();
      await expect(ben.file('helpers.py')).toContainText('from Ada');
      await ben.getFile('helpers.py');
      await expect(ben.page.getByRole('tab', { name: 'helpers.py' })).toBeVisible();
      await ben.getFile('Notebook.ipynb');
      await expect(ben.file('Notebook.ipynb')).toContainText('Notebook (2).ipynb');
      await ben.hasCells('print(6*7)');
      await ben.run(ben.cells.first(), '42');
    });

    await journey.step('its cells know their class', async () => {
      await ben.openCells();
      await expect(ben.sharedCells.first()).toContainText('In your notebook');
      await ada.type(ada.cells.first(), 'print(43)');
      await ada.page.getByRole('button', { name: 'Share now' }).click();
      await expect(ben.sharedCells.first()).toContainText('Newer version');
    });

    await journey.step(
      'a newer version of the module is told, and does not overwrite',
      async () => {
        await ada.handOut({ name: 'helpers.py', text: 'answer = 43\n' });
        await ben.openFiles();
        await expect(ben.file('helpers.py')).toContainText('Newer version');
        await ben.getFile('helpers.py');
        await expect(ben.file('helpers.py')).toContainText('helpers (2).py');
      },
    );

    await journey.step('taken back, it leaves the list of who has none', async () => {
      await ada.file('helpers.py').getByRole('button', { name: 'Withdraw' }).click();
      await expect(ada.file('helpers.py')).toHaveCount(0);
      await expect(ben.file('helpers.py')).toContainText('Withdrawn');
    });
  },
);

journey('a teacher announces something, and takes it back', async ({ people }) => {
  const [ada, ben] = await adaAndBen(people);
  const told = ben.isTold('Ada: Break until 10:40');
  await ada.announce('Break until 10:40');
  await told;
  await ben.openAnnouncements();
  await expect(ben.announcements).toContainText(['Break until 10:40']);
  await ada.announcements.first().getByRole('button', { name: 'Take back' }).click();
  await expect(ben.announcements).toHaveCount(0);
});

journey(
  'a teacher shares cells and a file with a group: the others see nothing of it @long',
  async ({ people }) => {
    const [ada, ben] = await adaAndBen(people);
    const { link } = await ada.invitation();
    const cleo = await people.come(link);
    await cleo.join('Cleo');
    await ada.isTogetherWith(2);
    const cell = ada.cells.first();

    await journey.step('the group is made of one student', async () => {
      await ada.openPeople();
      await ada.page.getByRole('button', { name: 'New group' }).click();
      const dialog = ada.page.getByRole('dialog', { name: 'New group' });
      await dialog.getByRole('textbox', { name: 'Group name' }).fill('Red');
      await dialog.getByRole('checkbox', { name: 'Ben' }).check();
      await dialog.getByRole('button', { name: 'Save group' }).click();
      await expect(dialog).toBeHidden();
    });

    await journey.step('a cell goes to the group alone, and shows it', async () => {
      await ada.type(cell, 'print("red")');
      await ada.chooseSharing(cell, 'For Red');
      await ada.pressShare(cell);
      await expect(ada.sharedMark(cell)).toHaveAccessibleName('Shared with Red');
      await expect(shown(ben)).toHaveText([/print\("red"\)/]);
      await expect(cleo.sharedCells).toHaveCount(0);
    });

    await journey.step('so does a file', async () => {
      await ada.handOut({ name: 'red.py', text: 'red = True\n' }, 'Red');
      await ben.openFiles();
      await expect(ben.file('red.py')).toContainText('For Red');
      await ben.getFile('red.py');
      await cleo.openFiles();
      await expect(cleo.file('red.py')).toHaveCount(0);
    });

    await journey.step('then everybody gets the cell', async () => {
      await ada.chooseSharing(cell, 'For everybody');
      await cleo.openCells();
      await expect(shown(cleo)).toHaveText([/print\("red"\)/]);
      await expect(ada.sharedMark(cell)).toHaveAccessibleName('Shared with everybody');
    });
  },
);
