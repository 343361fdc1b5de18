import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock, type Clock } from '../../../src/base/clock.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import type { ClassFiles } from '../../../src/notebook/class-files.ts';
import { PackageIndexes } from '../../../lite/kernel/packages/package-indexes.ts';
import { fromClassText } from '../../../lite/kernel/packages/class-package-messages.ts';
import { PackageLoader } from '../../../lite/kernel/packages/package-loader.ts';
import type { PackageProgress } from '../../../lite/kernel/packages/package-loader.ts';
import { progressText } from '../../../lite/kernel/packages/package-messages.ts';
import { parseLock } from '../../../lite/kernel/packages/parse-lock.ts';
import { WheelStore } from '../../../lite/kernel/packages/wheel-store.ts';
import { TestIndex } from '../../support/package-index.ts';
import type { TestPackage } from '../../support/wheel.ts';

const BUILD = { python: '3.14.2', abi: '2026_0' };
const PACKAGES: readonly TestPackage[] = [
  { name: 'top', depends: ['middle', 'Other_One'], files: { 'top.py': '' } },
  { name: 'middle', depends: ['bottom'], files: { 'middle.py': '' } },
  { name: 'bottom', depends: ['top'], files: { 'bottom.py': '' } },
  { name: 'other.one', imports: ['other'], version: '2.1.3', files: { 'other.py': '' } },
  { name: 'lone', files: { 'lone.py': 'x' } },
];

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A site with the index in the folder `packages/`, and a loader of it. `setting` is its `config.json`. */
async function site(
  options: {
    readonly index?: TestIndex;
    readonly setting?: string;
    readonly clock?: Clock;
    readonly classFiles?: () => ClassFiles | null;
  } = {},
) {
  const { classFiles = () => null } = options;
  const { index = new TestIndex(PACKAGES), setting = null, clock = systemClock } = options;
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    if (path.startsWith('/packages/')) index.serve(path.slice(10), request, response);
    else if (path === '/config.json' && setting !== null) response.end(setting);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  closing.push(close);
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const store = new WheelStore(undefined, base, silentLogger);
  const indexes = new PackageIndexes({
    ...{ base, build: BUILD, store, clock, classFiles },
    logger: silentLogger,
  });
  const loader = new PackageLoader(indexes, store, clock, { maxFile: 1 << 20, classFiles });
  const load = (of: 'modules' | 'requirements', ...names: string[]) =>
    loader.load({ of, names, installed: [] }, new AbortController().signal, () => undefined);
  return { base, index, indexes, load, loader, close };
}

/** What a person reads who imports `name`. */
async function problem(from: Awaited<ReturnType<typeof site>>, name: string): Promise<string> {
  const { problems, wheels } = await from.load('modules', name);
  expect(wheels).toEqual([]);
  return problems.map(({ text }) => text).join();
}

/** A class in which these files are, by their content, and for whose list of packages somebody vouches, or not. */
function classWith(index: TestIndex, files: readonly string[], list: string | null) {
  const asked: string[] = [];
  const classFiles: ClassFiles = {
    async get(sha256, { onProgress }) {
      asked.push(sha256);
      const found = files
        .map((name) => index.file(name))
        .find((file) => createHash('sha256').update(file).digest('hex') === sha256);
      if (found === undefined) return null;
      onProgress?.({ received: found.length, total: found.length, people: 2 });
      return new Uint8Array(found).buffer;
    },
    packageList: async (name) => (name === './packages/' ? list : null),
  };
  return { asked, classFiles: () => classFiles };
}

const LONE = 'lone-1.0-py3-none-any.whl';

