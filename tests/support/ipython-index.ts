import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ipythonPackages } from './ipython-packages.ts';
import { lockEntry, lockText, makeWheel, wheelName } from './wheel.ts';

/** The files of a package index that has IPython, by name. */
export type IndexFiles = ReadonlyMap<string, Uint8Array>;

/**
 * An index with IPython: a folder as `npm run packages -- --official` fills it, by default the one that `LECTERN_IPYTHON`
 * names; without one the IPython of this machine's Debian.
 */
export async function ipythonIndex(
  folder: string | undefined = process.env['LECTERN_IPYTHON'],
): Promise<IndexFiles> {
  if (folder !== undefined) {
    const names = await readdir(folder);
    return new Map(
      await Promise.all(
        names.map(async (name) => [name, await readFile(join(folder, name))] as const),
      ),
    );
  }
  const packages = await ipythonPackages();
  const wheels = packages.map((each) => [wheelName(each), makeWheel(each)] as const);
  const entries = packages.map((each, i) => lockEntry(each, wheels[i]?.[1] ?? new Uint8Array()));
  return new Map<string, Uint8Array>([
    ...wheels,
    ['pyodide-lock.json', Buffer.from(lockText(entries))],
  ]);
}
