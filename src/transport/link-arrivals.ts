import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { PeerId } from '../protocol/ids.ts';
import { MAX_UNADMITTED_LINKS } from '../protocol/limits.ts';
import type { FramedLink } from './framed-link.ts';
import type { Introduction, Purpose } from './introduction.ts';
import { ANSWER_MS, release } from './introduction-steps.ts';
import type { IntroductionSteps } from './introduction-steps.ts';
import type { LinkAttempt } from './link-attempt.ts';
import type { LinkPath } from './link.ts';
import type { Rank } from './rank.ts';
import type { AskAnswer } from './tree-places.ts';

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

export interface ArrivalEvents {
  /** Decides about somebody who asks; `places` not yet admitted links may still be taken. */
  readonly asked: (rank: Rank, purpose: Purpose, places: number) => AskAnswer;
  readonly linked: (link: FramedLink, purpose: Purpose) => void;
  /** An accepted asker did not come. */
  readonly missed: (peer: PeerId) => void;
}

/** The accepting side of introductions: decides by `asked`, and bounds the links that nobody admitted yet. */
export class LinkArrivals {
  readonly #steps: IntroductionSteps;
  readonly #events: ArrivalEvents;
  /** Askers on their way to us. */
  readonly #coming = new Map<PeerId, Coming>();
  /** Links of askers; those not admitted count against the limit. */
  readonly #arrived = new Set<FramedLink>();

  constructor(steps: IntroductionSteps, events: ArrivalEvents) {
    this.#steps = steps;
    this.#events = events;
  }

  /** Whether `peer` asked us and is on its way. */
  expects(peer: PeerId): boolean {
    return this.#coming.has(peer);
  }

  /** `peer`, whom we accepted, goes on; one that is over is too late. */
  take(
    peer: PeerId,
    introduction: Extract<
      Introduction,
      { kind: 'answer' | 'relay-answer' | 'relay-ask' | 'cancel' }
    >,
  ): void {
    const coming = this.#coming.get(peer);
    if (coming?.id === introduction.attempt) this.#goesOn(peer, coming, introduction);
  }

  stop(): void {
    for (const coming of this.#coming.values()) release(coming);
    this.#coming.clear();
  }

  /** Somebody whom we accepted goes on. */
  #goesOn(
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
        if (this.#steps.relays() && !coming.relayed && !coming.linked)
          this.#offer(peer, coming, 'relay');
        return;
      case 'cancel':
        this.#drop(peer, coming);
    }
  }

  #complete(attempt: LinkAttempt | undefined, answer: string): void {
    if (attempt !== undefined) this.#steps.run(attempt.complete(answer));
  }

  /** Somebody asks us. */
  accept({ rank, purpose, attempt: id }: Extract<Introduction, { kind: 'ask' }>): void {
    const { peer } = rank;
    const earlier = this.#coming.get(peer);
    if (earlier?.id === id) {
      // Said again by somebody else: another offer would spoil the first one.
      this.#steps.context.refusals.refuse('introduction-repeated', { peer });
      return;
    }
    if (earlier !== undefined) this.#drop(peer, earlier);
    const answer = this.#events.asked(rank, purpose, this.#places());
    if (!answer.accept) {
      this.#steps.send(peer, { kind: 'full', attempt: id, others: answer.others });
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
    this.#offer(peer, coming, this.#steps.context.relayOnly ? 'relay' : 'direct');
  }

  /** The asker takes the first path that opens and lets the other go: we leave both to it. */
  #offer(peer: PeerId, coming: Coming, path: LinkPath): void {
    coming.stopWaiting();
    coming.relayed ||= path === 'relay';
    const attempt = this.#steps.attempt(path, 'accept', peer, coming.id, (link) => {
      coming.attempts.delete(path);
      coming.linked ||= link !== null;
      this.#settleComing(peer, coming);
      if (link === null) return;
      this.#arrived.add(link);
      link.onEnd(() => {
        this.#arrived.delete(link);
        coming.linked = false;
      });
      this.#events.linked(link, coming.purpose);
    });
    coming.attempts.set(path, attempt);
    this.#steps.run(
      attempt.offer().then((offer) => {
        if (offer === null) {
          // No WebRTC here: the relay is all that we can offer.
          const mine = this.#coming.get(peer) === coming;
          if (mine && this.#steps.relays() && !coming.relayed) this.#offer(peer, coming, 'relay');
          return;
        }
        if (path === 'direct')
          this.#steps.send(peer, { kind: 'offer', attempt: coming.id, sdp: offer });
        else this.#steps.send(peer, { kind: 'relay-offer', attempt: coming.id, key: offer });
      }),
    );
  }

  /** Ends the wait for an asker that has come, or cannot come any more. */
  #settleComing(peer: PeerId, coming: Coming): void {
    if (coming.attempts.size > 0) return;
    if (coming.linked || coming.relayed || !this.#steps.relays()) {
      this.#drop(peer, coming);
      return;
    }
    // Our side may notice first that there is no direct path: the asker asks for the relay yet.
    coming.stopWaiting = this.#steps.context.clock.after(ANSWER_MS, () => this.#drop(peer, coming));
  }

  #drop(peer: PeerId, coming: Coming): void {
    release(coming);
    if (this.#coming.get(peer) !== coming) return;
    this.#coming.delete(peer);
    if (!coming.linked) this.#events.missed(peer);
  }

  #places(): number {
    let taken = 0;
    for (const coming of this.#coming.values()) if (!coming.linked) taken += 1;
    for (const link of this.#arrived) if (!link.admitted) taken += 1;
    return MAX_UNADMITTED_LINKS - taken;
  }
}
