import type { Clock } from '../../../src/base/clock.ts';
import { err, ok, type Result } from '../../../src/base/result.ts';
import type { ClassFileProgress, ClassFiles } from '../../../src/notebook/class-files.ts';
import { orFromClass } from '../or-from-class.ts';
import { withDependencies } from './dependencies.ts';
import { download, type DownloadOptions, type DownloadProblem } from './download.ts';
import { nearNames } from './near-names.ts';
import type { Catalogue, IndexedPackage, IndexProblem, PackageIndexes } from './package-indexes.ts';
import { IMPOSSIBLE, packageText, type PackageProblem } from './package-messages.ts';
import { normalName } from './parse-lock.ts';
import { fits, parseRequirement } from './requirement.ts';
import { hasDigest, type WheelStore } from './wheel-store.ts';

/** What a kernel asks for: the packages of modules, or packages by requirement. */
export interface PackageQuestion {
  readonly of: 'modules' | 'requirements';
  /** Modules without dots, or requirements such as `numpy>=2`. */
  readonly names: readonly string[];
  /** Packages that this kernel has. */
  readonly installed: readonly string[];
}

/** The file of a package, checked. */
export interface Wheel {
  /** Normalised. */
  readonly name: string;
  readonly file: string;
  readonly folder: 'site' | 'dynlib';
  /** The caller's own: may be transferred. */
  readonly bytes: ArrayBuffer;
}

interface LoadedFile {
  readonly bytes: ArrayBuffer;
  readonly kept: boolean;
}

export interface PackageAnswer {
  /** In the order in which they are to be installed. */
  readonly wheels: readonly Wheel[];
  /** The packages that were meant, those that are installed already too. */
  readonly chosen: readonly { readonly name: string; readonly version: string }[];
  /** What cannot be had: the name as it was asked for, and a sentence for a person. */
  readonly problems: readonly { readonly name: string; readonly text: string }[];
  /** Whether something that came could not be kept: it is there for this time only. */
  readonly unkept: boolean;
}

/** How far a package is that has to be fetched. */
export interface PackageProgress {
  readonly name: string;
  /** Bytes; `total` is null until it is known, and may be wrong. */
  readonly received: number;
  readonly total: number | null;
  /** How many people in the class give of it; null: it comes from the index. */
  readonly people: number | null;
}

export type Progress = (progress: PackageProgress) => void;

/** Where kernels get packages from. */
export interface PackageSource {
  /** Rejects with the signal's reason only. `onProgress` is called where something has to be downloaded. */
  load(
    question: PackageQuestion,
    signal: AbortSignal,
    onProgress: Progress,
  ): Promise<PackageAnswer>;
}

/** Largest file of a package, in bytes: the largest of Pyodide's has some 25 MB. */
const MAX_FILE = 128 * 1024 * 1024;
/** Downloads at a time: fewer than a browser opens to one server, so that none waits unseen. */
const AT_ONCE = 4;

const DOWNLOAD_PROBLEMS: Readonly<Record<DownloadProblem, PackageProblem>> = {
  unreachable: 'offline',
  missing: 'file-missing',
  refused: 'file-refused',
  cut: 'cut',
  stalled: 'stalled',
  'too-large': 'file-too-large',
};

const INDEX_PROBLEMS: Readonly<Record<IndexProblem, PackageProblem>> = {
  ...DOWNLOAD_PROBLEMS,
  missing: 'index-broken',
  refused: 'index-broken',
  'too-large': 'index-broken',
  unreadable: 'index-broken',
  unvouched: 'list-unvouched',
  'other-python': 'index-other-python',
};

/** Is told how a file comes. */
interface Watch extends Required<Pick<DownloadOptions, 'onSize' | 'onBytes'>> {
  readonly onClass: (progress: ClassFileProgress) => void;
}

interface Failure {
  readonly problem: PackageProblem;
  readonly detail?: string;
}

