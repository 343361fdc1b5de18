import { expect, type Page } from '@playwright/test';
import { journey } from '../support/journey.ts';
import { violationsIn } from './ui-gallery/gallery-page.ts';

/** How far the page could be moved sideways, in px. */
function sideways(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
}

journey(
  '[LA2] a class in French, as the browsers ask for: from the start screen to a notice',
  async ({ people, server }) => {
    const teacher = await people.come(server.url, 'fr-FR');
    await expect(teacher.page.locator('html')).toHaveAttribute('lang', 'fr');
    await teacher.page.getByRole('button', { name: 'Donner un cours' }).click();
    await teacher.page.getByRole('textbox', { name: 'Nom de la classe' }).fill('Boucles');
    await teacher.page.getByRole('textbox', { name: 'Votre nom' }).fill('Mme Petit');
    await teacher.page.getByRole('button', { name: 'Démarrer la classe' }).click();
    await teacher.page.getByRole('button', { name: 'Inviter' }).click();
    const link = await teacher.page
      .getByRole('textbox', { name: 'Lien de la classe' })
      .inputValue();
    await teacher.page.keyboard.press('Escape');

    const student = await people.come(link, 'fr-CA');
    await student.page.getByRole('textbox', { name: 'Votre nom' }).fill('Zoé');
    await student.page.getByRole('button', { name: 'Rejoindre', exact: true }).click();
    await expect(student.page.getByRole('region', { name: 'Classe', exact: true })).toContainText(
      'Élève',
    );
    const notices = teacher.page.getByRole('log', { name: 'Avis' });
    await expect(notices.or(teacher.page.locator('lectern-notices'))).toContainText(
      'Zoé a rejoint la classe.',
    );
  },
);

journey(
  '[LA1] [LA5] Arabic, chosen on the start screen: from right to left, kept, JupyterLab as it is',
  async ({ people, server }) => {
    const { page } = await people.come(server.url);
    await page.getByRole('combobox', { name: 'Language' }).selectOption({ label: 'العربية' });
    await expect(page.locator('body')).toHaveAttribute('dir', 'rtl');
    const chosen = page.getByRole('combobox', { name: 'اللغة' });
    await expect(chosen).toHaveValue('ar');
    for (const width of [390, 1366]) {
      await page.setViewportSize({ width, height: 768 });
      expect(await sideways(page)).toBe(0);
    }
    expect(await violationsIn(page, 'lectern-start')).toEqual([]);

    await page.getByRole('button', { name: 'درّس صفًا' }).click();
    await page.getByRole('textbox', { name: 'اسم الصف' }).fill('Python 9');
    await page.getByRole('textbox', { name: 'اسمك' }).fill('أحمد');
    await page.getByRole('button', { name: 'ابدأ الصف' }).click();
    const bar = page.getByRole('region', { name: 'الصف', exact: true });
    await expect(bar).toContainText('المالك');
    await expect(page.locator('#lab')).toHaveCSS('direction', 'ltr');
    await expect(page.locator('.jp-Notebook').first()).toBeVisible({ timeout: 60_000 });
    const menu = page.getByRole('menuitem', { name: 'File', exact: true });
    await menu.click();
    const opened = await page.locator('body > .lm-Menu').boundingBox();
    expect(opened?.x).toBe((await menu.boundingBox())?.x);
    await page.keyboard.press('Escape');
    for (const width of [390, 1366]) {
      await page.setViewportSize({ width, height: 768 });
      expect(await sideways(page)).toBe(0);
    }
    for (const part of ['lectern-class-bar', 'lectern-panel'])
      expect(await violationsIn(page, part)).toEqual([]);
    // The panel stands where a line ends: at the left.
    const panel = await page.locator('lectern-panel').boundingBox();
    expect(panel?.x).toBe(0);

    await page.reload();
    await expect(page.locator('html')).toHaveAttribute('lang', 'ar');
    await expect(bar).toContainText('المالك');
  },
);

journey(
  '[LA1] another language is chosen in a class: the same class comes back in it @long',
  async ({ people }) => {
    const teacher = await people.come();
    await teacher.teach('Loops', 'Ms Novak');
    await teacher.isComplete();
    await teacher.page.evaluate(() =>
      dispatchEvent(new CustomEvent('lectern-language', { detail: 'fr' })),
    );
    const bar = teacher.page.getByRole('region', { name: 'Classe', exact: true });
    await expect(bar).toContainText('Propriétaire');
    await expect(bar).toContainText('Loops');
  },
);
