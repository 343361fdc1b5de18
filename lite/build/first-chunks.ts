import path from 'node:path';
import type { HtmlTagDescriptor, Plugin } from 'vite';

/** What the bundler tells of a module. */
interface ModuleGraph {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null;
}

const ROOT = path.join(import.meta.dirname, '../..');
const LAB = path.join(ROOT, 'lite/lab.ts');
/** The language of a notebook's metadata, which JupyterLab imports when it opens one. */
const LANGUAGE = /\/@codemirror\/lang-json\//;

/** A chunk by name, and the module with all that it imports statically. */
export type ChunkRoot = readonly [chunk: string, module: string];

/**
 * What a first visit needs, in the order in which it comes: what the start screen is made of, then JupyterLab, then our
 * part of it.
 */
export const productRoots: readonly ChunkRoot[] = [
  ['start', path.join(ROOT, 'src/app/main.ts')],
  ['jupyterlab', path.join(ROOT, 'lite/lab-boot.ts')],
  ['lab', LAB],
];

/**
 * Names the chunk of a module that one of the roots needs; a module goes to the first that does. One chunk for all that is
 * loaded at a time: by itself the bundler makes some eighty of them, one for each set of entries that share something, and
 * every six cost a round trip over HTTP/1.
 */
export function firstChunkOf(
  roots: readonly ChunkRoot[],
): (id: string, graph: ModuleGraph) => string | null {
  let chunks: Map<string, string> | null = null;
  return (id, graph) => {
    chunks ??= collect(roots, graph);
    return chunks.get(id) ?? null;
  };
}

function collect(roots: readonly ChunkRoot[], graph: ModuleGraph): Map<string, string> {
  const chunks = new Map<string, string>();
  for (const [chunk, root] of roots) {
    const waiting = [root];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (chunks.has(id)) continue;
      chunks.set(id, chunk);
      waiting.push(...(graph.getModuleInfo(id)?.importedIds ?? []));
    }
  }
  return chunks;
}

/**
 * Has the page fetch JupyterLab while the start screen is drawn, with all that it would ask for while it starts: behind
 * Python's files that would come late. Not at low priority: browsers begin such a fetch when all
 * else is there, and it is what the first cell waits for.
 */
export function preloadLab(): Plugin {
  return {
    name: 'lectern:preload-lab',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle, path: page }) {
        if (bundle === undefined || !page.endsWith('/index.html') || page.includes('tests/'))
          return;
        const chunks = Object.values(bundle).filter((output) => output.type === 'chunk');
        const named = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
        const files = new Set<string>();
        const styles = new Set<string>();
        const waiting = chunks
          .filter(({ moduleIds }) => moduleIds.some((id) => id === LAB || LANGUAGE.test(id)))
          .map(({ fileName }) => fileName);
        for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
          // What the page asks for itself must not wait.
          if (files.has(file) || html.includes(`"./${file}"`)) continue;
          files.add(file);
          const chunk = named.get(file);
          waiting.push(...(chunk?.imports ?? []));
          for (const style of chunk?.viteMetadata?.importedCss ?? []) styles.add(style);
        }
        const settings = Object.keys(bundle).filter((file) =>
          /^assets\/schemas-[^/]*\.json$/.test(file),
        );
        return [
          ...[...files].map((file) => link(file, { rel: 'modulepreload' })),
          ...[...styles].map((file) => link(file, { rel: 'preload', as: 'style' })),
          ...settings.map((file) => link(file, { rel: 'preload', as: 'fetch' })),
          ...['light', 'dark'].map((theme) => ({
            tag: 'link',
            attrs: {
              rel: 'preload',
              as: 'style',
              media: `(prefers-color-scheme: ${theme})`,
              'data-ahead': true,
              href: `./themes/@jupyterlab/theme-${theme}-extension/index.css`,
            },
            injectTo: 'head' as const,
          })),
        ];
      },
    },
  };
}

function link(file: string, kind: Readonly<Record<string, string>>): HtmlTagDescriptor {
  const attrs = { ...kind, crossorigin: true, 'data-ahead': true, href: `./${file}` };
  return { tag: 'link', attrs, injectTo: 'head' };
}
