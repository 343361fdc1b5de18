import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { screens } from '../../e2e/ui-gallery/screens.ts';
import { dialogsIn, elementsIn, labDialogs } from '../../e2e/ui-gallery/where-things-are.ts';

const names = screens.map(({ name }) => name);

test('[AC2] every element of ours is looked at on one of the screens that axe goes through', () => {
  const files = readdirSync('src/ui', { recursive: true, encoding: 'utf8' });
  const defined = files
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) =>
      [
        ...readFileSync(`src/ui/${file}`, 'utf8').matchAll(/customElements\.define\('([^']+)'/g),
      ].map(([, name = '']) => name),
    );
  expect(Object.keys(elementsIn).toSorted()).toEqual(defined.toSorted());
  expect(Object.values(elementsIn).filter((name) => !names.includes(name))).toEqual([]);
});

test('[AC2] every dialog of docs/names.md is open on one of them', () => {
  const listed = [
    ...readFileSync('docs/names.md', 'utf8').matchAll(/dialogs? ("[^"]+"(?:, "[^"]+")*)/g),
  ].flatMap(([, quoted = '']) => [...quoted.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name));
  expect(listed.length).toBeGreaterThan(25);
  const known = new Set([...Object.keys(dialogsIn), ...labDialogs]);
  expect(listed.filter((name) => !known.has(name))).toEqual([]);
  expect(Object.values(dialogsIn).filter((name) => !names.includes(name))).toEqual([]);
});

test('[AC2] every screen of docs/screens.md is among them', () => {
  const pictured = [...readFileSync('docs/screens.md', 'utf8').matchAll(/^\| ([^|]+) \| !/gm)].map(
    ([, row]) => row,
  );
  expect(pictured.length).toBeGreaterThan(10);
  const shown = new Set(screens.flatMap((screen) => screen.shown ?? []));
  expect(pictured.filter((row) => row !== undefined && !shown.has(row))).toEqual([]);
});

test('[AC2] a screen has a name of its own', () => {
  expect(new Set(names).size).toBe(names.length);
});
