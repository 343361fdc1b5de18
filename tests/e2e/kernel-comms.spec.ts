import { expect, test as base, type Page } from '@playwright/test';
import { ipythonIndex } from '../support/ipython-index.ts';
import type { Jupyter } from './kernel-harness/jupyter/main.ts';
import { serveHarness, type ServedHarness } from './kernel-harness/serve-harness.ts';

declare const jupyter: Jupyter;

/** A page with JupyterLite's kernels, whose site has IPython in its folder `packages/`. */
const test = base.extend<{ lite: Page }, { served: ServedHarness }>({
  served: [
    // Playwright wants the first argument to be destructured.
    async ({}, use) => {
      const root = new URL('./kernel-harness/jupyter', import.meta.url).pathname;
      const served = await serveHarness(root);
      const files = await ipythonIndex();
      served.answer = (path, _request, response) => {
        const file = files.get(path.replace('/packages/', ''));
        if (file !== undefined) response.end(file);
        return file !== undefined;
      };
      await use(served);
      await served.close();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  lite: async ({ page, served }, use) => {
    await page.goto(served.url);
    await page.waitForFunction(() => 'jupyter' in globalThis);
    await use(page);
  },
});

test.describe.configure({ timeout: 180_000 });

const OPENS = `
from comm import create_comm, get_comm_manager
end = create_comm(target_name="page", data={"value": 1})
def answer(message):
    got = message["content"]["data"]["n"], bytes(message["buffers"][0])
    end.send({"twice": got[0] * 2}, buffers=[bytes(reversed(got[1]))])
    end.close({"why": "done"})
end.on_msg(answer)
get_comm_manager().register_target("python", lambda end, message: end.send({"hello": message["content"]["data"]}))
`;

test('[KE10] a comm carries values and bytes both ways, opened by either side, until it is closed @long', async ({
  lite,
}) => {
  const seen = await lite.evaluate(async (code) => {
    const kernel = await jupyter.manager.startNew({ name: 'ipython' });
    const bytesOf = (buffers: readonly (ArrayBuffer | ArrayBufferView)[] = []): number[][] =>
      buffers.map((each) =>
        Array.from(
          ArrayBuffer.isView(each)
            ? new Uint8Array(each.buffer, each.byteOffset, each.byteLength)
            : new Uint8Array(each),
        ),
      );
    const told: unknown[] = [];
    const closed = new Promise<void>((resolve) => {
      kernel.registerCommTarget('page', (comm, { content }) => {
        told.push(content.data);
        comm.onMsg = (message) => void told.push([message.content.data, bytesOf(message.buffers)]);
        comm.onClose = (message) => {
          told.push(message.content.data);
          resolve();
        };
        comm.send({ n: 21 }, undefined, [new Uint8Array([1, 2, 255])]);
      });
    });
    const opened = await jupyter.execute(kernel, code).done;
    await closed;
    const mine = kernel.createComm('python');
    const answered = new Promise((resolve) => {
      mine.onMsg = ({ content }) => resolve(content.data);
    });
    const open = await kernel.requestCommInfo({});
    mine.open({ from: 'page' });
    told.push(await answered);
    const info = await kernel.requestCommInfo({ target_name: 'python' });
    const left = (reply: typeof info): string[] =>
      reply.content.status === 'ok'
        ? Object.values(reply.content.comms).map(({ target_name }) => target_name)
        : [];
    return { opened: opened.reply, told, before: left(open), after: left(info) };
  }, OPENS);
  expect(seen.opened).toMatchObject({ status: 'ok' });
  expect(seen.told).toEqual([
    { value: 1 },
    [{ twice: 42 }, [[255, 2, 1]]],
    { why: 'done' },
    { hello: { from: 'page' } },
  ]);
  expect(seen.before).toEqual([]);
  expect(seen.after).toEqual(['python']);
});
