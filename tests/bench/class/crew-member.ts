import { newCounters } from './counters.ts';
import type { BenchPeer, MakeBenchPeer } from './bench-peer.ts';
import type { EngineName, Order, Report } from './crew-messages.ts';

// A process of the class benchmark: carries some of the peers, or a baseline's server. Orders come from the parent.

interface Carried {
  readonly index: number;
  readonly peer: BenchPeer;
}

const counters = newCounters();
const makers = new Map<number, MakeBenchPeer>();
const carried: Carried[] = [];
let errors = 0;
// A baseline that throws out of a timer is a finding, not the end of the run.
process.on('uncaughtException', () => (errors += 1));
process.on('unhandledRejection', () => (errors += 1));

class SilentBroadcastChannel {
  postMessage(): void {
    // nobody hears
  }
  close(): void {
    // nothing is held
  }
}

async function maker(engine: EngineName, index: number): Promise<MakeBenchPeer> {
  switch (engine) {
    case 'ours':
      return (await import('./lectern-peer.ts')).makePeer;
    case 'ywebsocket':
      return (await import('./y-websocket-peer.ts')).makePeer;
    case 'ywebrtc':
    case 'ywebrtcFramed': {
      // One evaluation of the module per peer: y-webrtc keeps its rooms in module-global state. Peers of one process
      // must not meet in other ways than the network.
      Object.assign(globalThis, {
        BroadcastChannel: SilentBroadcastChannel,
        ['__ $YJS$ __']: false,
      });
      const file = `../y-webrtc-peer/y-webrtc-peer.js?peer=${index}`;
      const address = new URL(file, import.meta.url).href;
      const { makePeer } = (await import(/* @vite-ignore */ address)) as {
        makePeer: (options: Parameters<MakeBenchPeer>[0], framed: boolean) => Promise<BenchPeer>;
      };
      return (options) => makePeer(options, engine === 'ywebrtcFramed');
    }
  }
}

async function startServer(engine: EngineName): Promise<string> {
  if (engine === 'ywebsocket')
    return (await import('./y-websocket-server.ts')).startYWebsocketServer();
  const { createServer, SIGNAL_PATH } = await import('../../../signaling/create-server.ts');
  const { port } = await createServer({ host: '127.0.0.1', port: 0 });
  return `ws://127.0.0.1:${port}${SIGNAL_PATH}`;
}

async function carryOut(order: Order): Promise<Partial<Report>> {
  switch (order.kind) {
    case 'server':
      return { url: await startServer(order.engine) };
    case 'load':
      for (const index of order.indexes) makers.set(index, await maker(order.engine, index));
      return {};
    case 'join': {
      const { signalingUrl, packed: shared } = order;
      // All at once, as people who open a link.
      const join = async ([index, make]: readonly [number, MakeBenchPeer]): Promise<void> => {
        carried.push({ index, peer: await make({ index, signalingUrl, counters, shared }) });
      };
      await Promise.all([...makers].map(join));
      return {};
    }
    case 'promote':
      for (const { index, peer } of carried)
        if (index === 0 && 'promote' in peer)
          await (peer.promote as (id: string) => Promise<void>).call(peer, order.id);
      return {};
    case 'edit': {
      const at = Date.now();
      carried.find(({ index }) => index === order.index)?.peer.edit(order.key);
      return { at };
    }
    case 'reset':
      Object.assign(counters, newCounters());
      return {};
    case 'look':
    case 'arrivals':
      return {};
  }
}

process.on('message', ({ id, order }: { id: number; order: Order }) => {
  void carryOut(order).then((outcome) => {
    const { user, system } = process.cpuUsage();
    const look = order.kind === 'look' ? order : { peers: Infinity, keys: Infinity };
    const report: Report = {
      peers: carried.map(({ index, peer }) => ({
        index,
        converged: peer.converged(look.peers),
        complete: peer.complete(look.keys),
        connections: order.kind === 'look' ? peer.connections() : 0,
        mayEdit: 'mayEdit' in peer ? (peer.mayEdit as () => boolean).call(peer) : true,
        id: 'id' in peer ? (peer.id as string) : null,
        ...(order.kind === 'arrivals' && { arrivals: [...peer.arrivals] }),
      })),
      counters: { ...counters },
      cpuMs: (user + system) / 1000,
      rss: process.memoryUsage.rss(),
      at: 0,
      errors,
      ...outcome,
    };
    process.send?.({ id, report });
  });
});
process.on('disconnect', () => process.exit());
