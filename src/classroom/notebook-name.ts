import { MAX_NOTEBOOK_NAME_UNITS } from '../protocol/limits.ts';

/** A notebook's name for people: the file's name without folder and ending. */
export function notebookName(path: string): string {
  const file = path.slice(path.lastIndexOf('/') + 1);
  return file.replace(/\.ipynb$/, '').slice(0, MAX_NOTEBOOK_NAME_UNITS);
}
