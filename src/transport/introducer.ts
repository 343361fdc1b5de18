import { fromBase64Url, toBase64Url } from '../base/bytes.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { RoomKeys } from '../crypto/room-keys.ts';
import type { PeerId } from '../protocol/ids.ts';
import { MAX_UNADMITTED_LINKS } from '../protocol/limits.ts';
import type { FramedLink } from './framed-link.ts';
import { encodeIntroduction, introductionContext, parseIntroduction } from './introduction.ts';
import type { Introduction } from './introduction.ts';
import { LinkAttempt } from './link-attempt.ts';
import type { LinkContext } from './link-context.ts';
import type { Rank } from './rank.ts';
import { SerialTasks } from './serial-tasks.ts';
import type { AskAnswer, AskOutcome } from './topology.ts';

/** How long a peer may take to answer an ask: it gathers candidates for up to two seconds first. */
const ANSWER_MS = 6_000;
/** Introductions that wait to be opened; a flood beyond it is refused. */
const MAX_WAITING = 512;

export interface IntroducerOptions {
  readonly context: LinkContext;
  readonly roomKeys: RoomKeys;
  readonly rank: Rank;
  /** Sends through the signalling server; false where it is away. */
  readonly send: (peer: PeerId, data: string) => boolean;
  /** Decides about somebody who asks; `places` not yet admitted links may still be taken. */
  readonly asked: (rank: Rank, places: number) => AskAnswer;
  /** A link is usable: set it up before returning, its messages follow. */
  readonly linked: (link: FramedLink) => void;
  /** An accepted asker did not come. */
  readonly missed: (peer: PeerId) => void;
}

interface Ask {
  readonly id: string;
  readonly peer: PeerId;
  readonly finish: (outcome: AskOutcome) => void;
  attempt: LinkAttempt | null;
  stopWaiting: Unsubscribe;
}

/** Brings peers to links by sealed messages through the signalling server. */
export class Introducer {
  readonly #options: IntroducerOptions;
  readonly #context: LinkContext;
  readonly #asks = new Map<string, Ask>();
  /** Askers on their way to us; one attempt per peer. */
  readonly #coming = new Map<PeerId, LinkAttempt>();
  /** Links of askers; those not admitted count against the limit. */
  readonly #arrived = new Set<FramedLink>();
  readonly #incoming: SerialTasks;
  readonly #outgoing: SerialTasks;
  #stopped = false;

  constructor(options: IntroducerOptions) {
    this.#options = options;
    this.#context = options.context;
    this.#incoming = new SerialTasks(options.context.logger, MAX_WAITING);
    this.#outgoing = new SerialTasks(options.context.logger, MAX_WAITING);
  }

