import { toBase64Url } from '../../src/base/bytes.ts';
import type { Bytes } from '../../src/base/bytes.ts';
import { Emitter } from '../../src/base/emitter.ts';
import type { Unsubscribe } from '../../src/base/unsubscribe.ts';
import { MAX_MESSAGE, MAX_UNADMITTED_BYTES } from '../../src/protocol/limits.ts';
import type { KeyId, PeerId } from '../../src/protocol/ids.ts';
import { ObservableValue } from '../../src/base/observable.ts';
import type { Link, LinkEnd, LinkQuality, LinkRelation } from '../../src/transport/link.ts';

const LOW_WATER = 256 * 1024;

/** Who stands at an end of a link. */
export interface LinkParty {
  readonly publicKey: Bytes;
  readonly keyId: KeyId;
}

/** One end of a link whose messages stand in `outgoing` until the test delivers them. */
export class MemoryLink implements Link {
  readonly remote: Link['remote'];
  readonly role: Link['role'];
  readonly relation: ObservableValue<LinkRelation>;
  readonly quality = new ObservableValue<LinkQuality>({ rttMs: null, path: 'direct' });
  readonly queuedBulkBytes = 0;

  /** Messages on their way to the other end. */
  readonly outgoing: Bytes[] = [];
  /** Every message sent so far, for tests that look at them. */
  sentCount = 0;
  admitted = false;
  heard = false;
  ended: LinkEnd | null = null;
  readonly #messages = new Emitter<Bytes>();
  readonly #drains = new Emitter<void>();
  readonly #signals = new Emitter<Bytes>();
  readonly #ends = new Emitter<LinkEnd>();
  readonly #early: Bytes[] = [];
  #listened = false;
  #receivedUnadmitted = 0;
  #other: MemoryLink | null = null;

  constructor(remote: LinkParty, relation: LinkRelation) {
    const peer = toBase64Url(remote.publicKey.subarray(1, 17)) as PeerId;
    this.remote = { peer, publicKey: remote.publicKey, keyId: remote.keyId };
    this.relation = new ObservableValue(relation);
    this.role = relation === 'parent' ? 'ask' : 'accept';
  }

  pair(other: MemoryLink): void {
    this.#other = other;
  }

  get queuedBytes(): number {
    return this.outgoing.reduce((sum, message) => sum + message.length, 0);
  }

  hear(): void {
    this.heard = true;
  }

  admit(): void {
    this.admitted = true;
  }

  send(message: Uint8Array): void {
    if (message.length > MAX_MESSAGE) throw new Error('message over the limit');
    if (this.ended !== null) return;
    this.sentCount++;
    this.outgoing.push(message.slice());
  }

  signal(bytes: Uint8Array): void {
    if (this.#other !== null) this.#other.#signals.emit(bytes.slice());
  }

  onSignal(listener: (bytes: Bytes) => void): Unsubscribe {
    return this.#signals.on(listener);
  }

  onDrain(listener: () => void): Unsubscribe {
    return this.#drains.on(listener);
  }

  onMessage(listener: (message: Bytes) => void): Unsubscribe {
    const end = this.#messages.on(listener);
    this.#listened = true;
    for (const message of this.#early.splice(0)) listener(message);
    return end;
  }

  onEnd(listener: (end: LinkEnd) => void): Unsubscribe {
    return this.#ends.on(listener);
  }

  close(end: LinkEnd = 'closed'): void {
    while (this.ended === null && this.outgoing.length > 0) this.deliver();
    this.#end(end);
    if (this.#other !== null) this.#other.#end(end === 'closed' ? 'closed' : 'lost');
  }

  /** Breaks the connection: what is on its way is lost. */
  cut(): void {
    this.#end('lost');
    if (this.#other !== null) this.#other.#end('lost');
  }

  /** Hands the message at `index` to the other end; `keep` leaves a duplicate on its way. */
  deliver(index = 0, keep = false): void {
    const before = this.queuedBytes;
    const message = keep ? this.outgoing[index] : this.outgoing.splice(index, 1)[0];
    if (message === undefined) return;
    if (this.#other !== null) this.#other.receive(message.slice());
    if (before > LOW_WATER && this.queuedBytes <= LOW_WATER) this.#drains.emit();
  }

  /** As if the other end had sent it. */
  receive(message: Bytes): void {
    if (this.ended !== null) return;
    if (!this.admitted && !this.heard) {
      this.#receivedUnadmitted += message.length;
      if (this.#receivedUnadmitted > MAX_UNADMITTED_BYTES) {
        this.close('unadmitted');
        return;
      }
    }
    if (this.#listened) this.#messages.emit(message);
    else this.#early.push(message);
  }

  #end(end: LinkEnd): void {
    if (this.ended !== null) return;
    this.ended = end;
    this.outgoing.length = 0;
    this.#ends.emit(end);
  }
}

/** Both ends of a link: the first is held by `a`, whose parent `b` is. */
export function linkPair(a: LinkParty, b: LinkParty): readonly [MemoryLink, MemoryLink] {
  const atA = new MemoryLink(b, 'parent');
  const atB = new MemoryLink(a, 'child');
  atA.pair(atB);
  atB.pair(atA);
  return [atA, atB];
}
