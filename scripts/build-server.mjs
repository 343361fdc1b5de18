import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';
import { ROOT } from './lib/root.mjs';

/**
 * Bundles the server into plain JavaScript, `main.js` and what it loads only where a host uses Redis: Node.js 20
 * runs no TypeScript, and a host then needs no node_modules. With its `package.json` the folder is a package by itself,
 * which runs wherever it is copied to.
 * @param {string} [outDir]
 */
export async function buildServer(outDir = join(ROOT, 'dist-server')) {
  await build({
    root: ROOT,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    ssr: { noExternal: true },
    build: {
      ssr: 'signaling/main.ts',
      outDir,
      emptyOutDir: true,
      target: 'node20',
      minify: false,
      rolldownOptions: {
        // Native speed-ups that ws uses only where somebody has installed them.
        external: ['bufferutil', 'utf-8-validate'],
        output: {
          entryFileNames: '[name].js',
          banner: ({ isEntry }) => (isEntry ? '#!/usr/bin/env node' : ''),
        },
      },
    },
  });
  const { version, license, engines } = JSON.parse(
    await readFile(join(ROOT, 'package.json'), 'utf8'),
  );
  const about = {
    name: 'lectern-signaling',
    version,
    description:
      'Serves the pages of Lectern and introduces the browsers of a class to each other.',
    license,
    type: 'module',
    bin: { 'lectern-signaling': 'main.js' },
    engines,
  };
  await writeFile(join(outDir, 'package.json'), `${JSON.stringify(about, null, 2)}\n`);
}
