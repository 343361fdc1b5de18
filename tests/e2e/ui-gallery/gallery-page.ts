import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type { AxeResults, RunOptions } from 'axe-core';
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
  await page.locator('lectern-start, lectern-class-bar, lectern-from-class').waitFor();
  return complaints;
}

/** What the interface told the class to do, in order. */
export function commands(page: Page): Promise<unknown[][]> {
  return page.evaluate(() => window.commands);
}

/** What axe finds serious or critical in the page as it is now, in light colours and then in dark ones. */
export async function seriousViolations(page: Page): Promise<string[]> {
  const light = await violationsIn(page);
  // Without motion the colours are there at once.
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  // All that the colours change.
  const dark = await violations(page, undefined, { runOnly: ['color-contrast'] });
  await page.emulateMedia({ colorScheme: 'light' });
  await page.emulateMedia({ reducedMotion: null });
  return [...light, ...dark.map((line) => `dark: ${line}`)];
}

/** The same in the present colours only, of the page or of `part`, a CSS selector: JupyterLab changes its own slowly. */
export async function violationsIn(page: Page, part?: string): Promise<string[]> {
  await page.evaluate(axeSource);
  return violations(page, part, {});
}

/** All that axe knows of WCAG 2.2 A and AA, and its best practices, however grave: in the present colours. */
export async function allViolations(
  page: Page,
  {
    part,
    without = [],
    only,
  }: {
    readonly part?: string;
    readonly without?: readonly string[];
    readonly only?: string[];
  } = {},
): Promise<string[]> {
  await page.evaluate(axeSource);
  const runOnly = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  // Of what lies behind a dialog nothing is to be seen or pressed; it has been looked at without.
  const path = await page.locator('dialog:modal').evaluateAll(([open]) => {
    const hosts: string[] = [];
    for (
      let root = open?.getRootNode();
      root instanceof ShadowRoot;
      root = root.host.getRootNode()
    ) {
      root.host.setAttribute('data-judged', '');
      hosts.unshift('[data-judged]');
    }
    return hosts;
  });
  const rules = Object.fromEntries(without.map((rule) => [rule, { enabled: false }]));
  return violations(
    page,
    part ?? (path.length > 0 ? { fromShadowDom: path } : undefined),
    only === undefined ? { runOnly, rules } : { runOnly: only },
    () => true,
  );
}

async function violations(
  page: Page,
  within: string | { fromShadowDom: string[] } | undefined,
  options: RunOptions,
  counts = (impact: string | null | undefined): boolean =>
    impact === 'serious' || impact === 'critical',
): Promise<string[]> {
  // Colours are judged where they end, not on the way there.
  await page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY)
        .map((animation) => animation.finished.catch(() => null)),
    ),
  );
  const results = await page.evaluate(
    async ({ part, how }) => {
      const { axe } = window as unknown as {
        axe: { run(context: typeof within | Document, how: RunOptions): Promise<AxeResults> };
      };
      return axe.run(part ?? document, how);
    },
    { part: within, how: options },
  );
  return results.violations
    .filter(({ impact }) => counts(impact))
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary}`),
    );
}
