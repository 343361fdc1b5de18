import { toBase64Url } from '../base/bytes.ts';
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import { ObservableValue } from '../base/observable.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { Invitation } from '../protocol/invitation.ts';
import type { Link } from '../transport/link.ts';
import type { Network, Pairing, SignalingState } from '../transport/network.ts';
import type { Signaling } from '../transport/signaling.ts';
import type { ClassConnection } from './environment.ts';

/** Who lost a parent finds another one in this time, in ms: nobody opens the former rooms in between. */
const SETTLED_MS = 2_000;

/** Where the class meets. */
export interface RoomPlan {
  readonly current: Invitation;
  /** Those whose holders still look for the class there: members who were away, and people for the lobby. */
  readonly former: readonly Invitation[];
  readonly relayOnly: boolean;
}

interface OpenRoom {
  readonly key: string;
  readonly connection: ClassConnection;
  readonly ends: Unsubscribe[];
}

export interface ClassRoomsOptions {
  /** Enters the room of an invitation. */
  readonly connect: (invitation: Invitation, relayOnly: boolean) => Promise<ClassConnection>;
  /** Whether this device is a member: others do not receive anybody. */
  readonly isMember: () => boolean;
  readonly clock: Clock;
}

/**
 * The rooms of a class on the signalling server, as one network. Everybody meets in the room of the link in force;
 * whoever is at the root of the tree there also waits in the rooms of the links before, so that an old link leads
 * to the class's lobby, and a member who was away learns the new one.
 */
export class ClassRooms {
  readonly network: Network;
  readonly #options: ClassRoomsOptions;
  readonly #signaling = new ObservableValue<SignalingState>('connecting');
  readonly #alone = new ObservableValue(false);
  readonly #links = new ObservableValue<readonly Link[]>([]);
  readonly #linked = new Emitter<Link>();
  #plan: RoomPlan;
  #current: OpenRoom;
  /** The room that was left last, kept until somebody is met in the present one. */
  #leaving: OpenRoom | null = null;
  readonly #former = new Map<string, OpenRoom>();
  /** Follows the places of the links in the present room. */
  #places: Unsubscribe[] = [];
  #cancelSettled: Unsubscribe | null = null;
  #work: Promise<void> = Promise.resolve();
  #closed = false;

  /** Enters the room in force. Rejects with `link-damaged`. */
  static async enter(plan: RoomPlan, options: ClassRoomsOptions): Promise<ClassRooms> {
    return new ClassRooms(plan, options, await options.connect(plan.current, plan.relayOnly));
  }

  private constructor(plan: RoomPlan, options: ClassRoomsOptions, connection: ClassConnection) {
    this.#plan = plan;
    this.#options = options;
    this.network = {
      signaling: this.#signaling,
      links: this.#links,
      alone: this.#alone,
      onLink: (listener) => this.#linked.on(listener),
      pairing: {
        has: (peer) => this.#pairing.has(peer),
        offer: (id) => this.#pairing.offer(id),
        answer: (id, other) => this.#pairing.answer(id, other),
      },
      close: () => this.close(),
    };
    this.#current = this.#open(plan.current, connection);
    this.#look();
  }

  /** The connection to the server in the room in force. */
  get signaling(): Signaling {
    return this.#current.connection.signaling;
  }

  get #pairing(): Pairing {
    return this.#current.connection.network.pairing;
  }

  /** Goes on by another plan. Resolves when its room was entered, or the class was left. */
  follow(plan: RoomPlan): Promise<void> {
    this.#work = this.#work.then(() => this.#follow(plan));
    return this.#work;
  }

  /** Leaves all rooms. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelSettled?.();
    for (const end of this.#places) end();
    for (const room of this.#all()) close(room);
  }

  async #follow(plan: RoomPlan): Promise<void> {
    const before = this.#plan;
    const hidden = plan.relayOnly !== before.relayOnly;
    if (this.#closed) return;
    if (!hidden && keyOf(plan.current) === this.#current.key) {
      this.#plan = plan;
      return this.#look();
    }
    const connection = await this.#options.connect(plan.current, plan.relayOnly);
    if (this.#closed) return connection.close();
    this.#plan = plan;
    const left = this.#current;
    this.#current = this.#open(plan.current, connection);
    if (hidden) {
      // Links made in the other way are not to last a moment longer.
      for (const room of [left, this.#leaving, ...this.#former.values()]) if (room) close(room);
      this.#leaving = null;
      this.#former.clear();
    } else {
      if (this.#leaving !== null) close(this.#leaving);
      this.#leaving = left;
    }
    this.#look();
  }

  #open(invitation: Invitation, connection: ClassConnection): OpenRoom {
    const { network } = connection;
    const look = () => this.#look();
    const ends = [
      network.onLink((link) => this.#linked.emit(link)),
      network.links.subscribe(look),
      network.signaling.subscribe(look),
      network.alone.subscribe(look),
    ];
    return { key: keyOf(invitation), connection, ends };
  }

  *#all(): Iterable<OpenRoom> {
    yield this.#current;
    if (this.#leaving !== null) yield this.#leaving;
    yield* this.#former.values();
  }

  /** Brings what is shown, and the rooms that are kept, in line with how things stand. */
  #look(): void {
    if (this.#closed) return;
    const { network } = this.#current.connection;
    const links = network.links.value;
    for (const end of this.#places) end();
    this.#places = links.map((link) => link.relation.subscribe(() => this.#look()));
    if (links.length > 0 && this.#leaving !== null) this.#leave(this.#leaving);
    this.#cancelSettled?.();
    this.#cancelSettled = null;
    const former = new Set(this.#plan.former.map(keyOf));
    if (links.some((link) => link.relation.value === 'parent')) former.clear();
    for (const [key, room] of this.#former) {
      if (former.has(key)) continue;
      this.#former.delete(key);
      close(room);
    }
    const met = links.length > 0 || network.alone.value;
    if (met && [...former].some((key) => !this.#former.has(key))) {
      this.#cancelSettled = this.#options.clock.after(SETTLED_MS, () => void this.#receive());
    }
    const all = [...this.#all()].flatMap((room) => room.connection.network.links.value);
    if (
      all.length !== this.#links.value.length ||
      all.some((link, i) => link !== this.#links.value[i])
    )
      this.#links.set(all);
    this.#signaling.set(network.signaling.value);
    this.#alone.set(network.alone.value);
  }

  /** Who is at the root keeps the room that was left as one to receive people in. */
  #leave(room: OpenRoom): void {
    this.#leaving = null;
    const root = !this.#current.connection.network.links.value.some(
      (link) => link.relation.value === 'parent',
    );
    if (root && this.#plan.former.some((each) => keyOf(each) === room.key))
      this.#former.set(room.key, room);
    else close(room);
  }

  /** Waits for people in the former rooms. */
  #receive(): Promise<void> {
    this.#work = this.#work.then(async () => {
      if (this.#closed || this.#cancelSettled === null || !this.#options.isMember()) return;
      if (this.#leaving !== null) this.#leave(this.#leaving);
      for (const invitation of this.#plan.former) {
        const key = keyOf(invitation);
        if (this.#former.has(key)) continue;
        const connection = await this.#options.connect(invitation, this.#plan.relayOnly);
        if (this.#closed) return connection.close();
        this.#former.set(key, this.#open(invitation, connection));
      }
      this.#look();
    });
    return this.#work;
  }
}

function keyOf({ admission }: Invitation): string {
  return toBase64Url(admission.publicKey);
}

function close({ connection, ends }: OpenRoom): void {
  for (const end of ends) end();
  connection.close();
}
