import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockEntry, lockText, makeWheel, wheelName, type TestPackage } from './wheel.ts';

/** A copy of a build with packages beside the page, as `npm run packages` makes it. Release with `remove`. */
export function makeSiteWithPackages(
  build: string,
  packages: readonly TestPackage[],
): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-packages-'));
  cpSync(build, folder, { recursive: true, filter: (path) => !/\.(?:br|gz)$/.test(path) });
  const index = join(folder, 'packages');
  mkdirSync(index, { recursive: true });
  const entries = packages.map((item) => {
    const wheel = makeWheel(item);
    writeFileSync(join(index, wheelName(item)), wheel);
    return lockEntry(item, wheel);
  });
  writeFileSync(join(index, 'pyodide-lock.json'), lockText(entries));
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}
