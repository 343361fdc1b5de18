import { WebSocket } from 'ws';
import { WebrtcProvider } from 'y-webrtc';
import * as Y from 'yjs';
import type { BenchPeer, BenchPeerOptions } from './bench-peer.ts';
import { sizeOf } from './counters.ts';
import type { Counters } from './counters.ts';
import { peerWrtc } from './peer-wrtc.ts';
import { YjsContent } from './yjs-content.ts';

/**
 * A peer of y-webrtc as it comes, or with framing patched in. y-webrtc keeps its rooms in module-global state, so each
 * peer needs an evaluation of this module of its own (`import(…?peer=N)`).
 */
export async function makePeer(
  { index, signalingUrl, counters }: BenchPeerOptions,
  framed: boolean,
): Promise<BenchPeer> {
  Object.assign(globalThis, { WebSocket: countedSocket(counters) });
  const doc = new Y.Doc();
  const connections = new Set<RTCPeerConnection>();
  const content = new YjsContent(doc, index);
  const provider = new WebrtcProvider('class', doc, {
    signaling: [signalingUrl],
    peerOpts: { wrtc: peerWrtc(counters, connections, framed), config: { iceServers: [] } },
  });
  return {
    arrivals: content.arrivals,
    converged: (expected) => content.joined() >= expected,
    complete: (keys) => content.edits() >= keys,
    edit: (key) => content.edit(key),
    connections: () =>
      [...connections].filter(({ connectionState }) => connectionState === 'connected').length,
    close: () => provider.destroy(),
  };
}

function countedSocket(counters: Counters) {
  return class extends WebSocket {
    constructor(url: string) {
      super(url);
      this.addEventListener('message', ({ data }) => {
        counters.signalingMessages += 1;
        counters.signalingBytes += sizeOf(data);
      });
    }
    override send(data: string): void {
      counters.signalingMessages += 1;
      counters.signalingBytes += sizeOf(data);
      super.send(data);
    }
  };
}
