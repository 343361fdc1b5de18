import { LecternError } from '../base/lectern-error.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import { MAX_CLASS_NAME_UNITS } from './limits.ts';
import { cleanName, isPlainName } from './name-text.ts';

/**
 * The class's name as a teacher typed it, cleaned (`cleanName`); markup stays as the text that it is.
 * Fails with `name-invalid` (detail: `field`, `units`, `most`) where nothing or too much is left.
 */
export function parseClassName(text: string): Result<string, LecternError> {
  const name = cleanName(text);
  if (isPlainName(name, MAX_CLASS_NAME_UNITS)) return ok(name);
  return err(
    new LecternError('name-invalid', {
      detail: { field: 'class', units: name.length, most: MAX_CLASS_NAME_UNITS },
    }),
  );
}

/** Whether a class's name that came from outside may stand (the same on every device). */
export function isClassName(text: string): boolean {
  return isPlainName(text, MAX_CLASS_NAME_UNITS);
}
