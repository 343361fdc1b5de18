import { LecternError } from '../base/lectern-error.ts';
import type { NotebookApp } from '../notebook/notebook-app.ts';
import type { ClassId } from '../protocol/ids.ts';
import { parseMark } from './cell-mark.ts';
import { metadataInFile } from './metadata-in-file.ts';

/** The closed notebooks that hold a copy of one of these shared cells: path of the last one found, by cell. */
export async function closedCopies(
  app: NotebookApp,
  classId: ClassId,
  cells: ReadonlySet<string>,
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  if (cells.size === 0) return found;
  const open = new Set(app.openNotebooks());
  try {
    for await (const { path, text } of app.notebooks()) {
      if (open.has(path)) continue;
      for (const metadata of metadataInFile(text) ?? []) {
        const mark = parseMark(metadata);
        if (mark?.class === classId && mark.kind === 'copy' && cells.has(mark.cell))
          found.set(mark.cell, path);
      }
    }
  } catch (error) {
    if (!(error instanceof LecternError)) throw error;
    // The storage has told of itself; a copy that cannot be read is none to go back to.
  }
  return found;
}
