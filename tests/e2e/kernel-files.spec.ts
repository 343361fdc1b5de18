import { expect, type Page } from '@playwright/test';
import type { Harness } from './kernel-harness/main.ts';
import { test as base, traceback } from './kernel-harness/kernel-test.ts';

declare const harness: Harness;

/** Runs cells in the page's kernel that has a folder. */
function cells(page: Page, ...codes: string[]) {
  return page.evaluate(async (all) => {
    harness.folderHost ??= harness.pool.take(harness.folder);
    const ran = [];
    for (const code of all) ran.push(await harness.run(harness.folderHost, code));
    return ran;
  }, codes);
}

/** Empties the folder and puts these files into it, as a person would. */
async function fill(page: Page, files: Readonly<Record<string, string>> = {}): Promise<void> {
  await page.evaluate(async (all) => {
    for (const path of Object.keys(harness.folder.texts())) await harness.folder.remove(path);
    harness.folder.reads.length = 0;
    harness.folder.room = Number.POSITIVE_INFINITY;
    for (const [path, text] of Object.entries(all)) harness.folder.put(path, text);
  }, files);
}

/** Names of what is there; `__proto__` is one that an object does not bring out of the page. */
function names(page: Page): Promise<string[]> {
  return page.evaluate(() => Object.keys(harness.folder.texts()));
}

function texts(page: Page): Promise<Record<string, string | null>> {
  return page.evaluate(() => harness.folder.texts());
}

/** Both ways in which a worker gets contents: by shared memory, and by suspending Python. */
const test = base.extend<{ both: readonly Page[] }>({
  both: async ({ python, plainPython }, use) => use([python, plainPython]),
});

test('[KE5] Python reads, lists and writes the files of its folder; contents come when a file is opened', async ({
  both,
}) => {
  for (const page of both) {
    await fill(page, { 'a.txt': 'eins\nzwei\n', 'übung ä.txt': 'ö', 'data/b.csv': 'x,y\n1,2\n' });
    const [listed, read, written] = await cells(
      page,
      `import os, pathlib
print(os.getcwd(), sorted(os.listdir()), os.listdir('data'))
print(os.path.getsize('a.txt'), os.path.getsize('data/b.csv'), pathlib.Path('missing').exists())
print([str(p) for p in sorted(pathlib.Path('.').rglob('*.csv'))])`,
      `import csv
print(open('a.txt').read().split(), pathlib.Path('übung ä.txt').read_text())
print(list(csv.DictReader(open('data/b.csv'))))`,
      `with open('new.txt', 'w') as f: f.write('neu')
with open('a.txt', 'a') as f: f.write('drei\\n')
pathlib.Path('data/binary').write_bytes(bytes(range(256)))
import json
json.dump({'ä': [1, None]}, open('values.json', 'w'), ensure_ascii=False)`,
    );
    expect([listed, read, written].map(traceback)).toEqual(['', '', '']);
    expect(listed?.stdout).toBe(
      [
        "/notebook ['a.txt', 'data', 'übung ä.txt'] ['b.csv']",
        '10 8 False',
        "['data/b.csv']",
        '',
      ].join('\n'),
    );
    expect(read?.stdout).toBe("['eins', 'zwei'] ö\n[{'x': '1', 'y': '2'}]\n");
    expect(written?.reply).toEqual({ status: 'ok' });
    const seen = await page.evaluate(() => ({
      reads: harness.folder.reads,
      binary: [...harness.folder.bytes('data/binary')],
      added: new TextDecoder().decode(harness.folder.bytes('a.txt')),
      made: new TextDecoder().decode(harness.folder.bytes('new.txt')),
      json: new TextDecoder().decode(harness.folder.bytes('values.json')),
    }));
    expect(seen.reads).toEqual(['a.txt', 'übung ä.txt', 'data/b.csv']);
    expect(seen.binary).toEqual(Array.from({ length: 256 }, (_, i) => i));
    expect(seen.added).toBe('eins\nzwei\ndrei\n');
    expect(seen.made).toBe('neu');
    expect(seen.json).toBe('{"ä": [1, null]}');
  }
});

