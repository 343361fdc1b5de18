import { expect, test } from 'vitest';
import {
  isPureWheel,
  modulesOf,
  parseMetadata,
} from '../../../lite/kernel/packages/wheel-metadata.ts';
import { readWheel } from '../../../lite/kernel/packages/read-wheel.ts';
import { makeWheel, wheelName } from '../../support/wheel.ts';

test('[KE6] a wheel’s needs are those that hold in a browser, without the JavaScript that Lectern has itself', () => {
  const text = `Metadata-Version: 2.4
Name: ipy.Widgets
Version: 8.1.9
Requires-Dist: comm>=0.1.3
Requires-Dist: traitlets (>=4.3.1)
Requires-Dist: jupyterlab_widgets~=3.0.17
Requires-Dist: jsonschema; extra == "test"
Requires-Dist: colorama; sys_platform == "win32"
Requires-Dist: typing_extensions; python_version < "3.10"
Requires-Dist: exceptiongroup; python_version >= "3.8" and sys_platform != "win32"

Requires-Dist: no-need-any-more
`;
  expect(parseMetadata(text)).toEqual({
    name: 'ipy-widgets',
    version: '8.1.9',
    depends: ['comm', 'traitlets', 'exceptiongroup'],
  });
  expect(parseMetadata('Name: x\n')).toBeNull();
  expect(
    parseMetadata('Name: x\nVersion: 1\nRequires-Dist: y @ https://example.com/y.whl\n'),
  ).toBeNull();
});

test('[KE6] wheels of pure Python are known by their names, and modules by what stands at the top', () => {
  expect(['a-1.0-py3-none-any.whl', 'a-1.0-py2.py3-none-any.whl'].map(isPureWheel)).toEqual([
    true,
    true,
  ]);
  expect(['a-1.0-cp314-cp314-linux_x86_64.whl', 'a.whl', 'a-1.0.tar.gz'].map(isPureWheel)).toEqual([
    false,
    false,
    false,
  ]);
  expect(
    modulesOf([
      'one.py',
      'two/__init__.py',
      'two/x.py',
      'a-1.0.dist-info/RECORD',
      'a-1.0.data/x.py',
      'LICENSE',
    ]),
  ).toEqual(['one', 'two']);
});

test('[KE6] a wheel becomes an entry of the list; what is none is refused', async () => {
  const item = { name: 'small', files: { 'small/__init__.py': '' } };
  const bytes = makeWheel(item);
  expect(await readWheel(wheelName(item), bytes)).toMatchObject({
    ok: true,
    value: { name: 'small', version: '1.0', imports: ['small'], depends: [], install_dir: 'site' },
  });
  expect(await readWheel(wheelName(item), bytes.subarray(0, 40))).toEqual({
    ok: false,
    error: 'unreadable',
  });
  expect(await readWheel('small-1.0-cp314-cp314-any.whl', bytes)).toEqual({
    ok: false,
    error: 'compiled',
  });
});
