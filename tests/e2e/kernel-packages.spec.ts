import { expect, type Page } from '@playwright/test';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TestIndex } from '../support/package-index.ts';
import type { TestPackage } from '../support/wheel.ts';
import type { Harness, Ran } from './kernel-harness/main.ts';
import { cells, test as base, traceback } from './kernel-harness/kernel-test.ts';
import { MATPLOTLIB } from './kernel-harness/small-matplotlib.ts';

declare const harness: Harness;

/**
 * A module of WebAssembly that Emscripten can link at run time (tool-conventions, DynamicLinking): one function without
 * arguments that gives 42, under the name `answer`: a section per line, the first, `dylink.0`, after the magic number.
 */
const LIBRARY = Buffer.from(
  `0061736d 01000000 000f 08 64796c696e6b2e30 010400000000
   01 05 01 60 00 01 7f
   03 02 01 00
   07 0a 01 06 616e73776572 00 00
   0a 06 01 04 00 41 2a 0b`.replaceAll(/\s/g, ''),
  'hex',
);

const PACKAGES: readonly TestPackage[] = [
  {
    name: 'small-plot',
    imports: ['smallplot'],
    depends: ['small_numbers'],
    files: {
      'smallplot/__init__.py': 'from smallnumbers import total\nfrom . import words\n',
      'smallplot/words.py':
        "import importlib.resources\ntext = importlib.resources.read_text(__package__, 'words.txt').strip()\n",
      'smallplot/words.txt': 'grüße from a data file\n',
    },
  },
  {
    name: 'small-numbers',
    version: '2.1.3',
    imports: ['smallnumbers'],
    files: {
      'smallnumbers.py':
        'try:\n    import optional\nexcept ImportError:\n    optional = None\ndef total(numbers): return sum(numbers)\n',
    },
  },
  { name: 'optional', files: { 'optional.py': '' } },
  { name: 'late', files: { 'late.py': 'name = __name__\n' } },
  { name: 'inner', files: { 'inner.py': 'value = 7\n' } },
  { name: 'slow', files: { 'slow.py': 'value = 1\n' } },
  { name: 'stopped', files: { 'stopped.py': 'value = 2\n' } },
  { name: 'ruled', files: { 'ruled.py': '' } },
  { name: 'piped', version: '3.0', files: { 'piped.py': '' } },
  { name: 'elsewhere', files: { 'elsewhere.py': '' } },
  { name: 'hollow', files: {} },
  { name: 'unzippable', files: {} },
  { name: 'halfway', files: { 'halfway/__init__.py': '', 'halfway/data.txt': 'as it was made' } },
  { name: 'roomless', files: { 'roomless.py': 'value = 8\n' } },
  { name: 'roomless-too', files: { 'roomless_too.py': '' }, imports: ['roomless_too'] },
  { name: 'sent-on', files: { 'sent_on.py': '' }, imports: ['sent_on'] },
  { name: 'kept', files: { 'kept.py': 'value = "kept"\n' } },
  { name: 'native', files: { 'native/__init__.py': '', 'native/libnative.so': LIBRARY } },
  ...MATPLOTLIB,
];

/** The pages of `kernel-test.ts`, whose site has a package index in its folder `packages/`. */
const test = base.extend<{ another: Page }, { index: TestIndex }>({
  // A further page of the same browser: what pages keep is there, the snapshot too.
  another: async ({ shared, served }, use) => {
    const page = await shared.context().newPage();
    await page.goto(served.url);
    await use(page);
    await page.close();
  },
  index: [
    async ({ served }, use) => {
      const index = new TestIndex(PACKAGES);
      // What a list can hold all the same: files that have their hash and cannot be unpacked.
      index.replace('unzippable', Buffer.from('no zip'));
      const half = index.file('halfway-1.0-py3-none-any.whl').toString('latin1');
      index.replace(
        'halfway',
        Buffer.from(half.replace('as it was made', 'as nobody knew'), 'latin1'),
      );
      served.answer = (path, request, response) => {
        if (path.startsWith('/packages/')) index.serve(path.slice(10), request, response);
        return path.startsWith('/packages/');
      };
      await use(index);
      served.answer = () => false;
    },
    { scope: 'worker', auto: true },
  ],
});

