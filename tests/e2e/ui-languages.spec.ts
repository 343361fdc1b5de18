import { expect, test, type Page } from '@playwright/test';
import { openState, seriousViolations } from './ui-gallery/gallery-page.ts';
import { serveGallery, type Gallery } from './ui-gallery/serve-gallery.ts';

test.describe.configure({ mode: 'parallel' });

let gallery: Gallery;

test.beforeAll(async () => {
  gallery = await serveGallery();
});

test.afterAll(async () => {
  await gallery.stop();
});

const usual = ['start-classes', 'teacher', 'notices'];

const others = [
  'start-first',
  'start-problem',
  'start-invited',
  'start-lacks',
  'start-hostile',
  'student',
  'student&tab=people',
  'student-empty',
  'student-follow',
  'teacher-empty',
  'teacher-ended',
  'teacher-paused',
  'teacher-followed',
  'teacher-lobby&tab=people',
  'teacher-fork&tab=people',
  'teacher-roster&tab=people',
  'offline&tab=none',
  'hostile&tab=none',
  'closed',
  'waiting',
  'from-class',
];

/** What does not fit: the page itself, the start screen, or the words of a button. */
function overflows(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const visit = (root: ParentNode): void => {
      for (const element of root.querySelectorAll('*')) {
        // A mark on a corner stands out by a few pixels.
        const wide = element.scrollWidth > element.clientWidth + 4;
        const counts = element.matches('html, lectern-start, lectern-class-bar, lectern-panel');
        // One pixel: for screen readers, until it has the focus.
        const isButton = element.matches('button:not(.stretched)') && element.clientWidth > 1;
        if (wide && (counts || isButton))
          found.push(`${element.localName} ${isButton ? (element.textContent?.trim() ?? '') : ''}`);
        if (element.shadowRoot !== null) visit(element.shadowRoot);
      }
    };
    visit(document);
    return found;
  });
}

for (const [locale, dir] of [
  ['ar', 'rtl'],
  ['fr', 'ltr'],
] as const) {
  test.describe(`in ${locale}`, () => {
    test.use({ locale });
    for (const state of [...usual, ...others]) {
      const when = locale === 'ar' && usual.includes(state) ? '' : ' @long';
      test(`${state} reads from the right side, nothing is cut, and axe finds nothing serious${when}`, async ({
        page,
      }) => {
        const complaints: string[] = [];
        for (const [width, height] of [
          [390, 844],
          [1366, 768],
        ] as const) {
          await page.setViewportSize({ width, height });
          complaints.push(...(await openState(gallery, page, state)));
          await expect(page.locator('body')).toHaveAttribute('dir', dir);
          await expect(page.locator('html')).toHaveAttribute('lang', locale);
          await page.evaluate(() => document.fonts.ready);
          const shots = process.env['SHOTS'];
          if (shots !== undefined)
            await page.screenshot({ path: `${shots}/${locale}-${state}-${width}.png` });
          expect(await overflows(page)).toEqual([]);
        }
        expect(await seriousViolations(page)).toEqual([]);
        expect(complaints).toEqual([]);
      });
    }
  });
}
