import type { Clock } from '../base/clock.ts';
import type { RefusalCounter } from '../base/logger.ts';
import { ObservableValue } from '../base/observable.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { KeyId } from '../protocol/ids.ts';
import { decodePresence, encodePresence, MAX_NEIGHBOURS } from '../protocol/presence-payload.ts';
import { reachable } from './reachable.ts';
import type { VolatileChannel, VolatileNews } from './volatile-channel.ts';

/** The topic of presence among the volatile messages. */
export const PRESENCE = 'presence';

/** Neighbours that come and go together are told of together, in ms. */
const GATHER_MS = 300;
/** An inner node says again whom it is linked to, in ms: messages of this kind can be lost, rarely. */
const REPEAT_MS = 300_000;
/** Who is out of reach counts as here for this long: time to find another parent, in ms. */
const GRACE_MS = 5_000;
/** A loss is news for this long, in ms. */
const LOSS_MS = 10_000;

interface Neighbour {
  readonly id: KeyId;
  /** Parent or child: a spare is vouched for by its own parent. */
  readonly tree: boolean;
}

/**
 * Who is here: everybody who is linked to us, and whom those vouch for as linked to them, and so on. Only inner
 * nodes of the tree say anything, and only when something changes; a leaf is vouched for by its parent.
 */
export class Presence {
  readonly present: ObservableValue<ReadonlySet<KeyId>>;
  readonly #self: KeyId;
  readonly #clock: Clock;
  readonly #channel: VolatileChannel;
  readonly #refusals: RefusalCounter;
  readonly #isMember: (id: KeyId) => boolean;
  readonly #spoke: () => void;
  readonly #ends: readonly Unsubscribe[];
  readonly #neighbours = new Map<object, Neighbour>();
  /** Whom each vouched for last. */
  readonly #vouched = new Map<KeyId, ReadonlySet<KeyId>>();
  /** Said goodbye, and nobody has vouched for them since: they get no grace. */
  readonly #left = new Set<KeyId>();
  /** Lost a moment ago: by us, with the time until which that is news. */
  readonly #lost = new Map<KeyId, number>();
  /** Out of reach, and until when they count as here nevertheless. */
  readonly #grace = new Map<KeyId, number>();
  /** What we said last; null as long as there was no need to. */
  #said: string | null = null;
  /** An earlier session of ours said something that no longer holds. */
  #mustSpeak = false;
  #speaking = false;
  #cancelSay: Unsubscribe | null = null;
  #cancelRepeat: Unsubscribe | null = null;
  #cancelGrace: Unsubscribe | null = null;