/** Whether a page's kernel has asked the site for a package's file. */
function asked(index: TestIndex, name: string): boolean {
  return index.requests.some((file) => file.startsWith(`${name}-`));
}

/** Interrupts a cell as soon as it shows that it loads something, and gives what it came to. */
async function stoppedWhileLoading(page: Page, code: string) {
  return page.evaluate(async (source) => {
    const host = (harness.host ??= harness.pool.take());
    let ran: ReturnType<Harness['run']> | undefined;
    await new Promise<void>((resolve) => {
      ran = harness.run(host, source, ({ type }) => type === 'display' && resolve());
    });
    host.interrupt();
    return ran;
  }, code);
}

/** Interrupts the loading of a package before a cell and within one, then lets it come. */
async function stopsAndBeginsAnew(page: Page, index: TestIndex): Promise<void> {
  const file = 'stopped-1.0-py3-none-any.whl';
  let closed = 0;
  index.answer(file, (_, response) => {
    response.writeHead(200, { 'Content-Length': 2_000_000 }).write('PK');
    response.once('close', () => (closed += 1));
  });
  const before = await stoppedWhileLoading(page, 'import stopped');
  expect(traceback(before)).toContain('KeyboardInterrupt');
  const within = await stoppedWhileLoading(page, '__import__("stopped")');
  expect(traceback(within)).toContain('KeyboardInterrupt');
  await expect.poll(() => closed).toBe(2);
  index.answer(file, null);
  const [ran] = await cells(page, 'import asyncio, stopped\nawait asyncio.sleep(0)\nstopped.value');
  expect(traceback(ran)).toBe('');
  expect(ran?.outputs.at(-1)).toMatchObject({ data: { 'text/plain': '2' } });
}

/** Text of a picture of the stand-in for matplotlib. */
function picture(data: unknown): string {
  const png = (data as Record<string, string>)['image/png'] ?? '';
  return Buffer.from(png, 'base64').subarray(5).toString();
}

/** The pictures and results that a cell shows, by their text. */
function shown(ran: Ran | undefined): string[] {
  return (ran?.outputs ?? []).flatMap((output) => {
    if (output.type === 'result') return [`result ${JSON.stringify(output.data['text/plain'])}`];
    return output.type === 'display' && 'image/png' in output.data ? [picture(output.data)] : [];
  });
}