test('[KE5] folders, moves and removals come to the page as such, in their order', async ({
  both,
}) => {
  for (const page of both) {
    await fill(page, { 'old.txt': 'old', 'b.txt': 'b', 'deep/down/c.txt': 'c' });
    const [ran] = await cells(
      page,
      `import os, pathlib, shutil
pathlib.Path('made/inner').mkdir(parents=True)
pathlib.Path('old.txt').rename('made/new.txt')
os.remove('b.txt')
shutil.move('deep', 'made/deep')
pathlib.Path('made/deep/down/d.txt').write_text('d')
# As programs save: beside it, and then in its place.
pathlib.Path('made/new.txt.tmp').write_text('newer')
os.replace('made/new.txt.tmp', 'made/new.txt')
pathlib.Path('swap').write_text('1')
os.rename('swap', 'swapped')
shutil.copytree('made/deep', 'copy')
shutil.rmtree('made/inner')`,
    );
    expect(traceback(ran)).toBe('');
    expect(await texts(page)).toEqual({
      copy: null,
      'copy/down': null,
      'copy/down/c.txt': 'c',
      'copy/down/d.txt': 'd',
      made: null,
      'made/deep': null,
      'made/deep/down': null,
      'made/deep/down/c.txt': 'c',
      'made/deep/down/d.txt': 'd',
      'made/new.txt': 'newer',
      swapped: '1',
    });
  }
});

test('[KE5] a database of sqlite3 is a file, and a second Python opens it', async ({ both }) => {
  for (const [way, page] of both.entries()) {
    await fill(page);
    const [made, more] = await cells(
      page,
      `import sqlite3
db = sqlite3.connect('class.db')
db.execute('create table t (name text, mark int)')
db.executemany('insert into t values (?, ?)', [('ada', 1), ('ben', 2)])
db.commit()`,
      `db.execute('insert into t values ("cleo", 3)'); db.commit(); db.close()`,
    );
    expect([made, more].map(traceback)).toEqual(['', '']);
    if (way > 0) continue; // a second Python starts much slower there
    const second = await page.evaluate(async () => {
      const host = harness.pool.take(harness.folder);
      const ran = await harness.run(
        host,
        `import sqlite3, os
print(sqlite3.connect('class.db').execute('select count(*), sum(mark) from t').fetchall(), os.listdir())`,
      );
      host.dispose();
      return ran;
    });
    expect(traceback(second)).toBe('');
    expect(second.stdout).toBe("[(3, 6)] ['class.db']\n");
  }
});

test('[KE5] a module of the folder is imported as it was stored last, and leaves nothing behind', async ({
  both,
}) => {
  for (const page of both) {
    await fill(page, { 'tools.py': 'value = 1', 'pack/__init__.py': 'from . import part' });
    const [first] = await cells(
      page,
      'import tools\nprint(tools.value)\ntry:\n    import later\nexcept ImportError: print("no")',
    );
    await page.evaluate(() => {
      harness.folder.put('tools.py', 'value = 22');
      harness.folder.put('later.py', 'def f(): return 1 / 0');
      harness.folder.put('pack/part.py', 'x = "part"');
    });
    const [second, failed] = await cells(
      page,
      `import importlib, later, pack
print(importlib.reload(tools).value, pack.part.x)`,
      'later.f()',
    );
    await cells(
      page,
      'import sys\nfor name in ["tools", "later", "pack", "pack.part"]: del sys.modules[name]',
    );
    expect(first?.stdout).toBe('1\nno\n');
    expect(traceback(second)).toBe('');
    expect(second?.stdout).toBe('22 part\n');
    expect(traceback(failed)).toContain('later.py", line 1, in f\n    def f(): return 1 / 0');
    expect(await names(page)).toEqual([
      'later.py',
      'pack',
      'pack/__init__.py',
      'pack/part.py',
      'tools.py',
    ]);
  }
});

