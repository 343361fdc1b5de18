import fs from 'node:fs';
import path from 'node:path';
import { defineConfig } from 'vite';
import { cspFile } from './lite/build/csp-file.ts';
import { firstChunkOf, preloadLab, productRoots } from './lite/build/first-chunks.ts';
import { jupyterSchemas } from './lite/build/jupyter-schemas.ts';
import { jupyterSources } from './lite/build/jupyter-sources.ts';
import { rootPages } from './lite/build/root-pages.ts';
import { serviceWorker } from './lite/build/service-worker.ts';
import { singleCopies } from './lite/build/single-copies.ts';
import { assetFileName, themeInputs } from './lite/build/themes.ts';
import { pyodideKernel } from './lite/build/pyodide-kernel.ts';
import { widgetFrame } from './lite/build/widget-frame.ts';

const root = import.meta.dirname;
const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  version: string;
};

const page = path.join(root, 'index.html');
/** The floors of the benchmark `load` (`BENCH=1`): a build of their own, so that they share no file with the product. */
const floors = {
  'floor-lab': path.join(root, 'tests/bench/floor/lab/index.html'),
  'floor-pyodide': path.join(root, 'tests/bench/floor/pyodide/index.html'),
};
/** A page that only tests load (`HARNESS=1`); it is no part of the product. */
const harness = { 'lab-harness': path.join(root, 'tests/e2e/lab-harness/index.html') };
const kind = process.env['BENCH'] ? 'floors' : process.env['HARNESS'] ? 'harness' : 'product';
const extraPages: Record<string, string> = { product: {}, floors, harness }[kind];
const chunkRoots = {
  product: productRoots,
  floors: [
    ['kernel-files', '\0virtual:lectern-kernel'],
    ['floor-lab', path.join(root, 'tests/bench/floor/lab/floor.ts')],
  ] as const,
  harness: [],
}[kind];

export default defineConfig({
  root,
  // Relative addresses: the build may be served from any folder of any host.
  base: './',
  appType: 'mpa',
  plugins: [
    jupyterSources(),
    jupyterSchemas(),
    singleCopies(),
    pyodideKernel(),
    widgetFrame(),
    cspFile(),
    preloadLab(),
    rootPages(extraPages),
    ...(kind === 'product' ? serviceWorker() : []),
  ],
  resolve: {
    alias: [
      { find: /^~(?=@|[a-z])/, replacement: '' }, // webpack's `~package` in style sheets
      { find: /^json5$/, replacement: path.join(root, 'lite/shims/json5.ts') },
      { find: /^ajv$/, replacement: path.join(root, 'lite/shims/ajv.ts') },
      {
        find: /^@rjsf\/validator-ajv8$/,
        replacement: path.join(root, 'lite/shims/rjsf-validator.ts'),
      },
    ],
  },
  define: {
    __LECTERN_VERSION__: JSON.stringify(version),
    // mathjax-full reads these two of Node's globals.
    global: 'globalThis',
    __dirname: '"/"',
  },
  worker: { format: 'es' },
  // The dev server bundles dependencies beforehand with a list of plugins of its own.
  optimizeDeps: { rolldownOptions: { plugins: [jupyterSources()] }, exclude: ['pyodide'] },
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false }, // every browser that can run Lectern has it
    outDir: 'dist',
    emptyOutDir: true,
    reportCompressedSize: false,
    // Every asset a file: a policy without `data:` for fonts and styles, and one cache entry each.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 5000,
    manifest: true,
    rolldownOptions: {
      onwarn(warning, report) {
        // An `eval` in code of JupyterLab's that only Node reaches, and a note for React's servers: nothing to mend here.
        if (warning.code !== 'EVAL' && warning.code !== 'MODULE_LEVEL_DIRECTIVE') report(warning);
      },
      input: {
        ...(kind === 'floors' ? {} : { index: page }),
        ...extraPages,
        ...themeInputs(),
      },
      output: {
        assetFileNames: assetFileName,
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [{ name: firstChunkOf(chunkRoots) }],
        },
      },
    },
  },
});
