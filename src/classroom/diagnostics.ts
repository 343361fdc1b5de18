import type { StepResult } from '../base/connection-report.ts';
import type { LogLevel } from '../base/logger.ts';

export interface About {
  readonly version: string;
  readonly browser: string;
  readonly at: number;
}

/** What the page can find out about itself, for whoever looks for a fault. */
export interface Diagnostics {
  /** For a report: version of the program, name of the browser, and the time now, ms since the epoch. */
  about(): About;
  /** An address of the server that no copy on this device answers for: the browser shows there what stands in the way. */
  readonly serverPage: string;
  /** The least level that the debug log keeps. */
  logLevel: LogLevel;
  /**
   * Tries what a class needs of the network and tells each of the four steps as soon as it is known; nothing after
   * `signal` aborted. Rejects with a `LecternError` where this page cannot even begin (`crypto-missing`).
   */
  test(tell: (result: StepResult) => void, signal: AbortSignal): Promise<void>;
  /** The debug log as JSON Lines, under how things stand now. */
  logFile(): { readonly fileName: string; readonly text: string };
}
