import { concat, fromBase64Url, toBase64Url } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import { Emitter } from '../base/emitter.ts';
import { ObservableValue } from '../base/observable.ts';
import type { Observable } from '../base/observable.ts';
import type { RoomKeys } from '../crypto/room-keys.ts';
import type { PeerId } from '../protocol/ids.ts';
import { MAX_ROOM_MEMBERS } from '../protocol/limits.ts';
import type { RoomMember } from '../protocol/signaling-messages.ts';
import { NO_ICE } from './ice-source.ts';
import type { IceSettings } from './ice-source.ts';
import { ConnectionBudget } from './connection-budget.ts';
import { HandPairing } from './hand-pairing.ts';
import { Introducer } from './introducer.ts';
import { cardContext } from './introduction.ts';
import type { Purpose } from './introduction.ts';
import type { LinkContext } from './link-context.ts';
import type { FramedLink } from './framed-link.ts';
import type { LinkRelation } from './link.ts';
import type { Network } from './network.ts';
import { encodeRank, parseRank } from './rank.ts';
import type { Rank } from './rank.ts';
import { RelayHub } from './relay-hub.ts';
import { Router } from './router.ts';
import { SerialTasks } from './serial-tasks.ts';
import type { Room, Signaling, WakeSource } from './signaling.ts';
import { Topology } from './topology.ts';
import { encodeTreeMessage, parseTreeMessage } from './tree-message.ts';
import type { TreeMessage } from './tree-message.ts';

const CARD_VERSION = 1;

export interface NetworkOptions extends Omit<LinkContext, 'self' | 'ice' | 'relayOnly' | 'relay'> {
  /** STUN, TURN and whether the server relays; nothing of it unless given. */
  readonly ice?: Observable<IceSettings>;
  /** Tells when the device woke up or its network changed. */
  readonly wake?: WakeSource;
  /** Hides our address from the others: all links go through the server's relay (TR5). */
  readonly relayOnly?: boolean;
  /** Stays open when the network closes; only the room is left. */
  readonly signaling: Signaling;
  readonly roomKeys: RoomKeys;
  /** Whether we are the class's owner: then we come first in the tree. */
  readonly owner: boolean;
  /** When this page was loaded, ms since the epoch. */
  readonly joinedAt: number;
  /** Children that a peer takes before it sends others on to its children; 8 unless given. */
  readonly fanOut?: number;
}

