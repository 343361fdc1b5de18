import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { loadPyodide } from 'pyodide';
import { expect, test } from 'vitest';
import { ownPython, pythonLibrary } from '../../../lite/build/python-library.ts';

const require = createRequire(import.meta.url);

test('a start of our Python compiles no module of the library, and each keeps its source', async () => {
  const ours = ownPython();
  const library = await pythonLibrary(ours);
  const folder = await mkdtemp(join(tmpdir(), 'lectern-library-'));
  await writeFile(join(folder, 'library.zip'), library);
  const pyodide = await loadPyodide({
    indexURL: dirname(require.resolve('pyodide/package.json')),
    stdLibURL: join(folder, 'library.zip'),
  });
  await rm(folder, { recursive: true });
  for (const [name, text] of Object.entries(ours)) {
    pyodide.FS.mkdirTree(dirname(`/ours/${name}`));
    pyodide.FS.writeFile(`/ours/${name}`, text);
  }
  const found = pyodide.runPython(`
    import json, linecache, sys, zipfile
    sys.path.append("/ours")
    import _lectern.start
    origins = [getattr(module.__spec__, "origin", None) or "" for module in list(sys.modules.values())]
    loaded = [name.removeprefix("/lib/python314.zip/") for name in origins if name.startswith("/lib/python314.zip/")]
    names = set(zipfile.ZipFile("/lib/python314.zip").namelist())
    json.dumps({
      "loaded": len(loaded),
      "fromSource": [name for name in loaded if not name.endswith(".pyc")],
      "withoutSource": [name for name in loaded if name.removesuffix("c") not in names],
      "shown": linecache.getline(json.loads.__code__.co_filename, json.loads.__code__.co_firstlineno, json.__dict__),
    })
  `) as string;
  const { loaded, fromSource, withoutSource, shown } = JSON.parse(found) as {
    readonly loaded: number;
    readonly fromSource: readonly string[];
    readonly withoutSource: readonly string[];
    readonly shown: string;
  };
  expect(loaded).toBeGreaterThan(100);
  expect(fromSource).toEqual([]);
  expect(withoutSource).toEqual([]);
  expect(shown).toContain('def loads(');
}, 120_000);
