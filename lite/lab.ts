import type { JupyterFrontEnd } from '@jupyterlab/application';
import { IThemeManager } from '@jupyterlab/apputils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IDefaultDrive } from '@jupyterlab/services';
import { systemClock } from '../src/base/clock.ts';
import type { DataSeal } from '../src/base/data-seal.ts';
import { Emitter } from '../src/base/emitter.ts';
import { LecternError } from '../src/base/lectern-error.ts';
import { silentLogger, type Logger } from '../src/base/logger.ts';
import type { NotebookApp } from '../src/notebook/notebook-app.ts';
import { Autosave } from './files/autosave.ts';
import { autosavePlugin } from './files/autosave-plugin.ts';
import { LabDrive } from './files/lab-drive.ts';
import { drivePlugin } from './files/drive-plugin.ts';
import { canStore } from './can-store.ts';
import { storagePlugin } from './files/storage-plugin.ts';
import { fitHost } from './fit-host.ts';
import { consoleKernelsPlugin } from './kernel/console-kernels-plugin.ts';
import { kernelClientPlugin, kernelPlugin } from './kernel/kernel-plugin.ts';
import { bootLab } from './lab-boot.ts';
import { awaitViewers } from './late-viewers.ts';
import './lab.css';
import { CellButtons, cellActionsPlugin } from './notebook-app/cell-buttons.ts';
import { labAccessPlugin } from './notebook-app/lab-access.ts';
import { LabNotebookApp } from './notebook-app/lab-notebook-app.ts';
import { markFirsts } from './notebook-app/load-marks.ts';
import { patientExecutorPlugin } from './notebook-app/patient-executor.ts';
import { createNotebook, openNotebook } from './notebook-app/new-notebook.ts';
import { safeOutputPlugin } from './output/safe-output.ts';
import { configurePage } from './page-config.ts';
import type { LabPlugin } from './plugins/plugin.ts';
import { englishPlugin } from './settings/english-plugin.ts';
import { settingDefaults, type ThemeChoice } from './settings/setting-defaults.ts';
import { settingManagerPlugin, settingRegistryPlugin } from './settings/settings-plugins.ts';
import { steadyToolbars } from './steady-toolbars.ts';

/** The driver of localforage that keeps everything in memory. */
const memoryDriver = 'memoryStorageDriver';

/** So long JupyterLab's start waits for the first notebook to be stored, in ms; it takes some 30. */
const MOST_MADE_MS = 500;

export interface LabOptions {
  /** Name of the IndexedDB database that holds files, settings and layout. */
  readonly storageName?: string;
  /** Whether that can be stored in (`canStore`), where it was asked before. */
  readonly stored?: Promise<boolean>;
  /** Encrypts all that is in it; null or missing: it is kept as it is. */
  readonly seal?: DataSeal | null;
  /** Colours to begin with, until the user chooses others. Default: `system`. */
  readonly theme?: ThemeChoice;
  /**
   * Called when files cannot be kept: once with `storage-missing` where there is no IndexedDB (all is then in
   * memory and lost with the tab), and for each write that fails. What was not written is tried again.
   */
  readonly onStorageError?: (error: LecternError) => void;
  /**
   * Called when the interface stands; what is loaded after the first cell waits until it resolves, or until a person opens
   * what needs it. Default: it does not wait.
   */
  readonly later?: () => Promise<void>;
  /** Called with true where storage does not answer a write, and with false when it has. */
  readonly onStorageHeld?: (held: boolean) => void;
  /** Takes notes of plugins that did not start and of a layout that cannot be read. */
  readonly logger?: Logger;
}

/** A running JupyterLab. */
export interface LabHandle {
  readonly app: NotebookApp;
  /** Resolves when the parts that are loaded after the first cell are there as well. */
  readonly complete: Promise<void>;
  /** Writes what is not written and takes the interface away. A page can start JupyterLab once only. */
  dispose(): Promise<void>;
}

/**
 * Starts JupyterLab inside `host`, which it fills and whose size it follows. Resolves when the saved layout is
 * restored or, where there is none, when a new notebook is open and can be edited. Until then `host` is `aria-busy` and what
 * is being put together in it is not seen. Rejects where a part of the application cannot be loaded.
 */
