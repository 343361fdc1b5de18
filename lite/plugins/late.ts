import { IPYTHON_NAMESPACE } from '../kernel/ipython/ipython-namespace.ts';
import type { LabPlugin } from './plugin.ts';

/** Plugins that are loaded after the first cell. */
export interface LateGroup {
  readonly load: () => Promise<{ readonly plugins: readonly LabPlugin[] }>;
  /**
   * Namespaces of their widget trackers. Where the saved layout holds a widget of one of these, the group is
   * loaded with the first plugins, so that the widget comes back in its place.
   */
  readonly namespaces: readonly string[];
}

/** In the order of loading: what is likeliest to be wanted first. */
export const lateGroups: readonly LateGroup[] = [
  { load: () => import('./editing.ts'), namespaces: ['editor', 'codeviewer', 'console'] },
  {
    load: () => import('./tools.ts'),
    namespaces: ['setting-editor', 'json-setting-editor', 'inspector', 'logconsole'],
  },
  {
    load: () => import('./viewers.ts'),
    namespaces: [
      'csvviewer',
      'tsvviewer',
      'htmlviewer',
      'image-widget',
      'markdownviewer-widget',
      'application-mimedocuments',
    ],
  },
  { load: () => import('../kernel/ipython/ipython-plugin.ts'), namespaces: [IPYTHON_NAMESPACE] },
];
