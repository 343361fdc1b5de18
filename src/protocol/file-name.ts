import { MAX_FILE_NAME_UNITS } from './limits.ts';
import { cleanName, isPlainName } from './name-text.ts';

/** Whether a name that came from outside can be a file's: plain, of one part, and leading nowhere else. */
export function isFileName(name: string): boolean {
  return isPlainName(name, MAX_FILE_NAME_UNITS) && !/[/\\:]/.test(name) && !/^\.+$/.test(name);
}

/** A file's name out of a path or of what a browser gives, cleaned; null where nothing is left. */
export function fileNameOf(path: string): string | null {
  const name = cleanName(path.slice(path.lastIndexOf('/') + 1)).replaceAll(/[\\:]/g, '-');
  return isFileName(name) ? name : null;
}
