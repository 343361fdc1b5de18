import type { Logger } from '../base/logger.ts';

/** Warnings and errors go to the browser's console, as codes with facts. */
export const consoleLogger: Logger = {
  log(level, code, detail = {}) {
    if (level === 'error') console.error(`[lectern] ${code}`, detail);
    else if (level === 'warn') console.warn(`[lectern] ${code}`, detail);
  },
};