test('[KE5] what a person does in the page is there while a cell runs; so is what the cell writes', async ({
  both,
}) => {
  for (const page of both) {
    await fill(page, { 'a.txt': 'before', 'b.txt': 'b' });
    const ran = await page.evaluate(async () => {
      const host = (harness.folderHost ??= harness.pool.take(harness.folder));
      const printed = harness.untilPrinted('go');
      const running = harness.run(
        host,
        `import os, pathlib, time
print(pathlib.Path('a.txt').read_text())
pathlib.Path('early.txt').write_text('early')
print('go')
while not os.path.exists('sign'): time.sleep(0.01)
print(pathlib.Path('a.txt').read_text(), os.path.exists('b.txt'), pathlib.Path('sign').read_text())`,
        printed.onOutput,
      );
      await printed.seen;
      const written = new Promise<void>((resolve) => {
        const look = (): void => {
          if ('early.txt' in harness.folder.texts()) resolve();
        };
        harness.folder.onChanged(look);
        look();
      });
      await written;
      await harness.folder.remove('b.txt');
      harness.folder.put('a.txt', 'afterwards');
      harness.folder.put('sign', '!');
      return running;
    });
    expect(traceback(ran)).toBe('');
    expect(ran.stdout).toBe('before\ngo\nafterwards False !\n');
  }
});

test('[KE5] paths that lead out of the folder stay in the worker and reach nothing of the page', async ({
  both,
}) => {
  for (const page of both) {
    await fill(page, { 'inside.txt': 'inside' });
    const [ran] = await cells(
      page,
      `import os, pathlib
pathlib.Path('../outside.txt').write_text('1')
pathlib.Path('/tmp/outside.txt').write_text('2')
os.rename('/tmp/outside.txt', '/home/renamed')
def fails(work):
    try: work()
    except OSError as error: return type(error).__name__
print(fails(lambda: os.symlink('/etc', 'link')), fails(lambda: open('/etc/passwd')))
print(fails(lambda: open('bad\\nname', 'w')), fails(lambda: os.rename('inside.txt', '/tmp/x')), fails(lambda: open('n' * 300, 'w')))
os.symlink('/notebook/inside.txt', '/tmp/way-in')
print(open('/tmp/way-in').read())
os.remove('/tmp/way-in')
for name in ['constructor', '__proto__', '100%.txt', 'ü']: pathlib.Path(name).write_text(name)
print(sorted(os.listdir()), os.path.exists('toString'))`,
    );
    expect(traceback(ran)).toBe('');
    expect(ran?.stdout.split('\n').slice(0, 4)).toEqual([
      'PermissionError FileNotFoundError',
      'OSError OSError OSError',
      'inside',
      "['100%.txt', '__proto__', 'constructor', 'inside.txt', 'ü'] False",
    ]);
    expect(await names(page)).toEqual(['100%.txt', '__proto__', 'constructor', 'inside.txt', 'ü']);
  }
});

test('[KE5] a worker that posts crafted file messages is refused and counted, and nothing is written', async ({
  both,
}) => {
  for (const page of both) {
    await fill(page, { 'kept.txt': 'kept' });
    const before = await page.evaluate(() => harness.refusals.total);
    const [ran, lives] = await cells(
      page,
      `import js, json
from pyodide.ffi import to_js
def post(message, *bytes_):
    text = json.dumps(message)
    js.postMessage(to_js([text, *bytes_]) if bytes_ else text)
buffer = js.ArrayBuffer.new(8)
for path in ['../x', '/x', 'a/../../x', '', '.', 'a//b', 'a\\0b', 'x' * 2000, '/'.join('a' * 50), None, 5, ['x'], '\\ud800']:
    post({'type': 'folder-written', 'path': path}, buffer)
    post({'type': 'folder-removed', 'path': path})
    post({'type': 'folder-moved', 'path': 'kept.txt', 'to': path})
post({'type': 'folder-written', 'path': 'no-bytes'})
post({'type': 'folder-written', 'path': 'bad-bytes'}, 'text')
js.postMessage(to_js([buffer, buffer]))
for number in [1, 1, 1]: js.postMessage(number)`,
      'print("lives", open("kept.txt").read())',
    );
    expect(traceback(ran)).toBe('');
    expect(lives?.stdout).toBe('lives kept\n');
    expect(await texts(page)).toEqual({ 'kept.txt': 'kept' });
    const counted = await page.evaluate(() => harness.refusals.total);
    expect(counted - before).toBe(13 * 3 + 3 + 3);
  }
});

