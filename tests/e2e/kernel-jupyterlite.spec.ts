import { test as base, expect, type Page, type Worker } from '@playwright/test';
import type { Jupyter } from './kernel-harness/jupyter/main.ts';
import { serveHarness, type ServedHarness } from './kernel-harness/serve-harness.ts';

declare const jupyter: Jupyter;

const test = base.extend<{ lite: Page }, { served: ServedHarness }>({
  served: [
    // Playwright wants the first argument to be destructured.
    async ({}, use) => {
      const served = await serveHarness(
        new URL('./kernel-harness/jupyter', import.meta.url).pathname,
      );
      await use(served);
      await served.close();
    },
    { scope: 'worker' },
  ],
  lite: async ({ page, served }, use) => {
    await page.goto(served.url);
    await page.waitForFunction(() => 'jupyter' in globalThis);
    await use(page);
  },
});

test('a kernel of JupyterLite runs, asks, completes and explains', async ({ lite }) => {
  const seen = await lite.evaluate(async () => {
    const kernel = await jupyter.manager.startNew({ name: 'python' });
    const info = await kernel.info;
    const run = await jupyter.execute(
      kernel,
      'print(input("? "))\ndisplay("shown", display_id="d")\n6 * 7',
    ).done;
    const complete = await kernel.requestComplete({ code: 'pri', cursor_pos: 3 });
    const inspect = await kernel.requestInspect({ code: 'len', cursor_pos: 3, detail_level: 0 });
    const whole = await kernel.requestIsComplete({ code: 'for i in x:' });
    return {
      info,
      run,
      complete: complete.content,
      inspect: inspect.content,
      whole: whole.content,
    };
  });
  expect(seen.info).toMatchObject({
    status: 'ok',
    language_info: { name: 'python', version: '3.14.2' },
  });
  expect(seen.run.reply).toMatchObject({ status: 'ok', execution_count: 1 });
  expect(seen.run.messages.filter(({ type }) => type !== 'status')).toMatchObject([
    { type: 'execute_input' },
    { type: 'stream', content: { name: 'stdout', text: 'answer\n' } },
    {
      type: 'display_data',
      content: { data: { 'text/plain': "'shown'" }, transient: { display_id: 'd' } },
    },
    { type: 'execute_result', content: { data: { 'text/plain': '42' }, execution_count: 1 } },
  ]);
  expect(seen.complete).toMatchObject({
    status: 'ok',
    matches: ['print'],
    cursor_start: 0,
    cursor_end: 3,
  });
  expect(seen.inspect).toMatchObject({ status: 'ok', found: true });
  expect(seen.whole).toMatchObject({ status: 'incomplete', indent: '    ' });
});

test('interrupt ends the running cell; those that wait are answered and do not run', async ({
  lite,
}) => {
  const seen = await lite.evaluate(async () => {
    const kernel = await jupyter.manager.startNew({ name: 'python' });
    let printed = (): void => undefined;
    const seenGo = new Promise<void>((resolve) => (printed = resolve));
    const first = jupyter.execute(kernel, 'print("go")\nwhile True: pass', (text) => {
      if (text.includes('go\\n')) printed();
    });
    const second = jupyter.execute(kernel, 'ran = True');
    await seenGo;
    await kernel.interrupt();
    const results = [await first.done, await second.done];
    return { results, after: await jupyter.execute(kernel, '"ran" in globals()').done };
  });
  expect(seen.results[0]?.reply).toMatchObject({ status: 'error', ename: 'KeyboardInterrupt' });
  expect(seen.results[1]?.reply).toMatchObject({ status: 'aborted' });
  expect(JSON.stringify(seen.after.messages)).toContain('"text/plain":"False"');
});

test('an error stops the cells that wait, unless it is told not to, and answers everything', async ({
  lite,
}) => {
  const seen = await lite.evaluate(async () => {
    const kernel = await jupyter.manager.startNew({ name: 'python' });
    const first = jupyter.execute(kernel, '1 / 0');
    const second = jupyter.execute(kernel, 'ran = True');
    const complete = kernel.requestComplete({ code: 'pri', cursor_pos: 3 });
    const results = [await first.done, await second.done];
    const going = [
      jupyter.execute(kernel, '1 / 0', undefined, false),
      jupyter.execute(kernel, '"ran" in globals()'),
    ];
    return {
      results,
      matches: (await complete).content,
      going: [await going[0]?.done, await going[1]?.done],
    };
  });
  expect(seen.results[0]?.reply).toMatchObject({ status: 'error', ename: 'ZeroDivisionError' });
  expect(seen.results[0]?.messages.map(({ type }) => type)).toContain('error');
  expect(seen.results[1]?.reply).toMatchObject({ status: 'aborted' });
  expect(seen.matches).toMatchObject({ matches: ['print'] });
  expect(seen.going[0]?.reply).toMatchObject({ status: 'error' });
  expect(JSON.stringify(seen.going[1]?.messages)).toContain('"text/plain":"False"');
});

test('restart during an endless loop gives a fresh Python to the same connection', async ({
  lite,
}) => {
  const seen = await lite.evaluate(async () => {
    const kernel = await jupyter.manager.startNew({ name: 'python' });
    await new Promise<void>((resolve) => {
      jupyter.execute(kernel, 'x = 1\nprint("go")\nwhile True: pass', (text) => {
        if (text.includes('go\\n')) resolve();
      });
    });
    await kernel.restart();
    const after = await jupyter.execute(kernel, '"x" in globals()').done;
    return { after, frames: document.querySelectorAll('iframe').length };
  });
  expect(JSON.stringify(seen.after.messages)).toContain('"text/plain":"False"');
  expect(seen.after.reply).toMatchObject({ execution_count: 1 });
  expect(seen.frames).toBe(1);
});

test('a crash of the interpreter is said in the cell, and the next cell runs', async ({ lite }) => {
  const seen = await lite.evaluate(async () => {
    const kernel = await jupyter.manager.startNew({ name: 'python' });
    const crash = await jupyter.execute(kernel, 'import json\njson.loads("[" * 100_000)').done;
    return { crash, after: await jupyter.execute(kernel, '1 + 1').done };
  });
  expect(seen.crash.reply).toMatchObject({ status: 'error', ename: 'KernelEnded' });
  expect(JSON.stringify(seen.crash.messages)).toContain('Python stopped working and was restarted');
  expect(seen.after.reply).toMatchObject({ status: 'ok' });
});

test("shutting down ends Python's worker", async ({ lite }) => {
  const id = await lite.evaluate(async () => {
    const kernel = await jupyter.manager.startNew({ name: 'python' });
    await jupyter.execute(kernel, 'import js\njs.self.mark = "this one"').done;
    return kernel.id;
  });
  // Beside it there may be spare ones, which come and go in their own time.
  const isOwn = (worker: Worker): Promise<boolean> =>
    worker.evaluate(() => (globalThis as { mark?: string }).mark === 'this one');
  const marks = await Promise.all(lite.workers().map(isOwn));
  const own = lite.workers()[marks.indexOf(true)];
  expect(own).toBeDefined();
  await lite.evaluate((kernel) => jupyter.manager.shutdown(kernel), id);
  await expect.poll(() => own !== undefined && lite.workers().includes(own)).toBe(false);
});
