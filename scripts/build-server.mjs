import { join } from 'node:path';
import { build } from 'vite';
import { ROOT } from './lib/root.mjs';

/**
 * Bundles the server into plain JavaScript, `main.js` and what it loads only where a host uses Redis: Node.js 20
 * runs no TypeScript, and a host then needs no node_modules.
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
        output: { entryFileNames: '[name].js' },
      },
    },
  });
}
