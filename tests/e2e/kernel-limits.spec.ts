import { expect, type Page } from '@playwright/test';
import { DEFAULT_PYTHON_RULES, type PythonRules } from '../../src/notebook/python-rules.ts';
import type { Harness } from './kernel-harness/main.ts';
import { cells, interrupted, test, traceback } from './kernel-harness/kernel-test.ts';

declare const harness: Harness;

const MODES = ['shared memory', 'messages alone'] as const;

/** Runs cells under other rules than the usual ones, in one kernel. */
async function limited(page: Page, rules: Partial<PythonRules>, ...codes: string[]) {
  const set = (value: PythonRules): Promise<void> =>
    page.evaluate((each) => harness.rules.set(each), value);
  await set({ ...DEFAULT_PYTHON_RULES, ...rules });
  const ran = await cells(page, ...codes);
  await set(DEFAULT_PYTHON_RULES);
  return ran;
}

async function stillWorks(page: Page): Promise<void> {
  const [next] = await cells(page, '"still " + "here"');
  expect(next?.outputs).toMatchObject([{ data: { 'text/plain': "'still here'" } }]);
}

for (const mode of MODES)
  test.describe(`through ${mode}`, () => {
    const pick = (python: Page, plainPython: Page): Page =>
      mode === 'shared memory' ? python : plainPython;

    for (const [what, code] of [
      ['a regex that never ends', 'import re\nprint("go")\nre.match(r"(a+)+$", "a" * 40 + "b")'],
      ['deep calls', 'print("go")\ndef f(n): return f(n - 1) + f(n - 2) if n > 1 else n\nf(60)'],
      ['endless output', 'print("go")\nwhile True: print(1)'],
    ] as const) {
      test(`[KE3] an interrupt ends ${what}`, async ({ python, plainPython }) => {
        const page = pick(python, plainPython);
        const ran = await interrupted(page, code);
        expect(ran.reply).toMatchObject({ ename: 'KeyboardInterrupt' });
        await stillWorks(page);
      });
    }

    for (const [what, code] of [
      ['a busy loop', 'while True: pass'],
      ['time.sleep', 'import time\ntime.sleep(1000)'],
      ['an await', 'import asyncio\nawait asyncio.sleep(1000)'],
    ] as const) {
      test(`[KE4] a time limit ends ${what}, and says so`, async ({ python, plainPython }) => {
        const page = pick(python, plainPython);
        const [ran] = await limited(page, { seconds: 0.25 }, code);
        expect(ran?.reply).toMatchObject({ ename: 'TimeLimit' });
        expect(traceback(ran)).toContain(
          'TimeLimit: This ran longer than 0.25 seconds, the limit that is set here. Python was told to stop.',
        );
        await stillWorks(page);
      });
    }

    test('[KE4] a list that grows without end ends in MemoryError, and Python works on', async ({
      python,
      plainPython,
    }) => {
      const page = pick(python, plainPython);
      const code = 'all = []\nwhile True: all.append(bytearray(1000))';
      const [ran, freed] = await limited(
        page,
        { megabytes: 16 },
        code,
        'count = len(all)\ndel all\ncount',
      );
      expect(traceback(ran)).toContain(
        'MemoryError: This needs more memory than the 16 MB that Python may use here. Restart Python to get the memory back: Kernel → Restart',
      );
      expect(traceback(ran)).toContain('all.append(bytearray(1000))');
      // Well before the hard end of memory, 64 MB above the limit.
      const [result] = freed?.outputs ?? [];
      const count = result?.type === 'result' ? Number(result.data['text/plain']) : Number.NaN;
      expect(count).toBeLessThan(50_000);
      await stillWorks(page);
    });
  });

test.describe('code that does not stop', () => {
  const STUBBORN =
    'x = 1\nprint("go")\nwhile True:\n    try:\n        while True: pass\n    except: pass';

  test('[KE3] is warned, then ended by one press; a fresh Python follows', async ({ python }) => {
    const ran = await interrupted(python, STUBBORN);
    expect(ran.stderr).toBe(
      'This code does not stop. Python will be restarted in 3 seconds; its variables will be lost.\n',
    );
    expect(ran.reply).toEqual({ status: 'ended', why: 'unstoppable' });
    const [next] = await cells(python, '"x" in globals()');
    expect(next?.outputs).toMatchObject([{ data: { 'text/plain': 'False' } }]);
  });

  test('[KE3] is ended at once by a press after the warning, also without shared memory', async ({
    plainPython,
  }) => {
    const ran = await plainPython.evaluate(async (code) => {
      const host = (harness.host ??= harness.pool.take());
      const go = harness.untilPrinted('go');
      const warning = harness.untilPrinted('restarted');
      const running = harness.run(host, code, (output) => {
        go.onOutput(output);
        warning.onOutput(output);
      });
      await go.seen;
      host.interrupt();
      await warning.seen;
      host.interrupt();
      return { started: host.state.value, ran: await running };
    }, STUBBORN);
    // The press itself began a new Python: no timer did.
    expect(ran.started).toBe('starting');
    expect(ran.ran.reply).toEqual({ status: 'ended', why: 'unstoppable' });
  });
});

test('[KE3] tasks that run side by side all end, though messages are let in between their steps', async ({
  plainPython,
}) => {
  const [ran] = await cells(
    plainPython,
    `import asyncio, time
from js import Promise
async def work(end):
    while time.monotonic() < end:
        await Promise.resolve()
    return 'done'
end = time.monotonic() + 1
await asyncio.gather(work(end), work(end))`,
  );
  expect(ran?.outputs).toMatchObject([{ data: { 'text/plain': "['done', 'done']" } }]);
});

test('[KE4] the time for which input() waits for a person does not count', async ({ python }) => {
  const ran = await python.evaluate(async (usual) => {
    const host = (harness.host ??= harness.pool.take());
    const other = harness.pool.take();
    await harness.run(other, '1');
    harness.rules.set({ ...usual, seconds: 0.5 });
    let asked = (): void => undefined;
    const waits = new Promise<void>((resolve) => (asked = resolve));
    const running = harness.run(host, 'input("? ")', ({ type }) => {
      if (type === 'input-request') asked();
    });
    await waits;
    // When another kernel has reached the limit, this one has waited for longer.
    const limit = await harness.run(other, 'while True: pass');
    host.answerInput('late');
    const answered = await running;
    other.dispose();
    harness.rules.set(usual);
    return { limit, answered };
  }, DEFAULT_PYTHON_RULES);
  expect(ran.limit.reply).toMatchObject({ ename: 'TimeLimit' });
  expect(ran.answered).toMatchObject({ reply: { status: 'ok' } });
});

test('[KE4] memory that C code wants ends in MemoryError with words, and Python works on', async ({
  python,
}) => {
  const [large, text, filled] = await limited(
    python,
    { megabytes: 16 },
    'bytearray(10**9)',
    's = "x"\nwhile True: s += s',
    'import itertools\nd = {}\nd.update(zip(itertools.count(), map(str, itertools.count())))',
  );
  const words = 'MemoryError: This needs more memory than the 16 MB that Python may use here.';
  expect(traceback(large)).toContain(words);
  expect(traceback(text)).toContain(words);
  expect(traceback(filled)).toContain(`${words} Restart Python`);
  const [after] = await cells(python, 'del d, s\n"still " + "here"');
  expect(after?.outputs).toMatchObject([{ data: { 'text/plain': "'still here'" } }]);
});
