import type { Clock } from '../base/clock.ts';
import { ObservableValue } from '../base/observable.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { KeyId, SessionId } from '../protocol/ids.ts';
import type { VolatileChannel } from './volatile-channel.ts';

/** The topic of presence among the volatile messages. */
export const PRESENCE = 'presence';

const HERE = new Uint8Array([1]);
const GOODBYE = new Uint8Array([0]);
/** "I am here" goes out this often; who is silent for more than three of them is gone. In ms. */
const ANNOUNCE_MS = 10_000;
const GONE_MS = 35_000;
const CHECK_MS = 2_500;

/** Who is here, from signed announcements. */
export class Presence {
  readonly present: ObservableValue<ReadonlySet<KeyId>>;
  readonly #self: KeyId;
  readonly #clock: Clock;
  readonly #channel: VolatileChannel;
  readonly #seen = new Map<KeyId, Map<SessionId, number>>();
  readonly #ends: Unsubscribe[];
  #announcing = false;
  #cancelTimer: Unsubscribe;
  #nextAnnouncement = -Infinity;

  constructor(options: { self: KeyId; clock: Clock; channel: VolatileChannel }) {
    this.#self = options.self;
    this.#clock = options.clock;
    this.#channel = options.channel;
    this.present = new ObservableValue<ReadonlySet<KeyId>>(new Set([this.#self]));
    this.#ends = [
      this.#channel.onNews(({ message, source }) => {
        if (source === null || message.topic !== PRESENCE) return;
        if (message.payload[0] === HERE[0]) this.#saw(message.author, message.session);
        else this.#lost(message.author, message.session);
      }),
    ];
    this.#cancelTimer = this.#clock.after(CHECK_MS, () => this.#check());
  }

  /** Begins to say that we are here (once we are a member). */
  announce(): void {
    this.#announcing = true;
    this.#nextAnnouncement = this.#clock.now() + ANNOUNCE_MS;
    this.#channel.send(PRESENCE, HERE);
  }

  /** Says goodbye, as far as we were announced, and ends. */
  close(): void {
    this.#cancelTimer();
    for (const end of this.#ends) end();
    if (this.#announcing) this.#channel.send(PRESENCE, GOODBYE);
  }

  #check(): void {
    this.#cancelTimer = this.#clock.after(CHECK_MS, () => this.#check());
    const now = this.#clock.now();
    if (this.#announcing && now >= this.#nextAnnouncement) this.announce();
    for (const [author, sessions] of this.#seen) {
      for (const [session, since] of sessions) {
        if (now - since > GONE_MS) this.#lost(author, session);
      }
    }
  }

  #saw(author: KeyId, session: SessionId): void {
    const sessions = this.#seen.get(author);
    if (sessions === undefined) this.#seen.set(author, new Map([[session, this.#clock.now()]]));
    else sessions.set(session, this.#clock.now());
    if (!this.present.value.has(author)) this.present.set(new Set([...this.present.value, author]));
  }

  #lost(author: KeyId, session: SessionId): void {
    const sessions = this.#seen.get(author);
    if (sessions === undefined) return;
    sessions.delete(session);
    this.#channel.forget(author, session);
    if (sessions.size > 0) return;
    this.#seen.delete(author);
    if (author === this.#self) return;
    this.present.set(new Set([...this.present.value].filter((id) => id !== author)));
  }
}
