import { concat } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { Logger, RefusalCounter } from '../base/logger.ts';
import { TokenBucket } from '../base/token-bucket.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { Signer, Verifier } from '../crypto/signer.ts';
import type { ClassId, KeyId, SessionId } from '../protocol/ids.ts';
import {
  decodeVolatile,
  encodeVolatileBody,
  volatileSigningBytes,
} from '../protocol/peer-messages.ts';
import type { Volatile } from '../protocol/peer-messages.ts';
import type { AuthorityLog } from './authority-log.ts';
import type { VolatileCounter } from './volatile-counter.ts';

/** An own topic is signed and sent at most this often, in ms. */
const COALESCE_MS = 100;
/** Messages of one author that are checked per second, at first `BURST`: several documents and two sessions fit. */
const RATE_PER_SECOND = 60;
const BURST = 200;
/** Sessions and documents of one author whose latest message is remembered. */
const MAX_TOPICS_PER_AUTHOR = 64;

interface AuthorState {
  /** Latest message by session and topic, oldest first. */
  readonly latest: Map<string, Volatile>;
  /** What has the highest counter: a person speaks in one session at a time, and the others are over. */
  newest: Volatile | null;
  readonly rate: TokenBucket;
}

/** The other end of messages: whoever passes them on. */
export interface VolatileSource {
  offended(code: string): void;
  /** Is told what is newer than what it brought. */
  pass(message: Volatile): void;
}

/** A message that is new here. */
export interface VolatileNews {
  readonly message: Volatile;
  /** Null for own messages. */
  readonly source: VolatileSource | null;
}

/** A session that means nothing any more. */
export interface ForgottenSession {
  readonly author: KeyId;
  readonly session: SessionId;
}

interface VolatileOptions {
  readonly classId: ClassId;
  readonly session: SessionId;
  readonly identity: Signer;
  readonly verifier: Verifier;
  readonly authority: AuthorityLog;
  readonly counter: VolatileCounter;
  readonly clock: Clock;
  readonly refusals: RefusalCounter;
  readonly logger: Logger;
}

