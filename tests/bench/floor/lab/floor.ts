/**
 * The floor under "first cell": the same JupyterLab plugins, files and settings, with none of our plugins for the
 * classroom, no prewarmed Python, no start screen. Opens a new notebook and marks its first cell.
 */
import { IDocumentManager } from '@jupyterlab/docmanager';
import { INotebookTracker } from '@jupyterlab/notebook';
import { drivePlugin } from '../../../../lite/files/drive-plugin.ts';
import { storagePlugin } from '../../../../lite/files/storage-plugin.ts';
import { kernelClientPlugin, kernelPlugin } from '../../../../lite/kernel/kernel-plugin.ts';
import { bootLab } from '../../../../lite/lab-boot.ts';
import '../../../../lite/lab.css';
import { markFirsts } from '../../../../lite/notebook-app/load-marks.ts';
import { patientExecutorPlugin } from '../../../../lite/notebook-app/patient-executor.ts';
import { createNotebook, openNotebook } from '../../../../lite/notebook-app/new-notebook.ts';
import { configurePage } from '../../../../lite/page-config.ts';
import { englishPlugin } from '../../../../lite/settings/english-plugin.ts';
import { settingDefaults } from '../../../../lite/settings/setting-defaults.ts';
import {
  settingManagerPlugin,
  settingRegistryPlugin,
} from '../../../../lite/settings/settings-plugins.ts';
import { silentLogger } from '../../../../src/base/logger.ts';

configurePage('Lab floor', null);
const { app, hadLayout, loadLate } = await bootLab(
  'lab',
  [
    englishPlugin,
    settingManagerPlugin(settingDefaults('system')),
    settingRegistryPlugin,
    storagePlugin(null, silentLogger),
    drivePlugin({
      onError: () => undefined,
      onHeld: () => undefined,
      onUnreadable: () => undefined,
      onWritten: () => undefined,
    }),
    kernelClientPlugin,
    kernelPlugin,
    patientExecutorPlugin,
  ],
  silentLogger,
);
markFirsts(await app.resolveRequiredService(INotebookTracker));
await app.restored;
const documents = await app.resolveRequiredService(IDocumentManager);
if (!hadLayout) await openNotebook(documents, await createNotebook(documents.services.contents));
await loadLate();