test.describe('packages', () => {
  test('[KE6] an import brings the package, what it needs and its files; nothing of the loading stays', async ({
    python,
    index,
  }) => {
    const [ran, again] = await cells(
      python,
      'import smallplot.words\nprint(smallplot.total([1, 2]), smallplot.words.text)',
      `import importlib.metadata, importlib.util
print(importlib.metadata.version('small-numbers'), importlib.util.find_spec('late'), importlib.util.find_spec('optional'))`,
    );
    expect(traceback(ran)).toBe('');
    expect(ran?.stdout).toBe('3 grüße from a data file\n');
    const progress = ran?.outputs.filter(({ type }) => type === 'display') ?? [];
    const places = new Set(progress.map((output) => 'displayId' in output && output.displayId));
    expect(places.size).toBe(1); // one line, however often it changes
    expect(progress[0]).toMatchObject({
      data: { 'text/plain': expect.stringMatching(/^Loading small-plot \(0\.0.* MB\)…$/) },
    });
    const rest = ran?.outputs.slice(progress.length).map(({ type }) => type);
    expect(rest).toEqual(['clear', 'stream']);
    // What a package could use and does without is not loaded, nor what somebody only looks for.
    expect(again?.stdout).toBe('2.1.3 None None\n');
    expect(asked(index, 'optional')).toBe(false);
  });

  test('[KE6] a shared library in a package is linked', async ({ python }) => {
    const [ran] = await cells(
      python,
      `import ctypes, native, os
library = os.path.join(os.path.dirname(native.__file__), 'libnative.so')
ctypes.CDLL(library).answer()`,
    );
    expect(traceback(ran)).toBe('');
    expect(ran?.outputs.at(-1)).toMatchObject({ data: { 'text/plain': '42' } });
  });

  test('[KE6] an import at run time, and in a module of the person, brings its package too', async ({
    python,
  }) => {
    const [ran, module] = await cells(
      python,
      `import importlib
print('before')
name = importlib.import_module('la' + 'te').name
exec('import in' + 'ner')
name, inner.value`,
      `import os, sys
os.makedirs('/tmp/own', exist_ok=True)
with open('/tmp/own/mymodule.py', 'w') as file: file.write('def f():\\n    import slow\\n    return slow.value\\n')
sys.path.insert(0, '/tmp/own')`,
    );
    expect(traceback(ran)).toBe('');
    expect(ran?.outputs.at(-1)).toMatchObject({ data: { 'text/plain': "('late', 7)" } });
    // Here the cell had shown something: it stays, and the line of the loading is emptied.
    expect(ran?.outputs.some(({ type }) => type === 'clear')).toBe(false);
    expect(ran?.outputs.findLast(({ type }) => type === 'display')).toMatchObject({
      data: { 'text/plain': '' },
      update: true,
    });
    expect(traceback(module)).toBe('');
    const [own] = await cells(python, 'import mymodule\nimport sys\nsys.path.pop(0)\nmymodule.f()');
    expect(own?.outputs.at(-1)).toMatchObject({ data: { 'text/plain': '1' } });
  });

  test('[KE6] what cannot be had says why, and code that does without goes on', async ({
    python,
  }) => {
    const messages = await cells(
      python,
      'import tensorflow as tf',
      'from pandas import DataFrame',
      'import maths',
      'import tkinter',
      'def f():\n    import inne\nf()',
      'try:\n    import pandas\nexcept ImportError as error:\n    print("without", error.name)',
      'import hollow',
      'import ipywidgets',
    );
    expect(messages.map((ran) => traceback(ran).split('\n').at(-1))).toEqual([
      expect.stringMatching(/^ModuleNotFoundError: .*tensorflow does not work in a browser: /),
      "ModuleNotFoundError: No module named 'pandas'. pandas is not among the packages of this classroom. Ask your teacher.",
      "ModuleNotFoundError: No module named 'maths'. Did you mean: 'math'?",
      "ModuleNotFoundError: No module named 'tkinter': this part of Python does not work in a browser.",
      "ModuleNotFoundError: No module named 'inne'. inne is not among the packages of this classroom. Did you mean inner?",
      '',
      "ModuleNotFoundError: No module named 'hollow'",
      expect.stringContaining('need the kernel “Python (IPython)”: choose it in the menu'),
    ]);
    expect(messages[5]?.stdout).toBe('without pandas\n');
  });

  test('[KE6] a class that lets Python have nothing gives no package either, and says so', async ({
    python,
  }) => {
    const set = (network: 'off' | 'packages') =>
      python.evaluate((to) => harness.rules.set({ ...harness.rules.value, network: to }), network);
    await set('off');
    const [off] = await cells(python, 'import ruled');
    await set('packages');
    const [on] = await cells(python, 'import ruled; ruled.__name__');
    expect(traceback(off)).toContain('your teacher has switched packages off for this class.');
    expect(on?.outputs.at(-1)).toMatchObject({ data: { 'text/plain': "'ruled'" } });
  });

  test('[KE6] a file that is damaged on the way installs nothing, and the next run of the cell gets it', async ({
    python,
    index,
  }) => {
    index.answer('piped-3.0-py3-none-any.whl', (_, response) => response.end('damaged'));
    const [failed] = await cells(python, 'import piped');
    expect(traceback(failed)).toContain('the file piped-3.0-py3-none-any.whl came damaged');
    index.answer('piped-3.0-py3-none-any.whl', null);
    const [ran] = await cells(python, 'import piped; piped.__name__');
    expect(ran?.outputs.at(-1)).toMatchObject({ data: { 'text/plain': "'piped'" } });
  });

  test('[KE6] a file that cannot be unpacked leaves nothing behind', async ({ python }) => {
    const [unzippable, halfway, left] = await cells(
      python,
      'import unzippable',
      'try:\n    import halfway\nexcept ImportError as error: print(error)',
      "import glob, sysconfig\nglob.glob(sysconfig.get_path('purelib') + '/halfway*')",
    );
    const text = 'could not be installed: its file is damaged. Tell your teacher.';
    expect(traceback(unzippable)).toContain(`unzippable ${text}`);
    expect(halfway?.stdout).toContain(`halfway ${text}`);
    expect(left?.outputs.at(-1)).toMatchObject({ data: { 'text/plain': '[]' } });
  });

  test('[KE6] %pip installs, lists and refuses in plain words', async ({ python }) => {
    const [installed, twice, list, wrong, nowhere, option] = await cells(
      python,
      '%pip install -q "kept>=1" Small_Numbers~=2.1\nimport kept\nkept.value',
      'if True:\n    !pip install kept',
      '%pip list',
      '%pip install kept==2',
      '%pip install flask',
      '%pip install --pre kept',
    );
    expect(traceback(installed)).toBe('');
    expect(installed?.stdout).toContain('small-numbers 2.1.3 is');
    expect(installed?.outputs.at(-1)).toMatchObject({ data: { 'text/plain': "'kept'" } });
    expect(twice?.stdout).toBe('kept 1.0 is here already.\n');
    expect(list?.stdout).toMatch(/^kept +1\.0$/m);
    expect(traceback(wrong)).toContain(
      'PipError: kept==2 is not here in this version: there is 1.0.',
    );
    expect(traceback(nowhere)).toContain('flask is not among the packages of this classroom');
    expect(traceback(option)).toContain('--pre does not exist here');
  });

  test('[KE6] loading can be interrupted, before the cell and within it, and begins anew then', async ({
    python,
    index,
  }) => stopsAndBeginsAnew(python, index));

  test('[KE6] loading can be interrupted without shared memory too @long', async ({
    plainPython,
    index,
  }) => stopsAndBeginsAnew(plainPython, index));

  test('[KE6] figures of matplotlib show below their cell, each once', async ({ python }) => {
    const [end, now, own, failed, after] = await cells(
      python,
      'import matplotlib.pyplot as plt\nplt.plot("a")\nfigure = plt.figure()\nplt.plot("b")\n1',
      '%matplotlib inline\nplt.plot("c")\nplt.show()\nplt.plot("d")\nprint(len(plt.Gcf.figs))',
      'figure',
      'plt.plot("e")\nraise ValueError',
      'plt.figure()\nlen(plt.Gcf.figs)',
    );
    expect(traceback(end)).toBe('');
    expect(shown(end)).toEqual(['result "1"', 'a', 'b']);
    expect(shown(now)).toEqual(['c', 'd']);
    expect(now?.outputs.map(({ type }) => type)).toEqual(['display', 'stream', 'display']);
    expect(now?.stdout).toBe('1\n');
    expect(shown(own)).toEqual(['result "<Figure with 1 Axes>"']);
    expect(own?.outputs[0]).toMatchObject({ data: { 'image/png': expect.any(String) } });
    expect(shown(failed)).toEqual(['e']);
    expect(shown(after)).toEqual(['result "1"']);
  });
});

