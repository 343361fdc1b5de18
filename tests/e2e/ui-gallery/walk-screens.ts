import type { Page } from '@playwright/test';
import { openState } from './gallery-page.ts';
import type { Screen } from './screens.ts';
import type { Gallery } from './serve-gallery.ts';

/** Opens a screen; gives what the page says in anger. */
export async function openScreen(
  gallery: Gallery,
  page: Page,
  { state, steps = [] }: Screen,
): Promise<string[]> {
  page.setDefaultTimeout(15_000);
  const complaints = await openState(gallery, page, state);
  for (const step of steps) {
    if (typeof step === 'string') await page.locator(step).first().click();
    else await step(page);
  }
  return complaints;
}