/** Signed messages that are passed on by everybody and stored by nobody; only the latest of a topic counts. */
export class VolatileChannel {
  readonly #options: VolatileOptions;
  readonly #news = new Emitter<VolatileNews>();
  readonly #forgotten = new Emitter<ForgottenSession>();
  readonly #authors = new Map<KeyId, AuthorState>();
  readonly #pending = new Map<string, Bytes>();
  readonly #lastSent = new Map<string, number>();
  readonly #timers = new Map<string, Unsubscribe>();
  #tail: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: VolatileOptions) {
    this.#options = options;
  }

  /** Fires with every message that is newer than the last on its topic, own ones included, after its check. */
  onNews(listener: (news: VolatileNews) => void): Unsubscribe {
    return this.#news.on(listener);
  }

  /** Fires when a session said goodbye, or its author was heard in a later one. */
  onForgotten(listener: (session: ForgottenSession) => void): Unsubscribe {
    return this.#forgotten.on(listener);
  }

  /** The latest messages, own ones included, by author and topic. */
  *latest(topic: string | null = null): Iterable<Volatile> {
    for (const { latest } of this.#authors.values()) {
      for (const message of latest.values())
        if (topic === null || message.topic === topic) yield message;
    }
  }

  /** Forgets a session: its latest messages mean nothing any more. */
  forget(author: KeyId, session: SessionId): void {
    const state = this.#authors.get(author);
    for (const [key, message] of state?.latest ?? []) {
      // The counter stays known, so that a replay of the session is not taken for news.
      if (message.session === session)
        state?.latest.set(key, { ...message, payload: new Uint8Array(0) });
    }
    this.#forgotten.emit({ author, session });
  }

  /** Signs and sends `payload`, the newest on `topic`; what follows within 100 ms goes as one. */
  send(topic: string, payload: Bytes): void {
    if (this.#closed) return;
    this.#pending.set(topic, payload);
    if (this.#timers.has(topic)) return;
    const { clock } = this.#options;
    const rest = (this.#lastSent.get(topic) ?? -Infinity) + COALESCE_MS - clock.now();
    if (rest <= 0 || rest > COALESCE_MS) {
      this.#sendPending(topic);
    } else {
      this.#timers.set(
        topic,
        clock.after(rest, () => {
          this.#timers.delete(topic);
          this.#sendPending(topic);
        }),
      );
    }
  }

  /** Takes messages from a link; resolves when all are checked. */
  async take(encoded: readonly Bytes[], source: VolatileSource): Promise<void> {
    const { classId, authority, verifier, refusals, identity } = this.#options;
    for (const bytes of encoded) {
      if (this.#closed) return;
      const decoded = decodeVolatile(bytes);
      if (!decoded.ok || decoded.value.classId !== classId) {
        refusals.refuse('volatile-malformed');
        source.offended('volatile-malformed');
        continue;
      }
      const message = decoded.value;
      if (message.author === identity.keyId && message.session === this.#options.session) continue;
      const admission = authority.admission(message.author);
      if (admission === null) {
        refusals.refuse('volatile-author'); // their admission may still be on its way
        continue;
      }
      const author = this.#author(message.author);
      const known = author.latest.get(topicKey(message));
      if (known !== undefined && known.counter >= message.counter) continue;
      const { newest } = author;
      if (newest !== null && isPast(message, newest)) {
        refusals.refuse('volatile-past'); // it may have been on its way for long
        source.pass(newest); // who brought it in good faith is to know better, most of all the author
        continue;
      }
      if (!author.rate.take()) {
        refusals.refuse('volatile-rate');
        continue;
      }
      if (
        !(await verifier.verify(
          admission.publicKey,
          volatileSigningBytes(message.body),
          message.signature,
        ))
      ) {
        author.rate.refund(); // what others forge must not silence the one they name
        refusals.refuse('volatile-signature');
        source.offended('volatile-signature');
        continue;
      }
      if (message.author === identity.keyId) this.#outdo(message);
      else if (!this.#remember(message)) continue;
      this.#news.emit({ message, source });
    }
  }

  /** Sends what is pending and ends. */
  async close(): Promise<void> {
    for (const [topic, cancel] of this.#timers) {
      cancel();
      this.#sendPending(topic);
    }
    this.#timers.clear();
    await this.#tail;
    this.#closed = true;
  }

  #sendPending(topic: string): void {
    this.#lastSent.set(topic, this.#options.clock.now());
    this.#tail = this.#tail.then(async () => {
      const payload = this.#pending.get(topic);
      if (payload === undefined || this.#closed) return;
      this.#pending.delete(topic);
      const { classId, session, identity, counter, clock, logger } = this.#options;
      const at = Math.max(0, Math.floor(clock.now()));
      const fields = {
        classId,
        author: identity.keyId,
        session,
        counter: counter.next(),
        at,
        topic,
        payload,
      };
      try {
        const body = encodeVolatileBody(fields);
        const signature = await identity.sign(volatileSigningBytes(body));
        const message = { ...fields, body, signature, bytes: concat(body, signature) };
        if (this.#remember(message)) this.#news.emit({ message, source: null });
      } catch (cause) {
        logger.log('error', 'volatile-threw', { message: String(cause) });
      }
    });
  }

  /** Others still believe an earlier session of ours: what this one said is to count for them. */
  #outdo(earlier: Volatile): void {
    const { counter, identity } = this.#options;
    if (!counter.above(earlier.counter)) return;
    for (const { topic, payload } of this.#author(identity.keyId).latest.values())
      this.send(topic, this.#pending.get(topic) ?? payload);
  }

  #remember(message: Volatile): boolean {
    const author = this.#author(message.author);
    const { latest } = author;
    const key = topicKey(message);
    const known = latest.get(key);
    if (known !== undefined && known.counter >= message.counter) return false;
    const { newest } = author;
    if (newest !== null && isPast(message, newest)) return false;
    if (newest === null || newest.counter <= message.counter) author.newest = message;
    if (newest !== null && newest.session !== message.session) {
      for (const [other, { session }] of latest)
        if (session === newest.session) latest.delete(other);
      this.#forgotten.emit({ author: message.author, session: newest.session });
    }
    latest.delete(key);
    latest.set(key, message);
    if (latest.size > MAX_TOPICS_PER_AUTHOR) {
      const oldest = latest.keys().next();
      if (oldest.done !== true) latest.delete(oldest.value);
    }
    return true;
  }

  #author(id: KeyId): AuthorState {
    let author = this.#authors.get(id);
    if (author === undefined) {
      author = {
        latest: new Map(),
        newest: null,
        rate: new TokenBucket(this.#options.clock, BURST, RATE_PER_SECOND),
      };
      this.#authors.set(id, author);
    }
    return author;
  }
}

/** Whether a word is of a session that is over, as another one said `newest`. Of equals the ids decide, everywhere alike. */
function isPast({ session, counter }: Volatile, newest: Volatile): boolean {
  if (session === newest.session) return false;
  return counter === newest.counter ? session < newest.session : counter < newest.counter;
}

/** Tells sessions and topics of an author apart. */
export function topicKey({ session, topic }: Volatile): string {
  return `${session}/${topic}`;
}
