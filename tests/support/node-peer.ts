import { WebSocket } from 'ws';
import { systemClock } from '../../src/base/clock.ts';
import { RefusalCounter, silentLogger } from '../../src/base/logger.ts';
import { secureRandom } from '../../src/base/random.ts';
import { generateRoot } from '../../src/crypto/class-root.ts';
import { createInvitation } from '../../src/crypto/create-invitation.ts';
import { generateIdentity } from '../../src/crypto/generate-identity.ts';
import { hpkeSealing } from '../../src/crypto/hpke-sealing.ts';
import { createRoomKeys } from '../../src/crypto/invitation-room-keys.ts';
import { sha256 } from '../../src/crypto/sha256.ts';
import type { Signer } from '../../src/crypto/signer.ts';
import { WebCryptoVerifier } from '../../src/crypto/web-crypto-verifier.ts';
import { createWebCryptoSigner } from '../../src/crypto/web-crypto-signer.ts';
import type { ClassRoot } from '../../src/protocol/identity.ts';
import type { Invitation } from '../../src/protocol/invitation.ts';
import { CLASS_DOC } from '../../src/protocol/ids.ts';
import type { BlobStore } from '../../src/store/blob-store.ts';
import { MemoryBlobStore } from '../../src/store/memory-blob-store.ts';
import { MemoryEntryStore } from '../../src/store/memory-entry-store.ts';
import type { EntryStore } from '../../src/store/entry-store.ts';
import type { ClassReplica } from '../../src/sync/class-replica.ts';
import { createClassReplica } from '../../src/sync/create-class-replica.ts';
import type { DocumentHandle } from '../../src/sync/document-handle.ts';
import { joinNetwork } from '../../src/transport/join-network.ts';
import type { Network } from '../../src/transport/network.ts';
import type { CreatePeerConnection } from '../../src/transport/peer-connection.ts';
import type { OpenSocket } from '../../src/transport/socket.ts';
import { WebSocketSignaling } from '../../src/transport/websocket-signaling.ts';
import { createNodePeerConnection } from './node-rtc.ts';

/** What it takes to take part in a class: its invitation, and for its owner the root key. */
export interface NodeClass {
  readonly invitation: Invitation;
  readonly root: ClassRoot | null;
}

/** A class that nobody is in yet. */
export async function newNodeClass(className = 'Python 101'): Promise<NodeClass> {
  const root = await generateRoot();
  const expires = systemClock.now() + 24 * 3600 * 1000;
  const invitation = await createInvitation(root, {
    className,
    signalingUrl: '',
    role: 'student',
    expires,
  });
  return { invitation, root };
}

/** The part of a peer that knows nothing of the class's content. */
export interface RoomPresence {
  readonly network: Network;
  /** What transport refused. */
  readonly refusals: RefusalCounter;
  /** Ends links and leaves the room. */
  close(): void;
}

export interface RoomOptions {
  readonly signalingUrl: string;
  readonly identity: Signer;
  /** Takes the owner's place in the tree: a modified client can claim it too. */
  readonly first?: boolean;
  /** When the page was loaded, ms since the epoch: earlier ones stand higher in the tree. Now unless given. */
  readonly joinedAt?: number;
  /** Children before it sends others on; the product's own number unless given. */
  readonly fanOut?: number;
  readonly createPeerConnection?: CreatePeerConnection;
  readonly openSocket?: OpenSocket;
}

const world = { clock: systemClock, random: secureRandom, logger: silentLogger };

/** Enters the class's room and keeps a place in its tree; nobody asks yet who that is. */
export async function enterRoom(
  invitation: Invitation,
  options: RoomOptions,
): Promise<RoomPresence> {
  const refusals = new RefusalCounter(silentLogger);
  const signaling = new WebSocketSignaling({
    ...world,
    url: options.signalingUrl,
    openSocket: options.openSocket ?? ((address) => new WebSocket(address)),
    refusals,
  });
  const network = joinNetwork({
    ...world,
    signaling,
    classId: invitation.classId,
    identity: options.identity,
    verifier: new WebCryptoVerifier(),
    digest: sha256,
    roomKeys: await createRoomKeys(invitation),
    owner: options.first ?? false,
    joinedAt: options.joinedAt ?? systemClock.now(),
    ...(options.fanOut !== undefined && { fanOut: options.fanOut }),
    createPeerConnection: options.createPeerConnection ?? createNodePeerConnection,
    refusals,
  });
  const close = (): void => {
    network.close();
    signaling.close();
  };
  return { network, refusals, close };
}

export interface NodePeerOptions extends Omit<RoomOptions, 'identity'> {
  readonly name: string;
  /** Founds the class or leads it; needs the class's root key. */
  readonly owner?: boolean;
  readonly store?: EntryStore;
  readonly blobs?: BlobStore;
}

/**
 * A participant without a screen, in Node: everything below the classroom is the product's own, over the real
 * signalling server and real WebRTC. Its store is memory. Release with `close`.
 */
export class NodePeer {
  readonly name: string;
  readonly identity: Signer;
  readonly store: EntryStore;
  readonly replica: ClassReplica;
  readonly classDoc: DocumentHandle;
  readonly #room: RoomPresence;

  private constructor(
    name: string,
    identity: Signer,
    store: EntryStore,
    replica: ClassReplica,
    classDoc: DocumentHandle,
    room: RoomPresence,
  ) {
    this.name = name;
    this.identity = identity;
    this.store = store;
    this.replica = replica;
    this.classDoc = classDoc;
    this.#room = room;
  }

  /** Enters the class's room and starts joining; resolves before anybody was met. */
  static async join({ invitation, root }: NodeClass, options: NodePeerOptions): Promise<NodePeer> {
    const { name, owner = false } = options;
    if (owner && root === null) throw new Error('only who has the root key can be the owner');
    const keys = await generateIdentity();
    const identity = await createWebCryptoSigner(keys);
    const store = options.store ?? new MemoryEntryStore();
    const { classId, admission } = invitation;
    const replica = await createClassReplica({
      ...world,
      classId,
      identity,
      sealing: hpkeSealing(keys),
      name,
      store,
      blobs: options.blobs ?? new MemoryBlobStore(),
      verifier: new WebCryptoVerifier(),
      digest: sha256,
      ...(owner && root !== null
        ? {
            foundation: {
              root: await createWebCryptoSigner(root),
              admission: { ...admission, door: 'open' },
            },
          }
        : { admission: (await createRoomKeys(invitation)).signer }),
    });
    const classDoc = await replica.open(CLASS_DOC);
    const room = await enterRoom(invitation, { first: owner, ...options, identity });
    room.network.onLink((link) => replica.addLink(link));
    return new NodePeer(name, identity, store, replica, classDoc, room);
  }

  /** Leaves as a closed page does: stores what is pending, ends links, leaves the room. */
  async close(): Promise<void> {
    await this.replica.close();
    this.#room.close();
  }

  get network(): Network {
    return this.#room.network;
  }

  /** Everything in the store, an entry a line, to compare peers by. */
  async stored(): Promise<readonly string[]> {
    const { classId } = this.replica;
    const lines: string[] = [];
    for (const doc of await this.store.documents(classId)) {
      for (const { chain, seq, hash } of await this.store.read(classId, doc))
        lines.push(`${doc} ${chain} ${seq} ${hash}`);
    }
    return lines.sort();
  }

  /** Refusals by code, of sync and transport together. */
  refused(): ReadonlyMap<string, number> {
    const all = new Map(this.replica.refusals());
    for (const [code, count] of this.#room.refusals.counts())
      all.set(code, (all.get(code) ?? 0) + count);
    return all;
  }
}
