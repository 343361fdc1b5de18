import { test, type Browser, type Page } from '@playwright/test';
import { fileURLToPath } from 'node:url';
import { ClassroomPage } from '../support/classroom-page.ts';
import { startServer } from '../support/start-server.ts';

// The pictures of docs/pictures, made from the running product: PICTURES=1 npx playwright test pictures

const FOLDER = fileURLToPath(new URL('../../docs/pictures/', import.meta.url));
const WIDE = { width: 1366, height: 768 };
const PHONE = { width: 390, height: 844 };

const LESSON = `# How fast does an investment double?
rates = [1, 2, 3, 5, 8]
for rate in rates:
    years = 72 / rate
    print(f"{rate} % a year: about {years:.0f} years")`;

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the screens in ${colorScheme}`, async ({ browser }) => {
    test.setTimeout(180_000);
    const server = await startServer();
    const shoot = async (person: ClassroomPage, name: string) => {
      await person.page.evaluate(() => document.fonts.ready);
      await person.page.screenshot({
        path: `${FOLDER}${name}-${colorScheme}.png`,
        animations: 'disabled',
      });
    };
    const open = (url: string, viewport = WIDE) => openAs(browser, url, colorScheme, viewport);

    const teacher = await open(server.url);
    await teacher.page.getByRole('button', { name: 'Teach a class' }).waitFor();
    await shoot(teacher, 'start');
    const phone = await open(server.url, PHONE);
    await phone.page.getByRole('button', { name: 'Teach a class' }).waitFor();
    await shoot(phone, 'start-phone');
    await phone.page.getByRole('button', { name: 'Test connection' }).click();
    await tested(phone.page);
    await shoot(phone, 'connection-phone');
    await phone.close();

    await teacher.teach('Python for Economists', 'Ada Ndiaye');
    await teacher.cells.first().waitFor();
    await teacher.type(teacher.cells.first(), LESSON);
    await teacher.run(teacher.cells.first(), '72 years');
    await teacher.page.getByRole('button', { name: 'Share cell', exact: true }).click();
    await teacher.page.getByRole('button', { name: 'Invite' }).click();
    await teacher.page.getByRole('textbox', { name: 'Class code' }).waitFor();
    await shoot(teacher, 'invite');
    const link = await teacher.page.getByRole('textbox', { name: 'Class link' }).inputValue();
    await teacher.page.keyboard.press('Escape');

    const student = await open(link);
    await student.page.getByRole('textbox', { name: 'Your name' }).fill('Moussa');
    await shoot(student, 'join');
    await student.join('Moussa');
    const other = await open(link, PHONE);
    await other.join('Fatou');
    await student.sharedCells.first().waitFor();
    await student.sharedCells.first().getByRole('button', { name: 'Preview' }).click();
    await student.page.locator('.cm-mergeView, .cm-content, pre').first().waitFor();
    await shoot(student, 'student');
    await student.sharedCells.first().getByRole('button', { name: 'Sync' }).click();
    const copy = student.cells.filter({ hasText: 'rates' });
    await student.run(copy, '72 years');
    await student.type(copy, LESSON.replace('[1, 2, 3, 5, 8]', '[4, 6]'));
    await teacher.type(teacher.cells.first(), LESSON.replace('8]', '8, 12]'));
    await teacher.run(teacher.cells.first(), '6 years');
    await student.sharedCells
      .first()
      .getByText('Version 2')
      .or(student.sharedCells.first().getByText('Newer'))
      .first()
      .waitFor();
    await student.sharedCells.first().getByRole('button', { name: 'Sync' }).click();
    await student.page.getByRole('textbox', { name: 'Result' }).waitFor();
    await shoot(student, 'conflict');
    await student.page.getByRole('button', { name: 'Keep mine' }).click();
    await teacher.page.getByRole('tab', { name: 'People' }).click();
    await shoot(teacher, 'teacher');
    await teacher.pressLetFollow();
    await student.followTheTeacher();
    await student.mirrorCells.getByText('72 years').waitFor();
    await shoot(student, 'follow');
    await teacher.page.getByRole('button', { name: 'Project', exact: true }).click();
    await teacher.page.getByRole('dialog', { name: 'Project' }).waitFor();
    await shoot(teacher, 'project');
    await teacher.page.keyboard.press('Escape');
    await teacher.page.getByRole('button', { name: 'Test connection' }).first().click();
    await tested(teacher.page);
    await shoot(teacher, 'connection');
    await teacher.page.keyboard.press('Escape');
    await other.sharedCells.first().or(other.cells.first()).first().waitFor();
    await shoot(other, 'student-phone');
    for (const person of [teacher, student, other]) await person.close();

    const shared = await open(server.url);
    await shared.page.getByRole('switch', { name: 'This is a shared computer' }).click();
    await shared.page.getByRole('button', { name: 'Share this computer' }).click();
    for (const name of ['Fatou', 'Moussa']) {
      const isNew = shared.page.getByRole('button', { name: 'I am new here' });
      await shared.page.getByLabel('Your name').or(isNew).first().waitFor();
      if (await isNew.isVisible()) await isNew.click();
      await shared.page.getByLabel('Your name').fill(name);
      await shared.page.getByRole('button', { name: 'Begin' }).click();
      await shared.page.getByRole('button', { name: 'Done for today' }).click();
      await shared.page.getByRole('heading', { name: 'Who are you?' }).waitFor();
    }
    await shoot(shared, 'computer');
    await shared.close();
    await server.stop();
  });
}

/** Waits until the dialog "Test connection" is through. */
async function tested(page: Page): Promise<void> {
  await page.locator('[aria-label="Results"][aria-busy="false"]').waitFor({ timeout: 40_000 });
}

async function openAs(
  browser: Browser,
  url: string,
  colorScheme: 'light' | 'dark',
  viewport: { readonly width: number; readonly height: number },
): Promise<ClassroomPage> {
  const context = await browser.newContext({ viewport, colorScheme });
  const person = new ClassroomPage(await context.newPage(), url);
  await person.page.goto(url);
  return person;
}
