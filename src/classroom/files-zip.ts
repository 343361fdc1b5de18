import {
  BlobReader,
  configure,
  Uint8ArrayReader,
  ZipReader,
  ZipWriter,
  type Entry,
} from '@zip.js/zip.js/lib/zip-core-native.js';
import { concat, utf8, type Bytes } from '../base/bytes.ts';
import { LecternError } from '../base/lectern-error.ts';
import type { NotebookApp } from '../notebook/notebook-app.ts';
import { isFilePath } from '../protocol/carried-file.ts';
import { MAX_BACKUP_BYTES, MAX_CARRIED_FILE, MAX_ZIP_ENTRIES } from '../protocol/limits.ts';
import type { ByteSink } from '../store/backup-folder.ts';
import { readableFiles, type LeaveOut } from './readable-parts.ts';
import type { LeftOut } from './safekeeping.ts';

// Its own workers would be code from a `blob:` address; the browser packs and unpacks beside the page's work anyway.
configure({ useWebWorkers: false });

/** Names what a zip lacks, for who opens it without Lectern. */
export const LEFT_OUT_NAME = 'NOT IN THIS ZIP.txt';

/** Endings of files that are packed already: packing them again takes time and gives nothing. */
const PACKED =
  /\.(?:7z|avif|bz2|gz|jpe?g|m4a|mp[34]|npz|parquet|png|webm|webp|whl|xlsx|xz|zip|zst)$/i;

/**
 * Writes all files of the file browser, in their folders, into a zip that goes to `sink` as it grows: one file at a time
 * is in memory. Resolves with how many are in it. What cannot be read is told and named in a list inside; rejects with
 * what `sink` rejects with.
 */
export async function writeZip(
  app: NotebookApp,
  sink: ByteSink,
  words: (left: readonly LeftOut[]) => string,
  leaveOut: LeaveOut,
  tell: (done: number, all: number) => void,
): Promise<number> {
  const left: LeftOut[] = [];
  const zip = new ZipWriter(new WritableStream<Bytes>({ write: sink }), { bufferedWrite: false });
  const note = (one: LeftOut): void => {
    left.push(one);
    leaveOut(one);
  };
  let count = 0;
  for await (const { path, bytes } of readableFiles(app, note, tell)) {
    await zip.add(path, new Uint8ArrayReader(bytes), PACKED.test(path) ? { level: 0 } : {});
    count++;
  }
  if (left.length > 0) await zip.add(LEFT_OUT_NAME, new Uint8ArrayReader(utf8(words(left))));
  await zip.close();
  return count;
}

/**
 * Puts the files of a zip into the file browser, beside what is there. Resolves with how many. What it refuses (a path
 * that leads elsewhere, too large, encrypted, damaged) is told, the others come. Rejects with `file-damaged` where it is
 * no zip, or with a storage failure.
 */
export async function readZip(
  file: Blob,
  app: NotebookApp,
  leaveOut: LeaveOut,
  tell: (done: number, all: number) => void,
): Promise<number> {
  const entries = await entriesOf(file);
  let count = 0;
  let total = 0;
  for (const [index, entry] of entries.entries()) {
    tell(index, entries.length);
    const { filename: name } = entry;
    if (entry.directory || isClutter(name)) continue;
    if (!isFilePath(name)) {
      leaveOut({ name, why: 'not-a-path' });
      continue;
    }
    const bytes = await contentOf(entry);
    if (typeof bytes === 'string') leaveOut({ name, why: bytes });
    else if ((total += bytes.length) > MAX_BACKUP_BYTES) leaveOut({ name, why: 'too-large' });
    else {
      await app.addFile({ name, bytes });
      count++;
    }
  }
  return count;
}

async function entriesOf(file: Blob): Promise<Entry[]> {
  const entries: Entry[] = [];
  try {
    // Names are judged by us, one by one: a single bad one is no reason to refuse the others.
    const zip = new ZipReader(new BlobReader(file), { filenameValidation: 'tolerant' });
    for await (const entry of zip.getEntriesGenerator()) {
      if (entries.push(entry) > MAX_ZIP_ENTRIES)
        throw new LecternError('too-large', { detail: { max: `${MAX_ZIP_ENTRIES} files` } });
    }
    return entries;
  } catch (cause) {
    if (cause instanceof LecternError) throw cause;
    throw new LecternError('file-damaged', { cause, detail: { reason: 'not-zip' } });
  }
}

/** The bytes of an entry, or why there are none. What it says of its own length is not believed. */
async function contentOf(entry: Entry): Promise<Bytes | LeftOut['why']> {
  if (entry.directory || entry.encrypted) return 'unreadable';
  const parts: Bytes[] = [];
  let size = 0;
  const sink = new WritableStream<Bytes>({
    write(part) {
      size += part.length;
      if (size > MAX_CARRIED_FILE) throw new Error('too large');
      parts.push(part.slice());
    },
  });
  try {
    await entry.getData(sink, { checkSignature: true });
    return concat(...parts);
  } catch {
    return size > MAX_CARRIED_FILE ? 'too-large' : 'unreadable';
  }
}

/** What systems put into zips by themselves, and our own list. */
function isClutter(name: string): boolean {
  return name.startsWith('__MACOSX/') || name.endsWith('.DS_Store') || name === LEFT_OUT_NAME;
}
