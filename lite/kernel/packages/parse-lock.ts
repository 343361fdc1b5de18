import { isJsonObject } from '../../../src/base/json.ts';
import { err, ok, type Result } from '../../../src/base/result.ts';

/** One package of an index, as its lock file names it. */
export interface LockedPackage {
  /** Normalised (PEP 503): `python-dateutil`. */
  readonly name: string;
  readonly version: string;
  /** The file's name beside the lock file. */
  readonly file: string;
  /** SHA-256 of the file, 64 hexadecimal digits. */
  readonly sha256: string;
  /** Where it goes: Python's packages, or the libraries that those share. */
  readonly folder: 'site' | 'dynlib';
  /** Normalised names of packages of the same or of another index. */
  readonly depends: readonly string[];
  /** Modules that come with it. */
  readonly imports: readonly string[];
  /** Bytes of the file, for show: `scripts/packages.mjs` writes it, Pyodide's own lock file has none. */
  readonly size: number | null;
}

/** A lock file that was read. */
export interface PackageLock {
  readonly packages: ReadonlyMap<string, LockedPackage>;
  /** Module → package. */
  readonly modules: ReadonlyMap<string, string>;
}

/** What the packages of an index must be built for. */
export interface PythonBuild {
  /** `3.14.2`. */
  readonly python: string;
  /** Pyodide's ABI: `2026_0`. */
  readonly abi: string;
}

/** Why a lock file is of no use: it is none, or it is for another Python. */
export type LockProblem = 'unreadable' | 'other-python';

/** Pyodide's own has some 360; a hundred times that would only be there to do harm. */
const MAX_PACKAGES = 5_000;

/** A package's name as indexes compare it (PEP 503). */
export function normalName(name: string): string {
  return name.replaceAll(/[-_.]+/g, '-').toLowerCase();
}

/** Reads `pyodide-lock.json`. One wrong entry makes the whole file wrong: half an index would hide that. */
export function parseLock(text: string, build: PythonBuild): Result<PackageLock, LockProblem> {
  let lock: unknown;
  try {
    lock = JSON.parse(text);
  } catch {
    return err('unreadable');
  }
  if (!isJsonObject(lock) || !isJsonObject(lock['info']) || !isJsonObject(lock['packages']))
    return err('unreadable');
  const { abi_version: abi, python } = lock['info'];
  if (typeof python !== 'string' || typeof abi !== 'string') return err('unreadable');
  if (abi !== build.abi || minor(python) !== minor(build.python)) return err('other-python');
  const entries = Object.values(lock['packages']);
  if (entries.length > MAX_PACKAGES) return err('unreadable');
  const packages = new Map<string, LockedPackage>();
  const modules = new Map<string, string>();
  for (const entry of entries) {
    const read = isJsonObject(entry) ? parsePackage(entry) : null;
    if (read === null) return err('unreadable');
    packages.set(read.name, read);
    for (const module of read.imports) if (!modules.has(module)) modules.set(module, read.name);
  }
  return ok({ packages, modules });
}

function parsePackage(entry: Record<string, unknown>): LockedPackage | null {
  const { name, version, file_name: file, sha256, install_dir: folder, depends, imports } = entry;
  if (typeof name !== 'string' || !/^[a-z\d](?:[\w.-]{0,98}[a-z\d])?$/i.test(name)) return null;
  if (typeof version !== 'string' || !/^[\w.+!-]{1,100}$/.test(version)) return null;
  // A plain name: a lock file points to nothing outside its folder.
  if (typeof file !== 'string' || !/^\w[\w.+!~-]{0,250}$/.test(file)) return null;
  if (typeof sha256 !== 'string' || !/^[\da-f]{64}$/.test(sha256)) return null;
  if (folder !== 'site' && folder !== 'dynlib') return null;
  if (!isTexts(depends) || !isTexts(imports)) return null;
  return {
    name: normalName(name),
    version,
    file,
    sha256,
    folder,
    depends: depends.map(normalName),
    imports,
    size: typeof entry['size'] === 'number' && entry['size'] >= 0 ? entry['size'] : null,
  };
}

function isTexts(value: unknown): value is string[] {
  return (
    Array.isArray(value) &&
    value.length <= 1_000 &&
    value.every((text) => typeof text === 'string' && text.length <= 200)
  );
}

/** `3.14` of `3.14.2`. */
function minor(python: string): string {
  return python.split('.').slice(0, 2).join('.');
}
