import { fileURLToPath } from 'node:url';

/** Folder of the built application that the browser tests run; `LECTERN_DIST` names another one than `dist`. */
export const BUILT_APP =
  process.env['LECTERN_DIST'] ?? fileURLToPath(new URL('../../dist', import.meta.url));
