import { createServer } from 'vite';
import { ROOT } from './root.mjs';

/** Vite's server as a loader of TypeScript (`ssrLoadModule`). The caller closes it when nothing more is to be loaded. */
export function sourceLoader() {
  return createServer({
    root: ROOT,
    configFile: false,
    appType: 'custom',
    logLevel: 'warn',
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true },
  });
}
