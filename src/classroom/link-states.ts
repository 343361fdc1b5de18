import type { Clock } from '../base/clock.ts';
import { ObservableValue, type Observable } from '../base/observable.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { KeyId } from '../protocol/ids.ts';
import type { Link, LinkQuality, LinkRelation } from '../transport/link.ts';
import type { Network } from '../transport/network.ts';

/** Time between two looks at the qualities, ms: each link measures its own every few seconds. */
const PAUSE_MS = 1_000;

/** How this device is linked to a person. */
export interface LinkState extends LinkQuality {
  readonly relation: LinkRelation;
}

/**
 * This device's links by the person at their other end; everybody else is reached through other computers. With
 * several links to one person, a direct one counts. A link that comes or goes is told at once, its quality once
 * a second at most. Release with `close`.
 */
export class LinkStates {
  readonly #network: Network;
  readonly #clock: Clock;
  readonly #personOf: (device: KeyId) => KeyId;
  readonly #states = new ObservableValue<ReadonlyMap<KeyId, LinkState>>(new Map());
  readonly #followed = new Map<Link, Unsubscribe>();
  readonly #endNetwork: Unsubscribe;
  #cancel: Unsubscribe | null = null;

  constructor(network: Network, clock: Clock, personOf: (device: KeyId) => KeyId) {
    this.#network = network;
    this.#clock = clock;
    this.#personOf = personOf;
    this.#endNetwork = network.links.subscribe(() => this.#follow());
    this.#follow();
  }

  get states(): Observable<ReadonlyMap<KeyId, LinkState>> {
    return this.#states;
  }

  close(): void {
    this.#endNetwork();
    this.#cancel?.();
    for (const end of this.#followed.values()) end();
    this.#followed.clear();
  }

  #follow(): void {
    const links = new Set(this.#network.links.value);
    for (const [link, end] of this.#followed) {
      if (links.has(link)) continue;
      end();
      this.#followed.delete(link);
    }
    for (const link of links) {
      if (this.#followed.has(link)) continue;
      const ends = [link.quality, link.relation].map((part) =>
        (part as Observable<unknown>).subscribe(() => this.#tellSoon()),
      );
      this.#followed.set(link, () => ends.forEach((end) => end()));
    }
    this.#tell();
  }

  #tellSoon(): void {
    this.#cancel ??= this.#clock.after(PAUSE_MS, () => this.#tell());
  }

  #tell(): void {
    this.#cancel?.();
    this.#cancel = null;
    const states = new Map<KeyId, LinkState>();
    for (const { remote, quality, relation } of this.#followed.keys()) {
      const person = this.#personOf(remote.keyId);
      if (states.get(person)?.path !== 'direct')
        states.set(person, { ...quality.value, relation: relation.value });
    }
    this.#states.set(states);
  }
}
