import type { Bytes } from '../base/bytes.ts';
import { toBase64Url } from '../base/bytes.ts';
import { decodeStatement } from '../protocol/authority-statement.ts';
import type { Admit, AuthorityStatement, Found } from '../protocol/authority-statement.ts';
import { compareRefs } from '../protocol/entry.ts';
import type { Ref } from '../protocol/entry.ts';
import type { EntryHash, KeyId } from '../protocol/ids.ts';
import type { Role } from '../protocol/statement-parts.ts';
import type { Admission, Membership } from './admission.ts';
import { evaluateStatements } from './authority-evaluation.ts';
import { isParticipantRemoved, isRemoved, participantOf, roleUnder } from './authority-state.ts';
import type { AuthorityState, ControlStatement } from './authority-state.ts';
import { AuthorityViews } from './authority-views.ts';
import type { AuthorityView } from './class-replica.ts';
import type { DocumentLog } from './document-log.ts';
import { refOf } from './entry-record.ts';
import type { EntryRecord } from './entry-record.ts';

interface ControlEntry extends ControlStatement {
  readonly record: EntryRecord;
}

/** Evaluations remembered: an honest class has one per control statement. */
const MAX_REMEMBERED = 512;

/** What follows from the accepted entries of the document `authority`. */
export class AuthorityLog {
  readonly log: DocumentLog;
  readonly #control = new Map<EntryHash, ControlEntry>();
  readonly #controlHeads = new Map<EntryHash, ControlEntry>();
  readonly #admissions = new Map<KeyId, Admission[]>();
  readonly #remembered = new Map<bigint, AuthorityState>();
  readonly #views = new AuthorityViews(this);

  constructor(log: DocumentLog) {
    this.log = log;
  }

