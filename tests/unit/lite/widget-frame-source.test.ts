import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { inlineScriptHash } from '../../../lite/kernel/frame-hash.ts';
import {
  WIDGET_FRAME_SCRIPT,
  widgetFrameDocument,
} from '../../../lite/widgets/widget-frame-source.ts';
import { THEME_VARIABLES } from '../../../lite/widgets/widget-theme.ts';

const require = createRequire(import.meta.url);

test('[KE2] a widget’s frame holds the one script that the policy allows, and may request nothing', async () => {
  const hash = await inlineScriptHash(WIDGET_FRAME_SCRIPT);
  const html = widgetFrameDocument(hash);
  const scripts = [...html.matchAll(/<script>([^]*?)<\/script>/g)].map(([, text]) => text);
  expect(scripts).toEqual([WIDGET_FRAME_SCRIPT]);
  expect(html).toContain(`script-src '${hash}' blob:;`);
  for (const none of ['default-src', 'connect-src', 'base-uri', 'form-action'])
    expect(html).toContain(`${none} 'none'`);
});

test('every variable of JupyterLab that the styles of widgets use is handed to the frame', () => {
  const files = [
    ...['nouislider.css', 'nouislider-custom.css', 'lumino.css', 'widgets-base.css'].map((name) =>
      require.resolve(`@jupyter-widgets/controls/css/${name}`),
    ),
    new URL('../../../lite/widgets/frame/frame.css', import.meta.url).pathname,
  ];
  const used = files.flatMap(
    (file) => readFileSync(file, 'utf8').match(/var\(\s*--jp-(?!widgets-)[\w-]+/g) ?? [],
  );
  const names = new Set(used.map((each) => each.replace(/^var\(\s*/, '')));
  expect([...names].toSorted()).toEqual([...THEME_VARIABLES].toSorted());
});
