/** The part of a worker's global scope that the kernel uses; TypeScript's DOM types describe a page. */
export interface WorkerScope {
  onmessage: ((event: MessageEvent<unknown>) => void) | null;
  postMessage(text: string): void;
  /** Memory that the frame fills (`shared-folder.ts`). */
  postMessage(memory: SharedArrayBuffer): void;
  /** A text with the contents of a file. */
  postMessage(file: readonly [string, ArrayBuffer], transfer: readonly Transferable[]): void;
  postMessage(bytes: ArrayBuffer, transfer: readonly Transferable[]): void;
  fetch: typeof fetch;
  readonly FileReaderSync: new () => { readAsArrayBuffer(blob: Blob): ArrayBuffer };
  importScripts: unknown;
  close: unknown;
}

export const scope = globalThis as unknown as WorkerScope;