  /** Takes in an entry that was accepted, after it was appended to the log. */
  note(record: EntryRecord, statement: AuthorityStatement): void {
    const { entry, hash } = record;
    const named = entry.authority.map((ref) => ref.hash);
    if (entry.prev !== null && this.#control.has(entry.prev)) named.push(entry.prev);
    const past = this.pastOf(named);
    if (statement.kind === 'found' || statement.kind === 'admit')
      this.#admit(record, statement, past);
    if (statement.kind === 'admit') return;
    let depth = 0;
    for (const before of named)
      depth = Math.max(depth, 1 + (this.#control.get(before)?.depth ?? 0));
    const role: Role =
      statement.kind === 'found' ? 'owner' : roleUnder(this.stateOf(past), entry.author);
    const bit = 1n << BigInt(this.#control.size);
    const control: ControlEntry = { ...refOf(record), record, depth, role, bit, past, statement };
    this.#control.set(hash, control);
    for (const before of named) this.#controlHeads.delete(before);
    this.#controlHeads.set(hash, control);
  }

  /** Heads of the control statements: what a new entry names as `authority`. */
  heads(): readonly Ref[] {
    return [...this.#controlHeads.values()].map(({ record }) => refOf(record)).sort(compareRefs);
  }

  /** How a device is known: by the earliest of its admissions, if it joined more than once. */
  admission(id: KeyId): Admission | null {
    return this.#admissions.get(id)?.[0] ?? null;
  }

  admissions(id: KeyId): readonly Admission[] {
    return this.#admissions.get(id) ?? [];
  }

  /** All control statements. */
  controls(): Iterable<ControlStatement> {
    return this.#control.values();
  }

  /** Reads the log again, after something was taken out of it. */
  rebuild(): void {
    this.#control.clear();
    this.#controlHeads.clear();
    this.#admissions.clear();
    this.#remembered.clear();
    for (const record of this.log.entries) {
      const statement = decodeStatement(record.entry.content);
      if (statement.ok) this.note(record, statement.value);
    }
  }

  /** All devices that have an admission here, whatever became of them. */
  devices(): Iterable<KeyId> {
    return this.#admissions.keys();
  }

  isControl(hash: EntryHash): boolean {
    return this.#control.has(hash);
  }

  /** The statements among `heads` and before them, as bits; all `heads` must be control statements here. */
  pastOf(heads: readonly EntryHash[]): bigint {
    let bits = 0n;
    for (const hash of heads) {
      const control = this.#control.get(hash);
      if (control === undefined) throw new Error('heads must be known control statements');
      bits |= control.bit | control.past;
    }
    return bits;
  }

  /** What the statements say that are among `heads` or before them; all `heads` must be control statements here. */
  stateAt(heads: readonly EntryHash[]): AuthorityState {
    return this.stateOf(this.pastOf(heads));
  }

  /** What the statements with these bits say. */
  stateOf(bits: bigint): AuthorityState {
    const remembered = this.#remembered.get(bits);
    if (remembered !== undefined) return remembered;
    const among = [...this.#control.values()].filter(({ bit }) => (bits & bit) !== 0n);
    const state = evaluateStatements(among);
    if (this.#remembered.size >= MAX_REMEMBERED) this.#remembered.clear();
    this.#remembered.set(bits, state);
    return state;
  }

  /** What all statements known here say. */
  present(): AuthorityState {
    return this.stateOf((1n << BigInt(this.#control.size)) - 1n);
  }

  /** Where a device stands under `state`. */
  membership(state: AuthorityState, device: KeyId): Membership {
    if (isRemoved(state, device))
      return !state.lost.has(device) && this.#asksAgain(state, device) ? 'waiting' : 'removed';
    if (state.owners.has(device)) return 'member';
    const participant = participantOf(state, device);
    if (participant === device) return this.participation(state, device);
    if (this.admissions(device).length === 0) return 'unknown';
    return participantOf(state, participant) === participant
      ? this.participation(state, participant)
      : 'waiting'; // that one is another's device by now
  }

  /** Where a participant stands, whatever became of their first device. */
  participation(state: AuthorityState, device: KeyId): Membership {
    if (isParticipantRemoved(state, device))
      return this.#asksAgain(state, device) ? 'waiting' : 'removed';
    if (state.owners.has(device)) return 'member';
    const admissions = this.admissions(device);
    if (admissions.length === 0) return 'unknown';
    if (state.membership.get(device) === 'welcomed') return 'member';
    const stands = admissions.some(
      ({ open, past }) =>
        open &&
        state.renewals.every(
          ({ control, kept }) => (past & control.bit) !== 0n || kept.has(device),
        ),
    );
    return stands ? 'member' : 'waiting';
  }

  /** Control statements and the admissions that they rest on, in causal order: what a newcomer is given. */
  controlEntries(): readonly EntryRecord[] {
    const authors = new Set<KeyId>();
    for (const { author, statement } of this.#control.values()) {
      authors.add(author);
      if (statement.kind === 'link') authors.add(statement.device).add(statement.member);
    }
    return this.log.entries.filter(
      ({ hash, entry }) => this.#control.has(hash) || authors.has(entry.author),
    );
  }

  /** The class as people see it. */
  view(): AuthorityView {
    return this.#views.view(this.present());
  }

  /** Whether who was removed has asked to be let in since, knowing of it. */
  #asksAgain(state: AuthorityState, device: KeyId): boolean {
    const removals = state.takings.filter(
      ({ member, scope, role }) => member === device && scope === 'participant' && role === null,
    );
    return (
      removals.length > 0 &&
      this.admissions(device).some(({ past }) =>
        removals.every(({ control }) => (past & control.bit) !== 0n),
      )
    );
  }

  #admit(record: EntryRecord, statement: Found | Admit, past: bigint): void {
    const { author, at } = record.entry;
    const { publicKey, sealingPublicKey, name } = statement;
    const founds = statement.kind === 'found';
    const admission: Admission = {
      publicKey,
      sealingPublicKey,
      name,
      since: at,
      hash: record.hash,
      key: founds ? null : statement.admissionPublicKey,
      deviceOf: founds ? null : statement.deviceOf,
      open:
        founds || doorFor(this.stateOf(past), author, statement.admissionPublicKey, at) === 'open',
      past,
    };
    // A device that joined twice without knowing is known by its earlier name, whichever arrived first.
    const all = [...this.admissions(author), admission].sort(
      (a, b) =>
        a.since - b.since ||
        (a.name < b.name ? -1 : a.name > b.name ? 1 : 0) ||
        (a.hash < b.hash ? -1 : 1),
    );
    this.#admissions.set(author, all);
  }
}

/** How the class stands under `state` to an admission by a key: its door, or why it cannot stand. */
export function doorFor(
  state: AuthorityState,
  device: KeyId,
  admissionPublicKey: Bytes,
  at: number,
): 'open' | 'lobby' | 'admission-closed' | 'admission-replaced' | 'admission-expired' {
  if (state.closed) return 'admission-closed';
  const key = toBase64Url(admissionPublicKey);
  const known = state.admissionKeys.get(key);
  if (known === undefined || state.admission === null) return 'admission-replaced';
  if (at > known.expires) return 'admission-expired';
  // An older link, and who was removed, come before a person who decides.
  if (key !== toBase64Url(state.admission.publicKey) || isRemoved(state, device)) return 'lobby';
  return state.admission.door;
}
