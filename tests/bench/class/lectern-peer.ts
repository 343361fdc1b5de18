import { WebSocket } from 'ws';
import { FRAME, messageKind } from '../../../src/transport/framing.ts';
import { createNodePeerConnection } from '../../support/node-rtc.ts';
import { NodePeer } from '../../support/node-peer.ts';
import type { NodeClass } from '../../support/node-peer.ts';
import type { BenchPeer, BenchPeerOptions } from './bench-peer.ts';
import { countChannel, sizeOf } from './counters.ts';
import type { Counters, SendKind } from './counters.ts';
import { unpackClass } from './pack-class.ts';
import type { PackedClass } from './pack-class.ts';

/** A participant of our engine; the first one is the class's owner. */
export async function makePeer(options: BenchPeerOptions): Promise<LecternPeer> {
  const { index, signalingUrl, counters, shared } = options;
  const connections = new Set<{ readonly connectionState: string }>();
  const nodeClass: NodeClass = await unpackClass(shared as PackedClass, index === 0);
  const peer = await NodePeer.join(nodeClass, {
    name: `Peer ${index}`,
    owner: index === 0,
    signalingUrl,
    openSocket: (url) => countedSocket(url, counters),
    createPeerConnection: (configuration) => {
      const connection = createNodePeerConnection(configuration);
      connections.add(connection);
      const create = connection.createDataChannel.bind(connection);
      connection.createDataChannel = (...given) => {
        const channel = create(...given);
        countChannel(channel, counters, kindOf);
        return channel;
      };
      return connection;
    },
  });
  if (index === 0) peer.classDoc.doc.getMap('joined').set('peer 0', 0);
  return new LecternPeer(peer, connections);
}

class LecternPeer implements BenchPeer {
  readonly arrivals = new Map<string, number>();
  readonly #peer: NodePeer;
  readonly #connections: Set<{ readonly connectionState: string }>;

  constructor(peer: NodePeer, connections: Set<{ readonly connectionState: string }>) {
    this.#peer = peer;
    this.#connections = connections;
    const watch = (): void =>
      peer.classDoc.doc.getMap('edits').observe((event) => {
        for (const key of event.keysChanged) this.arrivals.set(key as string, Date.now());
      });
    watch();
    peer.classDoc.onReset(watch);
  }

  /** Everybody's admission is here, and what the owner wrote at the start. */
  converged(expected: number): boolean {
    const { replica, classDoc } = this.#peer;
    return (
      replica.standing.value === 'member' &&
      replica.authority.value.members.size >= expected &&
      classDoc.doc.getMap('joined').size > 0
    );
  }

  complete(keys: number): boolean {
    return this.#peer.classDoc.doc.getMap('edits').size >= keys;
  }

  edit(key: string): void {
    this.#peer.classDoc.doc.getMap('edits').set(key, 1);
  }

  /** Lets a student write what the whole class gets, so that edits begin at a leaf of the tree too. */
  async promote(id: string): Promise<void> {
    await this.#peer.replica.setRole(id as NodePeer['replica']['self'], 'teacher');
  }

  get id(): string {
    return this.#peer.replica.self;
  }

  mayEdit(): boolean {
    return this.#peer.classDoc.writable.value;
  }

  connections(): number {
    return [...this.#connections].filter(({ connectionState }) => connectionState === 'connected')
      .length;
  }

  close(): void {
    void this.#peer.close();
  }
}

function kindOf(frame: unknown): SendKind {
  const kind = frame instanceof Uint8Array ? (frame[0] ?? 0) : 0;
  if (kind === FRAME.ping || kind === FRAME.pong) return 'keepalives';
  return kind === messageKind('volatile', true) ? 'presence' : 'messages';
}

function countedSocket(url: string, counters: Counters): WebSocket {
  const socket = new WebSocket(url);
  socket.addEventListener('message', ({ data }) => {
    counters.signalingMessages += 1;
    counters.signalingBytes += sizeOf(data);
  });
  const send = socket.send.bind(socket) as (data: string) => void;
  socket.send = ((data: string) => {
    counters.signalingMessages += 1;
    counters.signalingBytes += sizeOf(data);
    send(data);
  }) as typeof socket.send;
  return socket;
}
