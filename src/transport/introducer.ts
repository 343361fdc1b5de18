import { toBase64Url } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { RoomKeys } from '../crypto/room-keys.ts';
import type { PeerId } from '../protocol/ids.ts';
import { MAX_UNADMITTED_LINKS } from '../protocol/limits.ts';
import type { FramedLink } from './framed-link.ts';
import { encodeIntroduction, introductionContext, parseIntroduction } from './introduction.ts';
import type { Introduction, Purpose } from './introduction.ts';
import { LinkAttempt } from './link-attempt.ts';
import type { LinkRole } from './handshake.ts';
import type { LinkContext } from './link-context.ts';
import { LinkRestarts } from './link-restarts.ts';
import { LinkUpgrades } from './link-upgrades.ts';
import type { LinkPath } from './link.ts';
import type { Rank } from './rank.ts';
import { SerialTasks } from './serial-tasks.ts';
import type { AskAnswer } from './tree-places.ts';
import type { AskOutcome } from './tree-search.ts';

/** How long a peer may take to answer an ask: it gathers candidates for up to two seconds first. */
const ANSWER_MS = 6_000;
/**
 * How long WebRTC has to come about before the relay is tried beside it. A direct link takes well below
 * two seconds, through TURN three.
 */
const RELAY_AFTER_MS = 4_500;
/** Introductions that wait to be opened; a flood beyond it is refused. */
const MAX_WAITING = 512;

export interface IntroducerOptions {
  readonly context: LinkContext;
  readonly roomKeys: RoomKeys;
  readonly rank: Rank;
  /** Sends over links or through the signalling server; false where neither leads to `peer`. */
  readonly send: (peer: PeerId, sealed: Bytes) => boolean;
  /** Decides about somebody who asks; `places` not yet admitted links may still be taken. */
  readonly asked: (rank: Rank, purpose: Purpose, places: number) => AskAnswer;
  /** A link is usable: set it up before returning, its messages follow. */
  readonly linked: (link: FramedLink, purpose: Purpose) => void;
  /** An accepted asker did not come. */
  readonly missed: (peer: PeerId) => void;
}

interface Ask {
  readonly id: string;
  readonly peer: PeerId;
  readonly purpose: Purpose;
  readonly finish: (outcome: AskOutcome) => void;
  /** Those under way. */
  readonly attempts: Map<LinkPath, LinkAttempt>;
  /** Whether word of the other side is waited for. */
  waiting: boolean;
  relayAsked: boolean;
  stopWaiting: Unsubscribe;
  stopRelayTimer: Unsubscribe;
}

/** Somebody who asked and was accepted. */
interface Coming {
  readonly id: string;
  readonly purpose: Purpose;
  readonly attempts: Map<LinkPath, LinkAttempt>;
  /** Whether a link of it is open. */
  linked: boolean;
  relayed: boolean;
  stopWaiting: Unsubscribe;
}

/** Brings peers to links by sealed messages through the signalling server. */
export class Introducer {
  readonly #options: IntroducerOptions;
  readonly #context: LinkContext;
  readonly #asks = new Map<string, Ask>();
  /** Askers on their way to us. */
  readonly #coming = new Map<PeerId, Coming>();
  /** Links of askers; those not admitted count against the limit. */
  readonly #arrived = new Set<FramedLink>();
  readonly #incoming: SerialTasks;
  readonly #outgoing: SerialTasks;
  readonly #restarts: LinkRestarts;
  readonly #upgrades: LinkUpgrades;
  /** All that came about here and are open. */
  readonly #links = new Set<FramedLink>();
  #stopped = false;

