import { concat, fromBase64Url, toBase64Url } from '../base/bytes.ts';
import { Emitter } from '../base/emitter.ts';
import { ObservableValue } from '../base/observable.ts';
import type { Observable } from '../base/observable.ts';
import type { RoomKeys } from '../crypto/room-keys.ts';
import type { PeerId } from '../protocol/ids.ts';
import { MAX_ROOM_MEMBERS } from '../protocol/limits.ts';
import type { RoomMember } from '../protocol/signaling-messages.ts';
import { NO_ICE } from './ice-source.ts';
import type { IceSettings } from './ice-source.ts';
import { Introducer } from './introducer.ts';
import { cardContext } from './introduction.ts';
import type { LinkContext } from './link-context.ts';
import type { Link } from './link.ts';
import type { Network } from './network.ts';
import { encodeRank, parseRank } from './rank.ts';
import type { Rank } from './rank.ts';
import { RelayHub } from './relay-hub.ts';
import { SerialTasks } from './serial-tasks.ts';
import type { Room, Signaling, WakeSource } from './signaling.ts';
import { Topology } from './topology.ts';

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
}

/** Enters the class's room and keeps a place in its tree of links until `close`. */
export function joinNetwork(options: NetworkOptions): Network {
  const { classId, roomKeys, clock, random, logger, refusals, signaling } = options;
  const self = toBase64Url(random(16)) as PeerId;
  const rank: Rank = { owner: options.owner, joinedAt: options.joinedAt, peer: self };
  const links = new ObservableValue<readonly Link[]>([]);
  const linked = new Emitter<Link>();
  const cards = new SerialTasks(logger, 2 * MAX_ROOM_MEMBERS);
  let room: Room | null = null;
  let closed = false;

  const topology = new Topology(
    rank,
    {
      ask: (peer, done) => introducer.ask(peer, done),
      list: () => room?.list(),
      watch: (on) => room?.watch(on),
      evict: (child) => {
        for (const link of links.value) if (isChild(link, child)) link.close();
      },
    },
    clock,
    random,
  );

  const relay = new RelayHub(
    (peer, payload) => room?.relay(peer, payload) ?? false,
    logger,
    refusals,
  );
  const introducer: Introducer = new Introducer({
    context: {
      ...options,
      self,
      relay,
      relayOnly: options.relayOnly ?? false,
      ice: options.ice ?? new ObservableValue(NO_ICE),
    },
    roomKeys,
    rank,
    send: (peer, data) => room?.send(peer, data) ?? false,
    asked: (asker, places) => topology.asked(asker, places),
    missed: (peer) => {
      if (!links.value.some((link) => isChild(link, peer))) topology.childEnded(peer);
    },
    linked: (link) => {
      const { peer } = link.remote;
      const replaced = links.value.find((other) => isChild(other, peer));
      link.onEnd((end) => {
        logger.log('info', 'link-ended', { peer, end });
        links.set(links.value.filter((other) => other !== link));
        if (link.relation.value === 'parent') topology.parentEnded();
        else if (!introducer.expects(peer) && !links.value.some((other) => isChild(other, peer))) {
          topology.childEnded(peer);
        }
      });
      links.set([...links.value, link]);
      if (link.relation.value === 'child') {
        replaced?.close();
        topology.childLinked(peer);
      }
      try {
        linked.emit(link);
      } catch (cause) {
        logger.log('error', 'link-listener-failed', { cause: String(cause) });
      }
    },
  });

  const stopWaking = options.wake?.(() => introducer.probe()) ?? (() => undefined);

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
        members: (members) =>
          inOrder(async () => {
            const ranks = await Promise.all(members.map(rankOf));
            if (!closed) topology.members(ranks.filter((other) => other !== null));
          }),
        member: (member) =>
          inOrder(async () => {
            const other = await rankOf(member);
            if (!closed && other !== null) topology.member(other);
          }),
        from: (peer, data) => introducer.take(peer, data),
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
    onLink: (listener) => linked.on(listener),
    close() {
      if (closed) return;
      closed = true;
      stopWaking();
      topology.stop();
      introducer.stop();
      for (const link of links.value) link.close();
      room?.leave();
    },
  };
}

function isChild(link: Link, peer: PeerId): boolean {
  return link.relation.value === 'child' && link.remote.peer === peer;
}
