import fs from 'node:fs';
import path from 'node:path';
import { defineConfig } from 'vite';
import { cspFile } from './lite/build/csp-file.ts';
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

/** Pages that only tests (`HARNESS=1`) and benchmarks (`BENCH=1`) load; they are no part of the product. */
const extraPages: Record<string, string> = {
  ...(process.env['BENCH']
    ? {
        'floor-lab': path.join(root, 'tests/bench/floor/lab/index.html'),
        'floor-pyodide': path.join(root, 'tests/bench/floor/pyodide/index.html'),
      }
    : {}),
  ...(process.env['HARNESS']
    ? { 'lab-harness': path.join(root, 'tests/e2e/lab-harness/index.html') }
    : {}),
};

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
    rootPages(extraPages),
    ...(process.env['HARNESS'] ? [] : serviceWorker()),
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
      input: { index: path.join(root, 'index.html'), ...extraPages, ...themeInputs() },
      output: { assetFileNames: assetFileName },
    },
  },
});
