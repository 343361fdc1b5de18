import type { JupyterLab } from '@jupyterlab/application';
import { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { Widget } from '@lumino/widgets';
import { LecternError } from '../../src/base/lectern-error.ts';
import type { Unsubscribe } from '../../src/base/unsubscribe.ts';
import type { Mirror } from '../../src/notebook/notebook-app.ts';

/** Below this width, in CSS pixels, two notebooks beside each other are too narrow to read. */
const narrow = 720;

/**
 * Shows a mirror at the right of the widget `beside`, or in front of it where there is no room for two. Gives what takes
 * it away; closing its tab, and a part of the application that cannot be loaded, stop the mirror.
 */
export function showMirror(app: JupyterLab, beside: Widget | null, mirror: Mirror): Unsubscribe {
  let view: Widget | null = null;
  let over = false;
  const load = async (): Promise<void> => {
    const [{ MirrorView }, languages, rendermime] = await Promise.all([
      import('./mirror/mirror-view.ts'),
      app.resolveRequiredService(IEditorLanguageRegistry),
      app.resolveRequiredService(IRenderMimeRegistry),
    ]);
    if (over) return;
    view = new MirrorView(mirror, { languages, rendermime });
    view.disposed.connect(() => {
      if (!over) mirror.stop();
    });
    const isNarrow = app.shell.node.clientWidth < narrow;
    app.shell.add(view, 'main', {
      mode: isNarrow || beside === null ? 'tab-after' : 'split-right',
      ...(beside === null ? {} : { ref: beside.id }),
      activate: isNarrow,
    });
  };
  load().catch((cause: unknown) => {
    mirror.stop();
    throw new LecternError('app-load-failed', { cause });
  });
  return () => {
    over = true;
    view?.dispose();
  };
}
