import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import type { ISessionContext } from '@jupyterlab/apputils';
import type { Widget } from '@lumino/widgets';

/** Consoles, notebooks and editors keep what they know of their kernel in one of these places. */
interface KernelUser extends Widget {
  readonly sessionContext?: ISessionContext;
}

/**
 * Ends the kernel of a console that is closed, unless a notebook or another console uses it. For notebooks JupyterLab has a
 * setting (`kernelShutdown`), for consoles it has none.
 */
export const consoleKernelsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'lectern:console-kernels',
  description: 'Ends the kernels of closed consoles',
  autoStart: true,
  activate: (app: JupyterFrontEnd) => {
    app.commands.commandExecuted.connect((_commands, { id, result }) => {
      if (id === 'console:create') void result.then((panel) => endWith(app, panel as KernelUser));
    });
  },
};

function endWith(app: JupyterFrontEnd, { sessionContext }: KernelUser): void {
  sessionContext?.disposed.connect(() => {
    const id = sessionContext.session?.id;
    const users = [...app.shell.widgets('main')].map((each: KernelUser) => each.sessionContext);
    if (
      id === undefined ||
      users.some((user) => user !== sessionContext && user?.session?.id === id)
    )
      return;
    void app.serviceManager.sessions.shutdown(id);
  });
}
