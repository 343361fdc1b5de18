/** Longest path below a notebook's folder, in UTF-16 units, and its most names. */
const MAX_PATH = 1_024;
const MAX_NAMES = 32;
/** Longest name in bytes of UTF-8, as file systems elsewhere have it. */
const MAX_NAME_BYTES = 255;

/**
 * Whether `value` names a place below a folder and nothing else: names with single slashes between them, none of them
 * empty, `.` or `..`, without control characters and lone surrogates. Case and Unicode form are kept as they are
 * written: "é" as one character and as two are two names, as on Linux.
 */
export function isFolderPath(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > MAX_PATH) return false;
  const names = value.split('/');
  return names.length <= MAX_NAMES && names.every(isName);
}

/** Whether `path` is `folder` or in it. */
export function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function isName(name: string): boolean {
  return (
    name !== '' &&
    name !== '.' &&
    name !== '..' &&
    !/[\p{Cc}\p{Cs}]/u.test(name) &&
    new TextEncoder().encode(name).length <= MAX_NAME_BYTES
  );
}
