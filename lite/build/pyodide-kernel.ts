import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build, type Plugin } from 'vite';
import { frameScriptHash } from '../kernel/frame-hash.ts';
import { frameDocument } from '../kernel/frame-source.ts';
import { lighterGlue } from './lighter-glue.ts';
import { ownPython, pythonLibrary } from './python-library.ts';

const VIRTUAL = 'virtual:lectern-kernel';
const KERNEL = join(import.meta.dirname, '../kernel');
const RESOLVED = `\0${VIRTUAL}`;

/** What a page needs that loads npm's `pyodide` as it comes. */
const AS_IT_COMES = ['pyodide.mjs', 'pyodide.asm.mjs', 'pyodide.asm.wasm', 'python_stdlib.zip'];

/** The files of npm's `pyodide` that a kernel needs, by what the kernel calls them. */
const PYODIDE_FILES = {
  wasm: 'pyodide.asm.wasm',
} as const;

const MIME: Readonly<Record<string, string>> = {
  wasm: 'application/wasm',
  zip: 'application/zip',
  html: 'text/html',
};

interface EmittedFile {
  readonly path: string;
  readonly integrity: string;
  readonly source: Uint8Array;
}

/**
 * Gives the application its kernel: emits Pyodide's files as `pyodide/<version>/…` and the bundled worker as
 * `pyodide/kernel-worker-<hash>.js`, Python's library as `pyodide/library-<hash>/python_stdlib.zip`, and the frame of kernels with network as `pyodide/frame-<hash>/network.html` (all immutable), serves them in dev, and tells the page their addresses and hashes
 * through `virtual:lectern-kernel`. None of them is loaded as a script by the page itself.
 */
export function pyodideKernel(): Plugin {
  const require = createRequire(import.meta.url);
  const version = readVersion(require.resolve('pyodide/package.json'));
  const lock = JSON.parse(readFileSync(require.resolve('pyodide/pyodide-lock.json'), 'utf8')) as {
    info: { python: string; abi_version: string };
  };
  let base = '/';
  let files: Promise<Readonly<Record<string, EmittedFile>>> | null = null;
  const allFiles = (): Promise<Readonly<Record<string, EmittedFile>>> => {
    files ??= collect(version, require);
    return files;
  };
  return {
    name: 'lectern-pyodide-kernel',
    configResolved(config) {
      base = config.base;
    },
    resolveId(id) {
      return id === VIRTUAL ? RESOLVED : undefined;
    },
    async load(id) {
      if (id !== RESOLVED) return undefined;
      const { networkFrame, ...kernel } = await allFiles();
      const entries = Object.entries(kernel).map(([name, { path, integrity }]) => [
        name,
        { path, integrity },
      ]);
      return [
        `export const files = ${JSON.stringify(Object.fromEntries(entries))};`,
        `export const scriptHash = ${JSON.stringify(await frameScriptHash())};`,
        `export const networkFrame = ${JSON.stringify(networkFrame?.path)};`,
        `export const kernelVersion = ${JSON.stringify(nameOf(kernel))};`,
        `export const pyodideVersion = ${JSON.stringify(version)};`,
        `export const pythonVersion = ${JSON.stringify(lock.info.python)};`,
        `export const abiVersion = ${JSON.stringify(lock.info.abi_version)};`,
      ].join('\n');
    },
    async generateBundle() {
      for (const { path, source } of Object.values(await allFiles())) {
        this.emitFile({ type: 'asset', fileName: path, source });
      }
      // For the floor of the benchmark: Pyodide as it comes.
      if (process.env['BENCH'])
        for (const file of AS_IT_COMES)
          this.emitFile({
            type: 'asset',
            fileName: `assets/floor-pyodide/${file}`,
            source: readFileSync(require.resolve(`pyodide/${file}`)),
          });
    },
    configureServer(server) {
      server.watcher.on('change', (changed) => {
        if (!changed.startsWith(KERNEL)) return;
        files = null;
        const module = server.moduleGraph.getModuleById(RESOLVED);
        if (module) server.moduleGraph.invalidateModule(module);
      });
      server.middlewares.use((request, response, next) => {
        const path = (request.url ?? '').replace(/\?.*/, '').slice(base.length);
        if (!path.startsWith('pyodide/')) return next();
        allFiles().then((all) => {
          const file = Object.values(all).find((each) => each.path === path);
          if (file === undefined) return next();
          response.setHeader(
            'Content-Type',
            MIME[path.split('.').at(-1) ?? ''] ?? 'text/javascript',
          );
          response.end(file.source);
        }, next);
      });
    },
  };
}

async function collect(
  version: string,
  require: NodeJS.Require,
): Promise<Record<string, EmittedFile>> {
  const script = await bundleWorker();
  const emitted: Record<string, EmittedFile> = {
    worker: emit(`pyodide/kernel-worker-${shortHash(script)}.js`, script),
  };
  const hash = await frameScriptHash();
  const frame = new TextEncoder().encode(frameDocument(hash, true));
  emitted['networkFrame'] = emit(`pyodide/frame-${shortHash(frame)}/network.html`, frame);
  for (const [name, file] of Object.entries(PYODIDE_FILES)) {
    emitted[name] = emit(
      `pyodide/${version}/${file}`,
      readFileSync(require.resolve(`pyodide/${file}`)),
    );
  }
  const library = await pythonLibrary(ownPython());
  emitted['stdlib'] = emit(`pyodide/library-${shortHash(library)}/python_stdlib.zip`, library);
  return emitted;
}

function shortHash(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}

/** A name for all these files together. */
function nameOf(files: Readonly<Record<string, EmittedFile>>): string {
  const all = Object.values(files).map(({ integrity }) => integrity);
  return createHash('sha256').update(all.join()).digest('hex').slice(0, 32);
}

function emit(path: string, source: Uint8Array): EmittedFile {
  return {
    path,
    source,
    integrity: `sha256-${createHash('sha256').update(source).digest('base64')}`,
  };
}

/**
 * One classic script without imports, with Pyodide's own JavaScript in it: blob workers of modules do not start in an
 * opaque origin, and WebKit's worker there may import nothing at all.
 */
async function bundleWorker(): Promise<Uint8Array> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    root: KERNEL,
    plugins: [ownPyodide()],
    build: {
      write: false,
      // What Pyodide would ask for in Node, where this script never runs.
      rolldownOptions: { external: [/^node:/, 'ws'] },
      target: 'es2022',
      modulePreload: false,
      lib: {
        entry: 'worker/kernel-worker.ts',
        formats: ['iife'],
        name: 'kernelWorker',
        fileName: 'kernel-worker',
      },
    },
  });
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((each) =>
    'output' in each ? each.output : [],
  );
  const [chunk, ...others] = outputs;
  if (chunk?.type !== 'chunk' || others.length > 0)
    throw new Error('the worker must be one script');
  return new TextEncoder().encode(chunk.code);
}

/**
 * Pyodide as our worker has it. It asks for its own address: it has none, and a bundler would put its wasm beside it, so all
 * bytes are handed in.
 */
function ownPyodide(): Plugin {
  return {
    name: 'lectern-own-pyodide',
    enforce: 'pre',
    transform(code, id) {
      if (!/\/pyodide(?:\.asm)?\.mjs$/.test(id)) return undefined;
      const light = id.endsWith('.asm.mjs') ? lighterGlue(code) : code;
      return light.replaceAll('import.meta.url', '"https://pyodide.invalid/"');
    },
  };
}

function readVersion(file: string): string {
  const value = (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>)['version'];
  if (typeof value !== 'string') throw new Error(`${file} has no version`);
  return value;
}
