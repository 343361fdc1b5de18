import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-lint-'));
  cpSync(join(ROOT, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
  cpSync(join(ROOT, 'scripts', 'lint'), join(folder, 'scripts', 'lint'), { recursive: true });
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Lints a repository of these files; the problems found by file, as `rule: message`. */
async function lint(files: Readonly<Record<string, string>>): Promise<Record<string, string[]>> {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const output = await new Promise<string>((resolve) => {
    const oxlint = join(ROOT, 'node_modules', 'oxlint', 'bin', 'oxlint');
    execFile(process.execPath, [oxlint, '-f', 'json'], { cwd: folder }, (_error, stdout) =>
      resolve(stdout),
    );
  });
  const { diagnostics } = JSON.parse(output) as {
    diagnostics: { code: string; message: string; filename: string }[];
  };
  const found: Record<string, string[]> = {};
  for (const { code, message, filename } of diagnostics) {
    (found[filename.replaceAll('\\', '/')] ??= []).push(`${code}: ${message}`);
  }
  return found;
}

const target = 'export interface A {\n  readonly a: number;\n}\nexport const a: A = { a: 1 };\n';
const use = (path: string): string => `import { a } from '${path}';\nexport const b = a;\n`;

test('imports that follow the arrows pass', async () => {
  const found = await lint({
    'src/base/a.ts': target,
    'src/protocol/a.ts': use('../base/a.ts'),
    'src/transport/link.ts': target,
    'src/store/entry-store.ts': target,
    'src/sync/a.ts': use('../transport/link.ts'),
    'src/sync/document-handle.ts': use('../store/entry-store.ts'),
    'src/classroom/a.ts': use('../sync/a.ts'),
    'src/ui/a.ts': use('../classroom/a.ts') + "export * from 'lit';\n",
    'src/app/a.ts':
      use('../transport/webrtc-link.ts') +
      "export const later = () => import('../../lite/main.ts');\n",
    'src/transport/webrtc-link.ts': use('../protocol/a.ts'),
    'lite/main.ts':
      "export { JupyterFrontEnd } from '@jupyterlab/application';\n" +
      use('../src/sync/document-handle.ts'),
    'lite/kernel/a.ts': use('../main.ts'),
    'signaling/a.ts': use('../src/protocol/a.ts') + "export * from 'ws';\n",
    'tests/a.ts': use('../src/transport/webrtc-link.ts') + "export * from '@lumino/widgets';\n",
  });
  expect(found).toEqual({});
});

const broken: readonly (readonly [name: string, file: string, text: string])[] = [
  ['base imports nothing', 'src/base/b.ts', use('../protocol/x.ts')],
  ['protocol does not know crypto', 'src/protocol/b.ts', use('../crypto/x.ts')],
  ['transport does not know sync', 'src/transport/b.ts', use('../sync/x.ts')],
  ['store does not know crypto', 'src/store/b.ts', use('../crypto/x.ts')],
  [
    'sync knows transport by its interface only',
    'src/sync/b.ts',
    use('../transport/webrtc-link.ts'),
  ],
  [
    'sync knows store by its interface only',
    'src/sync/b.ts',
    use('../store/indexed-db-entry-store.ts'),
  ],
  ['the classroom does not know the interface', 'src/classroom/b.ts', use('../ui/x.ts')],
  ['the interface does not know sync', 'src/ui/b.ts', use('../sync/x.ts')],
  ['nobody below knows the app', 'src/ui/b.ts', use('../app/x.ts')],
  ['lite knows sync by its handle only', 'lite/b.ts', use('../src/sync/x.ts')],
  ['lite does not know the classroom', 'lite/b.ts', use('../src/classroom/x.ts')],
  ['the app knows lite by its entries only', 'src/app/b.ts', use('../../lite/kernel/x.ts')],
  ['the server does not know sync', 'signaling/b.ts', use('../src/sync/x.ts')],
  ['src does not know the server', 'src/app/b.ts', use('../../signaling/x.ts')],
  ['src does not know the tests', 'src/app/b.ts', use('../../tests/support/x.ts')],
  ['only lite imports JupyterLab', 'src/app/b.ts', use('@jupyterlab/application')],
  ['only lite imports Pyodide', 'src/app/b.ts', use('pyodide')],
  ['src runs without Node', 'src/base/b.ts', use('node:fs')],
  ['types count', 'src/base/b.ts', "import type { A } from '../sync/x.ts';\nexport type B = A;\n"],
  ['types named in place count', 'src/base/b.ts', "export type B = import('../sync/x.ts').A;\n"],
  ['re-exports count', 'src/base/b.ts', "export * from '../sync/x.ts';\n"],
  ['named re-exports count', 'src/base/b.ts', "export { a } from '../sync/x.ts';\n"],
  ['dynamic imports count', 'src/base/b.ts', "export const b = () => import('../sync/x.ts');\n"],
  [
    'workers count',
    'src/base/b.ts',
    "export const b = new URL('../sync/x.ts', import.meta.url);\n",
  ],
  ['suffixes do not hide an import', 'src/base/b.ts', use('../sync/x.ts?worker')],
];

test('each broken arrow is found, once, where it is', async () => {
  for (const [name, file, text] of broken) {
    const found = await lint({ [file]: text });
    const problems = Object.values(found)
      .flat()
      .filter((problem) => problem.startsWith('lectern(layers)'));
    expect(problems, name).toHaveLength(1);
    rmSync(join(folder, file));
  }
});

test('an import cycle is found, through types too', async () => {
  const found = await lint({
    'src/base/one.ts':
      "import type { Two } from './two.ts';\nexport interface One {\n  readonly two: Two;\n}\n",
    'src/base/two.ts':
      "import type { One } from './one.ts';\nexport interface Two {\n  readonly one: One;\n}\n",
  });
  expect(Object.values(found).flat().join()).toContain('import(no-cycle)');
});

test('ambient time and chance, the console, focused tests and empty catches are found', async () => {
  const found = await lint({
    'src/crypto/a.ts': 'export const a = () => [Math.random(), Date.now(), new Date()];\n',
    'src/crypto/b.ts': "export const b = () => console.log('b');\n",
    'src/crypto/c.ts': 'export function c(f: () => void) {\n  try {\n    f();\n  } catch {}\n}\n',
    'tests/unit/d.test.ts': "import { test } from 'vitest';\ntest.only('d', () => undefined);\n",
  });
  const rules = (file: string): string[] =>
    (found[file] ?? []).map((problem) => problem.split(':')[0] ?? '');
  expect(rules('src/crypto/a.ts')).toEqual(Array.from({ length: 3 }, () => 'lectern(no-ambient)'));
  expect(rules('src/crypto/b.ts')).toEqual(['eslint(no-console)']);
  expect(rules('src/crypto/c.ts')).toEqual(['eslint(no-empty)']);
  expect(rules('tests/unit/d.test.ts')).toEqual(['vitest(no-focused-tests)']);
});
