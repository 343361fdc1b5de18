import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect, type Download, type Locator, type Page } from '@playwright/test';
import {
  BlobReader,
  Uint8ArrayReader,
  Uint8ArrayWriter,
  ZipReader,
  ZipWriter,
} from '@zip.js/zip.js/lib/zip-core-native.js';
import type { ClassroomPage } from '../support/classroom-page.ts';
import { journey } from '../support/journey.ts';

const PASSPHRASE = 'correct horse battery';

/** The dialog "Storage and backups" of a page. */
class StorageDialog {
  readonly page: Page;
  readonly dialog: Locator;

  constructor({ page }: ClassroomPage) {
    this.page = page;
    this.dialog = page.getByRole('dialog', { name: 'Storage and backups' });
  }

  async open(): Promise<void> {
    await this.page.evaluate(() => dispatchEvent(new CustomEvent('lectern-storage')));
    await expect(this.dialog.getByText(/ used$/)).toBeVisible();
  }

  async close(): Promise<void> {
    await this.dialog.getByRole('button', { name: 'Close' }).click();
    await expect(this.dialog).toBeHidden();
  }

  async typePassphrase(passphrase = PASSPHRASE): Promise<void> {
    await this.dialog.getByLabel('Passphrase for backups').fill(passphrase);
    await this.dialog.getByLabel('Passphrase again').fill(passphrase);
  }

  async press(name: string): Promise<void> {
    await this.dialog.getByRole('button', { name, exact: true }).click();
  }

  /** Presses a button that ends in a download, and gives it. */
  async save(name: string): Promise<Download> {
    const downloading = this.page.waitForEvent('download');
    await this.press(name);
    return downloading;
  }

  get said(): Locator {
    return this.dialog.getByRole('status');
  }
}

/** What is in a zip, by path. */
async function contentOf(zip: Buffer): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const reader = new ZipReader(new BlobReader(new Blob([new Uint8Array(zip)])));
  for (const entry of await reader.getEntries()) {
    if (entry.directory) continue;
    files.set(entry.filename, Buffer.from(await entry.getData(new Uint8ArrayWriter())));
  }
  return files;
}

/** A zip as another program makes it. */
async function zipOf(files: Readonly<Record<string, Buffer>>): Promise<Buffer> {
  const writer = new ZipWriter(new Uint8ArrayWriter());
  for (const [name, bytes] of Object.entries(files))
    await writer.add(name, new Uint8ArrayReader(bytes));
  return Buffer.from(await writer.close());
}

/** The browser cannot show its picker without a screen: a folder of the origin's own file system stands in for it. */
async function pickInOrigin(page: Page): Promise<void> {
  await page.addInitScript(() => {
    Object.assign(globalThis, {
      showDirectoryPicker: async () =>
        (await navigator.storage.getDirectory()).getDirectoryHandle('picked', { create: true }),
    });
  });
  await page.reload();
}

/** Files of the picked folder, by name, in base64. */
function pickedFiles(page: Page): Promise<Record<string, string>> {
  return page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const files: Record<string, string> = {};
    const walk = async (folder: FileSystemDirectoryHandle): Promise<void> => {
      const entries = (folder as unknown as { values(): AsyncIterable<FileSystemHandle> }).values();
      for await (const handle of entries) {
        if (handle.name.endsWith('.crswap')) continue; // what the browser is writing
        if (handle.kind === 'directory') await walk(handle as FileSystemDirectoryHandle);
        else {
          const file = await (handle as FileSystemFileHandle).getFile();
          const bytes = new Uint8Array(await file.arrayBuffer());
          let text = '';
          for (const byte of bytes) text += String.fromCharCode(byte);
          files[handle.name] = btoa(text);
        }
      }
    };
    await walk(await root.getDirectoryHandle('picked'));
    return files;
  });
}

