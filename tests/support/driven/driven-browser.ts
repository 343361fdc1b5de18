/** A page of a browser that Playwright does not drive: the least that a journey needs. */
export interface DrivenPage {
  /** Opens an address and waits until it is loaded. */
  open(url: string): Promise<void>;
  reload(): Promise<void>;
  /** The value of a JavaScript expression in the page; it must be JSON, and may be a promise of it. */
  evaluate(expression: string): Promise<unknown>;
  /** A click of the mouse, at CSS pixels of the window. */
  click(x: number, y: number): Promise<void>;
  /** Types a text key by key; a line break is the key Enter. */
  type(text: string): Promise<void>;
  /** Presses keys together, the last one last. */
  press(...keys: readonly DrivenKey[]): Promise<void>;
  /** What the page complained about so far, as far as the browser's driver tells. */
  readonly complaints: readonly string[];
}

/** Keys that are not typed as text; a letter stands for itself. */
export type DrivenKey = 'Control' | 'Enter' | 'Escape' | 'a' | 'b';

/** A browser with one window. Release with `close`. */
export interface DrivenBrowser {
  /** Its name and version, as it says itself. */
  readonly version: string;
  readonly page: DrivenPage;
  close(): Promise<void>;
}
