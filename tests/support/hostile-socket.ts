import { WebSocket } from 'ws';
import type { OpenSocket, Socket } from '../../src/transport/socket.ts';

/** What a hostile signalling server makes of what it says to a peer, and of what the peer says to it. */
export interface HostileServer {
  /** A frame for the peer: those that it gets in its place. */
  down(data: unknown): readonly unknown[];
  /** A frame from the peer: those that get through in its place. */
  up(data: string | Uint8Array<ArrayBuffer>): readonly (string | Uint8Array<ArrayBuffer>)[];
  /** How long what is let through takes, in ms; 0 unless given. */
  readonly delayMs?: number;
}

/** Opens sockets to a real server that are changed on the way, as if the server itself was hostile. */
export function hostileSockets(server: HostileServer): OpenSocket {
  return (url) => {
    const real = new WebSocket(url);
    const later = (task: () => void): void => {
      if (server.delayMs === undefined) task();
      else setTimeout(task, server.delayMs);
    };
    const listen = (type: string, listener: (event: { data: unknown }) => void): void => {
      real.addEventListener(type as 'message', (event) => {
        if (type !== 'message') listener({ data: null });
        else for (const data of server.down(event.data)) later(() => listener({ data }));
      });
    };
    const socket: Socket = {
      addEventListener: listen,
      binaryType: 'arraybuffer',
      send: (data) => {
        for (const each of server.up(data))
          later(() => {
            if (real.readyState === WebSocket.OPEN) real.send(each);
          });
      },
      close: () => real.close(),
    };
    real.binaryType = 'arraybuffer';
    return socket;
  };
}
