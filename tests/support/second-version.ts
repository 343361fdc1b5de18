import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface ListedFile {
  url: string;
  revision: string | null;
  integrity: string;
  bytes: number;
}

/** Names of scripts as the build makes them: with a hash before the ending. */
const SCRIPT = /[\w.-]+-[\w-]{8,}\.js/g;

/** The list in the built service worker. */
const LIST = /\[\{"bytes":.*?\}\](?=[,;)])/s;

/**
 * Makes of a build what the next version's build would be: every script has another name and its importers name it so, the
 * version is `version`, and the service worker lists it all.
 */
export function makeSecondVersion(from: string, to: string, version: string): void {
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true, filter: (path) => !/\.(?:br|gz)$/.test(path) });
  const assets = join(to, 'assets');
  const scripts = new Set(readdirSync(assets).filter((name) => name.endsWith('.js')));
  const renamed = (text: string): string =>
    text.replaceAll(SCRIPT, (name) => (scripts.has(name) ? next(name) : name));
  for (const name of scripts) {
    const text = renamed(readFileSync(join(assets, name), 'utf8'));
    rmSync(join(assets, name));
    const isNamed = name.startsWith('begin-installation-');
    writeFileSync(join(assets, next(name)), isNamed ? text.replace('0.1.0', version) : text);
  }
  const page = join(to, 'index.html');
  writeFileSync(page, renamed(readFileSync(page, 'utf8')));
  const worker = join(to, 'service-worker.js');
  const list = (text: string): string => {
    const files = JSON.parse(text) as ListedFile[];
    for (const file of files) {
      file.url = renamed(file.url);
      const content = readFileSync(join(to, file.url));
      file.integrity = `sha256-${createHash('sha256').update(content).digest('base64')}`;
      file.bytes = content.length;
      if (file.revision !== null) file.revision = createHash('md5').update(content).digest('hex');
    }
    return JSON.stringify(files);
  };
  const text = readFileSync(worker, 'utf8');
  if (!LIST.test(text)) throw new Error('the service worker has no list of files');
  writeFileSync(worker, text.replace(LIST, list));
}

function next(name: string): string {
  return name.replace(/\.js$/, '2.js');
}
