import { expect, test as base } from '@playwright/test';
import { ipythonIndex } from '../support/ipython-index.ts';
import {
  serveWithPackages,
  WidgetNotebook,
  type ServedWidgets,
} from '../support/widget-notebook.ts';

/**
 * A folder that `npm run packages -- --official --wheel …` has filled with the real ipywidgets, which no test may download;
 * without it nothing of this runs.
 */
const FOLDER = process.env['LECTERN_WIDGETS'];
/** Where to put pictures of the screen, for people to look at. */
const PICTURES = process.env['LECTERN_WIDGETS_PICTURES'];

const test = base.extend<{ notebook: WidgetNotebook }, { served: ServedWidgets }>({
  served: [
    // Playwright wants the first argument to be destructured.
    async ({}, use) => {
      const served = await serveWithPackages(await ipythonIndex(FOLDER));
      await use(served);
      await served.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  notebook: async ({ page, served }, use) => {
    await use(await WidgetNotebook.open(page, served.server.url));
  },
});

test.skip(FOLDER === undefined, 'LECTERN_WIDGETS names no folder with ipywidgets');
test.describe.configure({ timeout: 180_000 });

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

async function picture(notebook: WidgetNotebook, name: string): Promise<void> {
  if (PICTURES === undefined) return;
  for (const colorScheme of ['light', 'dark'] as const) {
    await notebook.page.emulateMedia({ colorScheme });
    await notebook.page.screenshot({ path: `${PICTURES}/${name}-${colorScheme}.png` });
  }
}

test('[KE10] interact, buttons, outputs, pictures and a restart work with the real ipywidgets @long', async ({
  notebook,
}) => {
  const { page } = notebook;
  await notebook.run(
    0,
    `from ipywidgets import *
def f(x): return x * 10
interact(f, x=(0, 10));`,
  );
  const first = notebook.control(0);
  await expect(first.getByRole('slider')).toBeVisible({ timeout: 120_000 });
  await expect(first.locator('.lectern-output')).toHaveText('50');
  await first.getByRole('slider').focus();
  await page.keyboard.press('ArrowRight');
  await expect(first.locator('.lectern-output')).toHaveText('60');

  await notebook.run(
    1,
    `b = Button(description="Press me", icon="check"); out = Output(); n = []
def on(_):
  n.append(1); print("pressed", len(n))
  with out: print("inside", len(n))
b.on_click(on)
VBox([b, out])`,
  );
  const press = notebook.control(1).getByRole('button', { name: 'Press me' });
  await press.click();
  await expect(notebook.control(1).locator('.lectern-output')).toHaveText('inside 1\n');
  await expect(notebook.output(1)).toContainText('pressed 1');
  await press.click();
  await expect(notebook.control(1).locator('.lectern-output')).toContainText('inside 2');
  await notebook.says(2, 'out.outputs[0]["text"]', "'inside 1\\ninside 2\\n'");

  await notebook.run(
    3,
    `import base64
pic = Image(value=base64.b64decode("${PIXEL}"), width=20)
page = HTML("<b>bold</b><script>parent.x=1</script><meta http-equiv=refresh content='0;url=https://example.com'>")
row = HBox([pic, Text("Ada", description="Name"), Dropdown(options=["a", "b"]), Checkbox(description="Yes")])
Tab([row, page, FloatProgress(value=0.3, max=1)], titles=("one", "two", "three"))`,
  );
  const tab = notebook.control(3);
  await expect(tab.locator('img')).toHaveJSProperty('naturalWidth', 1);
  await expect(tab.getByRole('textbox')).toHaveValue('Ada');
  await picture(notebook, 'controls');
  await tab.getByText('two').click();
  await expect(tab.getByText('bold')).toBeVisible();

  await notebook.run(4, 'b.on_click(lambda _: 1/0)\no = Output()\nwith o: 1/0\no');
  await expect(notebook.control(4).locator('.lectern-output')).toContainText('ZeroDivisionError');
  await press.click();
  await expect(notebook.output(1)).toContainText('ZeroDivisionError');
  await picture(notebook, 'errors');

  await notebook.run(
    5,
    'x, y = IntSlider(3), IntText()\nl = jslink((x, "value"), (y, "value"))\nx',
  );
  await notebook.run(6, 'y');
  await notebook.control(5).getByRole('slider').focus();
  await page.keyboard.press('ArrowRight');
  await expect(notebook.control(6).getByRole('spinbutton')).toHaveValue('4');

  await page.getByRole('button', { name: 'Restart the kernel', exact: true }).click();
  await page.getByRole('button', { name: 'Confirm Kernel Restart' }).click();
  await expect(notebook.cell(0).getByText('Python was started anew')).toBeVisible();
  await picture(notebook, 'restarted');
  await notebook.run(7, 'from ipywidgets import *\nToggleButton(description="again")');
  await expect(notebook.control(7).getByRole('button', { name: 'again' })).toBeVisible({
    timeout: 60_000,
  });
});
