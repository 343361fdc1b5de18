import type { Contents } from '@jupyterlab/services';
import { BrowserStorageDrive } from '@jupyterlite/services';

/** Stems of the names that new files get, as JupyterLite counts them. */
const untitled = { directory: 'Untitled Folder', notebook: 'Untitled', file: 'untitled' } as const;

/** JupyterLite's files in IndexedDB, without its two ways of losing one. */
export class LabDrive extends BrowserStorageDrive {
  /** Takes the first name that is free; the stored counter alone would write over a file that came by upload. */
  override async newUntitled(options?: Contents.ICreateOptions): Promise<Contents.IModel> {
    const kind = options?.type === 'directory' || options?.type === 'file' ? options.type : 'notebook';
    const extension = kind === 'notebook' ? '.ipynb' : kind === 'file' ? withDot(options?.ext ?? '') : '';
    const folder = options?.path ? `${options.path.replace(/\/$/, '')}/` : '';
    const keys = new Set(await (await this.storage).keys());
    let next = 0;
    while (keys.has(`${folder}${untitled[kind]}${next || ''}${extension}`)) next++;
    await (await this.counters).setItem(kind, next - 1);
    return super.newUntitled(options);
  }

  /** Refuses a name that another file has, as a Jupyter server does, so that JupyterLab asks before it replaces. */
  override async rename(from: string, to: string): Promise<Contents.IModel> {
    if (from !== to && (await (await this.storage).keys()).includes(to)) {
      throw Object.assign(new Error(`${to} exists already`), { response: { status: 409 } });
    }
    return super.rename(from, to);
  }
}

function withDot(extension: string): string {
  return extension === '' || extension.startsWith('.') ? extension : `.${extension}`;
}
