import { expect, type Locator, type Page } from '@playwright/test';
import type { ClassroomPage } from '../support/classroom-page.ts';
import { journey } from '../support/journey.ts';

const PASSPHRASE = 'correct horse battery';

/** A computer of a school lab: one browser, which several people use one after the other. */
class LabComputer {
  readonly seat: ClassroomPage;
  readonly page: Page;

  constructor(seat: ClassroomPage) {
    this.seat = seat;
    this.page = seat.page;
  }

  get question(): Locator {
    return this.page.getByRole('heading', { name: 'Who are you?' });
  }

  async share(): Promise<void> {
    await this.page.getByRole('switch', { name: 'This is a shared computer' }).click();
    await this.page
      .getByRole('dialog', { name: 'Share this computer?' })
      .getByRole('button', { name: 'Share this computer' })
      .click();
    await expect(this.question).toBeVisible();
  }

  /** Somebody who has never been here, with a passphrase or without. */
  async come(name: string, passphrase = ''): Promise<void> {
    await expect(this.question).toBeVisible();
    const isNew = this.page.getByRole('button', { name: 'I am new here' });
    if (await isNew.isVisible()) await isNew.click();
    await this.page.getByLabel('Your name').fill(name);
    await this.page.getByLabel('Passphrase', { exact: true }).fill(passphrase);
    await this.page.getByLabel('Passphrase again').fill(passphrase);
    await this.page.getByRole('button', { name: 'Begin' }).click();
    await this.isHere(name);
  }

  async choose(name: string): Promise<void> {
    await this.page
      .getByRole('list', { name: 'People of this computer' })
      .getByRole('button', { name, exact: true })
      .click();
  }

  async unlock(): Promise<void> {
    await this.page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
    await this.page.getByRole('button', { name: 'Open', exact: true }).click();
  }

  async isHere(name: string): Promise<void> {
    await expect(this.page.getByRole('region', { name: 'At this computer' })).toContainText(
      `${name} is here`,
    );
  }

  async done(): Promise<void> {
    await this.page.getByRole('button', { name: 'Done for today' }).click();
    await expect(this.question).toBeVisible();
  }

  async open(url: string): Promise<void> {
    await this.page.goto('about:blank');
    await this.page.goto(url);
    await expect(this.question).toBeVisible();
  }

  /** Names of people here, and where all of one of them is. */
  async placeOf(name: string): Promise<string | null> {
    const databases = await this.#databases();
    const people = databases['lectern-people'] ?? '';
    return (
      /"place":"([\w-]*)"/.exec(people.slice(people.indexOf(`"name":"${name}"`) - 60))?.[1] ?? null
    );
  }

  /** All that anybody reads of the browser's storage, by database: texts, and bytes as if they were text. */
  #databases(): Promise<Record<string, string>> {
    return this.page.evaluate(async () => {
      const found: Record<string, string> = {};
      for (const { name = '' } of await indexedDB.databases()) {
        const db = await new Promise<IDBDatabase>((resolve, reject) => {
          const request = indexedDB.open(name);
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error ?? new Error(name));
        });
        const rows: unknown[] = [];
        for (const store of db.objectStoreNames)
          for (const kind of ['getAll', 'getAllKeys'] as const) {
            const request = db.transaction(store).objectStore(store)[kind]();
            await new Promise((resolve) => (request.onsuccess = resolve));
            rows.push(request.result);
          }
        db.close();
        found[name] = JSON.stringify(rows, (_, value: unknown) =>
          value instanceof Uint8Array ? new TextDecoder('latin1').decode(value) : value,
        );
      }
      return found;
    });
  }

  /** What can be read in the databases of a place. */
  async readable(place: string): Promise<string> {
    const databases = Object.entries(await this.#databases());
    return databases
      .flatMap(([name, text]) => (name.endsWith(`-${place}`) ? [name, text] : []))
      .join();
  }
}

journey(
  '[SC1] [SC2] [SC3] three students use one computer one after the other, and none meets another’s work',
  async ({ people, server }) => {
    const ada = await people.come();
    await ada.teach('Python 101', 'Ada');
    const { link } = await ada.invitation();
    const seat = await people.come();
    const lab = new LabComputer(seat);
    await lab.share();

    // First hour: Amal. The invitation waits until she said who she is.
    await lab.open(link);
    await lab.come('Amal');
    await expect(seat.page.getByLabel('Your name')).toHaveValue('Amal');
    await seat.join('Amal');
    await seat.type(seat.cells.first(), 'print(6*7)');
    await seat.run(seat.cells.first(), '42');
    await lab.isHere('Amal');
    const address = seat.page.url();
    await lab.done();
    expect(seat.page.url()).toBe(server.url);

    // Second hour: Ben. No class, no notebook, no name of Amal's; her address leads nowhere.
    await lab.open(address);
    await lab.come('Ben');
    await expect(seat.yourClasses).toHaveCount(0);
    await seat.workAlone();
    await seat.hasCells('');
    await lab.isHere('Ben');
    await seat.page.reload();
    await expect(lab.question).toBeVisible();

    // Third hour: Chen, with a passphrase. Who reads the database finds nothing of hers.
    await lab.open(link);
    await lab.come('Chen', PASSPHRASE);
    await seat.join('Chen Li');
    await seat.type(seat.cells.first(), 'diary = "of Chen"');
    await seat.hasSaved();
    await lab.done();
    const [amals, chens] = [await lab.placeOf('Amal'), await lab.placeOf('Chen')];
    if (amals === null || chens === null) throw new Error('both have a place');
    expect(await lab.readable(amals)).toContain('print(6*7)');
    const seen = await lab.readable(chens);
    expect(seen).toContain('lectern-keys');
    for (const secret of ['diary', 'Chen Li', 'Python 101', 'Notebook.ipynb', 'join='])
      expect(seen).not.toContain(secret);
    await lab.choose('Chen');
    await seat.page.getByLabel('Passphrase').fill('wrong horse');
    await seat.page.getByRole('button', { name: 'Open', exact: true }).click();
    await expect(seat.problem).toContainText('This passphrase does not open');
    await lab.unlock();
    await seat.comeBackTo('Python 101');
    await seat.hasCells('diary = "of Chen"');

    // Next week: Amal again, in another tab; Chen's goes back to the question.
    const tab = new LabComputer(await people.secondTab(seat));
    await tab.choose('Amal');
    await expect(lab.question).toBeVisible();
    await tab.seat.comeBackTo('Python 101');
    await tab.seat.hasCells('print(6*7)');
  },
);

