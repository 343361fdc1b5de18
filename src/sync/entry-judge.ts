import { AUTHORITY_DOC } from '../protocol/ids.ts';
import type { DocId, KeyId } from '../protocol/ids.ts';
import type { EpochName } from '../protocol/document-keys.ts';
import type { Entry, Ref } from '../protocol/entry.ts';
import type { AuthorityStatement } from '../protocol/authority-statement.ts';
import type { AuthorityLog } from './authority-log.ts';
import { doorFor } from './authority-log.ts';
import { mayState } from './authority-rights.ts';
import { roleUnder } from './authority-state.ts';
import type { AuthorityState } from './authority-state.ts';
import { checkpointRefusal, mayCheckpoint, otherBranch, takenOut } from './checkpoint-judge.ts';
import type { ClassDocuments } from './class-documents.ts';
import type { Candidate } from './candidate.ts';
import type { ChainKey, EntryRecord } from './entry-record.ts';
import { chainKey } from './entry-record.ts';
import { epochId } from './epoch-book.ts';
import { isYjsDoc, mayGiveKeys, mayWrite, ruleOf } from './permissions.ts';
import { sealingRefusal } from './sealing-refusal.ts';
import { addsStructs } from './yjs-update.ts';

export type Verdict =
  | { readonly kind: 'accept' }
  | { readonly kind: 'known' } // it is here already
  /** `missing`: the entry that it waits for, where that is one. */
  | {
      readonly kind: 'wait';
      readonly key: string;
      readonly asks: DocId;
      readonly missing: Ref | null;
    }
  /** Another entry stands in its place: its author spoke with two tongues (SY2). */
  | { readonly kind: 'fork'; readonly other: EntryRecord }
  | { readonly kind: 'refuse'; readonly code: string };

const ACCEPT: Verdict = { kind: 'accept' };
const KNOWN: Verdict = { kind: 'known' };

/** What entries wait for: an entry of a chain, … */
export function entryKey(doc: DocId, chain: ChainKey, seq: number): string {
  return `entry/${doc}/${chain}/${seq}`;
}
/** … the admission of an author, … */
export function authorKey(author: KeyId): string {
  return `author/${author}`;
}
/** … the key under which it is sealed, … */
export function epochKey(doc: DocId, epoch: EpochName): string {
  return `epoch/${doc}/${epochId(epoch)}`;
}
/** … or structs of a Yjs client id. */
export function clockKey(doc: DocId, client: number): string {
  return `clock/${doc}/${client}`;
}

/**
 * Decides on an entry whose signatures hold. Every refusal follows from the entry, its chain and the statements
 * that it names, so that all replicas decide alike in any order of arrival (SY3, SY4); whatever else is missing waits.
 */
export function judge(
  candidate: Candidate,
  documents: ClassDocuments,
  authority: AuthorityLog,
): Verdict {
  const { record, content } = candidate;
  const { entry, hash, chain } = record;
  const log = documents.log(entry.doc);
  const same = log?.at(chain, entry.seq) ?? null;
  if (same !== null) return same.hash === hash ? KNOWN : { kind: 'fork', other: same };
  for (const ref of entry.authority) {
    if (authority.log.find(ref) === null) return waitFor(AUTHORITY_DOC, ref);
    if (!authority.isControl(ref.hash)) return refuse('authority-not-control');
  }
  const head = log?.head(chain) ?? null;
  if ((head?.seq ?? -1) >= entry.seq) return KNOWN; // pruned: what is in a checkpoint stands
  const missing = (head?.seq ?? -1) + 1 < entry.seq;
  // A checkpoint stands for what is missing.
  if (missing && content.kind !== 'checkpoint') return waitForBefore(entry);
  // Its chain has another branch; the entry before it is to tell where they part.
  if (!missing && entry.seq > 0 && head?.hash !== entry.prev) return waitForBefore(entry);
  if (content.kind === 'statement') return judgeStatement(record, content.statement, authority);

  if (!isYjsDoc(entry.doc)) return refuse('doc-unknown');
  if (entry.authority.length === 0) return refuse('authority-missing');
  if (authority.admission(entry.author) === null)
    return wait(authorKey(entry.author), AUTHORITY_DOC);
  const state = authority.stateAt(entry.authority.map((ref) => ref.hash));
  if (content.kind === 'checkpoint') {
    const unfit = unfitState(state) ?? judgeMember(entry.author, state, authority);
    if (unfit !== null) return unfit;
    if (!mayCheckpoint(state, entry.doc, entry.author)) return refuse('not-permitted');
    const { checkpoint, own } = content;
    const other = own ? takenOut(checkpoint, log) : otherBranch(checkpoint, log);
    if (other !== null) return waitFor(entry.doc, other);
    const refusal = own ? null : checkpointRefusal(checkpoint, log);
    return refusal === null ? ACCEPT : refuse(refusal);
  }
  const permission = judgePermission(entry, state, authority);
  if (permission !== null) return permission;
  const sealing = sealingRefusal(record, state, log);
  if (sealing !== null) return refuse(sealing);

  if (content.kind === 'update') {
    const { client, shape } = content;
    const clock = log?.clock(client) ?? 0;
    if (addsStructs(shape) && shape.from !== clock) return refuse('update-clock');
    if ((shape.needs.get(client) ?? 0) > clock) return refuse('update-future');
  }
  for (const ref of entry.deps) {
    if (chainKey(ref.author, ref.session) === chain) return refuse('entry-deps');
    if (log?.includes(ref) !== true) return waitFor(entry.doc, ref);
  }
  if (content.kind === 'sealed') {
    const { epoch } = content.sealed;
    if (documents.epochs.find(entry.doc, epoch) === null)
      return wait(epochKey(entry.doc, epoch), entry.doc);
  }
  if (content.kind === 'update') {
    for (const [owner, needed] of content.shape.needs) {
      if (owner !== content.client && (log?.clock(owner) ?? 0) < needed)
        return wait(clockKey(entry.doc, owner), entry.doc);
    }
  }
  return ACCEPT;
}

