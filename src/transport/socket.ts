/** What we use of a WebSocket. Browsers: `(url) => new WebSocket(url)`; in Node the same with that of `ws`. */
export interface Socket {
  addEventListener(type: 'open' | 'close' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  send(text: string): void;
  close(): void;
}

export type OpenSocket = (url: string) => Socket;
