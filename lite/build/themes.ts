import path from 'node:path';
import { jupyterPackages } from './jupyter-packages.ts';

const prefix = 'theme:';

/** Rollup inputs for the style sheets of the installed themes, which JupyterLab loads by address at run time. */
export function themeInputs(): Record<string, string> {
  return Object.fromEntries(
    jupyterPackages().flatMap(({ name, folder, jupyterlab }) =>
      jupyterlab.themePath ? [[prefix + name, path.join(folder, jupyterlab.themePath)]] : [],
    ),
  );
}

/** Where an asset goes: JupyterLab expects a theme at `themes/<package>/index.css`; all others are hashed. */
export function assetFileName(asset: {
  readonly names: readonly string[];
  readonly originalFileNames: readonly string[];
}): string {
  const names = [...asset.names, ...asset.originalFileNames];
  if (names.some((name) => name.endsWith('.css'))) {
    for (const input of Object.keys(themeInputs())) {
      const theme = input.slice(prefix.length);
      if (names.some((name) => name.startsWith(input) || name.includes(theme)))
        return `themes/${theme}/index.css`;
    }
  }
  return 'assets/[name]-[hash][extname]';
}
