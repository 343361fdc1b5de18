import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import { readSyncMessage, writeSyncStep1, writeUpdate } from 'y-protocols/sync';
import * as Y from 'yjs';

const SYNC = 0;
const AWARENESS = 1;

/**
 * The server of y-websocket's protocol, one document in memory, as `@y/websocket-server` does it (which needs Yjs 14):
 * it applies each update and sends it to every client. Resolves with its address.
 */
export async function startYWebsocketServer(): Promise<string> {
  const doc = new Y.Doc();
  const awareness = new Awareness(doc);
  awareness.setLocalState(null);
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  const message = (kind: number, write: (encoder: encoding.Encoder) => void): Uint8Array => {
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, kind);
    write(encoder);
    return encoding.toUint8Array(encoder);
  };
  const tellAll = (bytes: Uint8Array): void => {
    for (const client of server.clients) client.send(bytes);
  };
  const presence = (clients: number[]): Uint8Array =>
    message(AWARENESS, (encoder) =>
      encoding.writeVarUint8Array(encoder, encodeAwarenessUpdate(awareness, clients)),
    );
  doc.on('update', (update: Uint8Array) =>
    tellAll(message(SYNC, (encoder) => writeUpdate(encoder, update))),
  );
  awareness.on(
    'update',
    ({ added, updated, removed }: Record<'added' | 'updated' | 'removed', number[]>) =>
      tellAll(presence([...added, ...updated, ...removed])),
  );
  server.on('connection', (socket: WebSocket) => {
    socket.binaryType = 'arraybuffer';
    socket.on('message', (data: ArrayBuffer) => {
      const decoder = decoding.createDecoder(new Uint8Array(data));
      if (decoding.readVarUint(decoder) === AWARENESS) {
        applyAwarenessUpdate(awareness, decoding.readVarUint8Array(decoder), socket);
        return;
      }
      const answer = message(SYNC, (encoder) => readSyncMessage(decoder, encoder, doc, socket));
      if (answer.length > 1) socket.send(answer);
    });
    socket.send(message(SYNC, (encoder) => writeSyncStep1(encoder, doc)));
    if (awareness.getStates().size > 0) socket.send(presence([...awareness.getStates().keys()]));
  });
  await new Promise((resolve) => server.once('listening', resolve));
  return `ws://127.0.0.1:${(server.address() as { port: number }).port}`;
}
