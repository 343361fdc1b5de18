import { Emitter } from '../../../src/base/emitter.ts';
import type { Unsubscribe } from '../../../src/base/unsubscribe.ts';
import { indexName, type ClassFiles } from '../../../src/notebook/class-files.ts';
import { fromUtf8 } from '../../../src/base/bytes.ts';
import type { Clock } from '../../../src/base/clock.ts';
import {
  defaultDeployment,
  DEPLOYMENT_FILE,
  parseDeployment,
  type Deployment,
} from '../../../src/base/deployment.ts';
import type { Logger } from '../../../src/base/logger.ts';
import { withDependencies } from './dependencies.ts';
import { download, type DownloadProblem } from './download.ts';
import {
  parseLock,
  type LockedPackage,
  type LockProblem,
  type PackageLock,
  type PythonBuild,
} from './parse-lock.ts';
import type { WheelStore } from './wheel-store.ts';

/** Largest list of packages, in bytes: Pyodide's own has 120 kB. */
const MAX_LIST = 8 * 1024 * 1024;
/** So long a list may take where an older one is at hand, in ms. */
const PATIENCE_MS = 5_000;

/** An index that could not be asked, which says nothing of what is in it. */
const AWAY: ReadonlySet<IndexProblem> = new Set(['unreachable', 'refused', 'cut', 'stalled']);

/** A package and the address of its file. */
export interface IndexedPackage extends LockedPackage {
  readonly url: string;
}

/** Why an index could not be used. */
export type IndexProblem = DownloadProblem | LockProblem | 'unvouched'; // it cannot be reached, and nobody who teaches the class has said what is in it

/** All that the deployment's indexes have; of two that have a package the first counts. */
export interface Catalogue {
  readonly packages: ReadonlyMap<string, IndexedPackage>;
  /** Module → package. */
  readonly modules: ReadonlyMap<string, string>;
  /** The indexes that could not be read, by address. */
  readonly problems: ReadonlyMap<string, IndexProblem>;
}

export interface IndexOptions {
  /** The application's base address, with a slash at its end. */
  readonly base: string;
  readonly build: PythonBuild;
  readonly store: WheelStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** What the page knows of the deployment, where that cannot be read now; null: nothing. */
  readonly deployment?: () => Deployment | null;
  /** Of the class that is open, if any. */
  readonly classFiles?: () => ClassFiles | null;
}

/**
 * The package indexes of this deployment. A list that was read once holds until the page is left; where the network has none,
 * the one that was kept counts, else the one that a teacher of the class that is open vouches for, and for so long.
 */
export class PackageIndexes {
  readonly #options: IndexOptions;
  #setting: Deployment | null = null;
  readonly #locks = new Map<string, PackageLock>();
  readonly #listed = new Emitter<{ readonly address: string; readonly list: string }>();

  constructor(options: IndexOptions) {
    this.#options = options;
  }

