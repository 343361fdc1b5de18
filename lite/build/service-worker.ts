import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';

/** What is kept for offline: the page and all that it may load. Packages have a store of their own. */
const FILES = [
  'index.html',
  'manifest.webmanifest',
  'start-guard.js',
  'favicon.svg',
  'icons/*.png',
  'assets/**',
  'themes/**',
  'pyodide/**',
];

/** Larger than Python's interpreter, which is kept too. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;

/**
 * Builds `src/app/service-worker.ts` to `service-worker.js` in the top folder, with the list of the files that it keeps:
 * each with its size, its hash, and whether it belongs to the few that the start screen needs. Files whose names hold
 * a hash or a version come from the browser's own cache where the page has just loaded them.
 */
export function serviceWorker(): Plugin[] {
  let folder = '';
  const contentOf = (url: string): Buffer => readFileSync(path.join(folder, url));
  return [
    {
      name: 'lectern:service-worker-folder',
      apply: 'build',
      configResolved({ root, build }) {
        folder = path.resolve(root, build.outDir);
      },
    },
    ...VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src/app',
      filename: 'service-worker.ts',
      injectRegister: false,
      manifest: false,
      injectManifest: {
        globPatterns: FILES,
        globIgnores: ['**/*.{br,gz,map}'],
        dontCacheBustURLsMatching: /^(?:assets\/|pyodide\/[^/]+\/|pyodide\/kernel-worker-)/,
        maximumFileSizeToCacheInBytes: MAX_FILE_BYTES,
        manifestTransforms: [
          (entries) => {
            // What the page only loads ahead is not needed by the start screen.
            const page = contentOf('index.html')
              .toString()
              .replaceAll(/<link [^>]*data-ahead[^>]*>/g, '');
            const manifest = entries.map((entry) => {
              const integrity = `sha256-${createHash('sha256').update(contentOf(entry.url)).digest('base64')}`;
              const shell = entry.url === 'index.html' || page.includes(`./${entry.url}"`);
              return { ...entry, integrity, bytes: entry.size, ...(shell && { shell }) };
            });
            return { manifest, warnings: [] };
          },
        ],
      },
    }),
  ];
}
