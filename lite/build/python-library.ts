import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { loadPyodide } from 'pyodide';

const require = createRequire(import.meta.url);
const CACHE = path.join(import.meta.dirname, '../../node_modules/.cache/lectern');
/** Where Python finds its library, and so what the compiled modules call themselves in tracebacks. */
const AT = '/lib/python314.zip';
const OURS = '/lib/lectern';

/**
 * Writes the library anew: stored, since hosts send it as brotli, which packs it better than a zip does; and with the
 * modules that our Python has loaded as they are when compiled (PEP 552, unchecked), beside their source, which
 * tracebacks show.
 */
const REPACK = `
import importlib, sys, zipfile
from importlib._bootstrap_external import _code_to_hash_pyc
from importlib.util import source_hash

sys.path.append("${OURS}")
importlib.import_module("_lectern.start")
origins = {getattr(module.__spec__, "origin", None) for module in list(sys.modules.values())}

def entry(name):
    return zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))

with zipfile.ZipFile("${AT}") as library, zipfile.ZipFile("/tmp/library.zip", "w") as out:
    for name in library.namelist():
        source = library.read(name)
        out.writestr(entry(name), source)
        path = f"${AT}/{name}"
        if path in origins:
            code = compile(source, path, "exec", dont_inherit=True)
            out.writestr(entry(name + "c"), bytes(_code_to_hash_pyc(code, source_hash(source), False)))
`;

/**
 * Python's standard library for our kernel, as a zip: Pyodide's own holds source alone, which each start would compile.
 * `ours`: our Python by path, which says what a start loads. Made once by Pyodide itself, then kept in the cache of the
 * commands.
 */
export async function pythonLibrary(ours: Readonly<Record<string, string>>): Promise<Uint8Array> {
  const original = require.resolve('pyodide/python_stdlib.zip');
  const hash = createHash('sha256')
    .update(await readFile(original))
    .update(REPACK);
  for (const [name, text] of Object.entries(ours)) hash.update(name).update(text);
  const kept = path.join(CACHE, `python-library-${hash.digest('hex').slice(0, 32)}.zip`);
  try {
    return await readFile(kept);
  } catch {
    // Not made yet, or not to be read: it is made.
  }
  const pyodide = await loadPyodide({
    indexURL: path.dirname(original),
    env: { PYTHONHASHSEED: '0' }, // the same bytes at each build
  });
  for (const [name, text] of Object.entries(ours)) {
    const file = `${OURS}/${name}`;
    pyodide.FS.mkdirTree(path.posix.dirname(file));
    pyodide.FS.writeFile(file, text);
  }
  pyodide.runPython(REPACK);
  const made = pyodide.FS.readFile('/tmp/library.zip') as Uint8Array;
  await mkdir(CACHE, { recursive: true });
  // Under a name of its own first: two builds may run at a time.
  const part = `${kept}.${process.pid}`;
  await writeFile(part, made);
  await rename(part, kept);
  return made;
}

/** Our Python, by path below its folder. */
export function ownPython(): Record<string, string> {
  const folder = path.join(import.meta.dirname, '../kernel/python');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const modules = files.filter((file) => file.endsWith('.py')).toSorted();
  return Object.fromEntries(
    modules.map((file) => [
      file.replaceAll('\\', '/'),
      readFileSync(path.join(folder, file), 'utf8'),
    ]),
  );
}
