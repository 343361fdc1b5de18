import { AUTHORITY_DOC, CLASS_DOC } from '../protocol/ids.ts';
import type { DocId, KeyId } from '../protocol/ids.ts';
import type { Audience, DocumentRule, Role } from '../protocol/statement-parts.ts';
import type { AuthorityState } from './authority-state.ts';
import { participantOf, roleUnder } from './authority-state.ts';

const ALL: readonly Role[] = ['owner', 'teacher', 'assistant', 'student', 'observer'];
const TEACHERS: readonly Role[] = ['owner', 'teacher'];

/** A participant's own documents: `<kind>:<KeyId>`, `<kind>:<KeyId>:<name>`. */
const OWN_DOC = /^(profile|work|feedback):([\w-]{43})(:[\w:.-]+)?$/;

/** Whether the entries of `doc` are Yjs updates. */
export function isYjsDoc(doc: DocId): boolean {
  return doc !== AUTHORITY_DOC;
}

/** Whether a document's rules follow from its name; all others are made by a statement. */
export function hasDefaultRule(doc: DocId): boolean {
  return /^(authority|class|profile|work|feedback)(:|$)/.test(doc);
}

/** The rules of `doc` under `state`; null where nobody made it. */
export function ruleOf(state: AuthorityState, doc: DocId): DocumentRule | null {
  if (!hasDefaultRule(doc)) return state.documents.get(doc) ?? null;
  if (doc === CLASS_DOC)
    return {
      writers: { roles: TEACHERS, members: [] },
      readers: { roles: ALL, members: [] },
      sealed: false,
      keeper: 'owner',
    };
  const own = OWN_DOC.exec(doc);
  if (own === null) return null;
  const [, kind, id, rest] = own;
  const person = id as KeyId;
  if ((rest === undefined) !== (kind === 'profile')) return null;
  const teachersAndPerson: Audience = { roles: TEACHERS, members: [person] };
  if (kind === 'feedback') {
    const writers = { roles: TEACHERS, members: [] };
    return { writers, readers: teachersAndPerson, sealed: true, keeper: 'owner' };
  }
  return {
    writers: { roles: [], members: [person] },
    readers: teachersAndPerson,
    sealed: true,
    keeper: person,
  };
}

/** Whether a device (or participant) may write entries of the Y.Doc `doc`; membership is judged apart. */
export function mayWrite(state: AuthorityState, doc: DocId, member: KeyId): boolean {
  return isIn(state, ruleOf(state, doc)?.writers, member);
}

/** Whether a device (or participant) may read `doc`; membership is judged apart. */
export function mayRead(state: AuthorityState, doc: DocId, member: KeyId): boolean {
  return isIn(state, ruleOf(state, doc)?.readers, member) || mayWrite(state, doc, member);
}

/** Whether the entries of `doc` are encrypted for its readers. Once it is so, it stays so. */
export function isSealed(state: AuthorityState, doc: DocId): boolean {
  return ruleOf(state, doc)?.sealed ?? false;
}

/** Who signs the checkpoints of `doc`: the owner's devices or one participant; null where nobody made it. */
export function keeperOf(state: AuthorityState, doc: DocId): KeyId | 'owner' | null {
  return ruleOf(state, doc)?.keeper ?? null;
}

/** Whether a device (or participant) is the keeper of `doc`. */
export function isKeeper(state: AuthorityState, doc: DocId, member: KeyId): boolean {
  const keeper = keeperOf(state, doc);
  if (keeper === 'owner') return roleUnder(state, member) === 'owner';
  return keeper !== null && isSamePerson(state, keeper, member);
}

/** Whether a device may give readers of `doc` its keys, by an entry: writers, the keeper, and teachers who read it. */
export function mayGiveKeys(state: AuthorityState, doc: DocId, member: KeyId): boolean {
  if (mayWrite(state, doc, member) || isKeeper(state, doc, member)) return true;
  return TEACHERS.includes(roleUnder(state, member)) && mayRead(state, doc, member);
}

/** Whether two devices are one participant's: what a device made before it was linked stays that participant's. */
function isSamePerson(state: AuthorityState, one: KeyId, other: KeyId): boolean {
  return participantOf(state, one) === participantOf(state, other);
}

function isIn(state: AuthorityState, audience: Audience | undefined, member: KeyId): boolean {
  if (audience === undefined) return false;
  return (
    audience.members.some((each) => isSamePerson(state, each, member)) ||
    audience.roles.includes(roleUnder(state, member))
  );
}
