import { englishPlugin } from './settings/english-plugin.ts';
import { bootLab } from './lab-boot.ts';
import { drivePlugin } from './files/drive-plugin.ts';
import { configurePage } from './page-config.ts';
import { settingManagerPlugin, settingRegistryPlugin } from './settings/settings-plugins.ts';
import type { LabPlugin } from './plugins/plugin.ts';

export async function startLab(host: HTMLElement, options: { storageName?: string } = {}) {
  performance.mark('lectern:lab-start');
  configurePage(options.storageName ?? 'Lectern files', null);
  host.id ||= 'lectern-lab';
  const lab = await bootLab(host.id, [englishPlugin, settingManagerPlugin, settingRegistryPlugin, drivePlugin] as unknown as LabPlugin[], 'default');
  await lab.app.restored;
  (window as any).lab = lab.app;
  void lab.loadLate();
  return lab;
}