describe('packages from the class', () => {
  it('[KE11] with the index away, list and file come from the class, with progress that says so', async () => {
    const index = new TestIndex(PACKAGES);
    const { classFiles } = classWith(index, [LONE], index.lock());
    const { loader, close } = await site({ index, classFiles });
    close();
    const told: PackageProgress[] = [];
    const { problems, wheels } = await loader.load(
      { of: 'modules', names: ['lone'], installed: [] },
      new AbortController().signal,
      (progress) => told.push(progress),
    );
    expect(problems).toEqual([]);
    expect(Buffer.from(wheels[0]?.bytes ?? new ArrayBuffer())).toEqual(index.file(LONE));
    const size = index.file(LONE).length;
    expect(told.at(-1)).toEqual({ name: 'lone', received: size, total: size, people: 2 });
    expect(fromClassText('lone', 4, 10)).toBe('Getting lone from the class · 40 %');
  });

  it('[KE11] without a word of a teacher on what the index has, nobody is asked for a file, and the reason is told', async () => {
    const index = new TestIndex(PACKAGES);
    const { asked, classFiles } = classWith(index, [LONE], null);
    const there = await site({ index, classFiles });
    there.close();
    expect(await problem(there, 'lone')).toContain('cannot come from the class');
    expect(asked).toEqual([]);
  });

  it('[KE11] [SE1] a list that is none, or for another Python, counts for nothing', async () => {
    const index = new TestIndex(PACKAGES);
    for (const list of ['no list', index.lock().replace('2026_0', '2020_0')]) {
      const { asked, classFiles } = classWith(index, [LONE], list);
      const there = await site({ index, classFiles });
      there.close();
      expect(await problem(there, 'lone')).toContain('cannot come from the class');
      expect(asked).toEqual([]);
    }
  });

  it('[KE11] where nobody in the class has the file, the reason of the network stands', async () => {
    const index = new TestIndex(PACKAGES);
    const { asked, classFiles } = classWith(index, [], index.lock());
    const there = await site({ index, classFiles });
    there.close();
    expect(await problem(there, 'lone')).toBe(
      'lone is not on this computer yet: connect once, or ask your teacher.',
    );
    expect(asked).toHaveLength(1);
  });

  it('[KE11] an index that answers is believed, whatever a teacher says of it', async () => {
    const index = new TestIndex(PACKAGES);
    const other = new TestIndex([{ name: 'lone', version: '6.6', files: { 'lone.py': 'evil' } }]);
    const { asked, classFiles } = classWith(other, [LONE], other.lock());
    const { load } = await site({ index, classFiles });
    const { chosen, problems } = await load('modules', 'lone');
    expect([chosen, problems]).toEqual([[{ name: 'lone', version: '1.0' }], []]);
    expect(asked).toEqual([]);
  });

  it('[KE11] a list that was read is told on once for each reading', async () => {
    const { indexes, load, index } = await site();
    const told: string[] = [];
    indexes.onList((address, list) => told.push(`${new URL(address).pathname} ${list}`));
    await load('modules', 'lone');
    await load('modules', 'top');
    expect(told).toEqual([`/packages/ ${index.lock()}`]);
  });
});

