import type { PyodideAPI } from 'pyodide';
import type { PackageReply } from '../protocol.ts';

/** The parts of Pyodide with which its own `loadPackage` installs what it has downloaded. */
interface Installer {
  install(
    bytes: Uint8Array,
    file: string,
    folder: string,
    metadata: ReadonlyMap<string, string>,
  ): Promise<void>;
  readonly package_loader: { get_install_dir(folder: string): string };
}

/** The page's answers to what Python asked for, and the installing of the files that came with them. */
export class PackageReplies {
  readonly #installer: Installer;
  readonly #waiting = new Map<number, (reply: PackageReply) => void>();

  constructor(pyodide: PyodideAPI) {
    this.#installer = (pyodide as unknown as { _api: Installer })._api;
  }

  /** The answer to a question that is about to be asked. */
  next(ask: number): Promise<PackageReply> {
    return new Promise((resolve) => this.#waiting.set(ask, resolve));
  }

  receive(reply: PackageReply): void {
    this.#waiting.get(reply.ask)?.(reply);
    this.#waiting.delete(reply.ask);
  }

  /** Unpacks a wheel, or an archive of shared libraries, and loads the libraries that are in it. */
  async install(bytes: ArrayBuffer, file: string, folder: string): Promise<void> {
    const to = this.#installer.package_loader.get_install_dir(folder);
    await this.#installer.install(new Uint8Array(bytes), file, to, INSTALLED_BY);
  }
}

/** What `importlib.metadata` finds, as installers write it (PyPA, "Recording installed projects"). */
const INSTALLED_BY: ReadonlyMap<string, string> = new Map([['INSTALLER', 'lectern']]);
