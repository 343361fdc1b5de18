import type { Bytes } from '../base/bytes.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { RoomKeys } from '../crypto/room-keys.ts';
import type { PeerId } from '../protocol/ids.ts';
import type { FramedLink } from './framed-link.ts';
import { encodeIntroduction, introductionContext, parseIntroduction } from './introduction.ts';
import type { Introduction, Purpose } from './introduction.ts';
import type { IntroductionSteps } from './introduction-steps.ts';
import { LinkArrivals } from './link-arrivals.ts';
import type { ArrivalEvents } from './link-arrivals.ts';
import { LinkAsks } from './link-asks.ts';
import { LinkAttempt } from './link-attempt.ts';
import type { LinkRole } from './handshake.ts';
import type { LinkContext } from './link-context.ts';
import { LinkRestarts } from './link-restarts.ts';
import { LinkUpgrades } from './link-upgrades.ts';
import type { LinkPath } from './link.ts';
import type { Rank } from './rank.ts';
import { SerialTasks } from './serial-tasks.ts';
import type { AskOutcome } from './tree-search.ts';

/** Introductions that wait to be opened; a flood beyond it is refused. */
const MAX_WAITING = 512;

export interface IntroducerOptions extends ArrivalEvents {
  readonly context: LinkContext;
  readonly roomKeys: RoomKeys;
  readonly rank: Rank;
  /** Sends over links or through the signalling server; false where neither leads to `peer`. */
  readonly send: (peer: PeerId, sealed: Bytes) => boolean;
  /** A link is usable: set it up before returning, its messages follow. */
  readonly linked: (link: FramedLink, purpose: Purpose) => void;
}

/** Brings peers to links by sealed messages through the signalling server. */
export class Introducer {
  readonly #options: IntroducerOptions;
  readonly #context: LinkContext;
  readonly #asks: LinkAsks;
  readonly #arrivals: LinkArrivals;
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
    const steps: IntroductionSteps = {
      context: options.context,
      send,
      attempt: (...about) => this.#attempt(...about),
      relays: () => this.#context.relayOnly || this.#context.ice.value.relay,
      run: (work) => this.#run(work),
    };
    this.#asks = new LinkAsks(steps, options.rank, options.linked);
    this.#arrivals = new LinkArrivals(steps, options);
  }

  /** Asks `peer` for a link for this purpose; calls `done` once unless the returned function was called. */
  ask(peer: PeerId, purpose: Purpose, done: (outcome: AskOutcome) => void): Unsubscribe {
    return this.#asks.ask(peer, purpose, done);
  }

  /** `peer` is not there. */
  gone(peer: PeerId): void {
    this.#asks.gone(peer);
  }

  /** The way over links to `peer` broke: there may be another one. */
  stuck(peer: PeerId): void {
    this.#asks.stuck(peer);
  }

  /** The device woke up or its network changed: looks at once whether the links still hold. */
  probe(): void {
    for (const link of this.#links) link.probe();
    this.#upgrades.probe();
  }

  /** Whether `peer` asked us and is on its way. */
  expects(peer: PeerId): boolean {
    return this.#arrivals.expects(peer);
  }

  /** Looks after a link that came about by the attempt `id`. */
  add(link: FramedLink, id: string, path: LinkPath): void {
    this.#links.add(link);
    link.onEnd(() => this.#links.delete(link));
    if (path === 'direct') this.#restarts.add(link, id);
    this.#upgrades.add(link);
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

  stop(): void {
    this.#stopped = true;
    this.#upgrades.stop();
    this.#asks.stop();
    this.#arrivals.stop();
  }

  #handle(peer: PeerId, introduction: Introduction): void {
    if (this.#upgrades.take(peer, introduction)) return;
    switch (introduction.kind) {
      case 'ask':
        this.#arrivals.accept(introduction);
        return;
      case 'answer':
      case 'relay-answer':
      case 'relay-ask':
      case 'cancel':
        this.#arrivals.take(peer, introduction);
        return;
      case 'full':
      case 'offer':
      case 'relay-offer':
        this.#asks.take(peer, introduction);
        return;
      case 'upgrade': // taken above
        return;
      case 'restart':
      case 'restart-offer':
      case 'restart-answer':
      case 'over':
        this.#restarts.take(peer, introduction);
    }
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
        if (link !== null) this.add(link, id, path);
        done(link);
      },
    });
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