journey(
  '[ST7] [ST10] a person sees what is used and by what, saves everything as a zip, byte for byte, and puts it back in another browser',
  async ({ people }, testInfo) => {
    const ada = await people.come();
    await ada.workAlone();
    await ada.type(ada.cells.first(), 'print("zipped")');
    await ada.hasSaved();
    const storage = new StorageDialog(ada);
    await storage.open();
    await expect(storage.dialog.getByText('Notebooks and files', { exact: true })).toBeVisible();
    await expect(storage.dialog.getByText('Classes', { exact: true })).toBeVisible();
    await expect(storage.dialog.getByRole('meter', { name: 'Used room' })).toBeVisible();
    const noise = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 7919) % 256));
    const zip = await zipOf({ 'week 1/50 %.bin': noise, '../outside.txt': Buffer.from('no') });
    const file = { name: 'theirs.zip', mimeType: 'application/zip', buffer: zip };
    await storage.dialog.getByLabel('Saved zip').setInputFiles(file);
    await expect(storage.said.filter({ hasText: '1 file of the zip is in' })).toBeVisible();
    await expect(storage.dialog.getByRole('list', { name: 'Not in it' })).toContainText(
      '../outside.txt: its name is one that other computers refuse.',
    );
    const path = testInfo.outputPath('all.zip');
    await (await storage.save('Save everything as a zip')).saveAs(path);
    await expect(storage.said.filter({ hasText: 'The zip is saved, with 2 files.' })).toBeVisible();
    const files = await contentOf(await readFile(path));
    expect([...files.keys()].toSorted()).toEqual(['Notebook.ipynb', 'week 1/50 %.bin']);
    expect(files.get('week 1/50 %.bin')?.equals(noise)).toBe(true);
    expect(files.get('Notebook.ipynb')?.toString()).toContain('zipped');

    const again = await people.come();
    await again.workAlone();
    const other = new StorageDialog(again);
    await other.open();
    await other.dialog.getByLabel('Saved zip').setInputFiles(path);
    await expect(
      other.said.filter({ hasText: '2 files of the zip are in the file browser now.' }),
    ).toBeVisible();
    const second = testInfo.outputPath('again.zip');
    await (await other.save('Save everything as a zip')).saveAs(second);
    const back = await contentOf(await readFile(second));
    expect(back.get('week 1/50 %.bin')?.equals(noise)).toBe(true);
    // The notebook that was there stays, the other one comes beside it, the same to the last byte.
    expect(back.get('Notebook (2).ipynb')?.equals(files.get('Notebook.ipynb') ?? Buffer.of())).toBe(
      true,
    );
  },
);

journey(
  '[ST9] backups go into the folder that a person picked, whole, and bring class and files back in a fresh browser',
  async ({ people }) => {
    const ada = await people.come();
    await pickInOrigin(ada.page);
    await ada.teach('Python 101', 'Ada');
    await ada.type(ada.cells.first(), 'print("kept")');
    await ada.pressShare(ada.cells.first());
    await expect(ada.sharedCells).toHaveCount(1);
    await ada.hasSaved();
    const storage = new StorageDialog(ada);
    await storage.open();
    await storage.press('Choose a folder for backups');
    await expect(storage.dialog.getByText('Use at least 8 characters.')).toBeVisible();
    await storage.typePassphrase();
    await storage.press('Choose a folder for backups');
    await expect(storage.dialog.getByText('Last backup in it just now.')).toBeVisible();
    const files = await pickedFiles(ada.page);
    const names = Object.keys(files);
    const named = (ending: RegExp) => names.find((name) => ending.test(name)) ?? 'none';
    const [ofClass, zip] = [
      named(/^Python 101 [\da-f]{8} [\d-]{10}\.lectern-backup$/),
      named(/^Notebooks and files [\d-]{10}\.zip$/),
    ];
    expect(names.toSorted()).toEqual([zip, ofClass].toSorted());
    const plain = await contentOf(Buffer.from(files[zip] ?? '', 'base64'));
    expect(plain.get('Notebook.ipynb')?.toString()).toContain('kept');
    await storage.close();

    // What comes later follows by itself at the lesson's end.
    await ada.addCell('print("later")');
    await ada.hasSaved();
    await ada.endLesson();
    await expect
      .poll(async () => {
        const now = await pickedFiles(ada.page);
        const content = await contentOf(Buffer.from(now[zip] ?? '', 'base64'));
        return content.get('Notebook.ipynb')?.toString();
      })
      .toContain('later');

    const again = await people.come();
    const buffer = Buffer.from(files[ofClass] ?? '', 'base64');
    await again.page.getByRole('button', { name: 'Restore a backup' }).click();
    await again.page
      .getByLabel('Backup file', { exact: true })
      .setInputFiles({ name: ofClass, mimeType: 'application/octet-stream', buffer });
    await again.openFile('Restore a backup', { Passphrase: 'wrong horse' });
    await expect(again.problem).toContainText('This passphrase does not open the file.');
    await again.openFile('Restore a backup', { Passphrase: PASSPHRASE });
    await again.classBar.waitFor();
    await expect(again.classBar).toContainText('Owner');
    await expect(again.sharedCells).toHaveCount(1);
  },
);

