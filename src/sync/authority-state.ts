import type { AdmissionKey, AuthorityStatement } from '../protocol/authority-statement.ts';
import type { EntryHash, KeyId } from '../protocol/ids.ts';
import type { Role } from './class-replica.ts';

/** A statement by who may make it, with its place among the others. */
export interface ControlStatement {
  readonly author: KeyId;
  readonly hash: EntryHash;
  /** Length of the longest path to it from a statement that names none: later statements are deeper. */
  readonly depth: number;
  readonly statement: AuthorityStatement;
}

/** What a set of control statements says. */
export interface AuthorityState {
  /** Devices that the root key stands behind. */
  readonly owners: ReadonlySet<KeyId>;
  readonly roles: ReadonlyMap<KeyId, Exclude<Role, 'owner'>>;
  readonly admission: AdmissionKey | null;
  readonly closed: boolean;
  /** A statement of a later version is among them without which nothing can be judged. */
  readonly newer: boolean;
}

/**
 * Evaluates a causally closed set of control statements; the order in which they are given does not matter. An
 * owner's statements form a line, as each names those before; where an owner's devices spoke without knowing
 * of each other, depth and then hash decide, equally everywhere.
 */
export function evaluateStatements(statements: Iterable<ControlStatement>): AuthorityState {
  const ordered = [...statements].sort(
    (a, b) => a.depth - b.depth || (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0),
  );
  const owners = new Set<KeyId>();
  const roles = new Map<KeyId, Exclude<Role, 'owner'>>();
  let admission: AdmissionKey | null = null;
  let closed = false;
  let newer = false;
  for (const { author, statement } of ordered) {
    switch (statement.kind) {
      case 'found':
        owners.add(author);
        break;
      case 'admission-key':
        admission = statement;
        break;
      case 'role':
        roles.set(statement.member, statement.role);
        break;
      case 'close':
        closed = true;
        break;
      case 'unknown':
        newer ||= statement.critical;
        break;
      case 'admit':
        throw new Error('an admission is no control statement');
    }
  }
  return { owners, roles, admission, closed, newer };
}

/** The role of a member under `state`. Who was admitted by an invitation is a student until the owner says otherwise. */
export function roleUnder(state: AuthorityState, member: KeyId): Role {
  return state.owners.has(member) ? 'owner' : (state.roles.get(member) ?? 'student');
}
