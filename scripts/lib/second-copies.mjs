import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './root.mjs';

/** Libraries that compare by identity across packages: two copies break each other in silence. */
const SINGLE =
  /^(?:yjs|lib0|y-protocols|@jupyter\/ydoc|@lumino\/[^/]+|@codemirror\/[^/]+|@lezer\/(?:common|highlight|lr)|react|react-dom|lit|lit-html|lit-element)$/;

/**
 * Libraries of which the lock file holds more than one copy.
 * @returns {[name: string, paths: string[]][]}
 */
export function findSecondCopies(lock = readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) {
  const paths = new Map();
  for (const path of Object.keys(JSON.parse(lock).packages)) {
    const name = path.split('node_modules/').at(-1) ?? '';
    if (path !== '' && SINGLE.test(name)) paths.set(name, [...(paths.get(name) ?? []), path]);
  }
  return [...paths].filter(([, found]) => found.length > 1);
}
