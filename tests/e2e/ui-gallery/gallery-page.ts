import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';
import type { Gallery } from './serve-gallery.ts';

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

/** Said of frames without scripts where the test runner itself tries to run one in them (microsoft/playwright#33343). */
const RUNNER_BLOCKED =
  "Blocked script execution in 'about:srcdoc' because the document's frame is sandboxed and the 'allow-scripts' permission is not set.";

/** Opens a state; whatever the page says in anger fails the test at its end. */
export async function openState(gallery: Gallery, page: Page, state: string): Promise<string[]> {
  const complaints: string[] = [];
  page.on('console', (message) => {
    const angry = message.type() === 'error' || message.type() === 'warning';
    if (angry && message.text() !== RUNNER_BLOCKED) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(`${gallery.url}?state=${state}`);
  await page.locator('lectern-start, lectern-class-bar').waitFor();
  return complaints;
}

/** What the interface told the class to do, in order. */
export function commands(page: Page): Promise<unknown[][]> {
  return page.evaluate(() => window.commands);
}

/** What axe finds serious or critical in the page as it is now, or in the part of it that `within` selects. */
export async function seriousViolations(page: Page, within?: string): Promise<string[]> {
  // Colours are judged where they end, not on the way there.
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => null))),
  );
  await page.evaluate(axeSource);
  const results = await page.evaluate(async (part) => {
    const { axe } = window as unknown as {
      axe: { run(context: string | Document): Promise<AxeResults> };
    };
    return axe.run(part ?? document);
  }, within);
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary}`),
    );
}
