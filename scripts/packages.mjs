import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './lib/install.mjs';
import { option } from './lib/options.mjs';
import { ROOT } from './lib/root.mjs';

// npm run packages -- numpy pandas [--official] [--wheel FILE]... [--from URL-or-folder] [--to folder]: fills a folder with
// these packages and all that they need, and a list of them (`pyodide-lock.json`) that names nothing else. With --official also
// what the kernel "Python (IPython)" is made of, which the setting beside the folder (`config.json`) then names. A --wheel is a
// file of pure Python that the index does not have, or has in another version. Run by whoever puts Lectern on a server.
await ensureInstalled();
const { sourceLoader } = await import('./lib/source-loader.mjs');
const loader = await sourceLoader();
const folder = '/lite/kernel/packages';
const { parseLock, normalName } = await loader.ssrLoadModule(`${folder}/parse-lock.ts`);
const { withDependencies } = await loader.ssrLoadModule(`${folder}/dependencies.ts`);
const { nearNames } = await loader.ssrLoadModule(`${folder}/near-names.ts`);
const { readWheel } = await loader.ssrLoadModule(`${folder}/read-wheel.ts`);
await loader.close();

const pyodide = join(ROOT, 'node_modules/pyodide');
const { version } = JSON.parse(await readFile(join(pyodide, 'package.json'), 'utf8'));
const { info } = JSON.parse(await readFile(join(pyodide, 'pyodide-lock.json'), 'utf8'));
const from = option('from', `https://cdn.jsdelivr.net/pyodide/v${version}/full/`);
const to = resolve(ROOT, option('to', 'public/packages'));
const options = new Set(['--from', '--to', '--wheel']);
/** What the IPython kernel is made of: without the first it is none, the others serve completion and widgets. */
const OFFICIAL = ['ipython', 'jedi', 'comm'];
const official = process.argv.includes('--official');
const asked = process.argv
  .slice(2)
  .filter((word, i, all) => !options.has(word) && !options.has(all[i - 1] ?? ''))
  .filter((word) => word !== '--official');
const wheelFiles = process.argv.flatMap((word, i, all) =>
  all[i - 1] === '--wheel' ? [resolve(word)] : [],
);
const USAGE =
  'Usage: npm run packages -- numpy pandas [--official] [--wheel FILE]... [--from URL-or-folder] [--to folder]';
const mb = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

