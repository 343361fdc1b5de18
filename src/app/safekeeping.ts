import { LecternError } from '../base/lectern-error.ts';
import type { Bytes } from '../base/bytes.ts';
import type { Logger } from '../base/logger.ts';
import type { ClassSession } from '../classroom/class-session.ts';
import type { Environment } from '../classroom/environment.ts';
import type { Safekeeping } from '../classroom/safekeeping.ts';
import type { ByteSink } from '../store/backup-folder.ts';
import { DeviceStorage } from '../store/device-storage.ts';
import type { FolderHandle } from '../store/picked-folder.ts';
import {
  IndexedDbSafekeepingStore,
  MemorySafekeepingStore,
  type SafekeepingStore,
} from '../store/safekeeping-store.ts';
import { download } from '../ui/class/download.ts';
import '../ui/storage/lectern-storage.ts';
import '../ui/storage/lectern-storage-note.ts';
import { storageMessages } from '../ui/storage/storage-messages.ts';
import { AutomaticBackups } from './automatic-backups.ts';
import { BackupKeys } from './backup-keys.ts';
import { browserFacts, thisBrowser } from './browser-facts.ts';
import type { OpenPlace } from './open-place.ts';
import { PageSafekeeping, type Zips } from './page-safekeeping.ts';

/** Parts are handed to the browser's own blobs at this length, in bytes: it keeps large ones on the disk. */
const PART = 8 * 1024 * 1024;
/** From this length on a file goes straight to the disk where the browser lets it, in bytes. */
const LARGE = 64 * 1024 * 1024;

/** Pickers of the File System Access API, where the browser has them. */
interface Pickers {
  showDirectoryPicker?(options: { id: string; mode: 'readwrite' }): Promise<FolderHandle>;
  showSaveFilePicker?(options: { suggestedName: string }): Promise<FileSystemFileHandle>;
}

export interface SafekeepingParts {
  readonly env: Environment;
  readonly place: OpenPlace;
  readonly session: () => ClassSession | null;
  /** Whose the place is, on a shared computer. */
  readonly person: () => string;
  readonly logger: Logger;
}

/** What keeps this page's place safe; a chunk of its own, loaded behind everything else. */
export async function createSafekeeping(parts: SafekeepingParts): Promise<PageSafekeeping> {
  const { env, place, session, logger, person } = parts;
  const store = await openStore(place);
  const keys = new BackupKeys(env, store, place.seal);
  const open = () => {
    const here = session();
    return here === null ? null : { classId: here.state.value.id, content: here.content };
  };
  const zips = loadZips;
  const automatic = new AutomaticBackups({
    env,
    store,
    keys,
    open,
    person,
    sealed: place.seal !== null,
    alone: (task) => aloneIn(`lectern-backup-${place.place}`, task),
    writeZip: async (app, sink, leaveOut) =>
      (await zips()).write(app, sink, leaveOut, () => undefined),
  });
  const pickers = globalThis as Pickers;
  return new PageSafekeeping({
    env,
    store,
    keys,
    automatic,
    storage: new DeviceStorage(navigator.storage, logger),
    browser: browserFacts(thisBrowser()),
    caches: 'caches' in globalThis ? caches : undefined,
    pickFolder:
      pickers.showDirectoryPicker === undefined
        ? undefined
        : () => pick(pickers, { id: 'lectern-backups', mode: 'readwrite' }),
    person,
    open,
    save: (name, bytes, write) => save(pickers, name, bytes, write),
    zips,
  });
}

/** Shows what is to be said at the bottom of the page from now on. */
export function showStorageNote(safekeeping: Safekeeping): void {
  const note = document.createElement('lectern-storage-note');
  note.safekeeping = safekeeping;
  document.body.append(note);
}

/** Opens the dialog "Storage and backups" on top of the page. */
export function showStorage(safekeeping: Safekeeping): void {
  const found = document.querySelector('lectern-storage');
  const dialog = found ?? document.createElement('lectern-storage');
  dialog.safekeeping = safekeeping;
  if (found === null) document.body.append(dialog);
  void dialog.updateComplete.then(() => dialog.show());
}

function pick(pickers: Pickers, options: { id: string; mode: 'readwrite' }): Promise<FolderHandle> {
  if (pickers.showDirectoryPicker === undefined) throw new LecternError('folder-refused');
  return pickers.showDirectoryPicker(options);
}

/** Where the browser keeps nothing, what is known lives as long as the tab. */
async function openStore({ place }: OpenPlace): Promise<SafekeepingStore> {
  try {
    return await IndexedDbSafekeepingStore.open(place);
  } catch (error) {
    if (error instanceof LecternError && error.code === 'storage-missing')
      return new MemorySafekeepingStore();
    throw error;
  }
}

async function aloneIn(name: string, task: () => Promise<void>): Promise<boolean> {
  if (!('locks' in navigator)) {
    await task();
    return true;
  }
  return navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
    if (lock === null) return false;
    await task();
    return true;
  });
}

async function loadZips(): Promise<Zips> {
  try {
    const { readZip, writeZip } = await import('../classroom/files-zip.ts');
    return {
      read: readZip,
      write: (app, sink, leaveOut, tell) =>
        writeZip(app, sink, storageMessages.listInZip, leaveOut, tell),
    };
  } catch (cause) {
    throw new LecternError('app-load-failed', { cause, detail: { part: 'zip' } });
  }
}

async function save(
  pickers: Pickers,
  fileName: string,
  bytes: number,
  write: (sink: ByteSink) => Promise<void>,
): Promise<boolean> {
  if (bytes < LARGE || pickers.showSaveFilePicker === undefined)
    return saveByDownload(fileName, write);
  let handle: FileSystemFileHandle;
  try {
    handle = await pickers.showSaveFilePicker({ suggestedName: fileName });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') return false; // they chose none
    return saveByDownload(fileName, write); // the browser wants a press of a button that is not too long ago
  }
  const stream = await handle.createWritable();
  try {
    await write((part) => stream.write(part));
    await stream.close();
    return true;
  } catch (cause) {
    await stream.abort().catch(() => undefined); // what went wrong is thrown
    throw cause instanceof LecternError ? cause : new LecternError('file-unsaved', { cause });
  }
}

async function saveByDownload(
  fileName: string,
  write: (sink: ByteSink) => Promise<void>,
): Promise<boolean> {
  const parts: Blob[] = [];
  let open: Bytes[] = [];
  let held = 0;
  await write(async (part) => {
    open.push(part.slice());
    held += part.length;
    if (held < PART) return;
    parts.push(new Blob(open));
    open = [];
    held = 0;
  });
  parts.push(new Blob(open));
  download(fileName, parts, 'application/octet-stream');
  return true;
}
