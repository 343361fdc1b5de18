import { toBase64Url } from '../base/bytes.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { PeerId } from '../protocol/ids.ts';
import type { FramedLink } from './framed-link.ts';
import type { Introduction } from './introduction.ts';
import { LinkAttempt } from './link-attempt.ts';
import type { LinkContext } from './link-context.ts';

/** First and longest pause before a link over the relay tries WebRTC again. */
const FIRST_MS = 15_000;
const LONGEST_MS = 300_000;

interface Entry {
  readonly link: FramedLink;
  pause: number;
  cancel: Unsubscribe;
  /** The try under way, by its id. */
  id: string | null;
  attempt: LinkAttempt | null;
}

/**
 * Leaves the relay when WebRTC works (TR5): who asked for a link over the relay tries a direct channel again
 * from time to time, and the link moves to it without losing anything.
 */
export class LinkUpgrades {
  readonly #context: LinkContext;
  readonly #send: (peer: PeerId, introduction: Introduction) => void;
  /** The link took its new channel, by the attempt `id`. */
  readonly #moved: (link: FramedLink, id: string) => void;
  readonly #entries = new Set<Entry>();

  constructor(
    context: LinkContext,
    send: (peer: PeerId, introduction: Introduction) => void,
    moved: (link: FramedLink, id: string) => void,
  ) {
    this.#context = context;
    this.#send = send;
    this.#moved = moved;
  }

  /** Takes care of `link` until it ends or left the relay. */
  add(link: FramedLink): void {
    if (link.quality.value.path !== 'relay' || this.#context.relayOnly) return;
    const entry: Entry = {
      link,
      pause: FIRST_MS,
      cancel: () => undefined,
      id: null,
      attempt: null,
    };
    this.#entries.add(entry);
    link.onEnd(() => this.#forget(entry));
    if (link.role === 'ask') this.#later(entry);
  }

  /** The network may be another one: tries at once. */
  probe(): void {
    for (const entry of this.#entries) {
      if (entry.link.role !== 'ask' || entry.attempt !== null) continue;
      entry.pause = FIRST_MS;
      this.#begin(entry);
    }
  }

  /** Whether `introduction` is about such a try. */
  take(peer: PeerId, introduction: Introduction): boolean {
    const { kind, attempt: id } = introduction;
    if (kind === 'upgrade') {
      const entry = this.#entryOf(
        ({ link }) => link.remote.peer === peer && link.role === 'accept',
      );
      if (entry !== undefined) this.#offer(entry, id);
      return true;
    }
    const entry = this.#entryOf((other) => other.id === id && other.link.remote.peer === peer);
    if (entry === undefined) return false;
    if (kind === 'offer' && entry.link.role === 'ask' && entry.attempt === null)
      this.#answer(entry, id, introduction.sdp);
    else if (kind === 'answer' && entry.link.role === 'accept' && entry.attempt !== null)
      this.#run(entry.attempt.complete(introduction.sdp));
    return true;
  }

  stop(): void {
    for (const entry of this.#entries) this.#forget(entry);
  }

  #entryOf(fits: (entry: Entry) => boolean): Entry | undefined {
    return [...this.#entries].find(fits);
  }

  #later(entry: Entry): void {
    entry.cancel();
    entry.cancel = this.#context.clock.after(entry.pause, () => this.#begin(entry));
    entry.pause = Math.min(LONGEST_MS, 2 * entry.pause);
  }

  #begin(entry: Entry): void {
    entry.id = toBase64Url(this.#context.random(16));
    this.#send(entry.link.remote.peer, { kind: 'upgrade', attempt: entry.id });
    this.#later(entry); // unless it comes about before
  }

  #offer(entry: Entry, id: string): void {
    entry.attempt?.abort();
    const attempt = this.#attempt(entry, id);
    const { peer } = entry.link.remote;
    this.#run(
      attempt.offer().then((sdp) => {
        if (sdp !== null) this.#send(peer, { kind: 'offer', attempt: id, sdp });
      }),
    );
  }

  #answer(entry: Entry, id: string, offer: string): void {
    const attempt = this.#attempt(entry, id);
    const { peer } = entry.link.remote;
    this.#run(
      attempt.answer(offer).then((sdp) => {
        if (sdp !== null) this.#send(peer, { kind: 'answer', attempt: id, sdp });
      }),
    );
  }

  #attempt(entry: Entry, id: string): LinkAttempt {
    const { link } = entry;
    const attempt = new LinkAttempt({
      context: this.#context,
      path: 'direct',
      role: link.role,
      other: link.remote.peer,
      id,
      existing: link,
      done: (moved) => {
        if (entry.attempt !== attempt) return;
        entry.attempt = null;
        entry.id = null;
        if (moved === null) return;
        this.#forget(entry);
        this.#moved(link, id);
      },
    });
    entry.id = id;
    entry.attempt = attempt;
    return attempt;
  }

  #forget(entry: Entry): void {
    entry.cancel();
    entry.attempt?.abort();
    entry.attempt = null;
    this.#entries.delete(entry);
  }

  #run(work: Promise<void>): void {
    work.catch((cause: unknown) => {
      this.#context.logger.log('error', 'upgrade-failed', { cause: String(cause) });
    });
  }
}
