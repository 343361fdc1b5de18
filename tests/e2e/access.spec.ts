import { expect, test, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { dialogFlaws, focusFlaws } from './ui-gallery/judge-keyboard.ts';
import { layoutFlaws, movements, outOfReach } from './ui-gallery/judge-page.ts';
import { allViolations } from './ui-gallery/gallery-page.ts';
import { screens, type Screen } from './ui-gallery/screens.ts';
import { serveGallery, type Gallery } from './ui-gallery/serve-gallery.ts';
import { openScreen } from './ui-gallery/walk-screens.ts';
import { dialogsIn, elementsIn } from './ui-gallery/where-things-are.ts';

test.describe.configure({ mode: 'parallel' });

/** The languages that every screen is looked at in. */
const LANGUAGES: readonly string[] = ['en', 'ar'];
const SCHEMES = ['light', 'dark'] as const;
/** A school's notebook computer, a tablet upright, a phone. */
const SIZES = [
  { width: 1366, height: 768 },
  { width: 820, height: 1180 },
  { width: 390, height: 844 },
] as const;
/** 1366 × 768 at 200 % (1.4.4), and 1280 × 1024 at 400 % (1.4.10). */
const ZOOMED = [
  { width: 683, height: 384 },
  { width: 320, height: 256 },
] as const;
/** Screens of every kind, for what is asked of some only in the usual run. */
const SOME = new Set([
  'waiting at the door',
  'start, classes, new version',
  'teacher, people',
  'Invite',
  'merge',
  'roster',
  'storage, left',
  'a person’s menu',
  'student, paused',
]);
/** Narrower than this the bar has no room for all buttons, px. */
const WIDE = 960;
/** In so many parts the usual run goes through all screens, each in another of the combinations. */
const PARTS = 6;

let gallery: Gallery;

test.beforeAll(async () => {
  gallery = await serveGallery();
});

test.afterAll(async () => {
  await gallery.stop();
});

type Look = NonNullable<Parameters<Browser['newContext']>[0]>;
type Viewed = Look & { readonly viewport: { readonly width: number; readonly height: number } };
type Judge = (page: Page, screen: Screen) => Promise<readonly string[]>;

/** Opens each of the screens that has a place at this width, and says what is wrong, by the name of the screen. */
async function walk(
  browser: Browser,
  seen: readonly Screen[],
  look: Viewed,
  judge: Judge,
  prepare?: (context: BrowserContext) => Promise<unknown>,
): Promise<string[]> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...look });
  await prepare?.(context);
  const wrong: string[] = [];
  for (const screen of seen) {
    if (look.viewport.width < WIDE ? screen.wide : screen.narrow) continue;
    const page = await context.newPage();
    const complaints = await openScreen(gallery, page, screen);
    const found = [...(await judge(page, screen)), ...complaints];
    wrong.push(...found.map((line) => `${screen.name}: ${line}`));
    await page.close();
  }
  await context.close();
  return wrong;
}

/** What a screen has to be in every look. */
async function whole(page: Page, { headless }: Screen): Promise<string[]> {
  const without = headless ? ['page-has-heading-one'] : [];
  return [
    ...(await allViolations(page, { without })),
    ...(await layoutFlaws(page)),
    ...(await movements(page)),
  ];
}

/** The same, and that it shows what `where-things-are.ts` says, in English. */
async function wholeAndKnown(page: Page, screen: Screen): Promise<string[]> {
  const wrong = await whole(page, screen);
  for (const [element, where] of Object.entries(elementsIn)) {
    if (where !== screen.name) continue;
    const shown = await page
      .locator(element)
      .evaluateAll((all) => all.some((one) => (one.shadowRoot?.childElementCount ?? 0) > 0));
    if (!shown) wrong.push(`does not show ${element}`);
  }
  for (const [dialog, where] of Object.entries(dialogsIn)) {
    if (where !== screen.name) continue;
    const name = new RegExp(`^${dialog.replaceAll('?', '\\?').replace('⟨name⟩', '.+')}$`);
    if (!(await page.getByRole('dialog', { name }).isVisible())) wrong.push(`no dialog ${dialog}`);
  }
  return [...wrong, ...(await dialogFlaws(page))];
}

