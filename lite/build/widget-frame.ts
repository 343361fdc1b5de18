import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { build, type Plugin } from 'vite';
import { inlineScriptHash } from '../kernel/frame-hash.ts';
import { WIDGET_FRAME_SCRIPT } from '../widgets/widget-frame-source.ts';

const VIRTUAL = 'virtual:lectern-widgets';
const WIDGETS = join(import.meta.dirname, '../widgets');
const RESOLVED = `\0${VIRTUAL}`;

interface BundledScript {
  readonly path: string;
  readonly source: string;
  readonly integrity: string;
}

/**
 * Gives the application the script of its widgets' frames: emits it as `assets/widget-page-<hash>.js`, serves it in dev, and tells
 * the page its address and hash through `virtual:lectern-widgets`. The page loads it as bytes, when a widget is first shown.
 */
export function widgetFrame(): Plugin {
  let base = '/';
  let script: Promise<BundledScript> | null = null;
  const bundled = (): Promise<BundledScript> => (script ??= bundle());
  return {
    name: 'lectern-widget-frame',
    configResolved(config) {
      base = config.base;
    },
    resolveId(id) {
      return id === VIRTUAL ? RESOLVED : undefined;
    },
    async load(id) {
      if (id !== RESOLVED) return undefined;
      const { path, integrity } = await bundled();
      return [
        `export const widgetScript = ${JSON.stringify({ path, integrity })};`,
        `export const widgetScriptHash = ${JSON.stringify(await inlineScriptHash(WIDGET_FRAME_SCRIPT))};`,
      ].join('\n');
    },
    async generateBundle() {
      const { path, source } = await bundled();
      this.emitFile({ type: 'asset', fileName: path, source });
    },
    configureServer(server) {
      server.watcher.on('change', (changed) => {
        if (!changed.startsWith(WIDGETS)) return;
        script = null;
        const module = server.moduleGraph.getModuleById(RESOLVED);
        if (module) server.moduleGraph.invalidateModule(module);
      });
      server.middlewares.use((request, response, next) => {
        const path = (request.url ?? '').replace(/\?.*/, '').slice(base.length);
        if (!path.startsWith('assets/widget-page-')) return next();
        bundled().then((file) => {
          response.setHeader('Content-Type', 'text/javascript');
          response.end(file.source);
        }, next);
      });
    },
  };
}

/** One classic script with its styles and its font in it: the frame can fetch nothing. */
async function bundle(): Promise<BundledScript> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    root: WIDGETS,
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      assetsInlineLimit: () => true,
      lib: {
        entry: 'frame/widget-page.ts',
        formats: ['iife'],
        name: 'showWidget',
        fileName: 'widget-page',
      },
    },
  });
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((each) =>
    'output' in each ? each.output : [],
  );
  const [chunk, ...others] = outputs;
  if (chunk?.type !== 'chunk' || others.length > 0)
    throw new Error(
      `the script of widgets must be one: ${outputs.map((each) => each.fileName).join()}`,
    );
  const source = chunk.code;
  const digest = createHash('sha256').update(source);
  const integrity = `sha256-${digest.copy().digest('base64')}`;
  return { path: `assets/widget-page-${digest.digest('hex').slice(0, 16)}.js`, source, integrity };
}