  constructor(options: {
    self: KeyId;
    clock: Clock;
    channel: VolatileChannel;
    refusals: RefusalCounter;
    isMember: (id: KeyId) => boolean;
    /** Called when this session first says something, which others may believe after its end. */
    spoke: () => void;
  }) {
    this.#spoke = options.spoke;
    this.#self = options.self;
    this.#clock = options.clock;
    this.#channel = options.channel;
    this.#refusals = options.refusals;
    this.#isMember = options.isMember;
    this.present = new ObservableValue<ReadonlySet<KeyId>>(new Set([this.#self]));
    this.#ends = [
      this.#channel.onNews((news) => this.#hear(news)),
      this.#channel.onForgotten(({ author }) => this.#forget(author)),
    ];
  }

  /** An earlier session said something that others may still believe: this one is to say how it is now. */
  spokeBefore(): void {
    this.#mustSpeak = true;
  }

  /** We are a member: what we say is believed from now on. */
  start(): void {
    this.#speaking = true;
    this.#plan();
  }

  /** A member is linked to us, or its place in the tree changed. */
  linked(link: object, id: KeyId, tree: boolean): void {
    if (this.#neighbours.get(link)?.tree === tree) return;
    this.#neighbours.set(link, { id, tree });
    this.#left.delete(id);
    this.#lost.delete(id);
    this.#plan();
    this.#update();
  }

  /** A link is no more; `lost`: not because one side wanted it so. */
  unlinked(link: object, lost: boolean): void {
    const neighbour = this.#neighbours.get(link);
    if (neighbour === undefined) return;
    this.#neighbours.delete(link);
    if (lost && ![...this.#neighbours.values()].some(({ id }) => id === neighbour.id))
      this.#lost.set(neighbour.id, this.#clock.now() + LOSS_MS);
    this.#plan();
    this.#update(lost ? [neighbour.id] : []);
  }

  /** Members came or went. */
  membersChanged(): void {
    this.#update();
  }

  /** Says goodbye, as far as we were a member, and ends. */
  close(): void {
    for (const end of this.#ends) end();
    for (const cancel of [this.#cancelSay, this.#cancelRepeat, this.#cancelGrace]) cancel?.();
    if (this.#speaking) this.#channel.send(PRESENCE, encodePresence({ kind: 'goodbye' }));
    this.#speaking = false;
  }

  #hear({ message, source }: VolatileNews): void {
    if (source === null || message.topic !== PRESENCE) return;
    const { author, session } = message;
    const decoded = decodePresence(message.payload);
    if (!decoded.ok) {
      this.#refusals.refuse('presence-malformed');
      source.offended('presence-malformed');
      return;
    }
    if (author === this.#self) {
      // An earlier session of ours, which the others still believe.
      this.#mustSpeak = true;
      this.#plan();
      return;
    }
    if (decoded.value.kind === 'goodbye') {
      this.#left.add(author);
      this.#channel.forget(author, session);
      // What others bring may be an old word, said again: who is linked to us or vouched for is here nevertheless.
      if (this.#neighbours.get(source)?.id !== author) return;
      this.#neighbours.delete(source);
      this.#plan();
      this.#update([author]);
      return;
    }
    const { linked, lost } = decoded.value;
    for (const id of linked) this.#left.delete(id);
    this.#left.delete(author);
    this.#vouched.set(author, new Set(linked));
    this.#update(lost);
  }

  /** A session is over, and what it said. */
  #forget(author: KeyId): void {
    if (this.#vouched.delete(author)) this.#update(this.#left.has(author) ? [author] : []);
  }

  /** Looks who is within reach; `lost` of them get no grace if they are not. */
  #update(lost: readonly KeyId[] = []): void {
    const now = this.#clock.now();
    const near = [...this.#neighbours.values()].map(({ id }) => id);
    const within = reachable(
      this.#self,
      near,
      this.#vouched,
      (id) => id === this.#self || this.#isMember(id),
    );
    for (const id of this.present.value) {
      if (within.has(id) || this.#left.has(id) || lost.includes(id) || !this.#isMember(id))
        continue;
      if (!this.#grace.has(id)) this.#grace.set(id, now + GRACE_MS);
    }
    const present = new Set(within);
    for (const [id, until] of this.#grace) {
      if (
        within.has(id) ||
        !isWithin(GRACE_MS, until, now) ||
        this.#left.has(id) ||
        lost.includes(id) ||
        !this.#isMember(id)
      )
        this.#grace.delete(id);
      else present.add(id);
    }
    this.#cancelGrace?.();
    this.#cancelGrace =
      this.#grace.size === 0
        ? null
        : this.#clock.after(Math.min(...this.#grace.values()) - now, () => this.#update());
    const before = this.present.value;
    if (present.size !== before.size || [...present].some((id) => !before.has(id)))
      this.present.set(present);
  }

  #plan(): void {
    if (this.#speaking) this.#cancelSay ??= this.#clock.after(GATHER_MS, () => this.#say(false));
  }

  #say(again: boolean): void {
    this.#cancelSay?.();
    this.#cancelSay = null;
    const now = this.#clock.now();
    for (const [id, until] of this.#lost) if (!isWithin(LOSS_MS, until, now)) this.#lost.delete(id);
    const tree = [...this.#neighbours.values()].filter(({ tree }) => tree).map(({ id }) => id);
    const linked = [...new Set(tree)].filter((id) => id !== this.#self).sort();
    // Who has a single neighbour has nothing to tell that one, unless it told something before.
    if (linked.length < 2 && this.#said === null && !this.#mustSpeak) return;
    const lost = [...this.#lost.keys()].sort();
    const said = `${linked.join()}/${lost.join()}`;
    if (said !== this.#said || again || this.#mustSpeak) {
      if (this.#said === null) this.#spoke();
      this.#said = said;
      this.#mustSpeak = false;
      const first = <T>(ids: readonly T[]): readonly T[] => ids.slice(0, MAX_NEIGHBOURS);
      this.#channel.send(
        PRESENCE,
        encodePresence({ kind: 'neighbours', linked: first(linked), lost: first(lost) }),
      );
    }
    this.#cancelRepeat?.();
    this.#cancelRepeat =
      linked.length < 2 ? null : this.#clock.after(REPEAT_MS, () => this.#say(true));
  }
}

/** Whether what lasts `ms` until `until` is not over; a clock that was set back ends it. */
function isWithin(ms: number, until: number, now: number): boolean {
  return until > now && until <= now + ms;
}
