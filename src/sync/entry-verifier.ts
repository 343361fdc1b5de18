import { toBase64Url } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import type { Digest, Verifier } from '../crypto/signer.ts';
import { decodeStatement } from '../protocol/authority-statement.ts';
import type { AuthorityStatement } from '../protocol/authority-statement.ts';
import {
  admissionProofBytes,
  classIdBytes,
  ownerCertificateBytes,
} from '../protocol/class-statements.ts';
import { decodeDocumentKeys } from '../protocol/document-keys.ts';
import { entrySigningBytes } from '../protocol/entry.ts';
import type { Entry } from '../protocol/entry.ts';
import { AUTHORITY_DOC } from '../protocol/ids.ts';
import type { ClassId, EntryHash } from '../protocol/ids.ts';
import { decodeSealedUpdate } from '../protocol/sealed-update.ts';
import type { ClassDocuments } from './class-documents.ts';
import { clientIdOf } from './client-id.ts';
import { readCheckpoint } from './document-checkpoint.ts';
import { authorKey } from './entry-judge.ts';
import type { Candidate } from './candidate.ts';
import { chainKey } from './entry-record.ts';
import type { EntryRecord } from './entry-record.ts';
import { isYjsDoc } from './permissions.ts';
import { inspectUpdate } from './yjs-update.ts';

export type Verification =
  | { readonly kind: 'verified'; readonly candidate: Candidate }
  | { readonly kind: 'known'; readonly record: EntryRecord }
  /** The author's key is not known yet. */
  | { readonly kind: 'wait'; readonly record: EntryRecord; readonly key: string }
  | { readonly kind: 'refuse'; readonly code: string };

/** Checks what an entry shows by itself: its class, its content's shape, its signatures. */
export class EntryVerifier {
  readonly #classId: ClassId;
  readonly #documents: ClassDocuments;
  readonly #verifier: Verifier;
  readonly #digest: Digest;

  constructor(options: {
    classId: ClassId;
    documents: ClassDocuments;
    verifier: Verifier;
    digest: Digest;
  }) {
    this.#classId = options.classId;
    this.#documents = options.documents;
    this.#verifier = options.verifier;
    this.#digest = options.digest;
  }

  async verify(entry: Entry): Promise<Verification> {
    if (entry.classId !== this.#classId) return refuse('entry-foreign-class');
    const bodyHash = await this.#digest(entry.body);
    const hash = toBase64Url(bodyHash) as EntryHash;
    const record: EntryRecord = { entry, hash, chain: chainKey(entry.author, entry.session) };
    if (this.#documents.holds(record)) return { kind: 'known', record };
    const signed = entrySigningBytes(bodyHash);
    if (entry.doc !== AUTHORITY_DOC) return this.#verifyUpdate(record, signed);
    return entry.kind === 'plain'
      ? this.#verifyStatement(record, signed)
      : refuse('statement-malformed');
  }

  async #verifyStatement(record: EntryRecord, signed: Bytes): Promise<Verification> {
    const { entry } = record;
    const decoded = decodeStatement(entry.content);
    if (entry.kind !== 'plain' || !decoded.ok) return refuse('statement-malformed');
    const statement = decoded.value;
    const introduced = statement.kind === 'found' || statement.kind === 'admit';
    const publicKey = introduced
      ? statement.publicKey
      : this.#documents.authority.admission(entry.author)?.publicKey;
    if (publicKey === undefined) return { kind: 'wait', record, key: authorKey(entry.author) };
    if (introduced) {
      const code = await this.#introductionRefusal(entry, statement);
      if (code !== null) return refuse(code);
    }
    if (!(await this.#verifier.verify(publicKey, signed, entry.signature))) {
      return refuse('entry-signature');
    }
    return { kind: 'verified', candidate: { record, content: { kind: 'statement', statement } } };
  }

  async #introductionRefusal(entry: Entry, statement: AuthorityStatement): Promise<string | null> {
    if (statement.kind !== 'found' && statement.kind !== 'admit') return null;
    if (toBase64Url(await this.#digest(statement.publicKey)) !== entry.author)
      return 'statement-key';
    if (statement.kind === 'admit') {
      const message = admissionProofBytes(entry.classId, statement.publicKey);
      const held = await this.#verifier.verify(
        statement.admissionPublicKey,
        message,
        statement.admissionSignature,
      );
      return held ? null : 'admission-signature';
    }
    const classId = toBase64Url(await this.#digest(classIdBytes(statement.rootPublicKey)));
    if (classId !== this.#classId) return 'statement-root';
    const message = ownerCertificateBytes(this.#classId, statement.publicKey);
    const held = await this.#verifier.verify(
      statement.rootPublicKey,
      message,
      statement.rootSignature,
    );
    return held ? null : 'statement-root';
  }

  async #verifyUpdate(record: EntryRecord, signed: Bytes): Promise<Verification> {
    const { entry } = record;
    if (!isYjsDoc(entry.doc)) return refuse('doc-unknown');
    const publicKey = this.#documents.authority.admission(entry.author)?.publicKey;
    if (publicKey === undefined) return { kind: 'wait', record, key: authorKey(entry.author) };
    if (!(await this.#verifier.verify(publicKey, signed, entry.signature))) {
      return refuse('entry-signature');
    }
    const client =
      this.#documents.log(entry.doc)?.clientOf(record.chain) ??
      (await clientIdOf(this.#digest, entry.author, entry.doc, entry.session));
    if (entry.kind === 'checkpoint') {
      const checkpoint = await readCheckpoint(
        record,
        (chain) => this.#documents.log(entry.doc)?.clientOf(chain) ?? null,
        this.#digest,
      );
      if (!checkpoint.ok) return refuse(checkpoint.error);
      const content = {
        kind: 'checkpoint',
        client,
        checkpoint: checkpoint.value,
        own: false,
      } as const;
      return { kind: 'verified', candidate: { record, content } };
    }
    const content = contentOf(entry, client);
    return content.ok
      ? { kind: 'verified', candidate: { record, content: content.value } }
      : refuse(content.error);
  }
}

/** What can be seen of an entry's content without any key. */
function contentOf(entry: Entry, client: number): Result<Candidate['content'], string> {
  switch (entry.kind) {
    case 'plain': {
      const shape = inspectUpdate(entry.content, client);
      return shape.ok ? ok({ kind: 'update', client, shape: shape.value }) : shape;
    }
    case 'sealed': {
      const sealed = decodeSealedUpdate(entry.content);
      return sealed.ok
        ? ok({ kind: 'sealed', client, sealed: sealed.value })
        : err('sealed-malformed');
    }
    case 'keys': {
      const keys = decodeDocumentKeys(entry.content);
      return keys.ok ? ok({ kind: 'keys', client, keys: keys.value }) : err('keys-malformed');
    }
    case 'checkpoint':
      throw new Error('a checkpoint is read with what is here');
  }
}

function refuse(code: string): Verification {
  return { kind: 'refuse', code };
}
