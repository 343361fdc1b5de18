import { toBase64Url } from '../base/bytes.ts';
import type { AdmissionKey } from '../protocol/authority-statement.ts';
import { AUTHORITY_DOC } from '../protocol/ids.ts';
import type { DocId, EntryHash, KeyId } from '../protocol/ids.ts';
import type { DocumentRule, Role, StatedRole } from '../protocol/statement-parts.ts';
import { mayState } from './authority-rights.ts';
import { concerns, forkKey, isWithinCut, roleUnder } from './authority-state.ts';
import type { AuthorityState, ControlStatement, Renewal, Taking } from './authority-state.ts';

/** Whose word counts before whose. */
const RANKS: readonly Role[] = ['owner', 'teacher', 'assistant', 'student', 'observer'];

/**
 * Evaluates a set of control statements; the order in which they are given does not matter. Of two words on one
 * matter that of the higher role counts, unless the other knew it; among equals the deeper one, then the higher hash.
 * A statement whose author had lost the right to it, and did not know, is void unless it is within the cut.
 */
export function evaluateStatements(given: Iterable<ControlStatement>): AuthorityState {
  const ordered = [...given].sort(
    (a, b) => a.depth - b.depth || (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0),
  );
  const links = new Map<KeyId, KeyId>();
  for (const { statement } of ordered)
    if (statement.kind === 'link') links.set(statement.device, statement.member);
  const inForce: ControlStatement[] = [];
  let voided = 0n;
  let above = interpret([]);
  for (const role of RANKS) {
    const before = inForce.length;
    for (const control of ordered) {
      if (control.role !== role) continue;
      if (role === 'owner' || isInForce(control, above, inForce, voided, links))
        inForce.push(control);
      else voided |= control.bit;
    }
    if (inForce.length > before) above = interpret(inForce);
  }
  return above;
}

function isInForce(
  control: ControlStatement,
  above: AuthorityState,
  inForce: readonly ControlStatement[],
  voided: bigint,
  links: ReadonlyMap<KeyId, KeyId>,
): boolean {
  const { author, statement, past } = control;
  const participant = links.get(author) ?? author;
  for (const taking of above.takings) {
    if (!concerns(taking, author, participant)) continue;
    if ((past & taking.control.bit) !== 0n || isWithinCut(taking, AUTHORITY_DOC, control)) continue;
    if (taking.role === null) return false;
    const lowered = { ...above, roles: new Map(above.roles).set(participant, taking.role) };
    if (!mayState(lowered, participant, statement)) return false;
  }
  // An owner's word on somebody comes before what a teacher does to them.
  if (statement.kind === 'remove' || statement.kind === 'role') {
    const target = roleUnder(above, statement.member);
    if (target === 'owner' || target === 'teacher') return false;
  }
  // Who gave the author their role may have lost the right to it.
  if ((past & voided) === 0n) return true;
  const known = interpret(inForce.filter(({ bit }) => (past & bit) !== 0n));
  return mayState(known, author, statement);
}

/** What statements say that are all in force, given by rank and then by depth. */
function interpret(statements: readonly ControlStatement[]): AuthorityState {
  const owners = new Set<KeyId>();
  const words = new Map<string, ControlStatement[]>();
  const admissionKeys = new Map<string, AdmissionKey>();
  const renewals: Renewal[] = [];
  const takings: Taking[] = [];
  const lost = new Set<KeyId>();
  let closed = false;
  let newer = false;
  for (const control of statements) {
    const { statement, author } = control;
    const matter = matterOf(control);
    if (matter !== null) {
      const said = words.get(matter);
      if (said === undefined) words.set(matter, [control]);
      else said.push(control);
    }
    if (statement.kind === 'found') owners.add(author);
    else if (statement.kind === 'close') closed = true;
    else if (statement.kind === 'unknown') newer ||= statement.critical;
    else if (statement.kind === 'admission-key') {
      admissionKeys.set(toBase64Url(statement.publicKey), statement);
      if (statement.kept !== null) renewals.push({ control, kept: new Set(statement.kept) });
    } else if (statement.kind === 'remove') {
      const { member, scope, cut } = statement;
      takings.push({ control, member, scope, role: null, cut });
      if (scope === 'device') lost.add(member);
    } else if (statement.kind === 'role' && statement.cut !== null)
      takings.push({
        control,
        member: statement.member,
        scope: 'participant',
        role: statement.role,
        cut: statement.cut,
      });
  }
  let admission: AdmissionKey | null = null;
  const roles = new Map<KeyId, StatedRole>();
  const membership = new Map<KeyId, 'removed' | 'welcomed'>();
  const welcomes = new Map<KeyId, bigint>();
  const links = new Map<KeyId, KeyId>();
  const documents = new Map<DocId, DocumentRule>();
  const resolved = new Map<string, EntryHash>();
  for (const said of words.values()) {
    const control = lastWord(said);
    const statement = control?.statement;
    if (statement?.kind === 'admission-key') admission = statement;
    else if (statement?.kind === 'role') roles.set(statement.member, statement.role);
    else if (statement?.kind === 'remove') membership.set(statement.member, 'removed');
    else if (control !== null && statement?.kind === 'welcome') {
      membership.set(statement.member, 'welcomed');
      welcomes.set(statement.member, control.bit);
    } else if (statement?.kind === 'link') links.set(statement.device, statement.member);
    else if (statement?.kind === 'document') {
      // What was sealed once stays so: plain entries could not stand on sealed ones (SY11).
      const sealed = said.some(
        (each) => each.statement.kind === 'document' && each.statement.rule.sealed,
      );
      documents.set(statement.doc, { ...statement.rule, sealed });
    } else if (statement?.kind === 'resolve') {
      const { doc, author, session, seq } = statement;
      resolved.set(forkKey(doc, author, session, seq), statement.hash);
    }
  }
  return {
    owners,
    roles,
    membership,
    welcomes,
    lost,
    links,
    documents,
    admission,
    admissionKeys,
    renewals,
    takings,
    resolved,
    closed,
    newer,
  };
}

/** What a statement is about, so that the last word on it counts. */
function matterOf({ statement }: ControlStatement): string | null {
  switch (statement.kind) {
    case 'admission-key':
      return 'admission-key';
    case 'role':
      return `role ${statement.member}`;
    case 'remove':
      return statement.scope === 'device' ? null : `member ${statement.member}`;
    case 'welcome':
      return `member ${statement.member}`;
    case 'link':
      return `link ${statement.device}`;
    case 'document':
      return `document ${statement.doc}`;
    case 'resolve':
      return `resolve ${forkKey(statement.doc, statement.author, statement.session, statement.seq)}`;
    default:
      return null;
  }
}

/** Of words given by rank and then by depth: a lower rank is heard where it knew what was said above it. */
function lastWord(said: readonly ControlStatement[]): ControlStatement | null {
  let winner: ControlStatement | null = null;
  let above: ControlStatement | null = null;
  for (const control of said) {
    if (winner !== null && winner.role !== control.role) above = winner;
    if (above === null || (control.past & above.bit) !== 0n) winner = control;
  }
  return winner;
}
