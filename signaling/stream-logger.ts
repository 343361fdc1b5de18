import type { Logger } from '../src/base/logger.ts';

/** Writes a line per note from `warn` on: level, code, detail as JSON. No times: whoever runs the server adds them. */
export function streamLogger(stream: { write(text: string): unknown }): Logger {
  return {
    log(level, code, detail = {}) {
      if (level === 'debug' || level === 'info') return;
      stream.write(`${level} ${code} ${JSON.stringify(detail)}\n`);
    },
  };
}
