import { expect } from '@playwright/test';
import { journey } from '../support/journey.ts';
import { allViolations } from './ui-gallery/gallery-page.ts';

/** Harmless: the button inside says it as well, and assistive technology hears that one. */
const KNOWN = /^aria-allowed-attr jp-button.*aria-pressed/s;

journey(
  '[AC1] in a class that is open axe finds nothing wrong, JupyterLab’s own parts included',
  async ({ people }) => {
    const ada = await people.come();
    await ada.teach('Python 101', 'Ada');
    await ada.type(ada.cells.first(), 'answer = 6 * 7');
    await ada.addCell('print(answer)');
    for (const colorScheme of ['light', 'dark'] as const) {
      await ada.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const found = await allViolations(ada.page);
      expect
        .soft(
          found.filter((each) => !KNOWN.test(each)),
          colorScheme,
        )
        .toEqual([]);
    }
  },
);