journey(
  '[SC3] [SC4] a student protects what is there, leaves with everything in a file, and brings it back on another computer @long',
  async ({ people }, testInfo) => {
    const seat = await people.come();
    const lab = new LabComputer(seat);
    await lab.share();
    await lab.come('Dana');
    await seat.teach('Club', 'Dana');
    await seat.type(seat.cells.first(), 'mine = 1');
    await seat.hasSaved();
    await seat.leave();
    const open = await lab.placeOf('Dana');
    await seat.page.getByRole('button', { name: 'Protect with a passphrase' }).click();
    const protecting = seat.page.getByRole('dialog', { name: 'Protect with a passphrase' });
    await protecting.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
    await protecting.getByLabel('Passphrase again').fill(PASSPHRASE);
    await protecting.getByRole('button', { name: 'Protect', exact: true }).click();
    await expect(lab.question).toBeVisible();
    const place = await lab.placeOf('Dana');
    if (open === null || place === null) throw new Error('Dana has a place');
    await expect.poll(() => lab.readable(open)).toBe('');
    expect(await lab.readable(place)).not.toMatch(/mine = 1|Club|Notebook/);
    await lab.choose('Dana');
    await lab.unlock();
    await seat.comeBackTo('Club');
    await seat.hasCells('mine = 1');
    await seat.leave();
    await seat.page.getByRole('button', { name: 'Leave this computer' }).click();
    const dialog = seat.page.getByRole('dialog', { name: 'Leave this computer' });
    await dialog.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
    await dialog.getByLabel('Passphrase again').fill(PASSPHRASE);
    const downloading = seat.page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Save file' }).click();
    const file = testInfo.outputPath('dana.lectern-backup');
    await (await downloading).saveAs(file);
    // Nothing goes before the file was read back from where it is.
    await dialog.getByLabel('The saved file').setInputFiles(file);
    await dialog.getByRole('button', { name: 'Check the file' }).click();
    await dialog.getByRole('button', { name: 'Remove everything of mine' }).click();
    await expect(lab.question).toBeVisible();
    await expect(seat.page.getByText('Dana')).toHaveCount(0);
    await expect
      .poll(() => seat.page.evaluate(async () => JSON.stringify(await indexedDB.databases())))
      .not.toContain(place);

    const home = await people.come();
    await home.openFile('Restore a backup', { Passphrase: PASSPHRASE }, file);
    await expect(home.yourClasses).toContainText('Club');
    await home.comeBackTo('Club');
    await expect(home.classBar).toContainText('Owner');
    await home.page.getByRole('listitem', { name: /^Name: Notebook \(2\)\.ipynb/ }).dblclick();
    await home.hasCells('mine = 1');
  },
);

journey(
  '[SC3] [KE5] Python works on the files of somebody with a passphrase, and none of it can be read on the disk @long',
  async ({ people }) => {
    const seat = await people.come();
    const lab = new LabComputer(seat);
    const file = (name: string): Locator =>
      seat.page.getByRole('listitem', { name: new RegExp(`^Name: ${name}`) });
    await lab.share();
    await lab.come('Eve', PASSPHRASE);
    await seat.workAlone();
    await seat.type(
      seat.cells.first(),
      `import pathlib, sqlite3
pathlib.Path('poems').mkdir()
pathlib.Path('poems/ode.txt').write_text('of roses, ' * 30_000)
pathlib.Path('raw.bin').write_bytes(bytes(range(256)))
db = sqlite3.connect('marks.db')
db.execute('create table marks (name text)')
db.execute('insert into marks values ("roses too")')
db.commit(); db.close()
print('writ' + 'ten')`,
    );
    await seat.run(seat.cells.first(), 'written');
    await expect(file('marks.db')).toBeVisible();
    await seat.hasSaved();
    const place = await lab.placeOf('Eve');
    if (place === null) throw new Error('Eve has a place');
    const seen = await lab.readable(place);
    expect(seen.includes('Lectern files') && seen.length > 270_000).toBe(true); // the poem is there
    const secrets = ['roses', 'poems', 'ode.txt', 'marks', 'raw.bin', 'pathlib'];
    expect(secrets.filter((secret) => seen.includes(secret))).toEqual([]);

    // Tomorrow, in another page: the same files, for Python and for her.
    await lab.done();
    await lab.choose('Eve');
    await lab.unlock();
    await seat.workAlone();
    await expect(file('poems')).toBeVisible();
    await seat.type(
      seat.cells.first(),
      `import pathlib, sqlite3
text = pathlib.Path('poems/ode.txt').read_text()
pathlib.Path('raw.bin').rename('poems/raw.bin')
marks = sqlite3.connect('marks.db').execute('select * from marks').fetchall()
print(len(text), text[:8], marks, pathlib.Path('poems/raw.bin').read_bytes() == bytes(range(256)))`,
    );
    await seat.run(seat.cells.first(), "300000 of roses [('roses too',)] True");
    await expect(file('raw.bin')).toHaveCount(0);
  },
);
