import { toBase64Url } from '../../src/base/bytes.ts';
import { Emitter } from '../../src/base/emitter.ts';
import { LecternError } from '../../src/base/lectern-error.ts';
import { ObservableValue } from '../../src/base/observable.ts';
import type { ClassConnection, ConnectOptions } from '../../src/classroom/environment.ts';
import type { KeyId } from '../../src/protocol/ids.ts';
import type { Link } from '../../src/transport/link.ts';
import type { SignalingState } from '../../src/transport/network.ts';
import type { Signaling } from '../../src/transport/signaling.ts';
import { MemoryLink } from './memory-link.ts';
import { noPairing } from './no-pairing.ts';

/** A link that delivers by itself, in the next microtask. */
class RunningLink extends MemoryLink {
  override send(message: Uint8Array): void {
    super.send(message);
    queueMicrotask(() => this.deliver());
  }
}

interface Occupant {
  readonly options: ConnectOptions;
  readonly links: ObservableValue<readonly Link[]>;
  readonly alone: ObservableValue<boolean>;
  readonly linked: Emitter<Link>;
  readonly signaling: ObservableValue<SignalingState>;
  open: RunningLink[];
}

/** A server and its network in memory: who enters a room is linked with the first of those who are there. */
export class MemoryRooms {
  readonly #rooms = new Map<string, Occupant[]>();
  /** The codes in force, by lookup id. */
  readonly codes = new Map<string, string>();
  /** The server keeps no further codes. */
  full = false;

  /** Names of those in each room: for looking whether people meet where they should. */
  get sizes(): readonly number[] {
    return [...this.#rooms.values()].map(({ length }) => length).filter((size) => size > 0);
  }

  readonly connect = (options: ConnectOptions): ClassConnection => {
    const key = toBase64Url(options.roomKeys.signer.publicKey);
    const occupant: Occupant = {
      options,
      links: new ObservableValue<readonly Link[]>([]),
      alone: new ObservableValue(false),
      linked: new Emitter<Link>(),
      signaling: new ObservableValue<SignalingState>('connected'),
      open: [],
    };
    const room = this.#rooms.get(key) ?? [];
    this.#rooms.set(key, room);
    let open = true;
    // No network is faster than who looks at it.
    setTimeout(() => {
      if (!open) return;
      room.push(occupant);
      this.#arrange(room);
    });
    const close = (): void => {
      open = false;
      const at = room.indexOf(occupant);
      if (at < 0) return;
      room.splice(at, 1);
      for (const link of occupant.open.splice(0)) link.close();
      this.#arrange(room);
    };
    const signaling = this.signaling(occupant.signaling);
    const { links, alone, linked } = occupant;
    const network = {
      signaling: signaling.state,
      links,
      alone,
      pairing: noPairing,
      onLink: (listener: (link: Link) => void) => linked.on(listener),
      close,
    };
    return { signaling, network, close };
  };

  /** Takes a device's network away: its links are lost, and the server. Returns what brings it back. */
  cut(device: KeyId): () => void {
    const ends = [...this.#rooms.values()].flatMap((room) => {
      const at = room.findIndex(({ options }) => options.identity.keyId === device);
      const occupant = room[at];
      if (occupant === undefined) return [];
      room.splice(at, 1);
      occupant.signaling.set('offline');
      for (const link of occupant.open.splice(0)) link.cut();
      this.#arrange(room);
      return () => {
        room.push(occupant);
        occupant.signaling.set('connected');
        this.#arrange(room);
      };
    });
    return () => {
      for (const end of ends) end();
    };
  }

  signaling(state = new ObservableValue<SignalingState>('connected')): Signaling {
    return {
      state,
      enter: () => {
        throw new Error('rooms here are entered by `connect`');
      },
      putCode: async (id, ticket) => {
        if (this.full)
          throw new LecternError('signaling-refused', { detail: { reason: 'code-full' } });
        this.codes.set(id, ticket);
      },
      dropCode: (id) => void this.codes.delete(id),
      getCode: async (id) => this.codes.get(id) ?? null,
      close: () => undefined,
    };
  }

  /** Links everybody with the first. */
  #arrange(room: readonly Occupant[]): void {
    const [first, ...others] = room;
    if (first === undefined) return;
    for (const other of others) {
      const linked = other.open.some(({ remote }) => remote.keyId === first.options.identity.keyId);
      if (!linked) this.#link(other, first);
    }
    for (const each of room) each.alone.set(room.length === 1);
  }

  #link(child: Occupant, parent: Occupant): void {
    const atChild = new RunningLink(parent.options.identity, 'parent');
    const atParent = new RunningLink(child.options.identity, 'child');
    atChild.pair(atParent);
    atParent.pair(atChild);
    const path = [child, parent].some(({ options }) => options.relayOnly) ? 'relay' : 'direct';
    for (const [link, owner] of [
      [atChild, child],
      [atParent, parent],
    ] as const) {
      link.quality.set({ rttMs: null, path });
      owner.open.push(link);
      link.onEnd(() => {
        owner.open = owner.open.filter((each) => each !== link);
        owner.links.set(owner.open);
      });
      owner.linked.emit(link);
      owner.links.set([...owner.open]);
    }
  }
}
