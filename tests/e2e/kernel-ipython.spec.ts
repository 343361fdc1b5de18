import { expect, type Page } from '@playwright/test';
import { DEFAULT_PYTHON_RULES, type PythonRules } from '../../src/notebook/python-rules.ts';
import { ipythonIndex } from '../support/ipython-index.ts';
import type { Harness, Ran } from './kernel-harness/main.ts';
import {
  cells,
  interrupted,
  plain,
  test as base,
  traceback,
} from './kernel-harness/kernel-test.ts';

declare const harness: Harness;

/** The index: for tests to take away. */
interface Site {
  hasIndex: boolean;
}

/** The pages of `kernel-test.ts`, whose site has IPython in its folder `packages/`. */
const test = base.extend<object, { site: Site }>({
  site: [
    async ({ served }, use) => {
      const files = await ipythonIndex();
      const site: Site = { hasIndex: true };
      served.answer = (path, _request, response) => {
        const file = files.get(path.replace('/packages/', ''));
        if (file === undefined || !site.hasIndex) return false;
        response.end(file);
        return true;
      };
      await use(site);
      served.answer = () => false;
    },
    { scope: 'worker', auto: true },
  ],
});

test.describe.configure({ timeout: 180_000 });

/** The page's kernel, with IPython's shell. */
async function withIPython(page: Page): Promise<Page> {
  await page.evaluate(() => {
    if (harness.host !== null) return;
    harness.host = harness.pool.take(harness.folder);
    harness.host.useShell(harness.ipythonShell);
  });
  return page;
}

/** What a cell showed, without what it printed and without colours. */
function shown(ran: Ran | undefined): string {
  const texts = (ran?.outputs ?? []).map((output) => {
    const text = 'data' in output ? output.data['text/plain'] : '';
    return typeof text === 'string' ? text : '';
  });
  return plain(texts.filter((text) => text !== '').join('\n'));
}

async function limited(page: Page, rules: Partial<PythonRules>, code: string) {
  const set = (value: PythonRules): Promise<void> =>
    page.evaluate((each) => harness.rules.set(each), value);
  await set({ ...DEFAULT_PYTHON_RULES, ...rules });
  const [ran] = await cells(page, code);
  await set(DEFAULT_PYTHON_RULES);
  return ran;
}

/** From now on a stop comes once, while IPython prepares a cell: no frame of the person's is there. */
const BETWEEN = `import ast, signal, sys
exec(compile("""
def stop(tree):
    shell.ast_transformers.clear()
    signal.getsignal(signal.SIGINT)(signal.SIGINT, sys._getframe())
    return tree
""", '/lib/python/stop.py', 'exec'), {'shell': get_ipython(), 'signal': signal, 'sys': sys}, made := {})
transformer = ast.NodeTransformer()
transformer.visit = made['stop']
get_ipython().ast_transformers.append(transformer)`;

for (const mode of ['shared memory', 'messages alone'] as const)
  test.describe(`through ${mode}`, () => {
    test(`[KE10] IPython shows, asks, awaits and stops as the other kernel does @long`, async ({
      python,
      plainPython,
    }) => {
      const page = await withIPython(mode === 'shared memory' ? python : plainPython);
      const [value, printed, awaited] = await cells(
        page,
        '6 * 7',
        'print("said")',
        'import asyncio\nawait asyncio.sleep(0.01)\n"awaited"',
      );
      expect(shown(value)).toContain('42');
      expect(printed?.stdout).toBe('said\n');
      expect(shown(awaited)).toBe("'awaited'");
      for (const code of [
        'print("go")\nwhile True: pass',
        'import time\nprint("go")\ntime.sleep(1000)',
        'print("go")\nawait asyncio.sleep(1000)',
      ]) {
        const ran = await interrupted(page, code);
        expect(ran.reply).toMatchObject({ ename: 'KeyboardInterrupt' });
        expect(traceback(ran)).toContain('KeyboardInterrupt');
      }
      // Where IPython itself is at work, between two statements.
      const [between] = await cells(page, BETWEEN, 'while True: pass').then((ran) => ran.slice(1));
      expect(between?.reply).toMatchObject({ ename: 'KeyboardInterrupt' });
      const answered = page.evaluate(async () => {
        const host = harness.host;
        if (host === null) throw new Error('no kernel');
        return harness.run(host, 'input("name? ")', ({ type }) => {
          if (type === 'input-request') host.answerInput('Ada');
        });
      });
      expect(shown(await answered)).toBe("'Ada'");
      const slow = await limited(page, { seconds: 0.25 }, 'while True: pass');
      expect(slow?.reply).toMatchObject({ ename: 'TimeLimit' });
      const large = await limited(
        page,
        { megabytes: 64 },
        'x = []\nwhile True: x.append(bytes(1 << 20))',
      );
      expect(large?.reply).toMatchObject({ ename: 'MemoryError' });
      expect(traceback(large)).toContain('more memory than the 64 MB');
    });
  });

