import { LecternError } from '../base/lectern-error.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import { MAX_NAME_UNITS } from './limits.ts';
import { cleanName, isPlainName } from './name-text.ts';

/**
 * The name that a person typed for themselves, cleaned (`cleanName`); markup stays as the text that it is.
 * Fails with `name-invalid` (detail: `field`, `units`, `most`) where nothing or too much is left.
 */
export function parseParticipantName(text: string): Result<string, LecternError> {
  const name = cleanName(text);
  if (isPlainName(name, MAX_NAME_UNITS)) return ok(name);
  return err(
    new LecternError('name-invalid', {
      detail: { field: 'participant', units: name.length, most: MAX_NAME_UNITS },
    }),
  );
}

/** `text`, trimmed and in Unicode form NFC, where a participant may bear it: the same answer on every device. */
export function participantName(text: string): string | null {
  if (text.length > 8 * MAX_NAME_UNITS) return null;
  const name = text.trim().normalize('NFC').trim();
  return isPlainName(name, MAX_NAME_UNITS) ? name : null;
}
