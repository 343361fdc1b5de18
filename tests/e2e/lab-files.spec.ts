import { Buffer } from 'node:buffer';
import { expect, type Locator } from '@playwright/test';
import type { ClassroomPage } from '../support/classroom-page.ts';
import { journey } from '../support/journey.ts';

/** Runs `source` in the notebook's first cell and waits for `output`. */
async function python(person: ClassroomPage, source: string, output: string): Promise<void> {
  await person.page.getByRole('tab', { name: 'Notebook.ipynb' }).click();
  await person.type(person.cells.first(), source);
  await person.run(person.cells.first(), output);
}

/** A line of the file browser. */
function file(person: ClassroomPage, name: string): Locator {
  return person.page.locator('.jp-DirListing-item', { hasText: name }).first();
}

journey('a table that is opened while Python comes waits for its viewer', async ({ people }) => {
  const person = await people.come();
  const { page } = person;
  await person.workAlone(); // Python comes when a cell is run
  const chosen = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Upload' }).click();
  // JupyterLab opens a file that is uploaded alone.
  await (
    await chosen
  ).setFiles({
    name: 'table.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('name,value\nada,36'),
  });
  await expect(page.locator('.jp-CSVViewer')).toBeVisible();
  await expect(page.locator('.jp-FileEditor')).toHaveCount(0);
});

journey(
  '[KE5] Python and the file browser have the same files, both ways, at once',
  async ({ people }) => {
    const person = await people.come();
    await person.workAlone();
    const { page } = person;
    const table = `def write(value):
    with open('table.csv', 'w', newline='') as f:
        csv.writer(f).writerows([['name', 'value'], ['ada', value]])
    return f'written {value}'
`;
    await python(person, `import csv, pathlib\n${table}print(write(36))`, 'written 36');
    await file(person, 'table.csv').dblclick();
    const grid = page.locator('.jp-CSVViewer');
    await expect(grid).toBeVisible();

    // What is shown follows what Python writes, without a question.
    await python(
      person,
      `pathlib.Path('sub').mkdir()
pathlib.Path('table.csv').rename('sub/moved.csv')
pathlib.Path('raw.bin').write_bytes(bytes(range(256)))
pathlib.Path('note.txt').write_text('from Python')
print('moved')`,
      'moved',
    );
    await expect(file(person, 'table.csv')).toHaveCount(0);
    await file(person, 'note.txt').dblclick();
    const note = page.locator('.jp-FileEditor .cm-content');
    await expect(note).toHaveText('from Python');
    await python(
      person,
      `pathlib.Path('note.txt').write_text('Python again')\nprint('again')`,
      'again',
    );
    await page.getByRole('tab', { name: 'note.txt' }).click();
    await expect(note).toHaveText('Python again');

    // What a person does in the page is there for the next cell.
    await note.click();
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText('by hand');
    await page.keyboard.press('Control+S');
    const chosen = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Upload Files' }).click();
    await (
      await chosen
    ).setFiles([
      {
        name: 'tools.py',
        mimeType: 'text/x-python',
        buffer: Buffer.from('def double(x): return 2 * x'),
      },
    ]);
    await expect(file(person, 'tools.py')).toBeVisible();
    await file(person, 'raw.bin').click();
    await page.keyboard.press('Delete');
    await page.locator('.jp-Dialog').getByRole('button', { name: 'Delete' }).click();
    await expect(file(person, 'raw.bin')).toHaveCount(0);
    await python(
      person,
      `import os, tools
print(sorted(os.listdir()), os.listdir('sub'), tools.double(21), open('note.txt').read())`,
      `['Notebook.ipynb', 'note.txt', 'sub', 'tools.py'] ['moved.csv'] 42 by hand`,
    );

    // All of it is there for the next visit, byte by byte.
    await page.reload();
    await python(
      person,
      `import csv
print(list(csv.reader(open('sub/moved.csv'))), open('note.txt').read())`,
      `[['name', 'value'], ['ada', '36']] by hand`,
    );
    await expect(page.locator('.jp-Dialog')).toHaveCount(0);
  },
);

journey('[KE5] forty files of 20 MB cost nothing until one is opened @long', async ({ people }) => {
  const person = await people.come();
  await person.workAlone();
  const { page } = person;
  await python(person, 'print(6 * 7)', '42');
  const start = async (): Promise<number> => {
    await page.reload();
    const from = Date.now();
    await python(person, 'print(6 * 8)', '48');
    await python(person, 'print(6 * 7)', '42');
    return Date.now() - from;
  };
  const empty = await start();
  for (let ten = 0; ten < 40; ten += 10) {
    await python(
      person,
      `import os
for each in range(${ten}, ${ten + 10}):
    with open(f'{each}.bin', 'wb') as f: f.write(os.urandom(1024 * 1024) * 20)
print('stored ${ten}')`,
      `stored ${ten}`,
    );
    const cell = person.cells.first();
    await expect(cell.locator('.jp-InputPrompt')).toHaveText(/\[\d+\]/, { timeout: 60_000 });
    await expect(cell, 'the browser of the test has too little room').not.toContainText(
      'could not be saved',
    );
  }
  await python(person, 'open("small.txt", "w").write("small")\nprint("both")', 'both');
  await start(); // what the cells before held in memory goes
  const full = await start();
  await python(
    person,
    `import os, time
def took(work):
    at = time.perf_counter(); result = work(); return result, round((time.perf_counter() - at) * 1000)
print(took(lambda: (len(os.listdir()), sum(os.path.getsize(f'{each}.bin') for each in range(40)))))
print('small', took(lambda: open('small.txt').read()))
print('large', took(lambda: len(open('7.bin', 'rb').read())))
print('again', took(lambda: len(open('7.bin', 'rb').read())))
print('write', took(lambda: open('small.txt', 'w').write('x')))
print('measured')`,
    'measured',
  );
  const seen = await person.output(person.cells.first()).textContent();
  console.log(`reload and two cells: ${empty} ms without files, ${full} ms with; ${seen ?? ''}`);
  expect(seen).toContain(`(42, ${40 * 20 * 1024 * 1024})`);
});
