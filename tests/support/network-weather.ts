import { createSocket } from 'node:dgram';
import type { Socket as UdpSocket } from 'node:dgram';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { CreatePeerConnection, PeerConnection } from '../../src/transport/peer-connection.ts';
import { createNodePeerConnection } from './node-rtc.ts';

const HOST = '127.0.0.1';

/** What the network between two places does to each packet. */
export interface Weather {
  /** Nothing comes through. */
  cut?: boolean;
  /** Part of the packets that are lost, 0 to 1. */
  loss?: number;
  /** How long each packet takes, in ms. */
  delayMs?: number;
}

/** Whom packets of a UDP port on this machine belong to. */
type Place = string;

/**
 * The network between places ("north", "south", …) of one machine, in user space: real WebRTC packets and signalling
 * pass through proxies that lose, delay and cut them. `between` says how things stand at any moment.
 */
export class NetworkWeather {
  /** How the network between two places is, in both directions. Everything passes unless set. */
  between: (a: Place, b: Place) => Weather = () => ({});
  readonly #random: () => number;
  readonly #placeOfPort = new Map<number, Place>();
  readonly #releases: (() => void)[] = [];

  /** `random` decides which packets are lost: 0 to 1. */
  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** Makes peer connections of somebody at `place`. */
  peerConnections(place: Place): CreatePeerConnection {
    return (configuration) => this.#throughProxy(createNodePeerConnection(configuration), place);
  }

  /** The signalling server's address (`ws://…`) as somebody at `place` reaches it; the server is at `server`. */
  async signaling(url: string, place: Place, server: Place = 'server'): Promise<string> {
    const target = new URL(url);
    const proxy = await this.#tcpProxy(Number(target.port), place, server);
    target.hostname = HOST;
    target.port = String(proxy);
    return target.href;
  }

  /** Ends all proxies. */
  close(): void {
    for (const release of this.#releases.splice(0)) release();
  }

  #pass(a: Place, b: Place, deliver: () => void): void {
    const { cut = false, loss = 0, delayMs = 0 } = this.between(a, b);
    if (cut || this.#random() < loss) return;
    if (delayMs === 0) deliver();
    else setTimeout(deliver, delayMs);
  }

  #throughProxy(connection: PeerConnection, place: Place): PeerConnection {
    const proxy = createSocket('udp4');
    const ready = new Promise<void>((resolve) => proxy.bind(0, HOST, resolve));
    const ways = new Map<number, UdpSocket>();
    let port: number | null = null;
    const release = (): void => {
      proxy.close();
      for (const way of ways.values()) way.close();
      ways.clear();
    };
    this.#releases.push(release);
    // Who sends to the proxy gets a socket of its own towards the peer, so that answers find their way back.
    const wayOf = (sender: number): UdpSocket => {
      let way = ways.get(sender);
      if (way === undefined) {
        way = createSocket('udp4');
        way.bind(0, HOST);
        way.on('error', () => undefined);
        way.on('message', (packet) => {
          this.#pass(place, this.#placeOfPort.get(sender) ?? place, () => {
            if (ways.size > 0) proxy.send(packet, sender, HOST, () => undefined);
          });
        });
        ways.set(sender, way);
      }
      return way;
    };
    proxy.on('error', () => undefined);
    proxy.on('message', (packet, { port: sender }) => {
      this.#pass(this.#placeOfPort.get(sender) ?? place, place, () => {
        const target = port;
        if (target !== null && this.#releases.includes(release))
          wayOf(sender).send(packet, target, HOST, () => undefined);
      });
    });
    const setLocal = connection.setLocalDescription.bind(connection);
    const close = connection.close.bind(connection);
    const described = (): RTCSessionDescription | null =>
      Reflect.get(
        Object.getPrototypeOf(connection) as object,
        'localDescription',
        connection,
      ) as RTCSessionDescription | null;
    connection.setLocalDescription = async (description) => {
      await ready;
      await setLocal(description);
    };
    Object.defineProperty(connection, 'localDescription', {
      get: () => {
        const description = described();
        if (description === null) return null;
        const sdp = description.sdp.replaceAll(
          /^(a=candidate:\S+ \d+ udp \d+ \S+) (\d+)/gim,
          (_, head: string, real: string) => {
            port = Number(real);
            this.#placeOfPort.set(port, place);
            return `${head} ${proxy.address().port}`;
          },
        );
        return { type: description.type, sdp };
      },
    });
    connection.close = () => {
      close();
      const at = this.#releases.indexOf(release);
      if (at < 0) return;
      this.#releases.splice(at, 1);
      release();
    };
    return connection;
  }

  /** A cut holds the bytes of TCP back, as the sender would send them again; new connections hang. */
  async #tcpProxy(target: number, place: Place, server: Place): Promise<number> {
    const proxy: Server = createServer((near) => {
      const far = connect(target, HOST);
      this.#forward(near, far, place, server);
      this.#forward(far, near, place, server);
      near.on('close', () => far.destroy());
      far.on('close', () => near.destroy());
      near.on('error', () => undefined);
      far.on('error', () => undefined);
      this.#releases.push(() => near.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, HOST, resolve));
    this.#releases.push(() => proxy.close());
    return (proxy.address() as AddressInfo).port;
  }

  #forward(from: Socket, to: Socket, place: Place, server: Place): void {
    const held: Buffer[] = [];
    let timer: NodeJS.Timeout | null = null;
    const flush = (): void => {
      timer = null;
      if (this.between(place, server).cut === true) {
        timer = setTimeout(flush, 50);
        return;
      }
      for (const bytes of held.splice(0)) to.write(bytes);
    };
    from.on('data', (bytes: Buffer) => {
      held.push(bytes);
      timer ??= setTimeout(flush, this.between(place, server).delayMs ?? 0);
    });
    from.on('close', () => {
      if (timer !== null) clearTimeout(timer);
    });
  }
}