  /** Reads the lists that are not read yet. Rejects with the signal's reason only. */
  async read(signal: AbortSignal): Promise<Catalogue> {
    const packages = new Map<string, IndexedPackage>();
    const modules = new Map<string, string>();
    const problems = new Map<string, IndexProblem>();
    const { packages: addresses } = await this.#readSetting(signal);
    const read = await Promise.all(addresses.map((address) => this.#readLock(address, signal)));
    for (const [i, address] of addresses.entries()) {
      const lock = read[i];
      if (typeof lock === 'string') problems.set(address, lock);
      if (typeof lock !== 'object' || lock === null) continue;
      for (const each of lock.packages.values()) {
        if (!packages.has(each.name))
          packages.set(each.name, { ...each, url: new URL(each.file, address).href });
      }
      for (const [module, name] of lock.modules) {
        if (!modules.has(module)) modules.set(module, name);
      }
    }
    if (addresses.length > 0 && addresses.every((address) => this.#locks.has(address)))
      void this.#options.store.keepOnly(
        new Set([...this.#locks.values()].flatMap(({ packages: all }) => hashesOf(all))),
      );
    return { packages, modules, problems };
  }

  /**
   * Whether this deployment names a kernel, and its indexes have a package and all that it needs. Where it names none, no list
   * is read. Rejects with the signal's reason only.
   */
  async offer(kernel: string, name: string, signal: AbortSignal): Promise<boolean> {
    if (!(await this.#readSetting(signal)).kernels.includes(kernel)) return false;
    const { packages } = await this.read(signal);
    return 'found' in withDependencies(name, (each) => packages.get(each));
  }

  /** Calls the listener with each index's list when it was read from there. */
  onList(listener: (address: string, list: string) => void): Unsubscribe {
    return this.#listed.on(({ address, list }) => listener(address, list));
  }

  /** The list of an index that was read from there at any time and is of use, or null. */
  async keptList(address: string): Promise<string | null> {
    const text = await this.#options.store.loadText(`${address}pyodide-lock.json`);
    return text !== null && parseLock(text, this.#options.build).ok ? text : null;
  }

  /** An index did not hold what its list says: the lists are read anew next time. */
  distrust(): void {
    this.#locks.clear();
  }

  async #readSetting(signal: AbortSignal): Promise<Deployment> {
    if (this.#setting !== null) return this.#setting;
    const { base, logger } = this.#options;
    const { text, fresh } = await this.#text(`${base}${DEPLOYMENT_FILE}`, signal, (setting) =>
      parseDeployment(setting, base).ok ? null : 'unreadable',
    );
    const written = text === null ? null : parseDeployment(text, base);
    if (written?.ok !== true && fresh === 'unreadable')
      logger.log('warn', 'package-setting-broken');
    const otherwise = this.#options.deployment?.() ?? defaultDeployment(base);
    const setting = written?.ok === true ? written.value : otherwise;
    if (fresh === null || fresh === 'missing') this.#setting = setting;
    return setting;
  }

  /** The index's list, why there is none, or null where our own origin simply has no packages. */
  async #readLock(
    address: string,
    signal: AbortSignal,
  ): Promise<PackageLock | IndexProblem | null> {
    const known = this.#locks.get(address);
    if (known !== undefined) return known;
    const { build, base, logger } = this.#options;
    const { text, fresh } = await this.#text(`${address}pyodide-lock.json`, signal, (list) => {
      const parsed = parseLock(list, build);
      return parsed.ok ? null : parsed.error;
    });
    if (fresh !== null) logger.log('warn', 'package-list-failed', { problem: fresh });
    const lock = text === null ? null : parseLock(text, build);
    if (lock?.ok === true && text !== null) {
      if (fresh === null) {
        this.#locks.set(address, lock.value);
        this.#listed.emit({ address, list: text });
      }
      return lock.value;
    }
    if (fresh === 'missing' && address.startsWith(base)) return null;
    const away = fresh !== null && AWAY.has(fresh);
    return (away ? await this.#vouchedLock(address, signal) : null) ?? fresh ?? 'unreadable';
  }

  /** What a teacher of the class says that the index has: it is kept nowhere, and counts only where the index cannot be read. */
  async #vouchedLock(
    address: string,
    signal: AbortSignal,
  ): Promise<PackageLock | 'unvouched' | null> {
    const { base, build, classFiles, logger } = this.#options;
    const files = classFiles?.() ?? null;
    if (files === null) return null;
    const list = await files.packageList(indexName(address, base), signal);
    if (list === null || list.length > MAX_LIST) return 'unvouched';
    const lock = parseLock(list, build);
    if (lock.ok) return lock.value;
    logger.log('warn', 'package-list-vouched-broken', { problem: lock.error });
    return 'unvouched';
  }

  /**
   * The text at an address: as it is there now (`fresh` is null), else as it was kept, else null; `fresh` then says what is
   * wrong. Only a text that `check` finds nothing wrong with is kept.
   */
  async #text(
    address: string,
    signal: AbortSignal,
    check: (text: string) => IndexProblem | null,
  ): Promise<{ readonly text: string | null; readonly fresh: IndexProblem | null }> {
    const { classFiles, clock, store } = this.#options;
    const kept = await store.loadText(address);
    const limits = {
      clock,
      signal,
      limit: MAX_LIST,
      ...((kept ?? classFiles?.() ?? null) !== null && { stallMs: PATIENCE_MS }),
    };
    const loaded = await download(address, limits);
    if (!loaded.ok) return { text: kept, fresh: loaded.error };
    const text = readText(loaded.value);
    const problem = text === null ? 'unreadable' : check(text);
    if (text === null || problem !== null) return { text: kept, fresh: problem };
    if (text !== kept) await store.saveText(address, text);
    return { text, fresh: null };
  }
}

function readText(bytes: Uint8Array): string | null {
  try {
    return fromUtf8(bytes);
  } catch {
    return null; // no UTF-8: some other file
  }
}

function hashesOf(packages: ReadonlyMap<string, LockedPackage>): string[] {
  return Array.from(packages.values(), ({ sha256 }) => sha256);
}
