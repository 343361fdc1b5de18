import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import type { TestPackage } from './wheel.ts';

const run = promisify(execFile);

/** What Debian calls it → the package, in the shape of Pyodide's own index. */
const PACKAGES: Readonly<
  Record<string, { modules: readonly string[]; depends?: readonly string[] }>
> = {
  ipython: {
    modules: ['IPython'],
    depends: [
      'backcall',
      'decorator',
      'matplotlib-inline',
      'pickleshare',
      'prompt-toolkit',
      'pygments',
      'stack-data',
      'traitlets',
    ],
  },
  asttokens: { modules: ['asttokens'], depends: ['six'] },
  backcall: { modules: ['backcall'] },
  comm: { modules: ['comm'], depends: ['traitlets'] },
  decorator: { modules: ['decorator'] },
  executing: { modules: ['executing'] },
  jedi: { modules: ['jedi'], depends: ['parso'] },
  'matplotlib-inline': { modules: ['matplotlib_inline'], depends: ['traitlets'] },
  parso: { modules: ['parso'] },
  pickleshare: { modules: ['pickleshare'] },
  'prompt-toolkit': { modules: ['prompt_toolkit'], depends: ['wcwidth'] },
  'pure-eval': { modules: ['pure_eval'] },
  pygments: { modules: ['pygments'] },
  six: { modules: ['six'] },
  'stack-data': { modules: ['stack_data'], depends: ['asttokens', 'executing', 'pure-eval'] },
  traitlets: { modules: ['traitlets'] },
  wcwidth: { modules: ['wcwidth'] },
};

/** Where Debian's packages have their modules. */
const MODULES = 'usr/lib/python3/dist-packages';

/**
 * IPython and what it needs, made into wheels from the packages of this machine's Debian, which are pure Python: for tests,
 * where no index with the real wheels can be reached. Debian's are older than Pyodide's, and older than Python 3.14, so
 * `mend` changes what would not work. Rejects where `apt-get` cannot give them.
 */
export async function ipythonPackages(): Promise<TestPackage[]> {
  const folder = await mkdtemp(join(tmpdir(), 'ipython-packages-'));
  try {
    await chmod(folder, 0o777); // apt downloads as a user of its own
    const names = Object.keys(PACKAGES).map((name) => `python3-${name}`);
    await run('apt-get', ['download', '-q', ...names], { cwd: folder });
    const packages: TestPackage[] = [];
    for (const file of await readdir(folder)) {
      const [, name = '', version = '1'] = /^python3-([^_]+)_([\d.]+)/.exec(file) ?? [];
      const known = PACKAGES[name];
      if (known === undefined) continue;
      const to = join(folder, name);
      await run('dpkg', ['-x', join(folder, file), to]);
      const files = await filesBelow(join(to, MODULES), known.modules);
      packages.push({
        name,
        version: version.replace(/\.$/, ''),
        imports: known.modules,
        depends: known.depends ?? [],
        files: mend(files),
      });
    }
    return packages;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function filesBelow(
  root: string,
  modules: readonly string[],
): Promise<Record<string, Uint8Array>> {
  const files: Record<string, Uint8Array> = {};
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(root, path);
    const isWanted = modules.some(
      (module) => name === `${module}.py` || name.startsWith(`${module}/`),
    );
    if (entry.isFile() && isWanted && !/\/tests?\//.test(name)) files[name] = await readFile(path);
  }
  return files;
}

/** What in Debian 12's releases does not work under Python 3.14. */
function mend(files: Record<string, Uint8Array>): Record<string, Uint8Array> {
  // parso 0.8.3 has no grammar for it: that of 3.12 is close enough for completion.
  const grammar = files['parso/python/grammar312.txt'];
  if (grammar !== undefined) files['parso/python/grammar314.txt'] ??= grammar;
  // executing 1.2.0 finds another statement than the line's by the new bytecode, and gives up with an AssertionError.
  const finder = files['executing/executing.py'];
  if (finder === undefined) return files;
  const text = Buffer.from(finder).toString('utf8');
  const strict = 'assert_(new_stmts <= stmts)\n                    stmts = new_stmts';
  const lenient = 'stmts = new_stmts if new_stmts <= stmts else stmts';
  return { ...files, 'executing/executing.py': Buffer.from(text.replace(strict, lenient)) };
}
