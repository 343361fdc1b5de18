import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import type { BenchPeer, BenchPeerOptions } from './bench-peer.ts';
import { count, yKind } from './counters.ts';
import { YjsContent } from './yjs-content.ts';

/** A client of y-websocket's protocol; what its one socket sends and brings counts as content and as signalling. */
export async function makePeer({
  index,
  signalingUrl,
  counters,
}: BenchPeerOptions): Promise<BenchPeer> {
  class CountedSocket extends WebSocket {
    constructor(url: string) {
      super(url);
      this.addEventListener('message', ({ data }) => count(counters, data, yKind(data)));
    }
    override send(data: Uint8Array): void {
      count(counters, data, yKind(data));
      super.send(data);
    }
  }
  const doc = new Y.Doc();
  const content = new YjsContent(doc, index);
  const provider = new WebsocketProvider(signalingUrl, 'class', doc, {
    disableBc: true,
    WebSocketPolyfill: CountedSocket as unknown as typeof globalThis.WebSocket,
  });
  return {
    arrivals: content.arrivals,
    converged: (expected) => content.joined() >= expected,
    complete: (keys) => content.edits() >= keys,
    edit: (key) => content.edit(key),
    connections: () => (provider.wsconnected ? 1 : 0),
    close: () => provider.destroy(),
  };
}
