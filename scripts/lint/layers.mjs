import { dirname, posix, relative, resolve, sep } from 'node:path';

/** The files through which a layer's user may know it, where it may not know the layer itself. */
const INTERFACES = [
  'src/store/backup-folder.ts',
  'src/store/entry-store.ts',
  'src/store/blob-store.ts',
  'src/store/key-store.ts',
  'src/transport/link.ts',
  'src/transport/network.ts',
  'src/transport/signaling.ts',
];

/** What each layer may import: folders end with a slash, files do not. Its own folder is always allowed. */
const MAY_IMPORT = {
  'src/base/': [],
  'src/protocol/': ['src/base/'],
  'src/crypto/': ['src/base/', 'src/protocol/'],
  'src/transport/': ['src/base/', 'src/protocol/', 'src/crypto/'],
  'src/store/': ['src/base/', 'src/protocol/'],
  'src/sync/': ['src/base/', 'src/protocol/', 'src/crypto/', ...INTERFACES],
  'src/notebook/': ['src/base/'],
  'src/classroom/': [
    'src/base/',
    'src/protocol/',
    'src/crypto/',
    'src/sync/',
    'src/notebook/',
    ...INTERFACES,
  ],
  'src/words/': [],
  'src/ui/': ['src/base/', 'src/classroom/', 'src/notebook/', 'src/words/'],
  'src/app/': ['src/', 'lite/*.ts', 'lite/kernel/prewarm.ts'],
  'src/': [],
  'lite/': [
    'src/base/',
    'src/notebook/',
    'src/words/',
    'src/sync/document-handle.ts',
    'node_modules/',
  ],
  'signaling/': ['src/base/', 'src/protocol/'],
};

/** Packages that only some parts may import. */
const PACKAGES = [
  { name: /^(?:@jupyterlab|@jupyterlite|@lumino)\/|^pyodide(?:\/|$)/, only: ['lite/'] },
  { name: /^node:/, only: ['signaling/', 'lite/build/'] },
  { name: /^(?:ws|rate-limiter-flexible)$/, only: ['signaling/'] },
  { name: /^lit(?:\/|$)/, only: ['src/ui/', 'src/app/', 'lite/'] },
  { name: /^@lit\/localize(?:\/|$)/, only: ['src/words/'] },
  { name: /^idb(?:\/|$)/, only: ['src/store/'] },
];

/**
 * Whether the file `from` may import `source`. Paths are relative to the repository, with slashes.
 * @param {string} from
 * @param {string} source as written in the import
 * @returns {string | null} what is wrong, or null
 */
export function layerProblem(from, source) {
  const layer = Object.keys(MAY_IMPORT).find((folder) => from.startsWith(folder));
  if (layer === undefined) return null; // tests, scripts and configuration are free
  const path = source.split('?', 1)[0] ?? source;
  if (path.startsWith('.')) {
    const target = posix.normalize(posix.join(posix.dirname(from), path));
    const own = layer === 'src/' ? from : layer;
    if (allows([own, ...MAY_IMPORT[layer]], target)) return null;
    return `${layer} may not import ${target}: see the arrows in docs/architecture.md`;
  }
  const rule = PACKAGES.find(({ name }) => name.test(path));
  if (rule === undefined || allows(rule.only, from)) return null;
  return `${path} may be imported in ${rule.only.join(', ')} only`;
}

function allows(patterns, path) {
  return patterns.some((pattern) => {
    if (pattern.endsWith('/')) return path.startsWith(pattern);
    if (pattern.endsWith('/*.ts'))
      return path.endsWith('.ts') && `${dirname(path)}/*.ts` === pattern;
    return path === pattern;
  });
}

/** The lint rule: every import, `import type`, re-export, dynamic import and `new URL(…, import.meta.url)`. */
export const layers = {
  meta: { type: 'problem', docs: { description: 'Imports follow the arrows between the layers' } },
  create(context) {
    const from = relative(resolve(context.cwd), context.filename).split(sep).join('/');
    const check = (node) => {
      if (node?.type !== 'Literal' || typeof node.value !== 'string') return;
      const message = layerProblem(from, node.value);
      if (message !== null) context.report({ node, message });
    };
    return {
      ImportDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      TSImportType: (node) => check(node.source ?? node.argument?.literal ?? node.argument),
      NewExpression(node) {
        const [path, base] = node.arguments;
        const isUrl = node.callee.type === 'Identifier' && node.callee.name === 'URL';
        if (isUrl && base?.type === 'MemberExpression' && base.object.type === 'MetaProperty')
          check(path);
      },
    };
  },
};
