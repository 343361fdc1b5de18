import { createHash } from 'node:crypto';
import { createNodePeerConnection } from '../../support/node-rtc.ts';
import { NodePeer } from '../../support/node-peer.ts';
import type { BlobId } from '../../../src/protocol/ids.ts';
import type { PeerConnection } from '../../../src/transport/peer-connection.ts';
import { unpackClass } from '../class/pack-class.ts';
import type { Order, Report } from './transfer-messages.ts';

// One of the two processes of the transfer benchmark. Orders come from the parent.

const RAW_FRAME = 64 * 1024;
const RAW_HIGH = 1024 * 1024;
const PART = 256 * 1024;

let connection: PeerConnection | null = null;
let channel: RTCDataChannel | null = null;
let receiving: Promise<Report> | null = null;
let peer: NodePeer | null = null;

function createRaw(): PeerConnection {
  connection = createNodePeerConnection({ iceServers: [] });
  channel = connection.createDataChannel('raw', { negotiated: true, id: 0 });
  channel.binaryType = 'arraybuffer';
  channel.bufferedAmountLowThreshold = RAW_HIGH / 4;
  return connection;
}

async function gathered(of: PeerConnection): Promise<string> {
  if (of.iceGatheringState !== 'complete')
    await new Promise<void>((resolve) => {
      of.addEventListener('icegatheringstatechange', () => {
        if (of.iceGatheringState === 'complete') resolve();
      });
    });
  return of.localDescription?.sdp ?? '';
}

async function opened(of: RTCDataChannel): Promise<void> {
  if (of.readyState !== 'open')
    await new Promise<void>((resolve) => of.addEventListener('open', () => resolve()));
}

async function send(bytes: number): Promise<void> {
  if (channel === null) throw new Error('no raw channel');
  await opened(channel);
  const frame = new Uint8Array(RAW_FRAME);
  for (let sent = 0; sent < bytes; sent += RAW_FRAME) {
    if (channel.bufferedAmount >= RAW_HIGH) {
      const open = channel;
      await new Promise<void>((resolve) =>
        open.addEventListener('bufferedamountlow', () => resolve(), { once: true }),
      );
    }
    channel.send(frame);
  }
}

function receive(bytes: number): Promise<Report> {
  return new Promise((resolve) => {
    let received = 0;
    let start = 0;
    const listener = ({ data }: MessageEvent<ArrayBuffer>): void => {
      if (start === 0) start = performance.now();
      received += data.byteLength;
      if (received < bytes) return;
      channel?.removeEventListener('message', listener);
      resolve({ ms: performance.now() - start });
    };
    channel?.addEventListener('message', listener);
  });
}

/** Bytes that do not compress and that both processes can make: part `index` of the document. */
function part(index: number): string {
  const blocks = Array.from({ length: (PART / 64) | 0 }, (_, block) =>
    createHash('sha256').update(`${index} ${block}`).digest('hex'),
  );
  return blocks.join('');
}

/** Watches resident memory; what it returns tells how far it rose. */
function watchMemory(): () => number {
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 10);
  return () => {
    clearInterval(timer);
    return Math.max(most, process.memoryUsage.rss()) - before;
  };
}

async function join(order: Extract<Order, { kind: 'join' }>): Promise<Report> {
  // What connections take is no part of the document.
  let grown = (): number => 0;
  const start = performance.now();
  let linked = 0;
  const parts = Math.ceil(order.documentBytes / PART);
  const last = part(parts - 1);
  peer = await NodePeer.join(await unpackClass(order.packed, false), {
    name: 'Late',
    signalingUrl: order.signalingUrl,
  });
  const { network, classDoc } = peer;
  network.onLink(() => {
    if (linked > 0) return;
    grown = watchMemory();
    linked = performance.now();
  });
  await new Promise<void>((resolve) => {
    const look = (): void => {
      const map = classDoc.doc.getMap<string>('parts');
      if (map.size === parts && map.get(String(parts - 1)) === last) resolve();
      else setTimeout(look, 5);
    };
    look();
  });
  const end = performance.now();
  return { ms: end - linked, wholeMs: end - start, grown: grown() };
}

async function carryOut(order: Order): Promise<Report> {
  switch (order.kind) {
    case 'serve': {
      const { createServer, SIGNAL_PATH } = await import('../../../signaling/create-server.ts');
      const { port } = await createServer({ host: '127.0.0.1', port: 0 });
      return { url: `ws://127.0.0.1:${port}${SIGNAL_PATH}` };
    }
    case 'offer': {
      const raw = createRaw();
      await raw.setLocalDescription(await raw.createOffer());
      return { sdp: await gathered(raw) };
    }
    case 'answer': {
      const raw = createRaw();
      await raw.setRemoteDescription({ type: 'offer', sdp: order.sdp });
      await raw.setLocalDescription(await raw.createAnswer());
      return { sdp: await gathered(raw) };
    }
    case 'complete':
      await connection?.setRemoteDescription({ type: 'answer', sdp: order.sdp });
      return {};
    case 'send':
      await send(order.bytes);
      return {};
    case 'await':
      receiving = receive(order.bytes);
      return {};
    case 'received':
      return (await receiving) ?? {};
    case 'own': {
      peer = await NodePeer.join(await unpackClass(order.packed, true), {
        name: 'Owner',
        owner: true,
        signalingUrl: order.signalingUrl,
      });
      const parts = Math.ceil(order.documentBytes / PART);
      for (let index = 0; index < parts; index++) {
        peer.classDoc.doc.getMap('parts').set(String(index), part(index));
        await peer.classDoc.flush();
      }
      return {};
    }
    case 'join':
      return join(order);
    case 'add-file': {
      const bytes = new Uint8Array(order.bytes);
      for (let at = 0; at < bytes.length; at += 65_536)
        crypto.getRandomValues(bytes.subarray(at, at + 65_536));
      if (peer === null) throw new Error('not in the class');
      return { id: await peer.replica.blobs.add(bytes) };
    }
    case 'fetch': {
      const grown = watchMemory();
      const start = performance.now();
      const bytes = await peer?.replica.blobs.get(order.id as BlobId);
      const ms = performance.now() - start;
      if (bytes === undefined) throw new Error('no file');
      return { ms, grown: grown() };
    }
  }
}

process.on('message', ({ id, order }: { id: number; order: Order }) => {
  void carryOut(order).then((report) => process.send?.({ id, report }));
});
process.on('disconnect', () => process.exit());