test.describe('packages from one page to the next', () => {
  test('[KE6] a package that came once is there without a connection; a damaged one is fetched anew', async ({
    another,
    served,
    index,
  }) => {
    await cells(another, 'import smallplot');
    const site = served.answer;
    served.answer = (path, request, response) => {
      if (!path.startsWith('/packages')) return site(path, request, response);
      response.destroy();
      return true;
    };
    try {
      await another.reload();
      const [here, away] = await cells(
        another,
        'import smallplot; smallplot.total([1])',
        'import elsewhere',
      );
      expect(traceback(here)).toBe('');
      expect(here?.outputs).toMatchObject([{ type: 'result', data: { 'text/plain': '1' } }]);
      expect(traceback(away)).toContain(
        'elsewhere is not on this computer yet: connect once, or ask your teacher.',
      );
    } finally {
      served.answer = site;
    }
    await another.evaluate(async () => {
      const cache = await caches.open('lectern-packages');
      for (const { url } of await cache.keys())
        if (url.includes('sha256-')) await cache.put(url, new Response('damaged'));
      const old = `packages/sha256-${'0'.repeat(64)}`;
      await cache.put(old, new Response('of no list any more'));
    });
    await another.reload();
    index.requests.length = 0;
    const [anew] = await cells(another, 'import smallplot; smallplot.total([2])');
    expect(anew?.outputs.at(-1)).toMatchObject({ data: { 'text/plain': '2' } });
    expect(index.requests.length).toBe(3);
    await expect
      .poll(() =>
        another.evaluate(async () => {
          const kept = await (await caches.open('lectern-packages')).keys();
          return kept.filter(({ url }) => url.includes('sha256-000000')).length;
        }),
      )
      .toBe(0);
  });

  test('[KE6] an index of another origin is used where the deployment names it and its policy allows it, and nobody is asked else', async ({
    another,
    served,
  }) => {
    const far = new TestIndex([{ name: 'far', files: { 'far.py': 'value = "far"' } }], true);
    const server = createServer((request, response) =>
      far.serve((request.url ?? '').slice(1), request, response),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const site = served.answer;
    const setting = { packages: ['packages/', origin] };
    served.answer = (path, request, response) => {
      if (path !== '/config.json') return site(path, request, response);
      response.end(JSON.stringify(setting));
      return true;
    };
    try {
      const [refused] = await cells(another, 'import far');
      expect(traceback(refused)).toContain('far is not on this computer yet');
      expect(far.requests).toEqual([]); // the page's policy does not allow it
      served.connect = [origin];
      await another.reload();
      const [ran] = await cells(another, 'import far, inner; far.value');
      expect(traceback(ran)).toBe('');
      expect(ran?.outputs.at(-1)).toMatchObject({ data: { 'text/plain': "'far'" } });
      expect(far.requests).toEqual(['pyodide-lock.json', 'far-1.0-py3-none-any.whl']);
    } finally {
      served.answer = site;
      served.connect = [];
      server.closeAllConnections();
      server.close();
    }
  });

  test('[KE6] where the storage is full packages work, and the cell says that they are not kept', async ({
    another,
    index,
    served,
  }) => {
    const storage = await another.context().newCDPSession(another);
    const origin = new URL(served.url).origin;
    await storage.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
    const [first, second] = await cells(
      another,
      'import roomless\nprint(roomless.value)',
      'import roomless_too',
    );
    await storage.send('Storage.overrideQuotaForOrigin', { origin });
    expect(first).toMatchObject({
      stdout: '8\n',
      stderr:
        'The storage of this browser is full: packages work now, and are loaded again next time. Remove files that you do not need.\n',
    });
    expect(second).toMatchObject({ reply: { status: 'ok' }, stderr: '' }); // said once
    await another.reload();
    const [again] = await cells(another, 'import roomless\nprint(roomless.value)');
    expect(again).toMatchObject({ stdout: '8\n', stderr: '' });
    expect(index.requests.filter((file) => file.startsWith('roomless-1'))).toHaveLength(2);
  });

  test('[KE6] an index that sends somewhere else leads to nobody whom the policy does not name', async ({
    python,
    index,
  }) => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.setHeader('Access-Control-Allow-Origin', '*').end('elsewhere');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const file = 'sent_on-1.0-py3-none-any.whl';
    const { port } = server.address() as AddressInfo;
    index.answer(file, (_, response) =>
      response.writeHead(302, { Location: `http://127.0.0.1:${port}/${file}` }).end(),
    );
    const [ran] = await cells(python, 'import sent_on');
    index.answer(file, null);
    server.close();
    expect(traceback(ran)).toContain('sent_on is not on this computer yet');
    expect(asked).toEqual([]);
  });

  test('[KE6] a kernel that starts from the snapshot has no packages, and gets them', async ({
    python,
  }) => {
    const ran = await python.evaluate(async () => {
      const host = harness.pool.take();
      const code =
        'import sys\nbefore = "smallnumbers" in sys.modules\nimport smallnumbers\nbefore';
      const answer = await harness.run(host, code);
      const { fromSnapshot } = host.info ?? {};
      host.dispose();
      return { answer, fromSnapshot };
    });
    expect(ran.fromSnapshot).toBe(true);
    expect(traceback(ran.answer)).toBe('');
    expect(ran.answer.outputs.at(-1)).toMatchObject({ data: { 'text/plain': 'False' } });
  });
});
