import fs from 'node:fs';
import path from 'node:path';

const scopes = ['@jupyterlab', '@jupyterlite'] as const;

/** What this build reads of a Jupyter package's `package.json`. */
export interface JupyterPackage {
  readonly name: string;
  readonly version: string;
  /** Absolute folder of the package. */
  readonly folder: string;
  /** The package's own notes for builders: where its settings schemas and its theme are. */
  readonly jupyterlab: { readonly schemaDir?: string; readonly themePath?: string };
}

/** The `node_modules` folder of this project. */
export const nodeModules = path.resolve(import.meta.dirname, '../../node_modules');

/** All installed packages of the Jupyter scopes, by name. */
export function jupyterPackages(): readonly JupyterPackage[] {
  return scopes.flatMap((scope) =>
    fs
      .readdirSync(path.join(nodeModules, scope))
      .toSorted()
      .map((name) => readPackage(`${scope}/${name}`)),
  );
}

function readPackage(name: string): JupyterPackage {
  const folder = path.join(nodeModules, name);
  const manifest = JSON.parse(
    fs.readFileSync(path.join(folder, 'package.json'), 'utf8'),
  ) as Partial<JupyterPackage>;
  return {
    name,
    folder,
    version: manifest.version ?? '0.0.0',
    jupyterlab: manifest.jupyterlab ?? {},
  };
}
