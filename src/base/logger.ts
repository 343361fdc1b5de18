export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Takes notes for developers and for the exported debug log. Codes and counts, no personal data. */
export interface Logger {
  log(level: LogLevel, code: string, detail?: Readonly<Record<string, unknown>>): void;
  /** Something was refused: once for each time, for those who keep counts (`RefusalCounter` calls it). */
  refused?(code: string): void;
}

/** Keeps nothing. */
export const silentLogger: Logger = { log: () => undefined };

/** Counts refusals by code, so that nothing is dropped in silence (SY3). */
export class RefusalCounter {
  readonly #counts = new Map<string, number>();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Counts one refusal; logs the first and then every power of ten, so that a flood stays readable. */
  refuse(code: string, detail: Readonly<Record<string, unknown>> = {}): void {
    const count = (this.#counts.get(code) ?? 0) + 1;
    this.#counts.set(code, count);
    this.#logger.refused?.(code);
    if (Number.isInteger(Math.log10(count))) this.#logger.log('warn', code, { ...detail, count });
  }

  /** Refusals so far by code. */
  counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  get total(): number {
    let sum = 0;
    for (const count of this.#counts.values()) sum += count;
    return sum;
  }
}
