import type { Clock } from './clock.ts';
import type { JsonObject } from './json.ts';
import { LogNames, cleanDetail, isLogCode } from './log-detail.ts';
import type { Logger, LogLevel } from './logger.ts';

/** Bytes of records kept: hours of a calm lesson, some minutes of a storm, and small enough for an e-mail. */
const MAX_BYTES = 512 * 1024;
/** Kinds of refusals counted; the code has fewer than two hundred. */
const MAX_CODES = 500;
const UNREADABLE = 'code-unreadable';

/** From the gravest to the least. */
export const LOG_LEVELS: readonly LogLevel[] = ['error', 'warn', 'info', 'debug'];

/**
 * Keeps the last records in memory for whoever looks for a fault, and passes everything on to `next` as it came.
 * Nothing that says who or what gets in, whatever is logged (`cleanDetail`): the file may go to a stranger.
 */
export class DebugLog implements Logger {
  readonly #clock: Clock;
  readonly #next: Logger;
  readonly #maxBytes: number;
  readonly #names = new LogNames();
  readonly #refusals = new Map<string, number>();
  /** Records as lines of JSON, in ASCII, oldest first. */
  readonly #lines: string[] = [];
  #bytes = 0;
  #dropped = 0;
  #level: LogLevel = 'info';

  constructor(options: { clock: Clock; next: Logger; maxBytes?: number }) {
    this.#clock = options.clock;
    this.#next = options.next;
    this.#maxBytes = options.maxBytes ?? MAX_BYTES;
  }

  /** The least level that is kept; `info` at first. */
  get level(): LogLevel {
    return this.#level;
  }

  set level(level: LogLevel) {
    this.#level = 'debug'; // the change itself is kept in any case
    this.keep('info', 'log-level', { state: level });
    this.#level = level;
  }

  log(level: LogLevel, code: string, detail: Readonly<Record<string, unknown>> = {}): void {
    this.#next.log(level, code, detail);
    this.keep(level, code, detail);
  }

  /** As `log`, but goes no further: for what is told elsewhere already. */
  keep(level: LogLevel, code: string, detail: Readonly<Record<string, unknown>> = {}): void {
    if (LOG_LEVELS.indexOf(level) > LOG_LEVELS.indexOf(this.#level)) return;
    const clean = cleanDetail(detail, this.#names);
    const line = JSON.stringify({
      at: new Date(this.#clock.now()).toISOString(),
      level,
      code: isLogCode(code) ? code : UNREADABLE,
      ...(Object.keys(clean).length === 0 ? {} : { detail: clean }),
    });
    this.#lines.push(line);
    this.#bytes += line.length + 1;
    while (this.#bytes > this.#maxBytes) {
      this.#bytes -= (this.#lines.shift()?.length ?? 0) + 1;
      this.#dropped += 1;
    }
  }

  refused(code: string): void {
    this.#next.refused?.(code);
    const known = isLogCode(code) ? code : UNREADABLE;
    if (this.#refusals.size >= MAX_CODES && !this.#refusals.has(known)) return;
    this.#refusals.set(known, (this.#refusals.get(known) ?? 0) + 1);
  }

  /**
   * Everything kept as JSON Lines: first one object with `head`, the refusals by code and the number of records that
   * were dropped for room, then the records, oldest first.
   */
  text(head: JsonObject = {}): string {
    const refused = Object.fromEntries([...this.#refusals].sort(([a], [b]) => (a < b ? -1 : 1)));
    const first = { ...head, level: this.#level, refused, dropped: this.#dropped };
    return `${[JSON.stringify(first), ...this.#lines].join('\n')}\n`;
  }
}
