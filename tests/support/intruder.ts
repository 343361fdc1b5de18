import { createHash } from 'node:crypto';
import { toBase64Url } from '../../src/base/bytes.ts';
import type { Bytes } from '../../src/base/bytes.ts';
import type { Signer } from '../../src/crypto/signer.ts';
import { decodeStatement } from '../../src/protocol/authority-statement.ts';
import {
  compareRefs,
  decodeEntry,
  encodeEntry,
  encodeEntryBody,
  entrySigningBytes,
} from '../../src/protocol/entry.ts';
import type { EntryBody, Ref } from '../../src/protocol/entry.ts';
import { AUTHORITY_DOC } from '../../src/protocol/ids.ts';
import type { DocId, EntryHash, SessionId } from '../../src/protocol/ids.ts';
import { encodePeerMessage } from '../../src/protocol/peer-messages.ts';
import type { PeerMessage } from '../../src/protocol/peer-messages.ts';
import { clientIdOf } from '../../src/sync/client-id.ts';
import type { ClassWorld, Party } from './class-world.ts';
import { fastDigest } from './fake-signer.ts';
import { linkPair } from './memory-link.ts';
import type { MemoryLink } from './memory-link.ts';

export interface Forged {
  readonly bytes: Bytes;
  readonly hash: EntryHash;
  readonly ref: Ref;
}

/** A peer with a program of its own: says over a link to `victim` whatever a test wants. */
export class Intruder {
  readonly link: MemoryLink;
  readonly session = toBase64Url(new Uint8Array(16).fill(7)) as SessionId;
  readonly #world: ClassWorld;
  readonly #signer: Signer;

  constructor(world: ClassWorld, signer: Signer, victim: Party) {
    this.#world = world;
    this.#signer = signer;
    const ends = linkPair(signer, victim.signer);
    const party: Party = { name: 'intruder', signer, store: victim.store, replica: victim.replica };
    world.wires.add({ a: party, b: victim, ends });
    this.link = ends[0];
    this.link.admit();
    victim.replica.addLink(ends[1]);
  }

  say(message: PeerMessage): void {
    this.link.send(encodePeerMessage(message));
  }

  /** Sends entries and lets the class deal with them. */
  async bring(...entries: readonly Forged[]): Promise<void> {
    this.say({ type: 'entries', entries: entries.map(({ bytes }) => bytes) });
    await this.#world.run(500);
  }

  /** An entry that is in order unless `fields` say otherwise, signed by the intruder unless `signer` is given. */
  async forge(
    doc: DocId,
    content: Bytes,
    fields: Partial<EntryBody> = {},
    signer = this.#signer,
  ): Promise<Forged> {
    const authority = await controlHeads(this.#world);
    const at = this.#world.clock.now();
    return forgeBy(signer, {
      classId: this.#world.classId,
      doc,
      author: this.#signer.keyId,
      session: this.session,
      seq: 0,
      prev: null,
      deps: [],
      authority,
      at,
      kind: 'plain',
      content,
      ...fields,
    });
  }

  /** The Yjs client id that the intruder's session has to use in `doc`. */
  clientId(doc: DocId): Promise<number> {
    return clientIdOf(fastDigest, this.#signer.keyId, doc, this.session);
  }
}

/** An entry signed by `signer`, whoever it says that it is of. */
export async function forgeBy(signer: Signer, entry: EntryBody): Promise<Forged> {
  const body = encodeEntryBody(entry);
  const digest = new Uint8Array(createHash('sha256').update(body).digest());
  const hash = toBase64Url(digest) as EntryHash;
  const { author, session, seq } = entry;
  return {
    bytes: encodeEntry(body, await signer.sign(entrySigningBytes(digest))),
    hash,
    ref: { author, session, seq, hash },
  };
}

/** An entry as `party` would write it now, unless `fields` say otherwise. */
export async function forge(
  world: ClassWorld,
  { signer, store }: Party,
  doc: DocId,
  content: Bytes,
  fields: Partial<EntryBody> & Pick<EntryBody, 'session'>,
): Promise<Forged> {
  const heads = new Map<string, Ref>();
  for (const { bytes, hash } of await store.read(world.classId, AUTHORITY_DOC)) {
    const decoded = decodeEntry(bytes);
    const statement = decoded.ok ? decodeStatement(decoded.value.content) : null;
    if (!decoded.ok || statement?.ok !== true || statement.value.kind === 'admit') continue;
    const { author, session, seq, prev, authority } = decoded.value;
    for (const before of [prev, ...authority.map((ref) => ref.hash)])
      if (before !== null) heads.delete(before);
    heads.set(hash, { author, session, seq, hash });
  }
  return forgeBy(signer, {
    classId: world.classId,
    doc,
    author: signer.keyId,
    seq: 0,
    prev: null,
    deps: [],
    authority: [...heads.values()].sort(compareRefs),
    at: world.clock.now(),
    kind: 'plain',
    content,
    ...fields,
  });
}

/** The owner's last statement. */
export async function controlHeads(world: ClassWorld): Promise<readonly Ref[]> {
  const owner = world.parties[0];
  if (owner === undefined) throw new Error('no owner');
  const heads = new Map<string, Ref>();
  for (const { bytes, hash } of await owner.store.read(world.classId, AUTHORITY_DOC)) {
    const decoded = decodeEntry(bytes);
    if (!decoded.ok || decoded.value.author !== owner.signer.keyId) continue;
    const { author, session, seq, authority } = decoded.value;
    for (const ref of authority) heads.delete(ref.hash);
    heads.set(hash, { author, session, seq, hash });
  }
  return [...heads.values()];
}

/** Everything that a party has in its store, as one string to compare. */
export async function storedBy(world: ClassWorld, party: Party): Promise<string> {
  const lines: string[] = [];
  for (const doc of await party.store.documents(world.classId)) {
    for (const { chain, seq, hash } of await party.store.read(world.classId, doc))
      lines.push(`${doc}/${chain}/${seq}/${hash}`);
  }
  return lines.sort().join('\n');
}