for (let part = 0; part < PARTS; part++) {
  const viewport = SIZES[part % SIZES.length] ?? SIZES[0];
  const colorScheme = SCHEMES[part % SCHEMES.length] ?? 'light';
  test(`[AC1] axe, sizes, motion, dialogs: a sixth of the screens, ${colorScheme}, ${viewport.width} wide`, async ({
    browser,
  }) => {
    const some = screens.filter((_screen, index) => index % PARTS === part);
    expect(await walk(browser, some, { viewport, colorScheme }, wholeAndKnown)).toEqual([]);
  });
}

for (const language of LANGUAGES)
  for (const viewport of SIZES)
    for (const colorScheme of SCHEMES)
      test(`[AC1] axe, sizes, motion: every screen, ${language}, ${colorScheme}, ${viewport.width} wide @long`, async ({
        browser,
      }) => {
        test.setTimeout(900_000);
        expect(
          await walk(browser, screens, { viewport, colorScheme, locale: language }, whole),
        ).toEqual([]);
      });

const some = screens.filter(({ name }) => SOME.has(name));
/** How a person without a mouse and with other eyes may look at it. */
const LOOKS: readonly (Viewed & { readonly name: string })[] = [
  { name: 'forced colours', forcedColors: 'active', viewport: SIZES[0] },
  { name: 'more contrast', contrast: 'more', viewport: SIZES[0] },
  { name: '200 %', viewport: ZOOMED[0] },
  { name: '400 %', viewport: ZOOMED[1] },
];

/** By Tab all is reached, seen to be so, and not covered. */
const byKeyboard: Judge = async (page) => [
  ...(await layoutFlaws(page)),
  ...(await outOfReach(page)),
  ...(await focusFlaws(page)),
];

for (const { name, ...look } of LOOKS) {
  test(`[AC3] [AC4] some screens with ${name}: nothing is cut, all is reached, the focus is seen`, async ({
    browser,
  }) => {
    expect(await walk(browser, some, look, byKeyboard)).toEqual([]);
  });
  test(`[AC3] [AC4] every screen with ${name}: nothing is cut, all is reached, the focus is seen @long`, async ({
    browser,
  }) => {
    test.setTimeout(900_000);
    expect(await walk(browser, screens, look, byKeyboard)).toEqual([]);
  });
}

test('[AC3] in forced colours what is pressed, chosen or in front differs from what is not', async ({
  browser,
}) => {
  const context = await browser.newContext({ forcedColors: 'active' });
  const page = await context.newPage();
  const paint = (selector: string, property: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);
  const differ = async (one: string, other: string, property: string) =>
    expect(await paint(one, property), `${one}, ${property}`).not.toBe(
      await paint(other, property),
    );
  await openScreen(gallery, page, { name: '', state: 'teacher-followed' });
  await differ('.let-follow', 'lectern-class-bar .stop', 'background-color');
  await differ('[aria-selected=true]', '[aria-selected=false]', 'border-bottom-color');
  await openScreen(gallery, page, {
    name: '',
    state: 'student',
    steps: ['lectern-shared-cell >> nth=1 >> .buttons button >> nth=0'],
  });
  await differ('[aria-pressed=true]', '[aria-pressed=false]', 'background-color');
  await context.close();
});

test('[AC3] who wants more contrast has 7 to 1 for every text @long', async ({ browser }) => {
  const rules = ['color-contrast-enhanced'];
  test.setTimeout(600_000);
  for (const colorScheme of SCHEMES) {
    const look = { viewport: SIZES[0], colorScheme, contrast: 'more' } as const;
    expect(
      await walk(browser, screens, look, (page) => allViolations(page, { only: rules })),
      colorScheme,
    ).toEqual([]);
  }
});

/** What WCAG 1.4.12 says that a reader may set. */
const SPACING =
  '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-block-end: 2em !important }';

for (const viewport of [SIZES[0], SIZES[2]])
  for (const long of viewport === SIZES[0] ? [true] : [false, true])
    test(`[AC4] wider letters, words and lines cut nothing: ${long ? 'every screen' : 'some screens'}, ${viewport.width} wide${long ? ' @long' : ''}`, async ({
      browser,
    }) => {
      test.setTimeout(900_000);
      const prepare = (context: BrowserContext) =>
        context.addInitScript((rules) => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(rules);
          document.adoptedStyleSheets = [sheet];
          const attach = Element.prototype.attachShadow;
          Element.prototype.attachShadow = function (init) {
            const root = attach.call(this, init);
            queueMicrotask(() => (root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet]));
            return root;
          };
        }, SPACING);
      const seen = long ? screens : some;
      expect(await walk(browser, seen, { viewport }, (page) => layoutFlaws(page), prepare)).toEqual(
        [],
      );
    });