/** Enters the class's room and keeps a place in its tree of links until `close`. */
export function joinNetwork(options: NetworkOptions): Network {
  const { classId, roomKeys, clock, random, logger, refusals, signaling } = options;
  const self = toBase64Url(random(16)) as PeerId;
  const rank: Rank = { owner: options.owner, joinedAt: options.joinedAt, peer: self };
  const links = new ObservableValue<readonly FramedLink[]>([]);
  const linked = new Emitter<FramedLink>();
  const cards = new SerialTasks(logger, 2 * MAX_ROOM_MEMBERS);
  const budget = new ConnectionBudget(clock);
  let room: Room | null = null;
  let closed = false;

  const linkWith = (peer: PeerId): FramedLink | undefined =>
    links.value.findLast((link) => link.remote.peer === peer);
  const signal = (link: FramedLink, message: TreeMessage): void =>
    link.signal(encodeTreeMessage(message));

  const router = new Router(
    self,
    {
      tell: (neighbour, message) => {
        const link = linkWith(neighbour);
        if (link?.admitted !== true) return false;
        signal(link, message);
        return true;
      },
      arrived: (origin, payload) => introducer.take(origin, payload),
      stuck: (target) => introducer.stuck(target),
      refuse: (code, peer) => refusals.refuse(code, { peer }),
    },
    clock,
  );

  const topology = new Topology(
    rank,
    {
      ask: (peer, purpose, done) => {
        // Nobody needs a spare so much that connections may run out for it.
        if (!budget.allows(purpose)) return clock.after(0, () => done({ kind: 'failed' }));
        return introducer.ask(peer, purpose, (outcome) => {
          const way = router.route(peer);
          if (outcome.kind === 'full' && way !== null)
            for (const other of outcome.others) router.learn([...way, other.peer]);
          done(outcome);
        });
      },
      list: (from) => room?.list(from),
      watch: (on) => room?.watch(on),
      drop: (peer) => linkWith(peer)?.close(),
      relate: (peer, relation) => linkWith(peer)?.relation.set(relation),
      tell: (peer, message) => {
        const link = linkWith(peer);
        if (link !== undefined) signal(link, message);
      },
      learn: (route) => router.learn(route),
    },
    clock,
    random,
    options.fanOut,
  );

  const relay = new RelayHub(
    (peer, payload) => room?.relay(peer, payload) ?? false,
    logger,
    refusals,
  );
  const context: LinkContext = {
    ...options,
    self,
    relay,
    relayOnly: options.relayOnly ?? false,
    ice: options.ice ?? new ObservableValue(NO_ICE),
    createPeerConnection: (configuration) => {
      budget.used();
      return options.createPeerConnection(configuration);
    },
  };
  const took = (link: FramedLink, purpose: Purpose): void => {
    const { peer } = link.remote;
    const replaced = links.value.filter((other) => other.remote.peer === peer);
    const relation: LinkRelation =
      purpose === 'spare' ? 'spare' : link.role === 'ask' ? 'parent' : 'child';
    link.relation.set(relation);
    link.onEnd((end) => {
      logger.log('info', 'link-ended', { peer, end });
      links.set(links.value.filter((other) => other !== link));
      if (linkWith(peer) !== undefined) return; // another one has taken its place
      router.neighbourEnded(peer);
      if (link.role === 'ask') topology.upwardEnded(peer, end);
      else if (!introducer.expects(peer)) topology.childEnded(peer);
    });
    link.onSignal((bytes) => heard(link, bytes));
    link.onAdmit(() => topology.admitted(peer));
    links.set([...links.value, link]);
    for (const other of replaced) other.close();
    if (link.role === 'accept') topology.childLinked(peer);
    try {
      linked.emit(link);
    } catch (cause) {
      logger.log('error', 'link-listener-failed', { cause: String(cause) });
    }
  };
  const introducer: Introducer = new Introducer({
    context,
    roomKeys,
    rank,
    send: (peer, sealed) => {
      const [first] = router.route(peer) ?? [];
      const throughServer = (): boolean => room?.send(peer, toBase64Url(sealed)) ?? false;
      // What is sent into a partition would arrive when it is over, or never.
      const silent = first !== undefined && linkWith(first)?.silent === true;
      if (silent && throughServer()) return true;
      return router.send(peer, sealed) || throughServer();
    },
    asked: (asker, purpose, places) =>
      topology.asked(asker, purpose, budget.allows(purpose) ? places : 0),
    missed: (peer) => {
      if (!links.value.some((link) => isBelow(link, peer))) topology.childEnded(peer);
    },
    linked: took,
  });
  const pairing = new HandPairing({
    context,
    rank,
    has: (peer) => peer === self || linkWith(peer) !== undefined,
    seeks: () => (topology.parent === null ? 'parent' : 'spare'),
    linked: (link, id, other, seeks) => {
      introducer.add(link, id, 'direct');
      if (link.role === 'ask') topology.pairedUp(other, seeks);
      else topology.pairedDown(other, seeks);
      took(link, seeks);
    },
  });

  const stopWaking = options.wake?.(() => introducer.probe()) ?? (() => undefined);
  const heard = (link: FramedLink, bytes: Bytes): void => {
    const { peer } = link.remote;
    const message = parseTreeMessage(bytes);
    if (message === null) {
      refusals.refuse('tree-malformed', { peer });
      return;
    }
    if (message.kind === 'carry' || message.kind === 'stuck') {
      if (link.admitted) router.take(peer, message);
      else refusals.refuse('carry-unadmitted', { peer });
      return;
    }
    // A place may be told before the teller is admitted; the rest only its admission allows.
    const refused =
      message.kind === 'path' || link.admitted
        ? topology.message(peer, message)
        : 'tree-unadmitted';
    if (refused !== null) refusals.refuse(refused, { peer });
  };

  const rankOf = async (member: RoomMember): Promise<Rank | null> => {
    const peer = member.peer as PeerId;
    const sealed = fromBase64Url(member.card);
    const card = sealed === null ? null : await roomKeys.open(sealed, cardContext(classId, peer));
    const parsed =
      card === null || card[0] !== CARD_VERSION ? null : parseRank(card.subarray(1), peer);
    if (parsed === null) refusals.refuse('card-malformed', { peer });
    return parsed;
  };

  const inOrder = (task: () => Promise<void>): void => {
    if (!cards.add(task)) refusals.refuse('card-flood');
  };

  inOrder(async () => {
    const card = concat(Uint8Array.of(CARD_VERSION), encodeRank(rank));
    const sealed = await roomKeys.seal(card, cardContext(classId, self));
    if (closed) return;
    room = signaling.enter(
      { signer: roomKeys.signer, peer: self, card: toBase64Url(sealed) },
      {
        members: (members, next) =>
          inOrder(async () => {
            const ranks = await Promise.all(members.map(rankOf));
            if (!closed)
              topology.members(
                ranks.filter((other) => other !== null),
                next,
              );
          }),
        member: (member) =>
          inOrder(async () => {
            const other = await rankOf(member);
            if (!closed && other !== null) topology.member(other);
          }),
        from: (peer, data) => {
          // Answers go the way that the peer was last heard on.
          router.forget(peer);
          introducer.take(peer, fromBase64Url(data));
        },
        gone: (peer) => introducer.gone(peer),
        relayed: (peer, payload) => relay.take(peer, payload),
        relayRefused: (peer, code) => relay.refused(peer, code),
        lost: () => {
          logger.log('info', 'signaling-lost');
          relay.lost();
        },
      },
    );
  });

  return {
    signaling: signaling.state,
    links,
    alone: topology.alone,
    pairing,
    onLink: (listener) => linked.on(listener),
    close() {
      if (closed) return;
      closed = true;
      stopWaking();
      topology.stop();
      introducer.stop();
      pairing.stop();
      for (const link of links.value) link.close();
      room?.leave();
    },
  };
}

/** Whether `peer` asked for this link: as a child, or with us as its spare. */
function isBelow(link: FramedLink, peer: PeerId): boolean {
  return link.role === 'accept' && link.remote.peer === peer;
}
