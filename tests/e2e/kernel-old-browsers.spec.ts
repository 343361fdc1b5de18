import { expect, type Page } from '@playwright/test';
import { DEFAULT_PYTHON_RULES } from '../../src/notebook/python-rules.ts';
import type { Harness } from './kernel-harness/main.ts';
import { cells, interrupted, test as base, traceback } from './kernel-harness/kernel-test.ts';

declare const harness: Harness;

/** Pages as in a browser that has neither shared memory nor a way to suspend Python's stack. */
const test = base.extend<{ old: Page }>({
  old: async ({ page, served }, use) => {
    await page.goto(`${served.url}not-isolated?without-suspending`);
    await use(page);
  },
});

test('[KE5] a browser with neither shared memory nor stack switching sleeps, awaits, reads and writes files, and says what it cannot', async ({
  old,
}) => {
  await old.evaluate(() => {
    harness.folder.put('small.txt', 'small');
    harness.folder.put('deep/tools.py', 'value = 7');
    harness.folder.put('large.txt', 'x'.repeat(300 * 1024));
    harness.host = harness.pool.take(harness.folder);
  });
  const [waits, asks, reads, large, writes, again] = await cells(
    old,
    `import asyncio, time
begin = time.monotonic()
time.sleep(0.1)
await asyncio.sleep(0.1)
time.monotonic() - begin >= 0.2`,
    'input("? ")',
    `import os, sys
sys.path.append('deep')
import tools
print(open('small.txt').read(), tools.value, os.path.getsize('large.txt'))`,
    'open("large.txt")',
    `import sqlite3
db = sqlite3.connect('marks.db')
db.execute('create table t (x)')
db.commit(); db.close()
with open('small.txt', 'a') as file: file.write(' and more')
print(open('small.txt').read())`,
    'print(open("small.txt").read(), sqlite3.connect("marks.db").execute("select count(*) from t").fetchone())',
  );
  expect(await old.evaluate(() => harness.host?.info?.interrupt)).toBe('none');
  expect(waits?.outputs).toMatchObject([{ data: { 'text/plain': 'True' } }]);
  expect(traceback(asks)).toContain(
    'input() does not work in this browser. Write the value into the code instead, or open this page in Chrome or Edge.',
  );
  expect(traceback(reads)).toBe('');
  expect(reads?.stdout).toBe('small 7 307200\n');
  expect(traceback(large)).toContain(
    'large.txt cannot be read: this browser hands Python small files only. Open this page in Chrome or Edge.',
  );
  expect([writes, again].map(traceback)).toEqual(['', '']);
  expect(writes?.stdout).toBe('small and more\n');
  expect(again?.stdout).toBe('small and more (0,)\n');
  const stored = await old.evaluate(() => harness.folder.texts());
  expect(stored['small.txt']).toBe('small and more');
  expect(stored['large.txt']).toHaveLength(300 * 1024);
});

test('[KE5] there a file that comes while a cell runs is read by it, as long as it lets others in @long', async ({
  old,
}) => {
  const ran = await old.evaluate(async () => {
    const host = harness.pool.take(harness.folder);
    const printed = harness.untilPrinted('go');
    const code = `import asyncio
print('go')
text = None
while text is None:
    try: text = open('sign.txt').read()
    except OSError: await asyncio.sleep(0.01)
text`;
    const running = harness.run(host, code, printed.onOutput);
    await printed.seen;
    harness.folder.put('sign.txt', 'here');
    return running;
  });
  expect(traceback(ran)).toBe('');
  expect(ran.outputs.at(-1)).toMatchObject({ data: { 'text/plain': "'here'" } });
});

test('[KE3] there Stop ends an await as an exception, and computing code with its Python, which begins anew @long', async ({
  old,
}) => {
  const awaited = await interrupted(
    old,
    'import asyncio\nx = 1\nprint("go")\nawait asyncio.sleep(1000)',
  );
  expect(awaited.reply).toMatchObject({ ename: 'KeyboardInterrupt' });
  const busy = await interrupted(old, 'print("go", x, flush=True)\nwhile True: pass');
  expect(busy.reply).toEqual({ status: 'ended', why: 'unstoppable' });
  const [next] = await cells(old, '"x" in globals()');
  expect(next?.outputs).toMatchObject([{ data: { 'text/plain': 'False' } }]);
});

test('[KE4] there the time limit ends computing code with its Python @long', async ({ old }) => {
  await old.evaluate((rules) => harness.rules.set(rules), {
    ...DEFAULT_PYTHON_RULES,
    seconds: 0.25,
  });
  const [ran] = await cells(old, 'while True: pass');
  expect(ran?.reply).toEqual({ status: 'ended', why: 'unstoppable' });
});
