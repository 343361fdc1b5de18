import { readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import type { Harness } from './kernel-harness/main.ts';
import { cells, interrupted, plain, test, traceback } from './kernel-harness/kernel-test.ts';

declare const harness: Harness;

/** Expects that Python works, did not start from the snapshot that is there, and wants a new one. */
async function startsFromNothing(page: Page): Promise<void> {
  const ran = await page.evaluate(async () => {
    const host = harness.pool.take();
    const answer = await harness.run(host, '6*7');
    return { answer, info: host.info, wanted: await harness.snapshots.isWanted() };
  });
  expect(ran.answer.outputs).toMatchObject([{ data: { 'text/plain': '42' } }]);
  expect(ran.info?.fromSnapshot).toBe(false);
  expect(ran.wanted).toBe(true);
}

test.describe('running cells', () => {
  test('a cell prints, shows its last value, and remembers it', async ({ python }) => {
    const [first, second, third, fourth] = await cells(
      python,
      'print("hi"); 6 * 7',
      '_ + 1',
      '_ + __;',
      'import sys\nprint("to stderr", file=sys.stderr)\nNone',
    );
    expect(first?.outputs).toMatchObject([
      { type: 'stream', name: 'stdout', text: 'hi\n' },
      { type: 'result', data: { 'text/plain': '42' }, metadata: {} },
    ]);
    expect(second?.outputs).toMatchObject([{ type: 'result', data: { 'text/plain': '43' } }]);
    expect(third?.outputs).toEqual([]);
    expect(fourth?.stderr).toBe('to stderr\n');
  });

  test('prints come while the cell runs, also those just before a long computation', async ({
    python,
  }) => {
    const ran = await interrupted(python, 'print("one")\nprint("go")\nwhile True: pass');
    expect(ran.stdout).toBe('one\ngo\n');
  });

  test('100,000 prints come gathered and in order', async ({ python }) => {
    const [ran] = await cells(python, 'for i in range(100_000): print(i)');
    expect(ran?.stdout.split('\n').length).toBe(100_001);
    expect(ran?.stdout.endsWith('99998\n99999\n')).toBe(true);
    expect(ran?.streams).toBeLessThan(1_000);
  });

  test('a cell that prints without end is cut with a word of explanation, and the page lives', async ({
    python,
  }) => {
    const [ran, next] = await cells(python, 'for i in range(200): print("x" * 100_000)', '1 + 1');
    expect(ran?.stdout.length).toBeLessThanOrEqual(2 * 1024 * 1024);
    expect(ran?.stderr).toContain('more than a page can hold');
    expect(next?.outputs).toMatchObject([{ data: { 'text/plain': '2' } }]);
  });

  test('top-level await, tasks in the background and asyncio.run work', async ({ python }) => {
    const [ran] = await cells(
      python,
      `import asyncio
async def twice(x):
    await asyncio.sleep(0.01)
    return 2 * x
print(await asyncio.gather(twice(1), twice(2)))
asyncio.run(twice(3))`,
    );
    expect(ran?.stdout).toBe('[2, 4]\n');
    expect(ran?.outputs.at(-1)).toMatchObject({ data: { 'text/plain': '6' } });
  });

  test('values show in their rich forms', async ({ python }) => {
    const [ran, image] = await cells(
      python,
      `class Rich:
    def __repr__(self): return 'rich'
    def _repr_html_(self): return '<b>rich</b>'
    def _repr_svg_(self): return '<svg/>', {'width': 3}
    def _repr_png_(self): return b'\\x89PNG'
    def _repr_latex_(self): raise ValueError('broken form')
    def _repr_json_(self): return {'a': [1, None]}
class Bundle:
    def _repr_mimebundle_(self, include=None, exclude=None):
        return {'text/plain': 'b', 'text/html': '<i>b</i>'}, {'text/html': {'isolated': True}}
display(Rich(), Bundle())
handle = display('first', display_id='one')
handle.update('second')
Rich`,
      `from IPython.display import display, HTML, Image, SVG, Markdown, clear_output
display(HTML('<p>x</p>'), Markdown('**m**'), SVG('<svg></svg>'))
clear_output(wait=True)
Image(data=b'\\x89PNG', width=10)`,
    );
    expect(ran?.outputs.slice(1)).toMatchObject([
      {
        type: 'display',
        data: {
          'text/plain': 'rich',
          'text/html': '<b>rich</b>',
          'image/svg+xml': '<svg/>',
          'image/png': 'iVBORw==',
          'application/json': { a: [1, null] },
        },
        metadata: { 'image/svg+xml': { width: 3 } },
        displayId: null,
      },
      { data: { 'text/html': '<i>b</i>' }, metadata: { 'text/html': { isolated: true } } },
      { data: { 'text/plain': "'first'" }, displayId: 'one', update: false },
      { data: { 'text/plain': "'second'" }, displayId: 'one', update: true },
      { type: 'result', data: { 'text/plain': "<class '__main__.Rich'>" } },
    ]);
    expect(plain(ran?.stderr ?? '')).toContain('ValueError: broken form');
    expect(image?.outputs).toMatchObject([
      { data: { 'text/html': '<p>x</p>' } },
      { data: { 'text/markdown': '**m**' } },
      { data: { 'image/svg+xml': '<svg></svg>' } },
      { type: 'clear', wait: true },
      {
        type: 'result',
        data: { 'image/png': 'iVBORw==' },
        metadata: { 'image/png': { width: 10 } },
      },
    ]);
  });
});

test.describe('errors', () => {
  test('a traceback shows the own lines with carets and none of our frames', async ({ python }) => {
    const [ran] = await cells(python, 'def f(a, b):\n    return a / b\nf(1, 0)');
    expect(traceback(ran).replaceAll(/<cell \d+>/g, '<cell>')).toBe(
      [
        'Traceback (most recent call last):',
        '  File "<cell>", line 3, in <module>',
        '    f(1, 0)',
        '    ~^^^^^^',
        '  File "<cell>", line 2, in f',
        '    return a / b',
        '           ~~^~~',
        'ZeroDivisionError: division by zero',
      ].join('\n'),
    );
  });

  test('names suggest, causes chain, syntax errors have no frames, deep recursion is short', async ({
    python,
  }) => {
    const [name, cause, syntax, deep, mutual, own, leave] = await cells(
      python,
      'prnt(1)',
      'try:\n    {}["k"]\nexcept KeyError as e:\n    raise ValueError("bad") from e',
      'for i in range(3)\n    pass',
      'def f(): f()\nf()',
      'def a(): b()\ndef b(): a()\na()',
      'class E(Exception):\n    def __str__(self): raise RuntimeError()\nraise E',
      'import sys\nsys.exit("enough")',
    );
    expect(traceback(name)).toContain("Did you mean: 'print'?");
    expect(traceback(cause)).toContain(
      'The above exception was the direct cause of the following exception',
    );
    expect(traceback(syntax)).toContain(
      'for i in range(3)\n                     ^\nSyntaxError: expected',
    );
    expect(traceback(syntax)).not.toContain('Traceback');
    expect(traceback(deep)).toContain('RecursionError');
    expect(traceback(mutual).split('\n').length).toBeLessThan(200);
    expect(own?.reply).toMatchObject({ ename: 'E' });
    expect(leave?.reply).toMatchObject({ ename: 'SystemExit', traceback: ['SystemExit: enough'] });
  });

  test('magics that set up what is so anyway are passed over; others are refused in plain words', async ({
    python,
  }) => {
    const [ignored, shell, cell, modulo] = await cells(
      python,
      '%matplotlib inline\nx = 7 %4\nx',
      '!ls -l',
      '%%bash\nls',
      's = """\n%time\n!x\n"""\nlen(s)',
    );
    expect(ignored?.outputs).toMatchObject([{ data: { 'text/plain': '3' } }]);
    expect(traceback(shell)).toContain('!ls: shell commands do not exist in the browser');
    expect(traceback(cell)).toContain('%%bash');
    expect(modulo?.outputs).toMatchObject([{ data: { 'text/plain': '10' } }]);
  });
});

test.describe('interrupts', () => {
  for (const [what, code] of [
    ['a busy loop', 'print("go")\nwhile True: pass'],
    ['time.sleep', 'import time\nprint("go")\ntime.sleep(1000)'],
    ['an await', 'import asyncio\nprint("go")\nawait asyncio.sleep(1000)'],
    [
      'a gather of tasks',
      'import asyncio\nprint("go")\nawait asyncio.gather(*[asyncio.sleep(1000) for _ in range(3)])',
    ],
    ['input()', 'print("go")\ninput("name? ")'],
  ] as const) {
    test(`an interrupt ends ${what} with KeyboardInterrupt, and the next cell runs`, async ({
      python,
    }) => {
      const ran = await interrupted(python, code);
      expect(ran.reply).toMatchObject({ ename: 'KeyboardInterrupt' });
      const [next] = await cells(python, '"still " + "here"');
      expect(next?.outputs).toMatchObject([{ data: { 'text/plain': "'still here'" } }]);
    });
  }

  test('an interrupt that comes between the steps of what is awaited ends it all the same', async ({
    python,
  }) => {
    const [ran, next] = await cells(
      python,
      [
        'import asyncio, signal',
        'asyncio.get_running_loop().call_later(0.05, signal.raise_signal, signal.SIGINT)',
        'await asyncio.gather(*[asyncio.sleep(1000) for _ in range(3)])',
      ].join('\n'),
      '"still " + "here"',
    );
    expect(ran?.reply).toMatchObject({ ename: 'KeyboardInterrupt' });
    expect(next?.outputs).toMatchObject([{ data: { 'text/plain': "'still here'" } }]);
  });

  test('a cell that catches the interrupt goes on to its end', async ({ python }) => {
    const ran = await interrupted(
      python,
      'try:\n    print("go")\n    while True: pass\nexcept KeyboardInterrupt:\n    print("caught")',
    );
    expect(ran.reply).toEqual({ status: 'ok' });
    expect(ran.stdout).toBe('go\ncaught\n');
  });

  test('an interrupt before Python has started ends the cell', async ({ fresh }) => {
    const ran = await fresh.evaluate(async () => {
      const host = harness.pool.take();
      const running = harness.run(host, '1');
      host.interrupt();
      const first = await running;
      return [first, await harness.run(host, '2')];
    });
    expect(ran[0]?.reply).toMatchObject({ ename: 'KeyboardInterrupt' });
    expect(ran[1]?.outputs).toMatchObject([{ data: { 'text/plain': '2' } }]);
  });

  test('[KE3] a cell that is stopped on its way to Python ends there, and Python goes on', async ({
    python,
    plainPython,
  }) => {
    for (const page of [python, plainPython]) {
      await cells(page, 'kept = "kept"');
      const ran = await page.evaluate(async () => {
        const host = harness.host ?? harness.pool.take();
        const running = harness.run(host, 'while True: pass');
        host.interrupt();
        return running;
      });
      expect(ran.reply).toMatchObject({ ename: 'KeyboardInterrupt' });
      const [next] = await cells(page, 'kept');
      expect(next?.outputs).toMatchObject([{ data: { 'text/plain': "'kept'" } }]);
    }
  });

  test('an interrupt with nothing running does nothing', async ({ python }) => {
    await cells(python, '1');
    await python.evaluate(() => harness.host?.interrupt());
    const [ran] = await cells(python, 'sum(range(10**6))');
    expect(ran?.reply).toEqual({ status: 'ok' });
  });

  for (const [what, code] of [
    ['a busy loop', 'print("go")\nwhile True: pass'],
    ['time.sleep', 'import time\nprint("go")\ntime.sleep(1000)'],
    ['an await', 'import asyncio\nprint("go")\nawait asyncio.sleep(1000)'],
    ['input()', 'print("go")\ninput()'],
  ] as const) {
    test(`without cross-origin isolation an interrupt still ends ${what}`, async ({
      plainPython,
    }) => {
      expect(await plainPython.evaluate(() => crossOriginIsolated)).toBe(false);
      const ran = await interrupted(plainPython, code);
      expect(ran.reply).toMatchObject({ ename: 'KeyboardInterrupt' });
      const [next] = await cells(plainPython, '1 + 1');
      expect(next?.outputs).toMatchObject([{ data: { 'text/plain': '2' } }]);
    });
  }
});

test.describe('input', () => {
  for (const where of ['shared memory', 'messages alone'] as const) {
    test(`input() and getpass() ask and get the answer through ${where}`, async ({
      python,
      plainPython,
    }) => {
      const page = where === 'shared memory' ? python : plainPython;
      const ran = await page.evaluate(async () => {
        const host = (harness.host ??= harness.pool.take());
        const answers = ['Zoë 🐍', '', 'secret'];
        return harness.run(
          host,
          'import getpass\nprint([input("name? "), input(), getpass.getpass()])',
          (output) => {
            if (output.type === 'input-request') host.answerInput(answers.shift() ?? '');
          },
        );
      });
      expect(ran.stdout).toBe("['Zoë 🐍', '', 'secret']\n");
      expect(ran.outputs.filter(({ type }) => type === 'input-request')).toMatchObject([
        { prompt: 'name? ', password: false },
        { prompt: '', password: false },
        { prompt: 'Password: ', password: true },
      ]);
    });
  }
});

test.describe('start', () => {
  test('from a snapshot everything is there, and chance is not the same', async ({ python }) => {
    const [first, second] = await python.evaluate(async () => {
      const code = 'import random\nrandom.random()';
      const told = [];
      for (let i = 0; i < 2; i++) {
        const host = harness.pool.take();
        const ran = await harness.run(host, code);
        told.push({ ran, info: host.info });
        host.dispose();
      }
      return told;
    });
    expect(first?.info?.fromSnapshot).toBe(true);
    expect(second?.info?.fromSnapshot).toBe(true);
    expect(first?.ran.reply).toEqual({ status: 'ok' });
    expect(first?.ran.outputs).not.toEqual(second?.ran.outputs);
  });

  test('from a snapshot on a spare worker stands ready, which the next Python takes; modules that no snapshot holds are there', async ({
    page: fresh,
    served,
  }) => {
    await fresh.clock.install();
    await fresh.goto(served.url);
    await fresh.evaluate(() => harness.pool.makeSnapshot());
    const [first] = await cells(fresh, 'import colorsys, wave\ncolorsys.__file__');
    expect(first?.outputs).toMatchObject([
      { data: { 'text/plain': "'/lib/python314.zip/colorsys.py'" } },
    ]);
    expect(fresh.workers().length).toBe(1);
    await fresh.clock.fastForward(3_000);
    await expect.poll(() => fresh.workers().length).toBe(2);
    const [, spare] = fresh.workers();
    const second = await fresh.evaluate(async () => {
      const host = harness.pool.take();
      const code =
        'import statistics, plistlib\nopen("x.txt", "w").write("x")\nstatistics.mean([1, 3])';
      const ran = await harness.run(host, code);
      const refused = await harness.run(host, 'open("/lib/python314.zip", "ab")');
      return { ran, refused, info: host.info };
    });
    expect(second.info?.fromSnapshot).toBe(true);
    expect(second.ran.outputs).toMatchObject([{ data: { 'text/plain': '2' } }]);
    expect(traceback(second.refused)).toContain('PermissionError');
    expect(fresh.workers().length).toBe(2);
    await fresh.clock.fastForward(3_000);
    await expect.poll(() => fresh.workers().length).toBe(3);
    expect(fresh.workers()).toContain(spare);
  });

  test('[KE1] a file that is not the one of the build is not handed to Python', async ({
    fresh,
    served,
  }) => {
    served.answer = (path, _request, response) => {
      if (!path.endsWith('/python_stdlib.zip')) return false;
      response.setHeader('Content-Type', 'application/zip');
      const library = readFileSync('node_modules/pyodide/python_stdlib.zip');
      response.end(Buffer.concat([library, Buffer.from('and something else')]));
      return true;
    };
    const ended = await fresh.evaluate(() => harness.run(harness.pool.take(), '6*7'));
    served.answer = () => false;
    expect(ended.reply).toEqual({ status: 'ended', why: 'start-failed' });
  });

  test('a damaged snapshot is thrown away, and Python starts from nothing', async ({ fresh }) => {
    await fresh.evaluate(async () => {
      await harness.pool.makeSnapshot();
      const cache = await caches.open('lectern-python');
      const [address] = await cache.keys();
      const kept = address && (await cache.match(address));
      if (!address || !kept) throw new Error('no snapshot');
      const bytes = new Uint8Array(await kept.arrayBuffer());
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
      await cache.put(address, new Response(bytes, { headers: kept.headers }));
    });
    await startsFromNothing(fresh);
  });

  test('a snapshot from which Python does not start costs time only', async ({ page, served }) => {
    // Not `fresh`: the browser reports the dying worker's error on the page.
    await page.goto(served.url);
    await page.evaluate(async () => {
      await harness.snapshots.save(new Blob([new Uint8Array(65_536)]));
    });
    await startsFromNothing(page);
  });

  test('where the storage is full there is no snapshot, which is noted, and Python starts from nothing @long', async ({
    fresh,
    served,
  }) => {
    const storage = await fresh.context().newCDPSession(fresh);
    const origin = new URL(served.url).origin;
    await storage.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
    const logged = await fresh.evaluate(async () => {
      await harness.pool.makeSnapshot();
      return harness.logged;
    });
    expect(logged).toEqual(['snapshot-unsaved']);
    await startsFromNothing(fresh);
  });

  test('the snapshot of another version is not used, and makes room', async ({ fresh }) => {
    const kept = await fresh.evaluate(async () => {
      const cache = await caches.open('lectern-python');
      await cache.put('pyodide/snapshot-other', new Response('old'));
      const before = await harness.snapshots.load();
      await harness.snapshots.save(new Blob([new Uint8Array(8)]));
      const after = await harness.snapshots.load();
      return { before, after: after?.size, kept: (await cache.keys()).length };
    });
    expect(kept).toEqual({ before: null, after: 8, kept: 1 });
  });
});

test.describe('life and death', () => {
  test('a fatal error of the interpreter settles the cell with a reason, and a fresh Python follows', async ({
    page,
    served,
  }) => {
    // Not `fresh`: the browser reports the dying worker's last error on the page.
    await page.goto(served.url);
    const [, fatal, next, deep, last] = await cells(
      page,
      'x = 1',
      'import json\njson.loads("[" * 100_000)',
      '"x" in globals()',
      'import sys\nsys.setrecursionlimit(10**6)\ndef f(n): return f(n + 1) + 1\nf(0)',
      '1 + 1',
    );
    expect(fatal?.reply).toEqual({ status: 'ended', why: 'crashed' });
    expect(next?.outputs).toMatchObject([{ data: { 'text/plain': 'False' } }]);
    expect(deep?.reply).toEqual({ status: 'ended', why: 'crashed' });
    expect(last?.outputs).toMatchObject([{ data: { 'text/plain': '2' } }]);
  });

  test('a worker that closes itself is replaced', async ({ fresh }) => {
    const ran = await cells(
      fresh,
      'import js\njs.self.close()\nwhile True: pass',
      'import js\njs.Object.getPrototypeOf(js.self).close()\nwhile True: pass',
      '1',
    );
    const ended = { status: 'ended', why: 'crashed' };
    expect(ran.map(({ reply }) => reply)).toEqual([ended, ended, { status: 'ok' }]);
  });

  test('restart during an endless loop settles it and gives an empty namespace', async ({
    fresh,
  }) => {
    const ran = await fresh.evaluate(async () => {
      const host = harness.pool.take();
      const printed = harness.untilPrinted('go');
      const running = harness.run(host, 'x = 1\nprint("go")\nwhile True: pass', printed.onOutput);
      await printed.seen;
      host.restart();
      return [await running, await harness.run(host, '"x" in globals()')];
    });
    expect(ran[0]?.reply).toEqual({ status: 'ended', why: 'restarted' });
    expect(ran[1]?.outputs).toMatchObject([{ data: { 'text/plain': 'False' } }]);
  });

  test('dispose ends the worker and settles what was asked', async ({ fresh }) => {
    await cells(fresh, '1');
    const ran = await fresh.evaluate(async () => {
      const running = harness.host ? harness.run(harness.host, 'while True: pass') : null;
      harness.host?.dispose();
      return running;
    });
    expect(ran?.reply).toEqual({ status: 'ended', why: 'closed' });
    await expect.poll(() => fresh.workers().length).toBe(0);
  });

  test('what is disposed of before its frame is there leaves nothing behind', async ({ fresh }) => {
    const ran = await fresh.evaluate(async () => {
      const host = harness.pool.take();
      const running = harness.run(host, '1');
      host.dispose();
      const other = harness.pool.take();
      return { reply: (await running).reply, other: await harness.run(other, '6 * 7') };
    });
    expect(ran.reply).toEqual({ status: 'ended', why: 'closed' });
    expect(ran.other.outputs).toMatchObject([{ data: { 'text/plain': '42' } }]);
    expect(fresh.workers().length).toBe(1);
  });

  test('[KE1] a frame is kept for a minute after its last Python, and what was checked once is neither fetched nor checked again', async ({
    page,
    served,
  }) => {
    await page.clock.install();
    await page.goto(served.url);
    const start = () =>
      page.evaluate(async () => {
        const host = harness.pool.take();
        const { reply } = await harness.run(host, '1');
        host.dispose();
        return { reply, frames: document.querySelectorAll('iframe').length };
      });
    expect(await start()).toEqual({ reply: { status: 'ok' }, frames: 1 });
    const before = served.requests.length;
    await page.clock.fastForward(50_000);
    expect(await start()).toEqual({ reply: { status: 'ok' }, frames: 1 });
    await page.clock.fastForward(50_000);
    await expect(page.locator('iframe')).toHaveCount(1);
    await page.clock.fastForward(11_000);
    await expect(page.locator('iframe')).toHaveCount(0);
    expect(await start()).toEqual({ reply: { status: 'ok' }, frames: 1 });
    expect(served.requests.slice(before)).toEqual([]);
  });

  test('[KE1] Pythons in one frame have nothing in common, and the end of one leaves the other running', async ({
    fresh,
  }) => {
    const seen = await fresh.evaluate(async () => {
      const first = harness.pool.take();
      const second = harness.pool.take();
      await harness.run(first, 'import js\nx = 1\njs.self.x = 1');
      const apart = await harness.run(second, 'import js\n"x" in globals(), hasattr(js.self, "x")');
      const printed = harness.untilPrinted('go');
      const endless = harness.run(first, 'print("go")\nwhile True: pass', printed.onOutput);
      await printed.seen;
      const beside = await harness.run(second, 'y = 1\ninput()', (output) => {
        if (output.type === 'input-request') second.answerInput('for the second');
      });
      first.dispose();
      const after = await harness.run(second, 'y');
      const frames = document.querySelectorAll('iframe').length;
      const { logged } = harness;
      return { apart, beside, after, ended: (await endless).reply, frames, logged };
    });
    expect(seen.apart.outputs).toMatchObject([{ data: { 'text/plain': '(False, False)' } }]);
    expect(seen.beside.outputs.at(-1)).toMatchObject({
      data: { 'text/plain': "'for the second'" },
    });
    expect(seen.after.outputs).toMatchObject([{ data: { 'text/plain': '1' } }]);
    expect(seen.ended).toEqual({ status: 'ended', why: 'closed' });
    expect(seen.frames).toBe(1);
    // Both wanted the same files at the same time.
    expect(seen.logged).toEqual([]);
    await expect.poll(() => fresh.workers().length).toBe(1);
  });

  test('files that cannot be loaded make a clear error, and the next cell tries again', async ({
    fresh,
  }) => {
    await fresh.route('**/python_stdlib.zip', (route) => route.abort());
    const [failed] = await cells(fresh, '1');
    expect(failed?.reply).toEqual({ status: 'ended', why: 'start-failed' });
    await fresh.unroute('**/python_stdlib.zip');
    const [next] = await cells(fresh, '1');
    expect(next?.reply).toEqual({ status: 'ok' });
  });

  test('what was prewarmed is taken, once', async ({ fresh }) => {
    const frames = await fresh.evaluate(async () => {
      const counts = [];
      harness.pool.prewarm();
      harness.pool.prewarm();
      counts.push(document.querySelectorAll('iframe').length);
      const first = harness.pool.take();
      counts.push(document.querySelectorAll('iframe').length);
      const second = harness.pool.take();
      counts.push(document.querySelectorAll('iframe').length);
      await harness.run(first, 'x = 1');
      const other = await harness.run(second, '"x" in globals()');
      return { counts, other: other.outputs };
    });
    expect(frames.counts).toEqual([1, 1, 1]);
    expect(frames.other).toMatchObject([{ data: { 'text/plain': 'False' } }]);
  });
});

test.describe('help while typing', () => {
  test('completion knows names, attributes, modules, imports, arguments and keys, in code points', async ({
    python,
  }) => {
    await cells(
      python,
      'import math\nd = {"key one": 1}\ndef paint(colour, size=1): pass\n变量 = "x"',
    );
    const found = await python.evaluate(async () => {
      const host = (harness.host ??= harness.pool.take());
      const at = async (code: string) => {
        const result = await host.complete(code, [...code].length);
        return result.ok ? result.value : null;
      };
      return {
        names: await at('pai'),
        attributes: await at('"🐍🐍"; math.sq'),
        imports: await at('import colle'),
        from: await at('from collections import Ord'),
        argument: await at('paint(col'),
        key: await at('d["key'),
        unicode: await at('变'),
        nothing: await at('1 + '),
      };
    });
    expect(found.names).toMatchObject({
      matches: ['paint'],
      start: 0,
      end: 3,
      kinds: ['function'],
    });
    expect(found.attributes).toMatchObject({ matches: ['math.sqrt'], start: 6, end: 13 });
    expect(found.imports?.matches).toContain('collections');
    expect(found.from).toMatchObject({ matches: ['OrderedDict'], start: 24, end: 27 });
    expect(found.argument?.matches[0]).toBe('colour=');
    expect(found.key).toMatchObject({ matches: ['key one'], start: 3, end: 6 });
    expect(found.unicode?.matches).toEqual(['变量']);
    expect(found.nothing?.matches).toEqual([]);
  });

  test('inspection gives signature, documentation and source, also within a call', async ({
    python,
  }) => {
    await cells(
      python,
      'def area(width, height=2):\n    """Multiplies."""\n    return width * height',
    );
    const found = await python.evaluate(async () => {
      const host = (harness.host ??= harness.pool.take());
      const at = async (code: string, detail: 0 | 1) => {
        const result = await host.inspect(code, [...code].length, detail);
        return result.ok ? result.value : null;
      };
      return [await at('area', 0), await at('x = area(1, ', 1), await at('nobody', 0)];
    });
    expect(found[0]?.text).toContain('Signature: area(width, height=2)');
    expect(found[0]?.text).toContain('Multiplies.');
    expect(found[1]?.text).toContain('return width * height');
    expect(found[2]?.found).toBe(false);
  });

  test('is_complete tells whole, unfinished with an indent, and wrong code', async ({ python }) => {
    await cells(python, '1');
    const found = await python.evaluate(async () => {
      const host = (harness.host ??= harness.pool.take());
      const all = [];
      for (const code of [
        'x = 1',
        'for i in x:',
        'if x:\n    pass',
        'f(',
        'await x',
        'if x:\n    y\n',
        ')',
      ]) {
        const result = await host.isComplete(code);
        all.push(result.ok ? [result.value.status, result.value.indent] : null);
      }
      return all;
    });
    expect(found).toEqual([
      ['complete', ''],
      ['incomplete', '    '],
      ['incomplete', ''],
      ['incomplete', ''],
      ['complete', ''],
      ['complete', ''],
      ['invalid', ''],
    ]);
  });
});

test.describe('isolation', () => {
  test('[KE1] Python reaches no network, no storage and not the page', async ({
    python,
    served,
  }) => {
    await cells(python, '1');
    const before = served.requests.length;
    const [ran] = await cells(
      python,
      `import js
from pyodide.ffi import create_proxy
base = ${JSON.stringify(served.url)}
async def attempt(name, make):
    try:
        result = make()
        if hasattr(result, 'then'):
            result = await result
        print(name, 'WORKED', result)
    except BaseException as error:
        print(name, 'refused')
def events(target, good, bad):
    def begin(done, fail):
        setattr(target, good, create_proxy(lambda *_: done('event')))
        setattr(target, bad, create_proxy(lambda *_: fail(js.Error.new('event'))))
    return js.Promise.new(create_proxy(begin))
await attempt('fetch', lambda: js.fetch(base + 'FETCH'))
def xhr():
    request = js.XMLHttpRequest.new()
    request.open('GET', base + 'XHR', False)
    request.send()
    return request.status
await attempt('xhr', xhr)
def socket():
    ws = js.WebSocket.new(base.replace('http', 'ws') + 'WS')
    return events(ws, 'onopen', 'onerror')
await attempt('websocket', socket)
def database():
    request = js.indexedDB.open('x')
    return events(request, 'onsuccess', 'onerror')
await attempt('indexeddb', database)
await attempt('caches', lambda: js.caches.open('x'))
await attempt('opfs', lambda: js.navigator.storage.getDirectory())
await attempt('buckets', lambda: js.navigator.storageBuckets.open('x'))
await attempt('locks', lambda: js.navigator.locks.request('x', create_proxy(lambda _: 1)))
await attempt('import', lambda: js.eval("import('" + base + "IMPORT.js')"))
await attempt('eval', lambda: js.eval('1'))
print(js.origin)`,
    );
    expect(ran?.stdout).not.toContain('WORKED');
    expect(ran?.stdout.split('\n').filter((line) => line.endsWith('refused'))).toHaveLength(10);
    expect(ran?.stdout).toContain('null\n');
    expect(served.requests.slice(before)).toEqual([]);
  });

  test('[KE1] whatever the worker posts, the page counts it and goes on', async ({ fresh }) => {
    const [flood, next] = await cells(
      fresh,
      `import js, json
for _ in range(1000): js.postMessage('nonsense')
js.postMessage(js.Object.new())
js.postMessage(js.SharedArrayBuffer.new(8))
js.postMessage('[' * 100_000 + ']' * 100_000)
js.postMessage(json.dumps({'type': 'executed', 'id': 99, 'status': 'ok'}))
js.postMessage(json.dumps({'type': 'stream', 'id': 99, 'name': 'stdout', 'text': 'x'}))
js.postMessage(json.dumps({'type': '__proto__'}))
js.postMessage(json.dumps({'frame': 'worker-error', 'detail': 'x'}))`,
      '1 + 1',
    );
    expect(flood?.reply).toEqual({ status: 'ok' });
    expect(next?.outputs).toMatchObject([{ data: { 'text/plain': '2' } }]);
    expect(await fresh.evaluate(() => Object.fromEntries(harness.refusals.counts()))).toEqual({
      'kernel-message-not-json': 1000,
      'kernel-message-not-text': 2,
      'kernel-message-bad-shape': 1,
      'kernel-message-unknown-type': 2,
      'kernel-reply-unknown': 1,
      'kernel-output-unknown-cell': 1,
    });
  });
});