describe('getting packages', () => {
  it('[KE6] a package comes with all that it needs, what is needed first, whatever the way its name is written', async () => {
    const { load, index } = await site();
    const { wheels, chosen, problems } = await load('modules', 'top');
    expect(problems).toEqual([]);
    expect(chosen).toEqual([{ name: 'top', version: '1.0' }]);
    expect(wheels.map(({ name }) => name)).toEqual(['bottom', 'middle', 'other-one', 'top']);
    expect(Buffer.from(wheels[3]?.bytes ?? new ArrayBuffer())).toEqual(
      index.file('top-1.0-py3-none-any.whl'),
    );
  });

  it('[KE6] what a kernel has, and what only that needs, does not come again', async () => {
    const { loader } = await site();
    const question = {
      of: 'requirements',
      names: ['top', 'lone'],
      installed: ['Middle', 'lone'],
    } as const;
    const { wheels, chosen } = await loader.load(
      question,
      new AbortController().signal,
      () => undefined,
    );
    expect(wheels.map(({ name }) => name)).toEqual(['other-one', 'top']);
    expect(chosen.map(({ name }) => name)).toEqual(['top', 'lone']);
  });

  it('[KE6] a requirement is met by the version that there is, or refused with it', async () => {
    const { load } = await site();
    const met = await load(
      'requirements',
      'Other-One[extra] >=2.1, <3',
      'other_one~=2.0',
      'other.one==2.*',
    );
    expect(met.problems).toEqual([]);
    const refused = await load(
      'requirements',
      'other-one==2.1.4',
      'other-one<2.1.3',
      'other-one~=2.1.4',
      '; rm',
      'lone===2',
    );
    expect(refused.problems.map(({ text }) => text)).toEqual([
      'other-one==2.1.4 is not here in this version: there is 2.1.3.',
      'other-one<2.1.3 is not here in this version: there is 2.1.3.',
      'other-one~=2.1.4 is not here in this version: there is 2.1.3.',
      '"; rm" is not the name of a package. Write it like this: %pip install numpy',
      'lone===2 is not here in this version: there is 1.0.',
    ]);
  });

  it('[KE6] of two indexes with a package the first counts, and one that is broken hides no other', async () => {
    const second = await site({
      index: new TestIndex([{ name: 'lone', version: '9', files: {} }]),
    });
    const setting = JSON.stringify({
      packages: ['packages', `${second.base}packages/`, second.base],
    });
    const { load } = await site({ setting });
    expect((await load('requirements', 'lone')).chosen).toEqual([{ name: 'lone', version: '1.0' }]);
    const swapped = JSON.stringify({
      packages: [second.base, `${second.base}packages/`, 'packages'],
    });
    const other = await site({ setting: swapped });
    expect((await other.load('requirements', 'lone', 'top')).chosen).toEqual([
      { name: 'lone', version: '9' },
      { name: 'top', version: '1.0' },
    ]);
    expect(await problem(other, 'nowhere')).toContain('the list of packages cannot be read');
  });

  it('[KE6] one package that fails hinders no other', async () => {
    const { load, index } = await site();
    index.answer('bottom-1.0-py3-none-any.whl', (_, response) => response.writeHead(500).end());
    const { wheels, problems } = await load('modules', 'top', 'lone');
    expect(wheels.map(({ name }) => name)).toEqual(['lone']);
    expect(problems).toEqual([
      {
        name: 'top',
        text: 'top could not be loaded: the server did not give the file bottom-1.0-py3-none-any.whl. Run the cell again a little later.',
      },
    ]);
  });

  it('[KE6] progress tells what came of how much; a server that promises too little is not believed', async () => {
    const { loader, index } = await site();
    const told: (readonly [string, number, number | null])[] = [];
    const ask = () =>
      loader.load(
        { of: 'modules', names: ['lone'], installed: [] },
        new AbortController().signal,
        ({ name, received, total }) => told.push([name, received, total]),
      );
    await ask();
    const wheel = index.file('lone-1.0-py3-none-any.whl');
    expect(told.at(-1)).toEqual(['lone', wheel.length, wheel.length]);
    const packed = gzipSync(wheel);
    index.answer('lone-1.0-py3-none-any.whl', (_, response) => {
      response.setHeader('Content-Encoding', 'gzip').setHeader('Content-Length', packed.length);
      response.end(packed);
    });
    expect((await ask()).problems).toEqual([]);
    expect(told.at(-1)).toEqual(['lone', wheel.length, packed.length]);
    expect(progressText('lone', 8e6, 3.14e6)).toBe('Loading lone (8.0 MB)…');
    expect(progressText('lone', 3.14e6, 8e6)).toBe('Loading lone (3.1 of 8.0 MB)…');
  });
});

