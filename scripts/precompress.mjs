import { createHash, randomUUID } from 'node:crypto';
import { copyFile, mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { CACHE } from './lib/root.mjs';

/** Kinds of files that shrink. The Python library is a stored zip, which does too. */
const KINDS = new Set(
  '.bin .css .data .html .ico .ipynb .js .json .md .mjs .py .svg .ttf .txt .wasm .webmanifest .zip'.split(
    ' ',
  ),
);

/** Smaller than this, headers outweigh what is saved. */
const SMALLEST = 512;

/** Above this, brotli 11 takes minutes for the few per cent that it gains over 9. */
const HUGE = 16 * 1024 * 1024;

/** Compressions at a time: they run in zlib's threads, and a class server's machine has two cores. */
const AT_ONCE = 2;

const STORE = join(CACHE, 'compressed');

const FORMATS = [
  {
    suffix: '.br',
    compress: (bytes) =>
      promisify(brotliCompress)(bytes, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: bytes.length > HUGE ? 9 : 11,
          [constants.BROTLI_PARAM_LGWIN]: 24,
          [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
        },
      }),
  },
  { suffix: '.gz', compress: (bytes) => promisify(gzip)(bytes, { level: 9 }) },
];

/**
 * Writes `.br` and `.gz` beside each file of `folder` that gets smaller, and removes those that are out
 * of date. What was compressed once is taken from a store by content: brotli 11 of the Python
 * interpreter takes half a minute.
 * @param {string} folder
 * @returns {Promise<{files: number, before: number, after: number, made: number}>} how many files were
 *   looked at, their bytes, the bytes as brotli (as they are where that is smaller), and how many
 *   compressions were not in the store
 */
export async function precompress(folder) {
  await mkdir(STORE, { recursive: true });
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    // Libraries of Python packages are packed already.
    .filter((path) => !path.startsWith(join(folder, 'packages', 'lib')))
    // A host changes it after the build; copies of it would go on saying what it said.
    .filter((path) => path !== join(folder, 'config.json'));
  const stale = paths.filter((path) => /\.(br|gz)$/.test(path));
  await Promise.all(stale.map((path) => rm(path)));

  const totals = { files: 0, before: 0, after: 0, made: 0 };
  const sized = await Promise.all(
    paths
      .filter((path) => KINDS.has(extname(path)))
      .map(async (path) => ({ path, size: (await stat(path)).size })),
  );
  // The largest first (taken from the end), so that no core waits for it at last.
  const waiting = sized.toSorted((a, b) => a.size - b.size).map(({ path }) => path);
  const work = async () => {
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      await compressFile(path, totals);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return totals;
}

async function compressFile(path, totals) {
  const bytes = await readFile(path);
  totals.files++;
  totals.before += bytes.length;
  let brotli = bytes.length;
  if (bytes.length >= SMALLEST) {
    const name = createHash('sha256').update(bytes).digest('hex');
    for (const { suffix, compress } of FORMATS) {
      const stored = join(STORE, name + suffix);
      let size = await sizeOf(stored);
      if (size === null) {
        const compressed = await compress(bytes);
        size = compressed.length;
        // Under a name of its own first: two files may hold the same, and a build may be cut off here.
        const part = `${stored}.${randomUUID()}`;
        await writeFile(part, compressed);
        await rename(part, stored);
        totals.made++;
      }
      if (size >= bytes.length) continue;
      await copyFile(stored, path + suffix);
      if (suffix === '.br') brotli = size;
    }
  }
  totals.after += brotli;
}

async function sizeOf(path) {
  try {
    return (await stat(path)).size;
  } catch {
    return null; // not in the store yet
  }
}
