import type { Clock } from '../src/base/clock.ts';
import type { LogLevel, Logger } from '../src/base/logger.ts';

const ORDER: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/** How the log looks. */
export interface LogSettings {
  /** Notes below it are left out; `silent` leaves out all. */
  readonly level: LogLevel | 'silent';
  /** `text`: level, code, detail as JSON, for a terminal; `json`: an object per line, with its time. */
  readonly format: 'text' | 'json';
}

/** Writes a line per note. Details hold codes and counts, and nothing about a person. */
export function streamLogger(
  stream: { write(text: string): unknown },
  { level: least, format }: LogSettings,
  clock: Clock,
): Logger {
  const from = least === 'silent' ? ORDER.length : ORDER.indexOf(least);
  return {
    log(level, code, detail = {}) {
      if (ORDER.indexOf(level) < from) return;
      const time = new Date(clock.now()).toISOString();
      stream.write(
        format === 'json'
          ? `${JSON.stringify({ time, level, code, ...detail })}\n`
          : `${level} ${code} ${JSON.stringify(detail)}\n`,
      );
    },
  };
}
