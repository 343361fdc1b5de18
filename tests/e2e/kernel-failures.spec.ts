import { expect, type Page } from '@playwright/test';
import { text } from 'node:stream/consumers';
import type { Harness, Ran } from './kernel-harness/main.ts';
import { cells, test as base } from './kernel-harness/kernel-test.ts';

declare const harness: Harness;

/** What a page tells of its kernel: what its cells came to, and what the first showed in the end. */
interface Told {
  readonly ran: readonly Ran[];
  readonly shown: string;
}

const test = base.extend<{ told: Promise<Told> }>({
  // To Playwright a page is crashed as soon as one of its frames is: it tells its news to the server.
  told: async ({ served }, use) => {
    const told = new Promise<Told>((resolve) => {
      served.answer = (path, request, response) => {
        if (path !== '/told') return false;
        response.end();
        void text(request).then((json) => resolve(JSON.parse(json) as Told));
        return true;
      };
    });
    await use(told);
    served.answer = () => false;
  },
});

/** Crashes the process in which a page's Python lives, as a lack of memory does. */
async function crashPython(page: Page): Promise<void> {
  const frame = page.frames().find((each) => each !== page.mainFrame());
  if (frame === undefined) throw new Error('no Python');
  const session = await page.context().newCDPSession(frame);
  session.send('Page.crash').catch(() => undefined); // the process does not live to answer
}

const GONE =
  'The browser has ended Python, most likely because this computer is short of memory. Python was restarted.';

for (const [what, code] of [
  ['C code computes', 'x = 1\nprint("go", flush=True)\nsum(range(10**15))'],
  ['a cell sleeps @long', 'import time\nx = 1\nprint("go")\ntime.sleep(1000)'],
  ['a cell waits for an answer @long', 'x = 1\nprint("go")\ninput()'],
] as const)
  test(`[KE3] a process that the browser ends while ${what} is noticed, the cells that wait too, and a fresh Python follows`, async ({
    fresh,
    told,
  }) => {
    await fresh.evaluate(async (source) => {
      const host = harness.pool.take();
      const printed = harness.untilPrinted('go');
      const asked = [harness.run(host, source, printed.onOutput), harness.run(host, 'x')];
      await printed.seen;
      const tell = async (): Promise<void> => {
        const ran = await Promise.all(asked);
        ran.push(await harness.run(host, '"x" in globals()'));
        await fetch('told', { method: 'POST', body: JSON.stringify({ ran, shown: '' }) });
      };
      void tell();
    }, code);
    await crashPython(fresh);
    const { ran } = await told;
    expect(ran[0]?.reply).toEqual({ status: 'ended', why: 'gone' });
    expect(ran[1]?.reply).toEqual({ status: 'ended', why: 'gone' });
    expect(ran[2]?.outputs).toMatchObject([{ data: { 'text/plain': 'False' } }]);
  });

test('[KE3] a process that the browser ends takes all its Pythons with it: each says so, and each is there again', async ({
  fresh,
  told,
}) => {
  await fresh.evaluate(async () => {
    const hosts = [harness.pool.take(), harness.pool.take()];
    const asked: Promise<Ran>[] = [];
    for (const host of hosts) {
      const printed = harness.untilPrinted('go');
      asked.push(harness.run(host, 'x = 1\nprint("go")\nwhile True: pass', printed.onOutput));
      await printed.seen;
    }
    const tell = async (): Promise<void> => {
      const ran = await Promise.all(asked);
      for (const host of hosts) ran.push(await harness.run(host, '"x" in globals()'));
      await fetch('told', { method: 'POST', body: JSON.stringify({ ran, shown: '' }) });
    };
    void tell();
  });
  await crashPython(fresh);
  const { ran } = await told;
  for (const each of ran.slice(0, 2)) expect(each.reply).toEqual({ status: 'ended', why: 'gone' });
  for (const each of ran.slice(2))
    expect(each.outputs).toMatchObject([{ data: { 'text/plain': 'False' } }]);
});

test('[KE3] a process that the browser ends while nothing runs is told in the cell that ran last @long', async ({
  fresh,
  told,
}) => {
  await fresh.evaluate(async () => {
    const host = harness.pool.take();
    const printed = harness.untilPrinted('run the cells above again');
    let shown = '';
    await harness.run(host, 'x = 1', (output) => {
      if (output.type === 'stream') shown += output.text;
      printed.onOutput(output);
    });
    const tell = async (): Promise<void> => {
      await printed.seen;
      const ran = [await harness.run(host, '"x" in globals()')];
      await fetch('told', { method: 'POST', body: JSON.stringify({ ran, shown }) });
    };
    void tell();
  });
  await crashPython(fresh);
  const { ran, shown } = await told;
  expect(shown).toContain(GONE);
  expect(ran[0]?.outputs).toMatchObject([{ data: { 'text/plain': 'False' } }]);
});

test('[KE3] a worker that never starts is given up, also if its files came before its frame', async ({
  page,
  served,
}) => {
  await page.goto(`${served.url}?never-starts`);
  await page.waitForFunction(() => 'harness' in globalThis);
  await page.clock.install();
  const running = page.evaluate(() => harness.run(harness.pool.take(), '1'));
  await expect.poll(() => page.workers().length).toBe(1);
  await page.clock.fastForward(121_000);
  expect((await running).reply).toEqual({ status: 'ended', why: 'start-failed' });
});

test('[KE3] an interpreter that dies after its cell has ended is told in that cell', async ({
  page,
  served,
}) => {
  await page.goto(served.url);
  const shown = await page.evaluate(async () => {
    const host = (harness.host = harness.pool.take());
    const printed = harness.untilPrinted('Python stopped working and was restarted.');
    const dies =
      'import asyncio, json\nx = 1\nasyncio.get_running_loop().call_later(0.2, json.loads, "[" * 100_000)';
    const ran = await harness.run(host, dies, printed.onOutput);
    await printed.seen;
    return ran.reply;
  });
  expect(shown).toEqual({ status: 'ok' });
  const [next] = await cells(page, '"x" in globals()');
  expect(next?.outputs).toMatchObject([{ data: { 'text/plain': 'False' } }]);
});
