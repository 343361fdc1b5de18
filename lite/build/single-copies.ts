import type { Plugin } from 'vite';

/**
 * Libraries that compare objects by class or keep a registry of their own: a second copy works until it
 * meets an object of the first ("Yjs was already imported", "unrecognized extension value", lost signals).
 */
const singles = /^(yjs|lib0|react|react-dom|@lumino\/[^/]+|@codemirror\/(state|view|language))$/;

/** Fails the build where one of these libraries would be bundled from two places. */
export function singleCopies(): Plugin {
  return {
    name: 'lectern:single-copies',
    apply: 'build',
    generateBundle(_options, bundle) {
      const folders = new Map<string, Set<string>>();
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        for (const id of chunk.moduleIds) {
          const found = packageOf(id);
          if (found === null || !singles.test(found.name)) continue;
          folders.set(found.name, (folders.get(found.name) ?? new Set()).add(found.folder));
        }
      }
      const doubled = [...folders].filter(([, places]) => places.size > 1);
      if (doubled.length > 0) {
        this.error(
          doubled
            .map(
              ([name, places]) =>
                `${name} is bundled ${places.size} times: ${[...places].join(', ')}`,
            )
            .join('\n'),
        );
      }
    },
  };
}

/** The npm package that a module id lies in, with its folder; null for modules outside `node_modules`. */
export function packageOf(id: string): { readonly name: string; readonly folder: string } | null {
  const match = /^\0?(.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+))[\\/]/.exec(id);
  if (!match?.[1] || !match[2]) return null;
  return { name: match[2].replaceAll('\\', '/'), folder: match[1] };
}
