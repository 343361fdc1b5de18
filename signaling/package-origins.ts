import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject } from '../src/base/json.ts';
import { parseUrl } from '../src/base/parse-url.ts';

/**
 * The origins of the package indexes that a build names in `packages.json`: its pages may connect to them. None where they are
 * on the page's own server. Throws where the file is not what it should be: the host is told at the start.
 */
export function readPackageOrigins(appDir: string): readonly string[] {
  let text: string;
  try {
    text = readFileSync(join(appDir, 'packages.json'), 'utf8');
  } catch {
    return []; // a build without a setting of its own
  }
  const setting: unknown = JSON.parse(text);
  const indexes: unknown = isJsonObject(setting) ? setting['indexes'] : null;
  if (!Array.isArray(indexes)) throw new Error('packages.json has no list "indexes"');
  const origins = indexes.flatMap((address: unknown) => {
    const url = typeof address === 'string' ? parseUrl(address) : null;
    return url !== null && /^https?:$/.test(url.protocol) ? [url.origin] : [];
  });
  return [...new Set(origins)];
}
