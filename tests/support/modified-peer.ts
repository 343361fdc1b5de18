import { toBase64Url } from '../../src/base/bytes.ts';
import type { Bytes } from '../../src/base/bytes.ts';
import { secureRandom } from '../../src/base/random.ts';
import { sha256 } from '../../src/crypto/sha256.ts';
import type { Signer } from '../../src/crypto/signer.ts';
import {
  decodeEntry,
  encodeEntry,
  encodeEntryBody,
  entrySigningBytes,
} from '../../src/protocol/entry.ts';
import type { EntryBody, Ref } from '../../src/protocol/entry.ts';
import { AUTHORITY_DOC } from '../../src/protocol/ids.ts';
import type { DocId, SessionId } from '../../src/protocol/ids.ts';
import { encodePeerMessage } from '../../src/protocol/peer-messages.ts';
import type { PeerMessage } from '../../src/protocol/peer-messages.ts';
import { clientIdOf } from '../../src/sync/client-id.ts';
import type { CreatePeerConnection } from '../../src/transport/peer-connection.ts';
import { createNodePeerConnection } from './node-rtc.ts';
import { NodePeer } from './node-peer.ts';
import type { NodeClass, NodePeerOptions } from './node-peer.ts';

/** A participant who runs a program of their own: what was made to be signed and checked, they sign and send as they like. */
export class ModifiedPeer {
  /** Lets the peer be a member as everybody is, underneath. */
  readonly honest: NodePeer;
  /** Data channels that this peer ever opened: for what is not even a frame. */
  readonly channels: readonly RTCDataChannel[];
  readonly #session = toBase64Url(secureRandom(16)) as SessionId;

  private constructor(honest: NodePeer, channels: readonly RTCDataChannel[]) {
    this.honest = honest;
    this.channels = channels;
  }

  /** Joins as an honest peer would, except that it claims the root's place in the tree: whoever comes links to it. */
  static async join(lesson: NodeClass, options: NodePeerOptions): Promise<ModifiedPeer> {
    const channels: RTCDataChannel[] = [];
    const createPeerConnection: CreatePeerConnection = (configuration) => {
      const connection = createNodePeerConnection(configuration);
      const create = connection.createDataChannel.bind(connection);
      connection.createDataChannel = (label, init) => {
        const channel = create(label, init);
        channels.push(channel);
        return channel;
      };
      return connection;
    };
    const joinedAt = 1;
    const honest = await NodePeer.join(lesson, {
      first: true,
      joinedAt,
      createPeerConnection,
      ...options,
    });
    return new ModifiedPeer(honest, channels);
  }

  /** Says it to everybody that it is linked to. */
  say(message: PeerMessage): void {
    this.send(encodePeerMessage(message));
  }

  /** Sends bytes as a message to everybody that it is linked to. */
  send(message: Uint8Array): void {
    for (const link of this.honest.network.links.value) link.send(message);
  }

  /** An entry that is in order unless `fields` say otherwise, signed by this peer whoever it names as its author. */
  async forge(doc: DocId, content: Bytes, fields: Partial<EntryBody> = {}): Promise<Bytes> {
    return forgeEntry(this.honest.identity, {
      classId: this.honest.replica.classId,
      doc,
      author: this.honest.identity.keyId,
      session: this.#session,
      seq: 0,
      prev: null,
      deps: [],
      authority: await controlHeads(this.honest),
      at: Date.now(),
      kind: 'plain',
      content,
      ...fields,
    });
  }

  /** The Yjs client id that this peer's session has to use in `doc`. */
  clientId(doc: DocId): Promise<number> {
    return clientIdOf(sha256, this.honest.identity.keyId, doc, this.#session);
  }
}

/** An entry's bytes, signed by `signer` whoever it names as its author. */
export async function forgeEntry(signer: Signer, entry: EntryBody): Promise<Bytes> {
  const body = encodeEntryBody(entry);
  return encodeEntry(body, await signer.sign(entrySigningBytes(await sha256(body))));
}

/** The last control statement that this peer knows, to be named as the permission that an entry is written under. */
async function controlHeads(peer: NodePeer): Promise<readonly Ref[]> {
  const { members } = peer.replica.authority.value;
  const heads = new Map<string, Ref>();
  for (const { bytes, hash } of await peer.store.read(peer.replica.classId, AUTHORITY_DOC)) {
    const decoded = decodeEntry(bytes);
    if (!decoded.ok || members.get(decoded.value.author)?.role !== 'owner') continue;
    const { author, session, seq } = decoded.value;
    heads.set(`${author}${session}`, { author, session, seq, hash });
  }
  return [...heads.values()];
}