journey(
  '[ST9] a folder that is gone, and one that may not be written, are told with a way out, and backups go on @long',
  async ({ people }) => {
    const ada = await people.come();
    people.allow(/folder-backup-failed/);
    await pickInOrigin(ada.page);
    await ada.teach('Python 101', 'Ada');
    await ada.type(ada.cells.first(), 'x = 1');
    await ada.hasSaved();
    const storage = new StorageDialog(ada);
    await storage.open();
    await storage.typePassphrase();
    await storage.press('Choose a folder for backups');
    await expect(storage.dialog.getByText('Last backup in it just now.')).toBeVisible();
    await ada.page.evaluate(async () =>
      (await navigator.storage.getDirectory()).removeEntry('picked', { recursive: true }),
    );
    await storage.close();
    await ada.addCell('y = 2');
    await ada.hasSaved();
    await ada.endLesson();
    const note = ada.page.getByRole('region', { name: 'About your storage' });
    await expect(note).toContainText('Backups stopped: the folder for them is not there any more.');
    // The way out needs no passphrase any more: it is known here.
    const downloading = ada.page.waitForEvent('download');
    await note.getByRole('button', { name: 'Back up now' }).click();
    expect((await downloading).suggestedFilename()).toMatch(/^Lectern-[\d-]{10}\.lectern-backup$/);
    await note.getByRole('button', { name: 'Not today' }).click();
    await expect(note).toHaveCount(0);
    await storage.open();
    await expect(storage.dialog.getByText('The folder is not there any more')).toBeVisible();
    await storage.press('Choose another folder');
    await expect(storage.dialog.getByText('The folder is not there any more')).toHaveCount(0);
    await expect(storage.dialog.getByText('Last backup in it just now.')).toBeVisible();
    expect(Object.keys(await pickedFiles(ada.page))).toHaveLength(2);
    await storage.close();

    // The browser forgets that it may: one press allows it again.
    await ada.page.addInitScript(() => {
      let state = 'prompt';
      Object.assign(FileSystemHandle.prototype, {
        queryPermission: async () => state,
        requestPermission: async () => (state = 'granted'),
      });
    });
    await ada.reload();
    await expect(note).toContainText('Backups are paused: allow the folder again.');
    await note.getByRole('button', { name: 'Allow the folder again' }).click();
    await expect(note).toHaveCount(0);
    await storage.open();
    await expect(storage.dialog.getByText('Last backup in it just now.')).toBeVisible();
  },
);

journey(
  '[ST1] [ST9] a full storage is told, and a backup of everything still comes out and is whole @long',
  async ({ people, server }, testInfo) => {
    const ada = await people.come(new URL('manifest.webmanifest', server.url).href);
    people.allow(/storage-full|backup-key-unsaved|safekeeping-unknown|Quota/);
    const session = await ada.page.context().newCDPSession(ada.page);
    const { origin } = new URL(ada.page.url());
    // Before the first write: Chromium remembers for a while how much room there was.
    await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1_000_000 });
    await ada.page.goto(server.url);
    await ada.teach('Python 101', 'Ada');
    await ada.type(ada.cells.first(), 'print(6*7)');
    await ada.hasSaved();
    // What repeats itself, the browser stores packed.
    await ada.addCell(`"${randomBytes(1_500_000).toString('base64')}"`);
    await expect(ada.problem).toContainText('The storage of this browser is full');
    const storage = new StorageDialog(ada);
    await storage.open();
    await storage.typePassphrase();
    const file = testInfo.outputPath('all.lectern-backup');
    await (await storage.save('Back up now')).saveAs(file);
    await expect(storage.said.filter({ hasText: 'on its way to your downloads' })).toBeVisible();
    await expect(storage.dialog.getByText('Last backup just now.')).toBeVisible();

    const again = await people.come();
    await again.openFile('Restore a backup', { Passphrase: PASSPHRASE }, file);
    await expect(again.yourClasses).toContainText('Python 101');
    await again.workAlone();
    await expect(again.page.locator('.jp-DirListing')).toContainText('Notebook (2).ipynb');
  },
);

journey(
  '[ST8] Safari’s seven days are told once a day, in one sentence that takes no focus, with the way out @long',
  async ({ people }) => {
    const ada = await people.come();
    await ada.page.addInitScript(() => {
      Object.defineProperty(navigator, 'vendor', { value: 'Apple Computer, Inc.' });
      Object.assign(globalThis, { showDirectoryPicker: undefined });
    });
    await ada.page.reload();
    await ada.workAlone();
    await ada.type(ada.cells.first(), 'print("homework")');
    await ada.hasSaved();
    await ada.page.reload();
    const note = ada.page.getByRole('region', { name: 'About your storage' });
    await expect(note).toContainText('Safari removes what is kept here after seven days');
    await note.getByRole('button', { name: 'Back up now' }).click();
    const storage = new StorageDialog(ada);
    await expect(storage.dialog.getByText('This browser does not let a page write')).toBeVisible();
    await storage.typePassphrase();
    await storage.save('Back up now');
    await expect(storage.dialog.getByText('Last backup just now.')).toBeVisible();
    await storage.close();
    await expect(note).toHaveCount(0);
    // From the second day on the browser's promise would be missed: a backup that is fresh makes that quiet too.
    await ada.page.reload();
    await expect(ada.page.locator('lectern-storage-note')).toBeAttached();
    await expect(note).toHaveCount(0);
  },
);
