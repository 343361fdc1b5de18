import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { PeerId } from '../protocol/ids.ts';
import type { FramedLink } from './framed-link.ts';
import type { Introduction } from './introduction.ts';
import type { LinkContext } from './link-context.ts';

/** A restart that has not come through by then may be tried again. */
const RESTART_MS = 2_500;
/** Restarts of one link are numbered by a byte. */
const ROUNDS = 256;

/** What is said about restarting a link; `attempt` is that by which it came about. */
export type RestartIntroduction = Extract<
  Introduction,
  { kind: 'restart' | 'restart-offer' | 'restart-answer' | 'over' }
>;

interface Entry {
  readonly id: string;
  readonly link: FramedLink;
  /** Number of the last offer. */
  round: number;
  /** Until when nothing new is begun, by the context's clock. */
  busyUntil: number;
  /** Whether we asked for a restart and had no answer. */
  asked: boolean;
  /** The steps so far: one at a time, for descriptions must not overtake each other. */
  work: Promise<void>;
  readonly stop: Unsubscribe;
}

/**
 * Restarts the ICE of direct links that are in trouble: the path is gone, an address has changed, the device
 * slept. The roles are fixed, so offers never cross: who accepted the link offers, the other side may ask for it.
 * The certificates stay those that the handshake proved (TR1).
 */
export class LinkRestarts {
  readonly #context: LinkContext;
  readonly #send: (peer: PeerId, introduction: RestartIntroduction) => void;
  readonly #entries = new Map<string, Entry>();

  constructor(
    context: LinkContext,
    send: (peer: PeerId, introduction: RestartIntroduction) => void,
  ) {
    this.#context = context;
    this.#send = send;
  }

  /** Takes care of `link`, which came about by the attempt `id`, until it ends. */
  add(link: FramedLink, id: string): void {
    const forget = (): void => {
      entry.stop();
      if (this.#entries.get(id) === entry) this.#entries.delete(id);
    };
    const entry: Entry = {
      id,
      link,
      round: 0,
      busyUntil: 0,
      asked: false,
      work: Promise.resolve(),
      stop: link.onTroubled(() => this.#begin(entry)),
    };
    link.onEnd(forget);
    this.#entries.set(id, entry);
  }

  /** `peer` said something about a restart. */
  take(peer: PeerId, introduction: RestartIntroduction): void {
    const entry = this.#entries.get(introduction.attempt);
    if (entry?.link.remote.peer !== peer) {
      // It holds a link that is over here: no need for it to wait in vain.
      if (introduction.kind === 'restart' || introduction.kind === 'restart-offer')
        this.#send(peer, { kind: 'over', attempt: introduction.attempt });
      return;
    }
    switch (introduction.kind) {
      case 'restart':
        if (entry.link.role !== 'accept') return;
        entry.link.heard(); // it lives
        this.#begin(entry);
        return;
      case 'restart-offer':
        if (entry.link.role === 'ask') this.#answer(entry, introduction);
        return;
      case 'restart-answer':
        if (entry.link.role === 'accept' && entry.asked && introduction.round === entry.round)
          this.#complete(entry, introduction.sdp);
        return;
      case 'over':
        // Only where we asked: anybody invited could say so for another.
        if (entry.asked) entry.link.lose();
    }
  }

  #begin(entry: Entry): void {
    const now = this.#context.clock.now();
    const { restart } = entry.link;
    if (restart === null || now < entry.busyUntil) return;
    entry.busyUntil = now + RESTART_MS;
    entry.asked = true;
    const { id, link } = entry;
    const { peer } = link.remote;
    if (link.role === 'ask') {
      this.#send(peer, { kind: 'restart', attempt: id });
      return;
    }
    entry.round = (entry.round + 1) % ROUNDS;
    const { round } = entry;
    this.#run(entry, async () => {
      const offer = await restart.offer();
      if (offer.ok && entry.round === round)
        this.#send(peer, { kind: 'restart-offer', attempt: id, round, sdp: offer.value });
      else if (!offer.ok) this.#refused(entry, offer.error);
    });
  }

  #answer(
    entry: Entry,
    { round, sdp }: Extract<RestartIntroduction, { kind: 'restart-offer' }>,
  ): void {
    const { id, link } = entry;
    const { restart } = link;
    if (restart === null) return;
    entry.asked = false;
    entry.busyUntil = this.#context.clock.now() + RESTART_MS;
    this.#run(entry, async () => {
      const answer = await restart.answer(sdp);
      if (!answer.ok) {
        this.#refused(entry, answer.error);
        return;
      }
      link.heard(); // the other side lives: give the new path its time
      this.#send(link.remote.peer, {
        kind: 'restart-answer',
        attempt: id,
        round,
        sdp: answer.value,
      });
    });
  }

  #complete(entry: Entry, sdp: string): void {
    const { restart } = entry.link;
    if (restart === null) return;
    entry.asked = false;
    this.#run(entry, async () => {
      const completed = await restart.complete(sdp);
      if (completed.ok) entry.link.heard();
      else this.#refused(entry, completed.error);
    });
  }

  #refused(entry: Entry, code: string): void {
    const { peer } = entry.link.remote;
    if (code === 'restart-unsupported' || code === 'closed')
      this.#context.logger.log('info', code, { peer });
    else this.#context.refusals.refuse(code, { peer });
  }

  #run(entry: Entry, step: () => Promise<void>): void {
    entry.work = entry.work.then(step).catch((cause: unknown) => {
      this.#context.logger.log('error', 'restart-failed', { cause: String(cause) });
    });
  }
}
