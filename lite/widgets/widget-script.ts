import { widgetScript } from 'virtual:lectern-widgets';
import { LecternError } from '../../src/base/lectern-error.ts';
import { integrityOf } from '../kernel/blob-integrity.ts';

/** The script that shows widgets, fetched and checked when it is first wanted; a failure is tried again by the next one. */
export class WidgetScript {
  readonly #base: string;
  #loading: Promise<Blob> | null = null;

  /** `base`: the application's base address, with a slash at its end. */
  constructor(base: string) {
    this.#base = base;
  }

  load(): Promise<Blob> {
    this.#loading ??= this.#fetch().catch((error: unknown) => {
      this.#loading = null;
      throw error;
    });
    return this.#loading;
  }

  async #fetch(): Promise<Blob> {
    const { path, integrity } = widgetScript;
    const response = await fetch(`${this.#base}${path}`);
    if (!response.ok)
      throw new LecternError('kernel-failed', { detail: { path, status: response.status } });
    const file = await response.blob();
    const found = await integrityOf(file);
    if (found !== null && found !== integrity)
      throw new LecternError('kernel-failed', { detail: { path, step: 'integrity' } });
    return file;
  }
}