function judgeStatement(
  { entry }: EntryRecord,
  statement: AuthorityStatement,
  authority: AuthorityLog,
): Verdict {
  if (entry.deps.length > 0) return refuse('entry-deps');
  const named = entry.authority.map((ref) => ref.hash);
  if (entry.prev !== null && authority.isControl(entry.prev)) named.push(entry.prev);
  const state = authority.stateAt(named);
  // The root key stands behind it: it needs no permission, and may name nothing yet.
  if (statement.kind === 'found')
    return entry.seq === 0 ? (unfitState(state) ?? ACCEPT) : refuse('statement-place');
  if (entry.authority.length === 0) return refuse('authority-missing');
  const unfit = unfitState(state);
  if (unfit !== null) return unfit;
  if (statement.kind === 'admit') {
    if (entry.seq !== 0) return refuse('statement-place');
    const door = doorFor(state, entry.author, statement.admissionPublicKey, entry.at);
    return door === 'open' || door === 'lobby' ? ACCEPT : refuse(door);
  }
  if (!mayState(state, entry.author, statement)) return refuse('not-permitted');
  if (statement.kind !== 'link') return judgeMember(entry.author, state, authority) ?? ACCEPT;
  // The device shows its keys, and that it agrees, by its own admission.
  const agreed = authority
    .admissions(statement.device)
    .some(({ deviceOf }) => deviceOf === statement.member || isTeaching(state, entry.author));
  if (!agreed) return wait(authorKey(statement.device), AUTHORITY_DOC);
  return judgeMember(entry.author, state, authority) ?? ACCEPT;
}

/** Whether the statements that an entry names let its author write it. */
function judgePermission(
  entry: Entry,
  state: AuthorityState,
  authority: AuthorityLog,
): Verdict | null {
  const unfit = unfitState(state);
  if (unfit !== null) return unfit;
  if (ruleOf(state, entry.doc) === null) return refuse('doc-unknown');
  const member = judgeMember(entry.author, state, authority);
  if (member !== null) return member;
  const may = entry.kind === 'keys' ? mayGiveKeys : mayWrite;
  return may(state, entry.doc, entry.author) ? null : refuse('not-permitted');
}

function judgeMember(
  author: KeyId,
  state: AuthorityState,
  authority: AuthorityLog,
): Verdict | null {
  const membership = authority.membership(state, author);
  if (membership === 'member') return null;
  if (membership === 'removed') return refuse('not-member');
  // Another admission of theirs may be on its way under which they are.
  return wait(authorKey(author), AUTHORITY_DOC);
}

function isTeaching(state: AuthorityState, author: KeyId): boolean {
  const role = roleUnder(state, author);
  return role === 'owner' || role === 'teacher';
}

function unfitState(state: AuthorityState): Verdict | null {
  if (state.newer) return wait('newer', AUTHORITY_DOC); // only a later version of this program can judge it
  return state.closed ? refuse('class-closed') : null;
}

function waitForBefore({ doc, author, session, seq, prev }: Entry): Verdict {
  if (prev === null) throw new Error('the first entry of a chain has none before it');
  return waitFor(doc, { author, session, seq: seq - 1, hash: prev });
}

function waitFor(doc: DocId, missing: Ref): Verdict {
  const key = entryKey(doc, chainKey(missing.author, missing.session), missing.seq);
  return { kind: 'wait', key, asks: doc, missing };
}

function refuse(code: string): Verdict {
  return { kind: 'refuse', code };
}

function wait(key: string, asks: DocId): Verdict {
  return { kind: 'wait', key, asks, missing: null };
}
