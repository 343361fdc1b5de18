import { expect, test } from 'vitest';
import { generateRoot } from '../../../src/crypto/class-root.ts';
import { SAFETY_WORD_LIST } from '../../../src/crypto/safety-word-list.ts';
import { safetyWords } from '../../../src/crypto/safety-words.ts';

/** Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, changed));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

test('there are 256 words of 4 to 8 letters, any two at least two letters apart', () => {
  expect(SAFETY_WORD_LIST).toHaveLength(256);
  for (const [i, word] of SAFETY_WORD_LIST.entries()) {
    expect(word).toMatch(/^[a-z]{4,8}$/);
    for (const other of SAFETY_WORD_LIST.slice(0, i))
      expect(distance(word, other), `${word} ${other}`).toBeGreaterThan(1);
  }
});

test('a root key always has the same five words', async () => {
  const key = new Uint8Array(65).fill(4);
  expect(await safetyWords(key)).toEqual(await safetyWords(key));
  expect(await safetyWords(key)).toMatchInlineSnapshot(`
    [
      "circle",
      "saturn",
      "lavender",
      "thunder",
      "galaxy",
    ]
  `);
});

test('two classes have different words', async () => {
  const words = await Promise.all(
    [generateRoot(), generateRoot()].map(async (root) => safetyWords((await root).publicKey)),
  );
  expect(words[0]).toHaveLength(5);
  expect(words[0]).not.toEqual(words[1]);
});
