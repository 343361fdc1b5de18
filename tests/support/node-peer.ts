import { WebSocket } from 'ws';
import { systemClock } from '../../src/base/clock.ts';
import { RefusalCounter, silentLogger } from '../../src/base/logger.ts';
import { secureRandom } from '../../src/base/random.ts';
import { generateRoot } from '../../src/crypto/class-root.ts';
import { createInvitation } from '../../src/crypto/create-invitation.ts';
import { generateIdentity } from '../../src/crypto/generate-identity.ts';
import { createRoomKeys } from '../../src/crypto/invitation-room-keys.ts';
import { sha256 } from '../../src/crypto/sha256.ts';
import type { Signer } from '../../src/crypto/signer.ts';
import { WebCryptoVerifier } from '../../src/crypto/web-crypto-verifier.ts';
import { createWebCryptoSigner } from '../../src/crypto/web-crypto-signer.ts';
import type { ClassRoot } from '../../src/protocol/identity.ts';
import type { Invitation } from '../../src/protocol/invitation.ts';
import { CLASS_DOC } from '../../src/protocol/ids.ts';
import { MemoryEntryStore } from '../../src/store/memory-entry-store.ts';
import type { EntryStore } from '../../src/store/entry-store.ts';
import type { ClassReplica } from '../../src/sync/class-replica.ts';
import { createClassReplica } from '../../src/sync/create-class-replica.ts';
import type { DocumentHandle } from '../../src/sync/document-handle.ts';
import { joinNetwork } from '../../src/transport/join-network.ts';
import type { Network } from '../../src/transport/network.ts';
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
  const invitation = await createInvitation(root, { className, signalingUrl: '', role: 'student', expires });
  return { invitation, root };
}

export interface NodePeerOptions {
  readonly signalingUrl: string;
  readonly name: string;
  /** Founds the class or leads it; needs the class's root key. */
  readonly owner?: boolean;
  /** Signs as this person; a new one unless given. */
  readonly identity?: Signer;
  readonly store?: EntryStore;
  /** When the page was loaded, ms since the epoch: earlier ones stand higher in the tree. Now unless given. */
  readonly joinedAt?: number;
  /** Claims the owner's place in the tree, which a modified client can do. */
  readonly claimsRoot?: boolean;
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
  readonly network: Network;
  readonly classDoc: DocumentHandle;
  /** What transport refused; what sync refused is with the replica. */
  readonly refusals: RefusalCounter;
  readonly #close: () => void;

  private constructor(parts: Pick<NodePeer, 'name' | 'identity' | 'store' | 'replica' | 'network' | 'classDoc' | 'refusals'>, close: () => void) {
    this.name = parts.name;
    this.identity = parts.identity;
    this.store = parts.store;
    this.replica = parts.replica;
    this.network = parts.network;
    this.classDoc = parts.classDoc;
    this.refusals = parts.refusals;
    this.#close = close;
  }

  /** Enters the class's room and starts joining; resolves before anybody was met. */
  static async join({ invitation, root }: NodeClass, options: NodePeerOptions): Promise<NodePeer> {
    const { name, owner = false, joinedAt = systemClock.now() } = options;
    const keys = await generateIdentity();
    const identity = options.identity ?? (await createWebCryptoSigner(keys));
    const store = options.store ?? new MemoryEntryStore();
    const roomKeys = await createRoomKeys(invitation);
    const refusals = new RefusalCounter(silentLogger);
    const world = { clock: systemClock, random: secureRandom, logger: silentLogger };
    const verifier = new WebCryptoVerifier();
    const { classId, admission } = invitation;
    if (owner && root === null) throw new Error('only who has the root key can be the owner');
    const replica = await createClassReplica({
      ...world,
      classId,
      identity,
      sealingPublicKey: keys.sealingPublicKey,
      name,
      store,
      verifier,
      digest: sha256,
      ...(owner && root !== null
        ? { foundation: { root: await createWebCryptoSigner(root), admission: { ...admission, door: 'open' } } }
        : { admission: roomKeys.signer }),
    });
    const classDoc = await replica.open(CLASS_DOC);
    const signaling = new WebSocketSignaling({
      ...world,
      url: options.signalingUrl,
      openSocket: (address) => new WebSocket(address),
      refusals,
    });
    const network = joinNetwork({
      ...world,
      signaling,
      classId,
      identity,
      verifier,
      digest: sha256,
      roomKeys,
      owner: owner || options.claimsRoot === true,
      joinedAt,
      createPeerConnection: createNodePeerConnection,
      iceServers: [],
      refusals,
    });
    network.onLink((link) => replica.addLink(link));
    return new NodePeer({ name, identity, store, replica, network, classDoc, refusals }, () => {
      network.close();
      signaling.close();
    });
  }

  /** Leaves as a closed page does: stores what is pending, ends links, leaves the room. */
  async close(): Promise<void> {
    await this.replica.close();
    this.#close();
  }

  /** Everything in the store, an entry a line, to compare peers by. */
  async stored(): Promise<readonly string[]> {
    const { classId } = this.replica;
    const lines: string[] = [];
    for (const doc of await this.store.documents(classId)) {
      for (const { chain, seq, hash } of await this.store.read(classId, doc)) lines.push(`${doc} ${chain} ${seq} ${hash}`);
    }
    return lines.sort();
  }

  /** Refusals by code, of sync and transport together. */
  refused(): ReadonlyMap<string, number> {
    const all = new Map(this.replica.refusals());
    for (const [code, count] of this.refusals.counts()) all.set(code, (all.get(code) ?? 0) + count);
    return all;
  }
}