export async function startLab(host: HTMLElement, options: LabOptions = {}): Promise<LabHandle> {
  performance.mark('lectern:lab-start');
  host.setAttribute('aria-busy', 'true');
  const onStorageError = options.onStorageError ?? ((): void => undefined);
  host.id ||= 'lectern-lab';
  host.classList.add('lectern-Lab');

  const unreadable = new Emitter<string>();
  const autosave = new Autosave(systemClock);
  const buttons = new CellButtons();
  const plugins: readonly LabPlugin[] = [
    englishPlugin,
    settingManagerPlugin(settingDefaults(options.theme ?? 'system')),
    settingRegistryPlugin,
    storagePlugin(options.seal ?? null, options.logger ?? silentLogger),
    drivePlugin({
      onError: onStorageError,
      onHeld: options.onStorageHeld ?? ((): void => undefined),
      onUnreadable: (path) => unreadable.emit(path),
      onWritten: (path) => void autosave.reload(path),
    }),
    kernelClientPlugin,
    kernelPlugin,
    consoleKernelsPlugin,
    safeOutputPlugin,
    patientExecutorPlugin,
    autosavePlugin(autosave),
    cellActionsPlugin(buttons),
    labAccessPlugin,
  ];
  const storageName = options.storageName ?? 'Lectern files';
  const stored = await (options.stored ?? canStore(globalThis.indexedDB, storageName));
  if (!stored) onStorageError(new LecternError('storage-missing'));
  configurePage(storageName, stored ? null : [memoryDriver]);
  steadyToolbars();
  let made = null as Promise<string> | null;
  const lab = await bootLab(host.id, plugins, options.logger ?? silentLogger, (contents) => {
    made = createNotebook(contents);
    // A failure is told where it is opened, below; storage that another tab holds keeps nobody waiting here.
    const late = new Promise<void>((resolve) => void systemClock.after(MOST_MADE_MS, resolve));
    return Promise.race([made.catch(() => undefined), late]);
  });
  const jupyter = lab.app;
  const [drive, tracker, documents, themes] = await Promise.all([
    jupyter.resolveRequiredService(IDefaultDrive),
    jupyter.resolveRequiredService(INotebookTracker),
    jupyter.resolveRequiredService(IDocumentManager),
    jupyter.resolveRequiredService(IThemeManager),
  ]);
  unreadable.on((path) => forgetEmptyView(documents, path));
  const newNotebook = async () =>
    openNotebook(documents, await createNotebook(documents.services.contents));
  const app = new LabNotebookApp({
    app: jupyter,
    tracker,
    documents,
    themes,
    buttons,
    newNotebook,
    saveAll: () => autosave.flush(),
    isWhole: async () => !(drive instanceof LabDrive) || drive.isWhole(),
    fileList: async () =>
      drive instanceof LabDrive ? drive.fileList() : { rows: [], unreadable: 0 },
  });
  // Not after `restored`: JupyterLab waits there for the storage and for its settings, and shows then what came meanwhile.
  const opening = made?.then((path) => openNotebook(documents, path));
  await Promise.all([jupyter.restored, opening]);
  const stopFitting = fitHost(jupyter, host);
  const stopFlushing = flushWhenLeaving(autosave);
  if (!lab.hadLayout) closeLaunchers(jupyter);
  let hasten: () => void = () => undefined;
  const wanted = new Promise<void>((resolve) => (hasten = resolve));
  const later = Promise.race([options.later?.() ?? Promise.resolve(), wanted]);
  const complete = later.then(() => lab.loadLate());
  awaitViewers(documents, complete, hasten);
  host.removeAttribute('aria-busy');
  markFirsts(tracker);
  // What JupyterLab gave the keyboard to could not be seen yet.
  if (document.activeElement === document.body) app.focus();

  return {
    app,
    complete,
    async dispose() {
      stopFitting();
      stopFlushing();
      app.setCellActions(null);
      app.setCopySides(null);
      await autosave.flush();
      jupyter.shell.dispose();
    },
  };
}

/**
 * Has JupyterLab close, without a question, the empty view that it made for a file that is no notebook. It put a
 * first cell there and takes that for work to be saved: over the file.
 */
function forgetEmptyView(documents: IDocumentManager, path: string): void {
  const view = documents.findWidget(path, 'Notebook');
  const context = view && documents.contextForWidget(view);
  if (context) context.model.dirty = false;
}

/** JupyterLab opens one wherever nothing is open at a change of its layout: on a first visit, until the notebook is there. */
function closeLaunchers({ shell }: JupyterFrontEnd): void {
  for (const widget of [...shell.widgets('main')])
    if (widget.id.startsWith('launcher-')) widget.dispose();
}

/** Writes everything when the page is hidden or left: the last moments in which a browser lets it. */
function flushWhenLeaving(autosave: Autosave): () => void {
  const flush = (): void => void autosave.flush();
  const flushIfHidden = (): void => {
    if (document.visibilityState === 'hidden') flush();
  };
  addEventListener('pagehide', flush);
  document.addEventListener('visibilitychange', flushIfHidden);
  return () => {
    removeEventListener('pagehide', flush);
    document.removeEventListener('visibilitychange', flushIfHidden);
  };
}