/** Gets packages from the deployment's indexes, and keeps them for days without a connection. */
export class PackageLoader implements PackageSource {
  readonly #indexes: PackageIndexes;
  readonly #store: WheelStore;
  readonly #clock: Clock;
  readonly #maxFile: number;
  readonly #classFiles: () => ClassFiles | null;

  /** `maxFile`: bytes of a file beyond which its download is given up; `classFiles`: of the class that is open, if any. */
  constructor(
    indexes: PackageIndexes,
    store: WheelStore,
    clock: Clock,
    { maxFile = MAX_FILE, classFiles = (): ClassFiles | null => null } = {},
  ) {
    this.#classFiles = classFiles;
    this.#indexes = indexes;
    this.#store = store;
    this.#clock = clock;
    this.#maxFile = maxFile;
  }

  async load(
    { of, names, installed }: PackageQuestion,
    signal: AbortSignal,
    onProgress: Progress,
  ): Promise<PackageAnswer> {
    const catalogue = await this.#indexes.read(signal);
    const have = new Set(installed.map(normalName));
    const wheels: Wheel[] = [];
    const chosen = new Map<string, string>();
    const problems: { name: string; text: string }[] = [];
    let unkept = false;
    for (const asked of names) {
      const choice =
        of === 'modules' ? chooseModule(asked, catalogue) : chooseRequirement(asked, catalogue);
      const loaded = choice.ok
        ? await this.#loadWithDependencies(choice.value, catalogue, have, signal, onProgress)
        : choice;
      if (!loaded.ok) {
        const { problem, detail } = loaded.error;
        problems.push({ name: asked, text: packageText(problem, asked, detail) });
        continue;
      }
      wheels.push(...loaded.value.wheels);
      unkept ||= loaded.value.unkept;
      for (const { name } of loaded.value.wheels) have.add(name);
      if (choice.ok) chosen.set(choice.value.name, choice.value.version);
    }
    return {
      wheels,
      chosen: Array.from(chosen, ([name, version]) => ({ name, version })),
      problems,
      unkept,
    };
  }

