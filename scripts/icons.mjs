import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { BROWSER_ARGS, findBrowser } from './find-browser.mjs';
import { ROOT } from './lib/root.mjs';

// node scripts/icons.mjs: draws the icons of public/icons from our own lines, which stand here and in public/favicon.svg.

const GREEN = '#0d6b5b';
const favicon = readFileSync(join(ROOT, 'public', 'favicon.svg'), 'utf8');
/** The lectern, on a 48 × 48 grid. */
const lectern = /class="lines" d="([^"]+)"/.exec(favicon)?.[1];
if (lectern === undefined) throw new Error('favicon.svg has no lines');

/** Lines on a 20 × 20 grid, as in src/ui/icons.ts. */
const shortcuts = {
  teach: 'M3 5.5h14l-1.6 6H4.6zM10 11.5V17M6.5 17h7M7 8.3h4',
  join: 'M11 3.5h4.5a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1H11M3.5 10H12M9 6.8 12.2 10 9 13.2',
  alone:
    'M4.6 3.5h10.8a1.6 1.6 0 0 1 1.6 1.6v9.8a1.6 1.6 0 0 1-1.6 1.6H4.6A1.6 1.6 0 0 1 3 14.9V5.1a1.6 1.6 0 0 1 1.6-1.6zm1.7 4.1 2.5 2.4-2.5 2.4M10.8 12.6h3',
};

/**
 * @param {string} lines
 * @param {{grid: number, width: number, scale: number, round: boolean}} shape `scale`: of the lines on the ground
 */
function drawing(lines, { grid, width, scale, round }) {
  const shift = (grid * (1 - scale)) / 2;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${grid} ${grid}">` +
    `<rect width="${grid}" height="${grid}" rx="${round ? grid * 0.229 : 0}" fill="${GREEN}"/>` +
    `<path transform="translate(${shift} ${shift}) scale(${scale})" d="${lines}" fill="none" stroke="#fff" ` +
    `stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/></svg>`
  );
}

const whole = { grid: 48, width: 3, scale: 1, round: true };
// The outer fifth of a maskable icon may be cut off (W3C Web App Manifest: the safe zone is 40 % of the width around the centre).
const maskable = { grid: 48, width: 3, scale: 0.8, round: false };
const small = { grid: 20, width: 1.4, scale: 0.7, round: true };

/** @type {[name: string, size: number, svg: string][]} */
const icons = [
  ['icon-192', 192, drawing(lectern, whole)],
  ['icon-512', 512, drawing(lectern, whole)],
  ['maskable-192', 192, drawing(lectern, maskable)],
  ['maskable-512', 512, drawing(lectern, maskable)],
  ['apple-touch-icon', 180, drawing(lectern, maskable)],
  ...Object.entries(shortcuts).map(([name, lines]) => [`${name}-96`, 96, drawing(lines, small)]),
];

const executablePath = findBrowser() ?? undefined;
const browser = await chromium.launch({ args: BROWSER_ARGS, executablePath });
const page = await browser.newPage();
for (const [name, size, svg] of icons) {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(
    `<style>*{margin:0;background:none}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`,
  );
  const png = await page.screenshot({ omitBackground: true });
  writeFileSync(join(ROOT, 'public', 'icons', `${name}.png`), png);
}
await browser.close();
