import fs from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'vite';
import { jupyterPackages } from './jupyter-packages.ts';

const virtualId = 'virtual:jupyter-schemas';
const resolvedId = '\0lectern:jupyter-schemas';

/** Installed because other packages need them, but not plugins of this application. */
const unused: ReadonlySet<string> = new Set([
  '@jupyterlab/lsp-extension',
  '@jupyterlab/javascript-extension',
]);

/** Where our own schemas are, named `<plugin>.json` for the plugin id `lectern:<plugin>`. */
const ownSchemas = path.resolve(import.meta.dirname, '../schemas');

/**
 * Collects the settings schemas of all Jupyter packages and of our own plugins in one hashed JSON file;
 * `import url from 'virtual:jupyter-schemas'` gives its address, relative to the module that imports it.
 */
export function jupyterSchemas(): Plugin {
  let building = false;
  return {
    name: 'lectern:jupyter-schemas',
    configResolved(config) {
      building = config.command === 'build';
    },
    resolveId: { filter: { id: /^virtual:jupyter-schemas$/ }, handler: () => resolvedId },
    load: {
      filter: { id: /^\0lectern:jupyter-schemas$/ },
      handler() {
        if (!building) return `export default ${JSON.stringify(`/@${virtualId}`)}`;
        const reference = this.emitFile({
          type: 'asset',
          name: 'schemas.json',
          source: JSON.stringify(collectSchemas()),
        });
        return `export default import.meta.ROLLUP_FILE_URL_${reference}`;
      },
    },
    configureServer(server) {
      server.middlewares.use(`/@${virtualId}`, (_request, response) => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(collectSchemas()));
      });
    },
  };
}

function collectSchemas(): readonly {
  readonly id: string;
  readonly version: string;
  readonly schema: unknown;
}[] {
  const folders = jupyterPackages().flatMap((entry) =>
    entry.jupyterlab.schemaDir && !unused.has(entry.name)
      ? [
          {
            prefix: entry.name,
            version: entry.version,
            folder: path.join(entry.folder, entry.jupyterlab.schemaDir),
          },
        ]
      : [],
  );
  const existing = folders.filter(({ folder }) => fs.existsSync(folder)); // one package names a folder it does not ship
  return [...existing, { prefix: 'lectern', version: '1', folder: ownSchemas }].flatMap(
    ({ prefix, version, folder }) =>
      fs
        .readdirSync(folder)
        .filter((file) => file.endsWith('.json'))
        .toSorted()
        .map((file) => ({
          id: `${prefix}:${path.basename(file, '.json')}`,
          version,
          schema: JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8')) as unknown,
        })),
  );
}
