import type { NotebookApp } from '../notebook/notebook-app.ts';
import type { ClassId } from '../protocol/ids.ts';
import { parseMark } from './cell-mark.ts';
import { originalClasses } from './original-mark.ts';

/** The classes that cells of an open notebook were taken from or shared with. */
export function notebookClasses(app: NotebookApp, path: string): Set<ClassId> {
  const classes = new Set<ClassId>();
  for (const { metadata } of app.cells(path)) {
    const mark = parseMark(metadata);
    if (mark !== null) classes.add(mark.class);
    for (const id of originalClasses(metadata)) classes.add(id);
  }
  return classes;
}
