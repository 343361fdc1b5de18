import { toBase64Url } from '../base/bytes.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { PeerId } from '../protocol/ids.ts';
import type { FramedLink } from './framed-link.ts';
import type { Introduction, Purpose } from './introduction.ts';
import { ANSWER_MS, release } from './introduction-steps.ts';
import type { IntroductionSteps } from './introduction-steps.ts';
import type { LinkAttempt } from './link-attempt.ts';
import type { LinkPath } from './link.ts';
import type { Rank } from './rank.ts';
import type { AskOutcome } from './tree-search.ts';

/**
 * How long WebRTC has to come about before the relay is tried beside it. A direct link takes well below
 * two seconds, through TURN three.
 */
const RELAY_AFTER_MS = 4_500;

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
  /** It was sent a second time, as its way broke. */
  sentAgain: boolean;
  stopWaiting: Unsubscribe;
  stopRelayTimer: Unsubscribe;
}

/** The asking side of introductions: a direct path first, the relay beside it where that takes long. */
export class LinkAsks {
  readonly #steps: IntroductionSteps;
  readonly #rank: Rank;
  readonly #linked: (link: FramedLink, purpose: Purpose) => void;
  readonly #asks = new Map<string, Ask>();

  /** `linked` is called with each link that comes about, right after its ask is done. */
  constructor(
    steps: IntroductionSteps,
    rank: Rank,
    linked: (link: FramedLink, purpose: Purpose) => void,
  ) {
    this.#steps = steps;
    this.#rank = rank;
    this.#linked = linked;
  }

  /** Asks `peer` for a link with it as our parent or spare; calls `done` once unless the returned function was called. */
  ask(peer: PeerId, purpose: Purpose, done: (outcome: AskOutcome) => void): Unsubscribe {
    const id = toBase64Url(this.#steps.context.random(16));
    const forget = (): void => {
      end(ask);
      this.#asks.delete(id);
    };
    const ask: Ask = {
      id,
      peer,
      purpose,
      attempts: new Map(),
      waiting: false,
      relayAsked: false,
      sentAgain: false,
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
    this.#sendAsk(ask);
    return () => {
      if (this.#asks.has(id)) this.#steps.send(peer, { kind: 'cancel', attempt: id });
      forget();
    };
  }

  /** `peer` is not there: nothing of it is waited for. */
  gone(peer: PeerId): void {
    for (const ask of [...this.#asks.values()]) {
      if (ask.peer === peer && ask.attempts.size === 0) ask.finish({ kind: 'failed' });
    }
  }

  /** The way to `peer` broke: an ask goes once more, by another way, before it counts as failed. */
  stuck(peer: PeerId): void {
    for (const ask of [...this.#asks.values()]) {
      if (ask.peer !== peer || ask.attempts.size > 0) continue;
      if (ask.sentAgain) ask.finish({ kind: 'failed' });
      else {
        ask.sentAgain = true;
        this.#sendAsk(ask);
      }
    }
  }

  /** `peer` answers an ask of ours; one that is over is too late. */
  take(
    peer: PeerId,
    introduction: Extract<Introduction, { kind: 'full' | 'offer' | 'relay-offer' }>,
  ): void {
    const ask = this.#asks.get(introduction.attempt);
    if (ask?.peer === peer) this.#answered(ask, introduction);
  }

  stop(): void {
    for (const ask of this.#asks.values()) end(ask);
    this.#asks.clear();
  }

  /** The peer that we asked answers. */
  #answered(
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
        if (this.#steps.context.relayOnly) this.#askRelay(ask);
        else this.#connect(ask, 'direct', introduction.sdp);
        return;
      case 'relay-offer':
        if (!ask.attempts.has('relay')) this.#connect(ask, 'relay', introduction.key);
    }
  }

  /** The peer that we asked takes us. */
  #connect(ask: Ask, path: LinkPath, offer: string): void {
    this.#waitNoLonger(ask);
    const attempt = this.#steps.attempt(path, 'ask', ask.peer, ask.id, (link) => {
      ask.attempts.delete(path);
      if (link !== null) {
        ask.finish({ kind: 'linked' });
        this.#linked(link, ask.purpose);
      } else if (path === 'direct' && this.#steps.relays() && !ask.relayAsked) this.#askRelay(ask);
      else this.#settleAsk(ask);
    });
    ask.attempts.set(path, attempt);
    if (path === 'direct' && this.#steps.relays()) {
      ask.stopRelayTimer = this.#steps.context.clock.after(RELAY_AFTER_MS, () => {
        if (!ask.relayAsked) this.#askRelay(ask);
      });
    }
    this.#steps.run(
      attempt.answer(offer).then((answer) => {
        if (answer === null) return;
        if (path === 'direct')
          this.#steps.send(ask.peer, { kind: 'answer', attempt: ask.id, sdp: answer });
        else this.#steps.send(ask.peer, { kind: 'relay-answer', attempt: ask.id, key: answer });
      }),
    );
  }

  #sendAsk({ id, peer, purpose }: Ask): void {
    this.#steps.send(peer, { kind: 'ask', attempt: id, purpose, rank: this.#rank });
  }

  #askRelay(ask: Ask): void {
    ask.relayAsked = true;
    this.#steps.send(ask.peer, { kind: 'relay-ask', attempt: ask.id });
    this.#wait(ask);
  }

  #wait(ask: Ask): void {
    ask.stopWaiting();
    ask.waiting = true;
    ask.stopWaiting = this.#steps.context.clock.after(ANSWER_MS, () => {
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
    if (this.#asks.has(ask.id)) this.#steps.send(ask.peer, { kind: 'cancel', attempt: ask.id });
    ask.finish({ kind: 'failed' });
  }
}

function end(ask: Ask): void {
  release(ask);
  ask.stopRelayTimer();
}