  constructor(options: IntroducerOptions) {
    this.#options = options;
    this.#context = options.context;
    this.#incoming = new SerialTasks(options.context.logger, MAX_WAITING);
    this.#outgoing = new SerialTasks(options.context.logger, MAX_WAITING);
    const send = (peer: PeerId, said: Introduction): void => this.#send(peer, said);
    this.#restarts = new LinkRestarts(options.context, send);
    this.#upgrades = new LinkUpgrades(options.context, send, (link, id) =>
      this.#restarts.add(link, id),
    );
  }

  /** Asks `peer` for a link with it as our parent or spare; calls `done` once unless the returned function was called. */
  ask(peer: PeerId, purpose: Purpose, done: (outcome: AskOutcome) => void): Unsubscribe {
    const id = toBase64Url(this.#context.random(16));
    const forget = (): void => {
      release(ask);
      this.#asks.delete(id);
    };
    const ask: Ask = {
      id,
      peer,
      purpose,
      attempts: new Map(),
      waiting: false,
      relayAsked: false,
      finish: (outcome) => {
        if (!this.#asks.has(id)) return;
        forget();
        done(outcome);
      },
      stopWaiting: () => undefined,
      stopRelayTimer: () => undefined,
    };
    this.#asks.set(id, ask);
    this.#wait(ask);
    this.#send(peer, { kind: 'ask', attempt: id, purpose, rank: this.#options.rank });
    return () => {
      if (this.#asks.has(id)) this.#send(peer, { kind: 'cancel', attempt: id });
      forget();
    };
  }

  /** The device woke up or its network changed: looks at once whether the links still hold. */
  probe(): void {
    for (const link of this.#links) link.probe();
    this.#upgrades.probe();
  }

  /** Whether `peer` asked us and is on its way. */
  expects(peer: PeerId): boolean {
    return this.#coming.has(peer);
  }

  /** A sealed message came from `peer`. */
  take(peer: PeerId, sealed: Bytes | null): void {
    const queued = this.#incoming.add(async () => {
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
      if (ask.peer === peer && ask.attempts.size === 0) ask.finish({ kind: 'failed' });
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#upgrades.stop();
    for (const ask of this.#asks.values()) release(ask);
    this.#asks.clear();
    for (const coming of this.#coming.values()) release(coming);
    this.#coming.clear();
  }

  #handle(peer: PeerId, introduction: Introduction): void {
    if (this.#upgrades.take(peer, introduction)) return;
    switch (introduction.kind) {
      case 'ask':
        this.#accept(introduction);
        return;
      case 'answer':
      case 'relay-answer':
      case 'relay-ask':
      case 'cancel': {
        const coming = this.#coming.get(peer);
        if (coming?.id === introduction.attempt) this.#handleAsker(peer, coming, introduction);
        return; // else too late
      }
      case 'full':
      case 'offer':
      case 'relay-offer': {
        const ask = this.#asks.get(introduction.attempt);
        if (ask?.peer === peer) this.#handleAsked(ask, introduction);
        return;
      }
      case 'upgrade': // taken above
        return;
      case 'restart':
      case 'restart-offer':
      case 'restart-answer':
      case 'over':
        this.#restarts.take(peer, introduction);
    }
  }

  /** The peer that we asked answers. */
  #handleAsked(
    ask: Ask,
    introduction: Extract<Introduction, { kind: 'full' | 'offer' | 'relay-offer' }>,
  ): void {
    switch (introduction.kind) {
      case 'full':
        if (ask.attempts.size === 0 && !ask.relayAsked)
          ask.finish({ kind: 'full', others: introduction.others });
        return;
      case 'offer':
        if (ask.attempts.size > 0 || ask.relayAsked) return; // said already
        if (this.#context.relayOnly) this.#askRelay(ask);
        else this.#connect(ask, 'direct', introduction.sdp);
        return;
      case 'relay-offer':
        if (!ask.attempts.has('relay')) this.#connect(ask, 'relay', introduction.key);
    }
  }

  /** The peer that we asked takes us. */
  #connect(ask: Ask, path: LinkPath, offer: string): void {
    this.#waitNoLonger(ask);
    const attempt = this.#attempt(path, 'ask', ask.peer, ask.id, (link) => {
      ask.attempts.delete(path);
      if (link !== null) {
        ask.finish({ kind: 'linked' });
        this.#options.linked(link, ask.purpose);
      } else if (path === 'direct' && this.#relays && !ask.relayAsked) this.#askRelay(ask);
      else this.#settleAsk(ask);
    });
    ask.attempts.set(path, attempt);
    if (path === 'direct' && this.#relays) {
      ask.stopRelayTimer = this.#context.clock.after(RELAY_AFTER_MS, () => {
        if (!ask.relayAsked) this.#askRelay(ask);
      });
    }
    this.#run(
      attempt.answer(offer).then((answer) => {
        if (answer === null) return;
        if (path === 'direct')
          this.#send(ask.peer, { kind: 'answer', attempt: ask.id, sdp: answer });
        else this.#send(ask.peer, { kind: 'relay-answer', attempt: ask.id, key: answer });
      }),
    );
  }

  #askRelay(ask: Ask): void {
    ask.relayAsked = true;
    this.#send(ask.peer, { kind: 'relay-ask', attempt: ask.id });
    this.#wait(ask);
  }

  #wait(ask: Ask): void {
    ask.stopWaiting();
    ask.waiting = true;
    ask.stopWaiting = this.#context.clock.after(ANSWER_MS, () => {
      ask.waiting = false;
      this.#settleAsk(ask);
    });
  }

  #waitNoLonger(ask: Ask): void {
    ask.stopWaiting();
    ask.waiting = false;
  }

  /** Gives up where nothing is left to hope for. */
  #settleAsk(ask: Ask): void {
    if (ask.waiting || ask.attempts.size > 0) return;
    if (this.#asks.has(ask.id)) this.#send(ask.peer, { kind: 'cancel', attempt: ask.id });
    ask.finish({ kind: 'failed' });
  }

  /** Somebody whom we accepted goes on. */
  #handleAsker(
    peer: PeerId,
    coming: Coming,
    introduction: Extract<
      Introduction,
      { kind: 'answer' | 'relay-answer' | 'relay-ask' | 'cancel' }
    >,
  ): void {
    switch (introduction.kind) {
      case 'answer':
        this.#complete(coming.attempts.get('direct'), introduction.sdp);
        return;
      case 'relay-answer':
        this.#complete(coming.attempts.get('relay'), introduction.key);
        return;
      case 'relay-ask':
        if (this.#relays && !coming.relayed && !coming.linked) this.#offer(peer, coming, 'relay');
        return;
      case 'cancel':
        this.#drop(peer, coming);
    }
  }

  #complete(attempt: LinkAttempt | undefined, answer: string): void {
    if (attempt !== undefined) this.#run(attempt.complete(answer));
  }

  /** Somebody asks us. */
  #accept({ rank, purpose, attempt: id }: Extract<Introduction, { kind: 'ask' }>): void {
    const { peer } = rank;
    const earlier = this.#coming.get(peer);
    if (earlier !== undefined) this.#drop(peer, earlier);
    const answer = this.#options.asked(rank, purpose, this.#places());
    if (!answer.accept) {
      this.#send(peer, { kind: 'full', attempt: id, others: answer.others });
      return;
    }
    const coming: Coming = {
      id,
      purpose,
      attempts: new Map(),
      linked: false,
      relayed: false,
      stopWaiting: () => undefined,
    };
    this.#coming.set(peer, coming);
    this.#offer(peer, coming, this.#context.relayOnly ? 'relay' : 'direct');
  }

  /** The asker takes the first path that opens and lets the other go: we leave both to it. */
  #offer(peer: PeerId, coming: Coming, path: LinkPath): void {
    coming.stopWaiting();
    coming.relayed ||= path === 'relay';
    const attempt = this.#attempt(path, 'accept', peer, coming.id, (link) => {
      coming.attempts.delete(path);
      coming.linked ||= link !== null;
      this.#settleComing(peer, coming);
      if (link === null) return;
      this.#arrived.add(link);
      link.onEnd(() => {
        this.#arrived.delete(link);
        coming.linked = false;
      });
      this.#options.linked(link, coming.purpose);
    });
    coming.attempts.set(path, attempt);
    this.#run(
      attempt.offer().then((offer) => {
        if (offer === null) {
          // No WebRTC here: the relay is all that we can offer.
          const mine = this.#coming.get(peer) === coming;
          if (mine && this.#relays && !coming.relayed) this.#offer(peer, coming, 'relay');
          return;
        }
        if (path === 'direct') this.#send(peer, { kind: 'offer', attempt: coming.id, sdp: offer });
        else this.#send(peer, { kind: 'relay-offer', attempt: coming.id, key: offer });
      }),
    );
  }

  /** Ends the wait for an asker that has come, or cannot come any more. */
  #settleComing(peer: PeerId, coming: Coming): void {
    if (coming.attempts.size > 0) return;
    if (coming.linked || coming.relayed || !this.#relays) {
      this.#drop(peer, coming);
      return;
    }
    // Our side may notice first that there is no direct path: the asker asks for the relay yet.
    coming.stopWaiting = this.#context.clock.after(ANSWER_MS, () => this.#drop(peer, coming));
  }

  #drop(peer: PeerId, coming: Coming): void {
    release(coming);
    if (this.#coming.get(peer) !== coming) return;
    this.#coming.delete(peer);
    if (!coming.linked) this.#options.missed(peer);
  }

  #attempt(
    path: LinkPath,
    role: LinkRole,
    other: PeerId,
    id: string,
    done: (link: FramedLink | null) => void,
  ): LinkAttempt {
    return new LinkAttempt({
      context: this.#context,
      path,
      role,
      other,
      id,
      done: (link) => {
        if (link !== null) {
          this.#links.add(link);
          link.onEnd(() => this.#links.delete(link));
          if (path === 'direct') this.#restarts.add(link, id);
          this.#upgrades.add(link);
        }
        done(link);
      },
    });
  }

  /** Whether the relay may be tried. */
  get #relays(): boolean {
    return this.#context.relayOnly || this.#context.ice.value.relay;
  }

  #places(): number {
    let taken = 0;
    for (const coming of this.#coming.values()) if (!coming.linked) taken += 1;
    for (const link of this.#arrived) if (!link.admitted) taken += 1;
    return MAX_UNADMITTED_LINKS - taken;
  }

  #send(peer: PeerId, introduction: Introduction): void {
    const queued = this.#outgoing.add(async () => {
      const context = introductionContext(this.#context.classId, this.#context.self, peer);
      const sealed = await this.#options.roomKeys.seal(encodeIntroduction(introduction), context);
      const sent = !this.#stopped && this.#options.send(peer, sealed);
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

function release(waiting: Ask | Coming): void {
  waiting.stopWaiting();
  if ('stopRelayTimer' in waiting) waiting.stopRelayTimer();
  for (const attempt of waiting.attempts.values()) attempt.abort();
  waiting.attempts.clear();
}