describe('what can go wrong', () => {
  it('[KE6] each cause has its own words', async () => {
    const none = await site({ setting: '{"packages": []}' });
    expect(await problem(none, 'pandas')).toBe(
      'pandas is not here: this classroom was set up without extra packages. Ask your teacher.',
    );
    const empty = await site();
    empty.index.answer('pyodide-lock.json', (_, response) => response.writeHead(404).end());
    expect(await problem(empty, 'pandas')).toContain('was set up without extra packages');
    const gone = await site();
    gone.close();
    expect(await problem(gone, 'pandas')).toBe(
      'pandas is not on this computer yet: connect once, or ask your teacher.',
    );
    const here = await site();
    expect(await problem(here, 'pandas')).toBe(
      'pandas is not among the packages of this classroom. Ask your teacher.',
    );
    expect(await problem(here, 'lonee')).toBe(
      'lonee is not among the packages of this classroom. Did you mean lone?',
    );
    expect(await problem(here, 'tensorflow')).toContain('tensorflow does not work in a browser: ');
  });

  it.each([
    ['HTML', '<!doctype html><title>Sign in</title>'],
    ['a list of nothing', '[]'],
    ['a list without packages', '{"info": {"python": "3.14.2", "abi_version": "2026_0"}}'],
  ])('[KE6] an index that answers %s is called broken', async (_, text) => {
    const from = await site();
    from.index.answer('pyodide-lock.json', (_request, response) => response.end(text));
    expect(await problem(from, 'lone')).toContain('the list of packages cannot be read');
    from.index.answer('pyodide-lock.json', null);
    expect((await from.load('modules', 'lone')).problems).toEqual([]);
  });

  it.each([
    ['a file of another folder', { file_name: '../lone.whl' }],
    ['a file of another server', { file_name: 'https://elsewhere.example/lone.whl' }],
    ['no hash', { sha256: '' }],
    ['a name that is none', { name: '../lone' }],
    ['another place to install to', { install_dir: '/etc' }],
    ['dependencies that are none', { depends: 'numpy' }],
  ])('[KE6] a list that names %s is refused whole', async (_, spoilt) => {
    const from = await site();
    Object.assign(from.index.entries.at(-1) ?? {}, spoilt);
    expect(await problem(from, 'top')).toContain('the list of packages cannot be read');
  });

  it('[KE6] packages for another Python are refused', async () => {
    const from = await site();
    const other = from.index.lock().replace('2026_0', '2025_0');
    from.index.answer('pyodide-lock.json', (_, response) => response.end(other));
    expect(await problem(from, 'lone')).toContain('another version of Python');
  });

  it('[KE6] a file that is missing, damaged, cut or endless is told so, and the next try works', async () => {
    const from = await site();
    const file = 'lone-1.0-py3-none-any.whl';
    const wheel = from.index.file(file);
    from.index.answer(file, (_, response) => response.writeHead(404).end());
    expect(await problem(from, 'lone')).toContain(`the file ${file} is missing on the server`);
    from.index.answer(file, (_, response) => {
      response.setHeader('Content-Type', 'text/html').end('<h1>Welcome</h1>');
    });
    expect(await problem(from, 'lone')).toContain(`the file ${file} is missing on the server`);
    from.index.answer(file, (_, response) =>
      response.end(Buffer.concat([wheel, Buffer.from('x')])),
    );
    expect(await problem(from, 'lone')).toContain(`the file ${file} came damaged`);
    from.index.answer(file, (_, response) => {
      response.writeHead(200, { 'Content-Length': wheel.length * 2 });
      response.write(wheel, () => response.destroy());
    });
    expect(await problem(from, 'lone')).toContain('the connection broke off');
    // A server that ends early without saying so.
    from.index.answer(file, (_, response) => response.end(wheel.subarray(0, -1)));
    expect(await problem(from, 'lone')).toContain(`the file ${file} came damaged`);
    let ended = false;
    from.index.answer(file, (_, response) => {
      const more = (): void => void (ended || response.write(Buffer.alloc(1 << 18), more));
      response.once('close', () => (ended = true));
      more();
    });
    expect(await problem(from, 'lone')).toContain('larger than any package');
    await expect.poll(() => ended).toBe(true);
    from.index.answer(file, null);
    expect((await from.load('modules', 'lone')).wheels.length).toBe(1);
  });

  it('[KE6] a list with the hash of another file installs nothing; a wrong size in it does no harm', async () => {
    const from = await site();
    const lone = from.index.entries.find(({ name }) => name === 'lone') ?? {};
    const other = from.index.entries.find(({ name }) => name === 'top') ?? {};
    const { sha256 } = lone;
    Object.assign(lone, { sha256: other['sha256'] });
    expect(await problem(from, 'lone')).toContain('came damaged');
    Object.assign(lone, { sha256, size: 1 });
    expect((await from.load('modules', 'lone')).wheels.length).toBe(1);
    Object.assign(lone, { size: -1 });
    expect((await from.load('modules', 'lone')).wheels.length).toBe(1);
  });

  it('[KE6] a redirection to another file is found out by the hash', async () => {
    const from = await site();
    const file = 'lone-1.0-py3-none-any.whl';
    from.index.answer(file, (_, response) =>
      response.writeHead(302, { Location: 'top-1.0-py3-none-any.whl' }).end(),
    );
    expect(await problem(from, 'lone')).toContain(`the file ${file} came damaged`);
  });

  it('[KE6] something that is needed and nowhere is named', async () => {
    const from = await site({
      index: new TestIndex(PACKAGES.filter(({ name }) => name !== 'bottom')),
    });
    expect(await problem(from, 'top')).toContain(
      'it needs bottom, which is not among the packages',
    );
  });

  it('[KE6] a download from which nothing comes for a minute is given up', async () => {
    const timers = new Map<() => void, number>();
    const clock: Clock = {
      now: () => 0,
      after(ms, task) {
        timers.set(task, ms);
        return () => void timers.delete(task);
      },
    };
    const from = await site({ clock });
    from.index.answer('lone-1.0-py3-none-any.whl', (_, response) => {
      response.writeHead(200, { 'Content-Length': 1000 });
      response.write('PK');
    });
    const failed = problem(from, 'lone');
    await expect.poll(() => from.index.requests.length).toBe(2);
    await expect.poll(() => [...timers.values()]).toContain(60_000);
    // The timer begins anew with the part that came: whichever is there now must end it.
    await expect
      .poll(async () => {
        for (const [task, ms] of timers) if (ms === 60_000) task();
        return Promise.race([failed, Promise.resolve(null)]);
      })
      .toContain('nothing came for a minute');
  });

  it('[KE6] who stops the loading gets the stop, and the server is let go', async () => {
    const from = await site();
    let closed = false;
    from.index.answer('lone-1.0-py3-none-any.whl', (_, response) => {
      response.writeHead(200, { 'Content-Length': 1000 }).write('PK');
      response.once('close', () => (closed = true));
    });
    const abort = new AbortController();
    const loading = from.loader.load(
      { of: 'modules', names: ['lone'], installed: [] },
      abort.signal,
      () => undefined,
    );
    await expect.poll(() => from.index.requests.length).toBe(2);
    abort.abort(new Error('stopped'));
    await expect(loading).rejects.toThrow('stopped');
    await expect.poll(() => closed).toBe(true);
  });
});