try {
  await fill();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function fill() {
  if (asked.length === 0 && !official && wheelFiles.length === 0) throw new Error(USAGE);
  const wheels = await Promise.all(wheelFiles.map(readWheelFile));
  const lock = await readLock(wheels);
  const names = [
    ...asked,
    ...wheels.map(({ entry }) => entry.name),
    ...(official ? officialNames(lock) : []),
  ];
  const wanted = new Map();
  for (const name of names) {
    const all = withDependencies(normalName(name), (each) => lock.packages.get(each));
    if ('missing' in all) throw new Error(describeMissing(name, all, lock));
    for (const each of all.found) wanted.set(each.name, each);
  }
  await mkdir(to, { recursive: true });
  const sizes = new Map();
  for (const each of wanted.values()) {
    const wheel = wheels.find(({ entry }) => entry.name === each.name);
    sizes.set(each.name, await provide(each, () => wheel?.bytes ?? read(each.file)));
  }
  const text = trim(lock.text, wanted, sizes);
  const part = join(to, 'pyodide-lock.json.part');
  await writeFile(part, text);
  await rename(part, join(to, 'pyodide-lock.json'));
  await removeOthers(wanted);
  if (wanted.has('ipython')) await nameKernel();
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  console.log(
    `${to}: ${wanted.size} packages, ${mb(total)}. Build again to publish them: npm run build`,
  );
}

/** What of the IPython kernel's packages the index has; the first it must have. */
function officialNames(lock) {
  return OFFICIAL.filter((name, i) => {
    if (i === 0 || lock.packages.has(name)) return true;
    console.log(`  ${name} is not in ${from}: the IPython kernel does without it`);
    return false;
  });
}

/** Names the IPython kernel in the setting beside the folder: the page offers it then. */
async function nameKernel() {
  const path = join(dirname(to), 'config.json');
  const text = await readFile(path, 'utf8').catch(() => null); // the folder is not part of a site
  const setting = text === null ? null : parseSetting(path, text);
  if (setting === null) {
    console.log(`The kernel "Python (IPython)" shows once config.json says "kernels": ["ipython"]`);
    return;
  }
  const kernels = setting.kernels ?? [];
  if (kernels.includes('ipython')) return;
  const next = { ...setting, kernels: [...kernels, 'ipython'] };
  await writeFile(path, `${JSON.stringify(next, null, 2)}\n`);
  console.log(`${path}: offers the kernel "Python (IPython)" from now on`);
}

function parseSetting(path, text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${path} cannot be read: ${error.message}`, { cause: error });
  }
}

/** A file of pure Python that somebody has, with its entry for the list. */
async function readWheelFile(path) {
  const bytes = await readFile(path).catch((cause) => {
    throw new Error(`${path} cannot be read: ${cause.message}`);
  });
  const read = await readWheel(basename(path), bytes);
  if (read.ok) return { bytes, entry: { ...read.value, sha256: digest(bytes) } };
  throw new Error(
    read.error === 'compiled'
      ? `${path} is not pure Python (py3-none-any): it has to be built for Pyodide`
      : `${path} is no wheel that can be read`,
  );
}

/** The list at `from` with these wheels in it, and its text. */
async function readLock(wheels) {
  const text = withWheels((await read('pyodide-lock.json')).toString('utf8'), wheels);
  const parsed = parseLock(text, { python: info.python, abi: info.abi_version });
  if (parsed.ok) return { ...parsed.value, text };
  throw new Error(
    parsed.error === 'other-python'
      ? `${from} has packages for another Python than Pyodide ${version}`
      : `${from} has no list of packages that can be read`,
  );
}

/** A list whose packages of the wheels' names are the wheels. What is no list stays as it is. */
function withWheels(text, wheels) {
  if (wheels.length === 0) return text;
  const names = new Set(wheels.map(({ entry }) => entry.name));
  let lock;
  try {
    lock = JSON.parse(text);
  } catch {
    return text; // told by whoever reads it next
  }
  const others = Object.entries(lock.packages ?? {}).filter(
    ([, { name }]) => !names.has(normalName(name ?? '')),
  );
  const packages = [...others, ...wheels.map(({ entry }) => [entry.name, entry])];
  return JSON.stringify({ ...lock, packages: Object.fromEntries(packages) });
}

/** A file of the index, from the web or from a folder. */
async function read(file) {
  if (!/^https?:/.test(from)) {
    const path = from.startsWith('file:') ? fileURLToPath(from) : resolve(from);
    return readFile(join(path, file));
  }
  const url = new URL(file, from.endsWith('/') ? from : `${from}/`);
  const response = await fetch(url).catch((cause) => {
    throw new Error(`${url.href} cannot be reached: ${cause.cause?.message ?? cause.message}`);
  });
  if (!response.ok) throw new Error(`${url.href}: ${response.status} ${response.statusText}`);
  return Buffer.from(await response.arrayBuffer());
}

/** Sees to it that a package's file is in the folder, whole; `fetchBytes` gives it where it is not. Resolves to its size. */
async function provide({ name, version: release, file, sha256 }, fetchBytes) {
  const path = join(to, file);
  const there = await readFile(path).catch(() => null); // not there yet
  if (there !== null && digest(there) === sha256) {
    console.log(`  ${name} ${release}, ${mb(there.length)}, is there`);
    return there.length;
  }
  const bytes = await fetchBytes();
  if (digest(bytes) !== sha256)
    throw new Error(`${file} is damaged: its SHA-256 is not the list's`);
  await writeFile(`${path}.part`, bytes);
  await rename(`${path}.part`, path);
  console.log(`  ${name} ${release}, ${mb(bytes.length)}`);
  return bytes.length;
}

/** The list with the wanted packages alone, and the sizes of their files. */
function trim(text, wanted, sizes) {
  const whole = JSON.parse(text);
  const packages = Object.entries(whole.packages)
    .map(([key, entry]) => ({ key, entry, name: normalName(entry.name) }))
    .filter(({ name }) => wanted.has(name))
    .map(({ key, entry, name }) => [key, { ...entry, size: sizes.get(name) }]);
  return `${JSON.stringify({ info: whole.info, packages: Object.fromEntries(packages) }, null, 1)}\n`;
}

/** Removes the packages of an earlier run, which no list names any more. */
async function removeOthers(wanted) {
  const files = new Set(Array.from(wanted.values(), ({ file }) => file));
  for (const entry of await readdir(to)) {
    if (!/\.(?:whl|zip|part)$/.test(entry) || files.has(entry)) continue;
    await rm(join(to, entry));
    console.log(`  ${entry} was not asked for this time: removed`);
  }
}

function describeMissing(name, { missing, neededBy }, lock) {
  if (missing !== normalName(name)) return `${neededBy} needs ${missing}, which is not in ${from}`;
  const near = nearNames(missing, lock.packages.keys());
  const asModule = lock.modules.get(name);
  const hint = asModule === undefined ? near : [asModule];
  return `${name} is not in ${from}${hint.length === 0 ? '' : `. Did you mean ${hint.join(', ')}?`}`;
}

function digest(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}