test('[KE5] a full storage is told in the cell, and what could not be stored is stored when there is room', async ({
  both,
}) => {
  for (const page of both) {
    await fill(page, { 'a.txt': 'x'.repeat(50) });
    await page.evaluate(() => (harness.folder.room = 100));
    const [full] = await cells(page, 'open("big.txt", "w").write("y" * 60) and print("done")');
    const left = await texts(page);
    await page.evaluate(() => (harness.folder.room = 1000));
    const [read] = await cells(page, 'print(len(open("big.txt").read()))');
    expect(full?.stdout).toBe('done\n');
    expect(full?.stderr).toBe(
      '"big.txt" could not be saved: the storage of this browser is full. Remove files that you do not need, then run a cell again.\n',
    );
    expect(Object.keys(left)).toEqual(['a.txt']);
    expect(read).toMatchObject({ stdout: '60\n', stderr: '' });
    expect((await texts(page))['big.txt']).toBe('y'.repeat(60));
  }
});

test('[KE5] a file that is removed in the page while Python writes it is not lost', async ({
  both,
}) => {
  for (const page of both) {
    await fill(page, { 'log.txt': 'one\n', 'read.txt': 'read' });
    await cells(page, 'log = open("log.txt", "a"); reader = open("read.txt")');
    await page.evaluate(async () => {
      await harness.folder.remove('log.txt');
      await harness.folder.remove('read.txt');
    });
    const [ran, closed] = await cells(
      page,
      'log.write("two\\n"); log.flush(); print(reader.read())',
      'log.close(); reader.close()\nimport os\nprint(os.listdir())',
    );
    expect(traceback(ran)).toBe('');
    expect(ran?.stdout).toBe('read\n');
    expect(closed?.stdout).toBe("['log.txt']\n");
    expect(await texts(page)).toEqual({ 'log.txt': 'one\ntwo\n' });
  }
});

test('[KE5] a restarted Python has its folder again; a kernel without one keeps files to itself', async ({
  python,
}) => {
  await fill(python, { 'a.txt': 'a' });
  const [, again] = await python.evaluate(async () => {
    const host = (harness.folderHost ??= harness.pool.take(harness.folder));
    await harness.run(host, 'open("b.txt", "w").write("b")');
    host.restart();
    const after = await harness.run(
      host,
      'import os\nprint(sorted(os.listdir()), open("b.txt").read())',
    );
    const lone = harness.pool.take();
    const alone = await harness.run(
      lone,
      'open("c.txt", "w").write("c")\nprint(os.listdir()) if "os" in globals() else print(open("c.txt").read())',
    );
    lone.dispose();
    return [null, after, alone] as const;
  });
  expect(again.stdout).toBe("['a.txt', 'b.txt'] b\n");
  expect(await names(python)).toEqual(['a.txt', 'b.txt']);
});

test('[KE5] 20 MB go both ways byte by byte, and Python keeps no more than it needs', async ({
  both,
}) => {
  for (const page of both) {
    await fill(page);
    await page.evaluate(() => {
      for (let each = 0; each < 4; each++) {
        const bytes = new Uint8Array(20 * 1024 * 1024);
        for (let at = 0; at < bytes.length; at++) bytes[at] = (at * 7 + each) & 255;
        harness.folder.putBytes(`${each}.bin`, bytes);
      }
    });
    const ran = await cells(
      page,
      `import zlib
def read(n): return zlib.crc32(open(f'{n}.bin', 'rb').read())
sums = [read(n) for n in range(4)]
print([sums[0] == read(0), sums[3] == read(3)])`,
      `import shutil
shutil.copyfile('1.bin', 'copy.bin')`,
    );
    expect(ran.map(traceback)).toEqual(['', '']);
    expect(ran[0]?.stdout).toBe('[True, True]\n');
    const seen = await page.evaluate(() => {
      const [from, to] = [harness.folder.bytes('1.bin'), harness.folder.bytes('copy.bin')];
      return {
        reads: harness.folder.reads,
        same: from.length === to.length && from.every((byte, at) => byte === to[at]),
      };
    });
    expect(seen.same).toBe(true);
    // 64 MB are kept: the first was forgotten when the fourth came, the last was there still.
    expect(seen.reads).toEqual(['0.bin', '1.bin', '2.bin', '3.bin', '0.bin', '1.bin']);
  }
});
