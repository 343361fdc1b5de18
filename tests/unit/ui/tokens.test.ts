import { describe, expect, it } from 'vitest';
import { TOKENS } from '../../../src/ui/tokens.css.ts';

/** Relative luminance by WCAG 2.2. */
function luminance(hex: string): number {
  const full =
    hex.length === 4 ? [...hex.slice(1)].map((digit) => digit + digit).join('') : hex.slice(1);
  const [r = 0, g = 0, b = 0] = [0, 2, 4].map((at) => {
    const part = Number.parseInt(full.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

function palette(scheme: 'light' | 'dark'): Map<string, string> {
  const block = TOKENS.split(`color-scheme:${scheme};`)[1]?.split('}')[0] ?? '';
  return new Map(
    [...block.matchAll(/--lc-([\w-]+):(#[\da-f]{3,6})/g)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  );
}

const texts: [string, string[]][] = [
  ['text', ['page', 'surface', 'sunken', 'code', 'added', 'removed']],
  ['muted', ['page', 'surface', 'sunken', 'code']],
  ['accent-text', ['page', 'surface', 'accent-soft']],
  ['on-accent', ['accent', 'accent-hover']],
  ['on-danger', ['danger', 'danger-hover']],
  ['danger-text', ['surface', 'danger-soft']],
  ['warn-text', ['surface', 'warn-soft']],
  ['code-keyword', ['code']],
  ['code-string', ['code']],
  ['code-comment', ['code']],
  ['code-number', ['code']],
];
const shapes: [string, string[]][] = [
  ['line-strong', ['surface', 'page']],
  ['focus', ['page', 'surface', 'sunken']],
  ['accent', ['surface', 'page']],
];

describe.each(['light', 'dark'] as const)('the %s tokens', (scheme) => {
  const colours = palette(scheme);
  const pairs = (of: [string, string[]][]): [string, string][] =>
    of.flatMap(([name, grounds]) => grounds.map((ground): [string, string] => [name, ground]));

  it.each(pairs(texts))('keep %s readable on %s (WCAG AA: 4.5)', (name, ground) => {
    expect(
      contrast(colours.get(name) ?? '#000', colours.get(ground) ?? '#000'),
    ).toBeGreaterThanOrEqual(4.5);
  });

  it.each(pairs(shapes))('keep %s visible on %s (WCAG AA: 3)', (name, ground) => {
    expect(
      contrast(colours.get(name) ?? '#000', colours.get(ground) ?? '#000'),
    ).toBeGreaterThanOrEqual(3);
  });
});
