import { existsSync } from 'node:fs';
import { expect, test as base, type Frame } from '@playwright/test';
import { ipythonIndex } from '../support/ipython-index.ts';
import { PLAIN_WIDGETS } from '../support/plain-widgets.ts';
import {
  serveWithPackages,
  WidgetNotebook,
  type ServedWidgets,
} from '../support/widget-notebook.ts';

/** A notebook with IPython, in which the first cell has made the functions of `PLAIN_WIDGETS`. */
const test = base.extend<{ notebook: WidgetNotebook }, { served: ServedWidgets }>({
  served: [
    // Playwright wants the first argument to be destructured.
    async ({}, use) => {
      const served = await serveWithPackages(await ipythonIndex());
      await use(served);
      await served.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  notebook: async ({ page, served }, use) => {
    await page.addInitScript(() => {
      // The frame's own port, for tests that speak in its place.
      const post = MessagePort.prototype.postMessage;
      MessagePort.prototype.postMessage = function (this: MessagePort, ...all: unknown[]): void {
        if (origin === 'null') globalThis.framePort = this;
        post.apply(this, all as Parameters<typeof post>);
      };
    });
    const notebook = await WidgetNotebook.open(page, served.server.url);
    await notebook.run(0, PLAIN_WIDGETS);
    await use(notebook);
  },
});

declare global {
  var framePort: MessagePort;
}

test.skip(
  !existsSync('/usr/bin/apt-get') && process.env['LECTERN_IPYTHON'] === undefined,
  'IPython is made from Debian’s packages',
);
test.describe.configure({ timeout: 180_000 });

async function frameOf(notebook: WidgetNotebook, number: number): Promise<Frame> {
  const handle = await notebook.cell(number).locator('iframe').elementHandle();
  const frame = await handle?.contentFrame();
  if (!frame) throw new Error('no frame');
  return frame;
}

test('[KE2] a slider that is moved is heard by Python, and moves when Python sets it; its frame reaches nothing else', async ({
  notebook,
  served,
}) => {
  await notebook.run(1, 's = slider()\nshow(s)');
  const slider = notebook.control(1).getByRole('slider');
  await expect(slider).toHaveAttribute('aria-valuenow', '3.0', { timeout: 120_000 });
  await slider.focus();
  await notebook.page.keyboard.press('ArrowRight');
  await expect(slider).toHaveAttribute('aria-valuenow', '4.0');
  await notebook.says(2, 'heard', "[{'value': 4}]");
  await notebook.run(3, 'put(s, value=9, description="height")');
  await expect(slider).toHaveAttribute('aria-valuenow', '9.0');
  await expect(notebook.control(1).getByText('height')).toBeVisible();

  const frame = await frameOf(notebook, 1);
  const reached = await frame.evaluate(async (address) => {
    const attempts: Readonly<Record<string, () => unknown>> = {
      page: () => parent.document.title,
      cookies: () => document.cookie,
      storage: () => localStorage.length,
      databases: () =>
        new Promise((resolve, reject) => {
          const open = indexedDB.open('Lectern files');
          open.addEventListener('success', resolve);
          open.addEventListener('error', reject);
        }),
      caches: () => caches.keys(),
      fetch: () => fetch(address, { mode: 'no-cors' }),
      socket: () =>
        new Promise((resolve, reject) => {
          const socket = new WebSocket(address.replace('http', 'ws'));
          socket.addEventListener('open', resolve);
          socket.addEventListener('error', reject);
        }),
      picture: () => {
        const image = new Image();
        image.src = `${address}favicon.svg`;
        return image.decode();
      },
      script: () => import(/* @vite-ignore */ `${address}start-guard.js`),
      // Last: a debugger's own code may evaluate until it first waits.
      // oxlint-disable-next-line no-implied-eval -- it is what must not work
      evaluation: () => new Function('return 1')() as unknown,
    };
    const open: string[] = [];
    // Who is refused by the server alone has asked it: the frame's own policy must have said no.
    const forbidden = new Set<string>();
    document.addEventListener('securitypolicyviolation', (event) =>
      forbidden.add(event.effectiveDirective),
    );
    for (const [name, attempt] of Object.entries(attempts))
      await Promise.resolve()
        .then(attempt)
        .then(
          () => open.push(name),
          () => undefined, // refused, as it should be
        );
    const wanted = ['connect-src', 'img-src', 'script-src-elem'];
    return { open, forbidden: wanted.filter((each) => forbidden.has(each)) };
  }, served.server.url);
  expect(reached).toEqual({
    open: [],
    forbidden: ['connect-src', 'img-src', 'script-src-elem'],
  });

  // What no frame of ours sends does not reach Python; a frame that goes on is taken away.
  const said = frame.evaluate(() => {
    const say = (fields: object): void =>
      framePort.postMessage([JSON.stringify({ type: 'send', n: 9, id: 'x', ...fields })], []);
    const value = { method: 'update', state: { value: 1 }, buffer_paths: [] };
    for (let i = 0; i < 40; i++) {
      framePort.postMessage({ type: 'send' }, []);
      say({ data: { method: 'echo_update', state: {} } });
      say({ data: value });
    }
  });
  // Taken away, it may no longer answer.
  await said.catch((error: unknown) => expect(String(error)).toContain('Frame was detached'));
  await expect(notebook.cell(1).getByText('sent what no control sends')).toBeVisible();
  await expect(notebook.cell(1).locator('iframe')).toHaveCount(0);
  await notebook.says(4, 'len(heard)', '1');
});

test('[KE2] a control that moves, is shown twice, changes while Python is busy or with the theme stays itself @long', async ({
  notebook,
}) => {
  const { page } = notebook;
  await notebook.run(1, 's = slider()\nshow(s)\nshow(s)');
  const [one, two] = [0, 1].map((i) =>
    notebook
      .cell(1)
      .frameLocator('iframe >> nth=' + i)
      .getByRole('slider'),
  );
  if (one === undefined || two === undefined) throw new Error('no frames');
  await expect(two).toHaveAttribute('aria-valuenow', '3.0', { timeout: 120_000 });
  await one.focus();
  await page.keyboard.press('End');
  await expect(two).toHaveAttribute('aria-valuenow', '10.0');

  await notebook.run(
    2,
    'import time\nfor i in range(1000):\n  put(s, value=i % 10)\n  if i == 5: print("under way")\n  time.sleep(0.05 if i < 60 else 0)',
  );
  await expect(notebook.output(2)).toContainText('under way');
  await expect(one).not.toHaveAttribute('aria-valuenow', '10.0');
  await expect(notebook.cell(2).locator('.jp-InputPrompt').first()).toHaveText('[*]:');
  await notebook.isDone(2);
  await expect(two).toHaveAttribute('aria-valuenow', '9.0');

  // Below the next cell it is made anew, with what Python said last.
  await notebook.cell(1).locator('.jp-InputPrompt').first().click();
  await page.keyboard.press('Control+Shift+ArrowDown');
  await expect(
    notebook.cell(2).frameLocator('iframe >> nth=0').getByRole('slider'),
  ).toHaveAttribute('aria-valuenow', '9.0');

  const ink = () =>
    notebook
      .cell(2)
      .frameLocator('iframe >> nth=0')
      .getByText('x', { exact: true })
      .evaluate((node) => getComputedStyle(node).color);
  const light = await ink();
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(ink).not.toBe(light);
});

test('[KE2] what cannot be shown says why in words, and nothing of it crashes @long', async ({
  notebook,
}) => {
  const { page } = notebook;
  await notebook.run(1, 's = slider()\nshow(s)');
  await expect(notebook.control(1).getByRole('slider')).toBeVisible({ timeout: 120_000 });
  await notebook.run(2, 'show(widget("PlotModel", "bqplot", "PlotView"))');
  await expect(notebook.control(2).getByText('needs “bqplot”, which is not here')).toBeVisible();
  await notebook.run(3, 'c = slider(); show(c); c.close()');
  await notebook.isDone(3);
  await expect(notebook.cell(3).locator('iframe')).toHaveCount(0);

  await notebook.run(
    4,
    `page = widget("HTMLModel", view="HTMLView", value="<i>first</i>", layout=ref(widget("LayoutModel", "@jupyter-widgets/base", "LayoutView")))
show(page)
put(page, value="<b>bold</b><meta http-equiv=refresh content='0;url=data:text/html,gone'><a href='data:text/html,gone'>link</a>")`,
  );
  const html = notebook.control(4);
  await expect(html.getByText('bold')).toBeVisible();
  await html.getByText('link').click();
  await expect(html.locator('main').locator('meta, [href]')).toHaveCount(0);
  await expect(html.getByText('bold')).toBeVisible();

  const frame = await frameOf(notebook, 1);
  await frame.evaluate(() => void (location.href = 'data:text/html,elsewhere'));
  await expect(notebook.cell(1).getByText('could not be shown')).toBeVisible();

  await notebook.run(5, 't = slider()\nshow(t)');
  await expect(notebook.control(5).getByRole('slider')).toBeVisible();
  await page.getByRole('button', { name: 'Restart the kernel', exact: true }).click();
  await page.getByRole('button', { name: 'Confirm Kernel Restart' }).click();
  await expect(notebook.cell(5).getByText('Python was started anew')).toBeVisible();
  await notebook.run(6, PLAIN_WIDGETS + '\nu = slider()\nshow(u)');
  await expect(notebook.control(6).getByRole('slider')).toBeVisible({ timeout: 60_000 });
  // Python that ends by itself takes its controls along, too.
  await notebook.run(7, 'import json\njson.loads("[" * 100000)');
  await expect(notebook.cell(6).getByText('Python was started anew')).toBeVisible({
    timeout: 60_000,
  });

  await page.keyboard.press('Control+s');
  await expect(page.locator('.lm-TabBar-tab.jp-mod-dirty')).toHaveCount(0);
  await page.reload();
  await expect(notebook.cell(6).getByText('belongs to an earlier run')).toBeVisible({
    timeout: 60_000,
  });
});

test('[KE10] what a control makes Python print, and its errors, stand below it; bytes go both ways @long', async ({
  notebook,
}) => {
  await notebook.run(
    1,
    'import base64\nlayout = widget("LayoutModel", "@jupyter-widgets/base", "LayoutView")\nbutton = widget("ButtonModel", view="ButtonView", description="Press", layout=ref(layout))\nold = button._msg_callback\ndef pressed(message):\n  print("pressed")\n  if len(heard) > 1: 1 / 0\n  old(message)\nbutton.on_msg(pressed)\nshow(button)',
  );
  const press = notebook.control(1).getByRole('button', { name: 'Press' });
  await press.click({ timeout: 120_000 });
  await expect(notebook.output(1)).toContainText('pressed');
  await press.click();
  await press.click();
  await expect(notebook.output(1)).toContainText('ZeroDivisionError');

  await notebook.run(
    2,
    'upload = widget("FileUploadModel", view="FileUploadView", description="File", accept="", multiple=False, error="", value=[], layout=ref(layout), icon="")\ngot = []\nupload.on_msg(lambda m: got.append([bytes(b) for b in m["buffers"]]))\nshow(upload)',
  );
  const [picker] = await Promise.all([
    notebook.page.waitForEvent('filechooser'),
    notebook.control(2).getByRole('button', { name: 'File' }).click(),
  ]);
  const buffer = Buffer.from([1, 2, 255]);
  await picker.setFiles({ name: 'a.bin', mimeType: 'application/octet-stream', buffer });
  await notebook.says(3, 'got', "[[b'\\x01\\x02\\xff']]");
  const pixel =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  await notebook.run(
    4,
    `show(widget("ImageModel", view="ImageView", format="png", width="20", layout=ref(layout), buffers={"value": base64.b64decode("${pixel}")}))`,
  );
  await expect(notebook.control(4).locator('img')).toHaveJSProperty('naturalWidth', 1);
});
