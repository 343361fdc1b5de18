import fs from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'vite';

const rawPrefix = '\0jupyter-raw:';
const serviceWorkerName = '\0jupyterlite-service-worker-name';

/**
 * Loads the kinds of import that JupyterLab's packages make and only webpack understands: `*.svg` and
 * `*.raw.css` from JavaScript are the file's text (CSS `url()` never passes here), and
 * `./service-worker?text` is a file name, of a worker that this application does not use. The paths of
 * JupyterLab's file system begin at `/`, where `path-browserify` would ask Node's `process`.
 */
export function jupyterSources(): Plugin {
  return {
    name: 'lectern:jupyter-sources',
    enforce: 'pre',
    resolveId: {
      filter: { id: /(\.raw\.css|\/service-worker\?text)$/ },
      handler(id, importer) {
        if (id.endsWith('?text')) return serviceWorkerName;
        // A virtual id that does not end in `.css`: Vite would treat it as a style sheet.
        return `${rawPrefix}${path.resolve(path.dirname(importer ?? ''), id)}.txt`;
      },
    },
    transform: {
      filter: { id: /[\\/]path-browserify[\\/]/ },
      handler: (code) => ({ code: code.replaceAll('process.cwd()', "'/'"), map: null }),
    },
    load: {
      filter: { id: /@jupyter(lab|lite)[\\/].*\.svg$|^\0jupyter/ },
      handler(id) {
        if (id === serviceWorkerName) return { code: "export default ''", moduleType: 'js' };
        const file = id.startsWith(rawPrefix) ? id.slice(rawPrefix.length, -'.txt'.length) : id;
        return {
          code: `export default ${JSON.stringify(fs.readFileSync(file, 'utf8'))}`,
          moduleType: 'js',
        };
      },
    },
  };
}