  async #loadWithDependencies(
    wanted: IndexedPackage,
    { packages }: Catalogue,
    have: ReadonlySet<string>,
    signal: AbortSignal,
    onProgress: Progress,
  ): Promise<Result<{ readonly wheels: readonly Wheel[]; readonly unkept: boolean }, Failure>> {
    const all = withDependencies(wanted.name, (name) => packages.get(name), have);
    if ('missing' in all) return err({ problem: 'dependency-missing', detail: all.missing });
    /** Bytes of each file that came, or were here. */
    const received = new Map<string, number>();
    let people: number | null = null;
    let unkept = false;
    const sizes = new Map(all.found.map(({ name, size }) => [name, size]));
    const tell = (): void => {
      let total: number | null = 0;
      for (const size of sizes.values())
        total = size === null || total === null ? null : total + size;
      let sum = 0;
      for (const count of received.values()) sum += count;
      onProgress({ name: wanted.name, received: sum, total, people });
    };
    const failures: Failure[] = [];
    const wheels = new Map<string, Wheel>();
    // The first failure ends the other downloads: nothing of this package is of use then.
    const abort = new AbortController();
    const stop = (): void => abort.abort(signal.reason);
    signal.throwIfAborted();
    signal.addEventListener('abort', stop, { once: true });
    const waiting = [...all.found];
    const work = async (): Promise<void> => {
      for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
        const { name, file, folder } = item;
        let fetched = false;
        const loaded = await this.#loadFile(item, abort.signal, {
          onSize: (size) => sizes.set(name, sizes.get(name) ?? size),
          onBytes: (count) => {
            fetched = true;
            received.set(name, (received.get(name) ?? 0) + count);
            tell();
          },
          onClass: (progress) => {
            fetched = true;
            received.set(name, progress.received);
            if (progress.total !== null) sizes.set(name, progress.total);
            ({ people } = progress);
            tell();
          },
        });
        if (!loaded.ok) {
          failures.push(loaded.error);
          abort.abort(loaded.error);
          return;
        }
        const { bytes, kept } = loaded.value;
        unkept ||= !kept;
        // What was kept costs no time: it is counted, and not shown.
        if (!fetched) received.set(name, bytes.byteLength);
        sizes.set(name, bytes.byteLength);
        wheels.set(name, { name, file, folder, bytes });
      }
    };
    try {
      await Promise.allSettled(Array.from({ length: AT_ONCE }, work));
    } finally {
      signal.removeEventListener('abort', stop);
    }
    signal.throwIfAborted();
    const [failure] = failures;
    if (failure !== undefined) return err(failure);
    const complete = all.found.flatMap(({ name }) => wheels.get(name) ?? []);
    return complete.length === all.found.length
      ? ok({ wheels: complete, unkept })
      : err({ problem: 'failed' });
  }

  async #loadFile(
    item: IndexedPackage,
    signal: AbortSignal,
    watch: Watch,
  ): Promise<Result<LoadedFile, Failure>> {
    const { sha256 } = item;
    const before = await this.#store.load(sha256);
    if (before !== null) return ok({ bytes: before, kept: true });
    const loaded = await orFromClass(
      (either) => this.#download(item, either, watch),
      (either) => this.#fromClass(item, either, watch),
      this.#clock,
      signal,
    );
    if (!loaded.ok) return loaded;
    return ok({ bytes: loaded.value, kept: await this.#store.save(sha256, loaded.value) });
  }

  async #download(
    { url, file, sha256 }: IndexedPackage,
    signal: AbortSignal,
    watch: Watch,
  ): Promise<Result<ArrayBuffer, Failure>> {
    const limits = { clock: this.#clock, signal, limit: this.#maxFile };
    const loaded = await download(url, { ...limits, ...watch });
    if (!loaded.ok) {
      if (loaded.error === 'missing') this.#indexes.distrust();
      return err({ problem: DOWNLOAD_PROBLEMS[loaded.error], detail: file });
    }
    const { buffer } = loaded.value;
    if (await hasDigest(buffer, sha256)) return ok(buffer);
    this.#indexes.distrust();
    return err({ problem: 'file-damaged', detail: file });
  }

  /** From people in the class; they have checked it, as we do. */
  async #fromClass(
    { sha256 }: IndexedPackage,
    signal: AbortSignal,
    { onClass }: Watch,
  ): Promise<ArrayBuffer | null> {
    const options = { what: 'package', signal, limit: this.#maxFile, onProgress: onClass } as const;
    return (await this.#classFiles()?.get(sha256, options)) ?? null;
  }
}

function chooseModule(module: string, catalogue: Catalogue): Result<IndexedPackage, Failure> {
  const found = catalogue.packages.get(catalogue.modules.get(module) ?? '');
  return found === undefined ? err(whyNot(module, catalogue, catalogue.modules.keys())) : ok(found);
}

function chooseRequirement(text: string, catalogue: Catalogue): Result<IndexedPackage, Failure> {
  const requirement = parseRequirement(text);
  if (requirement === null) return err({ problem: 'requirement-unreadable' });
  const found = catalogue.packages.get(requirement.name);
  if (found === undefined)
    return err(whyNot(requirement.name, catalogue, catalogue.packages.keys()));
  return fits(found.version, requirement)
    ? ok(found)
    : err({ problem: 'other-version', detail: found.version });
}

/** Why a name is in no index: what a person can do about differs. */
function whyNot(name: string, catalogue: Catalogue, names: Iterable<string>): Failure {
  const never = IMPOSSIBLE.get(name.toLowerCase());
  if (never !== undefined) return { problem: 'impossible', detail: never };
  // The name may well be in an index that could not be read.
  const [problem] = catalogue.problems.values();
  if (problem !== undefined) return { problem: INDEX_PROBLEMS[problem] };
  if (catalogue.packages.size === 0) return { problem: 'no-index' };
  return { problem: 'not-in-index', detail: nearNames(name, names).join(' or ') };
}
