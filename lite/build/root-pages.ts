import path from 'node:path';
import type { Plugin } from 'vite';

/**
 * Moves pages that lie deeper in the source to the top of the build, named after their input: the Lab finds its
 * files beside the page that it runs in.
 */
export function rootPages(pages: Readonly<Record<string, string>>): Plugin {
  let root = '';
  return {
    name: 'lectern:root-pages',
    apply: 'build',
    enforce: 'post',
    configResolved(config) {
      root = config.root;
    },
    generateBundle(_options, bundle) {
      for (const [name, file] of Object.entries(pages)) {
        const from = path.relative(root, file).replaceAll('\\', '/');
        const page = bundle[from];
        if (page?.type !== 'asset') throw new Error(`${from} is not in the build`);
        delete bundle[from];
        const up = '../'.repeat(from.split('/').length - 1);
        this.emitFile({
          type: 'asset',
          fileName: `${name}.html`,
          source: String(page.source).replaceAll(up, './'),
        });
      }
    },
  };
}
