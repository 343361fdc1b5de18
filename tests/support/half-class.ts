import { NodePeer, newNodeClass } from './node-peer.ts';
import type { NodeClass } from './node-peer.ts';
import { NetworkWeather } from './network-weather.ts';
import { startServer } from './start-server.ts';
import type { TestServer } from './start-server.ts';

/** A class in two rooms: the owner and some students in the north, a teacher and others in the south. */
export class HalfClass {
  readonly weather: NetworkWeather;
  readonly peers: readonly NodePeer[];
  readonly owner: NodePeer;
  /** A teacher in the south, who may write what all get. */
  readonly teacher: NodePeer;
  readonly #server: TestServer;

  private constructor(
    weather: NetworkWeather,
    peers: readonly NodePeer[],
    owner: NodePeer,
    teacher: NodePeer,
    server: TestServer,
  ) {
    this.weather = weather;
    this.peers = peers;
    this.owner = owner;
    this.teacher = teacher;
    this.#server = server;
  }

  /** `perRoom` people in each room, met and equal when it resolves; the server is in the north. */
  static async meet(
    perRoom: number,
    between: NetworkWeather['between'] = () => ({}),
  ): Promise<HalfClass> {
    const server = await startServer({ appDir: null });
    const weather = new NetworkWeather();
    weather.between = between;
    const lesson: NodeClass = await newNodeClass();
    const urls = {
      north: await weather.signaling(server.signalingUrl, 'north', 'north'),
      south: await weather.signaling(server.signalingUrl, 'south', 'north'),
    };
    const join = (place: 'north' | 'south', name: string, owner = false): Promise<NodePeer> =>
      NodePeer.join(lesson, {
        signalingUrl: urls[place],
        name,
        owner,
        createPeerConnection: weather.peerConnections(place),
      });
    const owner = await join('north', 'Owner', true);
    const others = await Promise.all(
      Array.from({ length: 2 * perRoom - 1 }, (_, i) =>
        i % 2 === 0 ? join('south', `South ${i}`) : join('north', `North ${i}`),
      ),
    );
    const [teacher] = others;
    if (teacher === undefined) throw new Error('nobody in the south');
    const half = new HalfClass(weather, [owner, ...others], owner, teacher, server);
    await half.until(
      () => half.peers.every((peer) => peer.replica.authority.value.members.size === 2 * perRoom),
      30_000,
    );
    await owner.replica.setRole(teacher.replica.self, 'teacher');
    await half.until(() => teacher.classDoc.writable.value, 30_000);
    return half;
  }

  /** Nothing passes between the rooms from now on, or all does again. */
  cut(on: boolean): void {
    this.weather.between = (a, b) => ({ cut: on && a !== b });
  }

  /** Whether everybody has all of `keys`. */
  haveAll(keys: readonly string[]): boolean {
    return this.peers.every((peer) =>
      keys.every((key) => peer.classDoc.doc.getMap('edits').has(key)),
    );
  }

  /** Waits for `done`; rejects after `ms`. Resolves with the time that it took, in ms. */
  async until(done: () => boolean, ms: number): Promise<number> {
    const start = performance.now();
    while (!done()) {
      if (performance.now() - start > ms) throw new Error(`not within ${ms} ms`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return performance.now() - start;
  }

  async close(): Promise<void> {
    this.cut(false);
    await Promise.all(this.peers.map((peer) => peer.close()));
    this.weather.close();
    await this.#server.stop();
  }
}
