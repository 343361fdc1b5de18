/** What we use of a WebSocket. Browsers: `(url) => new WebSocket(url)`; in Node the same with that of `ws`. */
export interface Socket {
  addEventListener(type: 'open' | 'close' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  /** Binary frames come as `ArrayBuffer` once this is set to `arraybuffer`. */
  binaryType: string;
  send(data: string | Uint8Array<ArrayBuffer>): void;
  close(): void;
}

export type OpenSocket = (url: string) => Socket;
