import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadPyodide } from 'pyodide';
import { describe, expect, it } from 'vitest';
import { lighterGlue } from '../../../lite/build/lighter-glue.ts';

const require = createRequire(import.meta.url);
const glue = await readFile(require.resolve('pyodide/pyodide.asm.mjs'), 'utf8');

/** What libraries that are loaded later find of Python's own: each name on the module, and the address that is linked for it. */
interface Offered {
  readonly names: Readonly<Record<string, 'function' | number>>;
  readonly linked: Readonly<Record<string, number>>;
  readonly answer: unknown;
}

async function offeredBy(text: string): Promise<Offered> {
  const folder = await mkdtemp(join(tmpdir(), 'lectern-glue-'));
  const file = join(folder, 'glue.mjs');
  await writeFile(file, text);
  type Glue = {
    readonly default: NonNullable<Parameters<typeof loadPyodide>[0]>['createPyodideModule'];
  };
  const { default: createPyodideModule } = (await import(
    /* @vite-ignore */ pathToFileURL(file).href
  )) as Glue;
  const pyodide = await loadPyodide({
    indexURL: dirname(require.resolve('pyodide/package.json')),
    ...(createPyodideModule !== undefined && { createPyodideModule }),
  });
  await rm(folder, { recursive: true });
  const { _module: module } = pyodide as unknown as {
    readonly _module: Readonly<Record<string, unknown>> & {
      readonly GOT: Readonly<Record<string, WebAssembly.Global>>;
    };
  };
  const names = Object.entries(module).flatMap(([name, value]) =>
    typeof value === 'function' || typeof value === 'number'
      ? [[name, typeof value === 'function' ? 'function' : value] as const]
      : [],
  );
  const linked = Object.entries(module.GOT).map(
    ([name, { value }]) => [name, value as number] as const,
  );
  const answer: unknown = pyodide.runPython(`
    import ctypes, json, sqlite3
    found = sqlite3.connect(":memory:").execute("select 6 * 7").fetchone()[0]
    called = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int)(lambda n: n + 1)(1)
    json.dumps([found, called, ctypes.pythonapi.PyLong_AsLong(ctypes.py_object(5))])
  `);
  return { names: Object.fromEntries(names), linked: Object.fromEntries(linked), answer };
}

describe("Pyodide's lighter glue", () => {
  it('offers each name that the original offers, links each to the same address, and calls the same', async () => {
    const original = await offeredBy(glue);
    const light = await offeredBy(lighterGlue(glue));
    expect(Object.keys(original.names).length).toBeGreaterThan(5_000);
    expect(light.names).toMatchObject(original.names);
    expect(light.linked).toEqual(original.linked);
    expect(light.answer).toBe('[42, 2, 5]');
    expect(original.answer).toBe(light.answer);
  });

  it('is a third smaller', () => {
    expect(lighterGlue(glue).length).toBeLessThan(glue.length * 0.66);
  });

  it('is not made of a glue that is not as it is known', () => {
    expect(() =>
      lighterGlue(glue.replace('function assignWasmExports', 'function assign')),
    ).toThrow(/lighter-glue\.ts/);
  });
});
