import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the repository. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Where the commands keep what they can make again. */
export const CACHE = join(ROOT, 'node_modules', '.cache', 'lectern');