it("[KE6] Pyodide's own list is read, and all that matplotlib and pandas need is in it", () => {
  const path = createRequire(import.meta.url).resolve('pyodide/pyodide-lock.json');
  const lock = parseLock(readFileSync(path, 'utf8'), BUILD);
  expect(lock.ok && lock.value.packages.size).toBeGreaterThan(300);
  expect(lock.ok && lock.value.modules.get('sklearn')).toBe('scikit-learn');
});

describe('kernels from an index', () => {
  const IPYTHON: readonly TestPackage[] = [
    { name: 'ipython', depends: ['traitlets'], imports: ['IPython'], files: {} },
    { name: 'traitlets', files: {} },
  ];
  const named = '{"packages": ["packages/"], "kernels": ["ipython"]}';
  const offered = async (index: TestIndex, setting?: string): Promise<boolean> => {
    const { indexes } = await site({ index, ...(setting !== undefined && { setting }) });
    return indexes.offer('ipython', 'ipython', new AbortController().signal);
  };

  it('[KE10] is offered where the setting names it and the index has all that it needs, and not otherwise', async () => {
    expect(await offered(new TestIndex(IPYTHON), named)).toBe(true);
    expect(await offered(new TestIndex(IPYTHON.slice(0, 1)), named)).toBe(false);
    expect(await offered(new TestIndex([]), named)).toBe(false);
  });

  it('[KE10] where the setting does not name it, no index is asked', async () => {
    for (const setting of [
      undefined,
      '{"packages": ["packages/"]}',
      '{"packages": [], "kernels": 3}',
    ]) {
      const index = new TestIndex(IPYTHON);
      expect(await offered(index, setting)).toBe(false);
      expect(index.requests).toEqual([]);
    }
  });
});