  /** Asks `peer` for a link with it as our parent; calls `done` once unless the returned function was called. */
  ask(peer: PeerId, done: (outcome: AskOutcome) => void): Unsubscribe {
    const { clock, random } = this.#context;
    const id = toBase64Url(random(16));
    const forget = (): void => {
      ask.stopWaiting();
      ask.attempt?.abort();
      this.#asks.delete(id);
    };
    const ask: Ask = {
      id,
      peer,
      attempt: null,
      finish: (outcome) => {
        if (!this.#asks.has(id)) return;
        forget();
        done(outcome);
      },
      stopWaiting: clock.after(ANSWER_MS, () => {
        this.#send(peer, { kind: 'cancel', attempt: id });
        ask.finish({ kind: 'failed' });
      }),
    };
    this.#asks.set(id, ask);
    this.#send(peer, { kind: 'ask', attempt: id, rank: this.#options.rank });
    return () => {
      if (this.#asks.has(id)) this.#send(peer, { kind: 'cancel', attempt: id });
      forget();
    };
  }

  /** Whether `peer` asked us and is on its way. */
  expects(peer: PeerId): boolean {
    return this.#coming.has(peer);
  }

  /** A message came from `peer` through the server. */
  take(peer: PeerId, data: string): void {
    const queued = this.#incoming.add(async () => {
      const sealed = fromBase64Url(data);
      const context = introductionContext(this.#context.classId, peer, this.#context.self);
      const plain = sealed === null ? null : await this.#options.roomKeys.open(sealed, context);
      const introduction = plain === null ? null : parseIntroduction(plain, peer);
      if (this.#stopped) return;
      if (introduction === null) this.#context.refusals.refuse('introduction-malformed', { peer });
      else this.#handle(peer, introduction);
    });
    if (!queued) this.#context.refusals.refuse('introduction-flood', { peer });
  }

  /** The server says that `peer` is not there. */
  gone(peer: PeerId): void {
    for (const ask of [...this.#asks.values()]) {
      if (ask.peer === peer && ask.attempt === null) ask.finish({ kind: 'failed' });
    }
  }

  stop(): void {
    this.#stopped = true;
    for (const ask of this.#asks.values()) {
      ask.stopWaiting();
      ask.attempt?.abort();
    }
    this.#asks.clear();
    for (const attempt of this.#coming.values()) attempt.abort();
    this.#coming.clear();
  }

  #handle(peer: PeerId, introduction: Introduction): void {
    if (introduction.kind === 'ask') {
      this.#accept(introduction.rank, introduction.attempt);
      return;
    }
    if (introduction.kind === 'answer' || introduction.kind === 'cancel') {
      const attempt = this.#coming.get(peer);
      if (attempt === undefined || attempt.id !== introduction.attempt) return; // too late
      if (introduction.kind === 'answer') this.#run(attempt.complete(introduction.sdp));
      else {
        attempt.abort();
        this.#missed(attempt);
      }
      return;
    }
    const ask = this.#asks.get(introduction.attempt);
    if (ask === undefined || ask.peer !== peer || ask.attempt !== null) return; // too late
    if (introduction.kind === 'full') ask.finish({ kind: 'full', children: introduction.children });
    else this.#connect(ask, introduction.sdp);
  }

  /** The peer that we asked takes us. */
  #connect(ask: Ask, offer: string): void {
    ask.stopWaiting();
    const attempt = new LinkAttempt(this.#context, 'ask', ask.peer, ask.id, (link) => {
      ask.attempt = null;
      ask.finish({ kind: link === null ? 'failed' : 'linked' });
      if (link !== null) this.#options.linked(link);
    });
    ask.attempt = attempt;
    this.#run(
      attempt.answer(offer).then((sdp) => {
        if (sdp !== null) this.#send(ask.peer, { kind: 'answer', attempt: ask.id, sdp });
      }),
    );
  }

  /** Somebody asks us. */
  #accept(rank: Rank, id: string): void {
    const { peer } = rank;
    const earlier = this.#coming.get(peer);
    if (earlier !== undefined) {
      earlier.abort();
      this.#missed(earlier);
    }
    const answer = this.#options.asked(rank, this.#places());
    if (!answer.accept) {
      this.#send(peer, { kind: 'full', attempt: id, children: answer.children });
      return;
    }
    const attempt = new LinkAttempt(this.#context, 'accept', peer, id, (link) => {
      if (link === null) {
        this.#missed(attempt);
        return;
      }
      this.#coming.delete(peer);
      this.#arrived.add(link);
      link.onEnd(() => this.#arrived.delete(link));
      this.#options.linked(link);
    });
    this.#coming.set(peer, attempt);
    this.#run(
      attempt.offer().then((sdp) => {
        if (sdp !== null) this.#send(peer, { kind: 'offer', attempt: id, sdp });
      }),
    );
  }

  #missed(attempt: LinkAttempt): void {
    if (this.#coming.get(attempt.other) !== attempt) return;
    this.#coming.delete(attempt.other);
    this.#options.missed(attempt.other);
  }

  #places(): number {
    let taken = this.#coming.size;
    for (const link of this.#arrived) if (!link.admitted) taken += 1;
    return MAX_UNADMITTED_LINKS - taken;
  }

  #send(peer: PeerId, introduction: Introduction): void {
    const queued = this.#outgoing.add(async () => {
      const context = introductionContext(this.#context.classId, this.#context.self, peer);
      const sealed = await this.#options.roomKeys.seal(encodeIntroduction(introduction), context);
      const sent = !this.#stopped && this.#options.send(peer, toBase64Url(sealed));
      if (!sent && introduction.kind === 'ask') this.gone(peer);
    });
    if (!queued) this.#context.refusals.refuse('introduction-backlog', { peer });
  }

  #run(work: Promise<void>): void {
    work.catch((cause: unknown) => {
      this.#context.logger.log('error', 'introduction-failed', { cause: String(cause) });
    });
  }
}