test('[KE10] magics, rich values and tracebacks are those of IPython @long', async ({ python }) => {
  const page = await withIPython(python);
  const ran = await cells(
    page,
    '%timeit -n1 -r1 1',
    '%%time\n"timed"',
    '%%capture caught\nprint("kept"); display("also")',
    'caught.stdout, len(caught.outputs)',
    'name = 3\n%who',
    'len?',
    'class Picture:\n  def _repr_png_(self): return b"\\x89PNG"\nPicture()',
    'def divide(): return 1 / 0\ndivide()',
    'def f(:',
    '%nothing',
    '!ls',
    '%pip install six',
    '%%writefile made.py\nprint("in a file")',
    '%run made.py',
    'def deep(n): return deep(n + 1)\ndeep(0)',
    'import not_there_at_all',
    'exit()',
    'raise KeyError("a") from ValueError("b")',
  );
  const [timeit, time, captured, caught, who, help, picture, failed, wrong, unknown, shell] = ran;
  expect(timeit?.stdout).toContain('per loop');
  expect(time?.stdout).toContain('Wall time');
  expect(shown(time)).toBe("'timed'");
  expect(captured?.outputs).toEqual([]);
  expect(shown(caught)).toBe("('kept\\n', 1)");
  expect(who?.stdout).toContain('name');
  expect(who?.stdout).not.toContain('sys');
  expect(shown(help)).toContain('Return the number of items in a container');
  expect(picture?.outputs).toMatchObject([{ data: { 'image/png': 'iVBORw==' } }]);
  expect(traceback(failed)).toMatch(
    /In ?\[\d+\].*\n.*divide[^]*ZeroDivisionError: division by zero/,
  );
  expect(wrong?.reply).toMatchObject({ ename: 'SyntaxError' });
  expect(unknown?.reply).toMatchObject({ ename: 'UsageError' });
  expect(traceback(shell)).toContain('!ls: shell commands do not exist in the browser');
  const [pip, , file, deep, missing, exit, chained] = ran.slice(11);
  expect(pip?.stdout).toContain('six 1.16.0 is here already');
  expect(file?.stdout).toBe('in a file\n');
  expect(deep?.reply).toMatchObject({ ename: 'RecursionError' });
  expect(traceback(missing)).toContain('not_there_at_all is not among the packages');
  expect(traceback(missing)).not.toContain('/lib/lectern');
  expect(exit?.reply).toEqual({ status: 'ok' });
  expect(traceback(chained)).toContain('ValueError: b');
  const written = await page.evaluate(() => harness.folder.texts()['made.py']);
  expect(written).toBe('print("in a file")\n');
});

test('[KE10] completes, explains and knows what is whole; a restart gives IPython again @long', async ({
  python,
}) => {
  const page = await withIPython(python);
  await cells(page, 'import os');
  const answers = await page.evaluate(async () => {
    const { host } = harness;
    if (host === null) throw new Error('no kernel');
    return [
      await host.complete('os.path.joi', 11),
      await host.complete('%tim', 4),
      await host.inspect('len', 3, 0),
      await host.isComplete('for i in x:'),
    ];
  });
  expect(answers).toMatchObject([
    { value: { matches: ['join'], start: 8, end: 11 } },
    { value: { matches: expect.arrayContaining(['%time', '%%timeit']) } },
    { value: { found: true } },
    { value: { status: 'incomplete', indent: '    ' } },
  ]);
  await page.evaluate(() => harness.host?.restart());
  const [again] = await cells(page, '%who');
  expect(again?.stdout).toContain('Interactive namespace is empty');
});

test('[KE10] without its wheels a cell says why IPython does not start; when they are back the next one runs @long', async ({
  fresh,
  site,
}) => {
  const page = await withIPython(fresh);
  site.hasIndex = false;
  const [none] = await cells(page, '1 + 1');
  expect(traceback(none)).toContain('IPython could not be started. ipython is not here');
  site.hasIndex = true;
  const [there] = await cells(page, '%timeit -n1 -r1 1');
  expect(there?.stdout).toContain('per loop');
  await page.evaluate(() => {
    harness.rules.set({ ...harness.rules.value, network: 'off' });
    harness.host?.restart();
  });
  const [off] = await cells(page, '1 + 1');
  expect(traceback(off)).toContain('your teacher has switched packages off');
});

test('[KE10] what a comm makes Python run has the limits of a cell, and its errors are told @long', async ({
  python,
}) => {
  const page = await withIPython(python);
  await cells(
    page,
    'from comm import create_comm\ndef on(message):\n  print("heard")\n  while message["content"]["data"]["on"]: pass\nend = create_comm(comm_id="c", target_name="t")\nend.on_msg(on)',
  );
  const say = (data: object) =>
    page.evaluate(
      async (sent) => {
        const { host, rules } = harness;
        if (host === null) throw new Error('no kernel');
        rules.set({ ...rules.value, seconds: 0.25 });
        const outputs: unknown[] = [];
        const message = { op: 'msg', commId: 'c', target: '', metadata: {}, buffers: [] } as const;
        const reply = await host.comm({ ...message, data: sent }, (output) => outputs.push(output));
        rules.set({ ...rules.value, seconds: null });
        return { reply, outputs };
      },
      data as Record<string, boolean>,
    );
  expect(await say({ on: false })).toMatchObject({
    reply: { value: { status: 'ok' } },
    outputs: [{ type: 'stream', text: 'heard\n' }],
  });
  expect((await say({ on: true })).reply).toMatchObject({ value: { ename: 'TimeLimit' } });
  expect((await say({})).reply).toMatchObject({ value: { ename: 'KeyError' } });
});
