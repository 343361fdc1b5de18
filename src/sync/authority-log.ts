import type { Bytes } from '../base/bytes.ts';
import { equalBytes } from '../base/bytes.ts';
import type { Admit, AuthorityStatement, Found } from '../protocol/authority-statement.ts';
import { compareRefs } from '../protocol/entry.ts';
import type { Ref } from '../protocol/entry.ts';
import type { EntryHash, KeyId } from '../protocol/ids.ts';
import { evaluateStatements, roleUnder } from './authority-state.ts';
import type { AuthorityState, ControlStatement } from './authority-state.ts';
import type { AuthorityView, Member } from './class-replica.ts';
import type { DocumentLog } from './document-log.ts';
import { refOf } from './entry-record.ts';
import type { EntryRecord } from './entry-record.ts';

interface ControlEntry extends ControlStatement {
  readonly record: EntryRecord;
  /** Control statements that it names directly. */
  readonly named: readonly EntryHash[];
}

/** How an authority statement's author is known. */
export interface Admission {
  readonly publicKey: Bytes;
  readonly sealingPublicKey: Bytes;
  readonly name: string;
  readonly since: number;
}

/** Evaluations remembered: an honest class has one per control statement. */
const MAX_REMEMBERED = 256;

/** What follows from the accepted entries of the document `authority`. */
export class AuthorityLog {
  readonly log: DocumentLog;
  readonly #control = new Map<EntryHash, ControlEntry>();
  readonly #controlHeads = new Map<EntryHash, ControlEntry>();
  readonly #admissions = new Map<KeyId, Admission>();
  readonly #remembered = new Map<string, AuthorityState>();

  constructor(log: DocumentLog) {
    this.log = log;
  }

  /** Takes in an entry that was accepted, after it was appended to the log. */
  note(record: EntryRecord, statement: AuthorityStatement): void {
    const { entry, hash } = record;
    if (statement.kind === 'found' || statement.kind === 'admit')
      this.#admit(entry.author, statement, entry.at);
    if (statement.kind === 'admit') return;
    const named = entry.authority.map((ref) => ref.hash);
    if (entry.prev !== null) named.push(entry.prev);
    let depth = 0;
    for (const before of named)
      depth = Math.max(depth, 1 + (this.#control.get(before)?.depth ?? 0));
    const control: ControlEntry = { record, author: entry.author, hash, depth, statement, named };
    this.#control.set(hash, control);
    for (const before of named) this.#controlHeads.delete(before);
    this.#controlHeads.set(hash, control);
  }

  /** Heads of the control statements: what a new entry names as `authority`. */
  heads(): readonly Ref[] {
    return [...this.#controlHeads.values()].map(({ record }) => refOf(record)).sort(compareRefs);
  }

  admission(id: KeyId): Admission | null {
    return this.#admissions.get(id) ?? null;
  }

  get memberCount(): number {
    return this.#admissions.size;
  }

  isControl(hash: EntryHash): boolean {
    return this.#control.has(hash);
  }

  /** What the statements say that are among `heads` or before them; all `heads` must be control statements here. */
  stateAt(heads: readonly EntryHash[]): AuthorityState {
    const key = [...heads].sort().join();
    const remembered = this.#remembered.get(key);
    if (remembered !== undefined) return remembered;
    const closure = new Map<EntryHash, ControlEntry>();
    const open = [...heads];
    for (let hash = open.pop(); hash !== undefined; hash = open.pop()) {
      if (closure.has(hash)) continue;
      const control = this.#control.get(hash);
      if (control === undefined) throw new Error('heads must be known control statements');
      closure.set(hash, control);
      open.push(...control.named);
    }
    const state = evaluateStatements(closure.values());
    if (this.#remembered.size >= MAX_REMEMBERED) this.#remembered.clear();
    this.#remembered.set(key, state);
    return state;
  }

  /** What all statements known here say. */
  present(): AuthorityState {
    return this.stateAt([...this.#controlHeads.keys()]);
  }

  /** Control statements in causal order: what a newcomer is given. */
  controlEntries(): readonly EntryRecord[] {
    return this.log.entries.filter(({ hash }) => this.#control.has(hash));
  }

  /** The class as people see it. */
  view(): AuthorityView {
    const state = this.present();
    const members = new Map<KeyId, Member>();
    const admissions = [...this.#admissions].sort(([, a], [, b]) => a.since - b.since);
    for (const [id, { name, since, sealingPublicKey }] of admissions) {
      members.set(id, { id, name, role: roleUnder(state, id), since, sealingPublicKey });
    }
    const { admission } = state;
    return {
      members,
      closed: state.closed,
      admission:
        admission === null
          ? null
          : { publicKey: admission.publicKey, expires: admission.expires, door: admission.door },
    };
  }

  #admit(id: KeyId, statement: Found | Admit, since: number): void {
    const before = this.#admissions.get(id);
    // A device that joined twice without knowing is known by its earlier name, whichever arrived first.
    if (
      before !== undefined &&
      (before.since < since || (before.since === since && before.name <= statement.name))
    )
      return;
    const { publicKey, sealingPublicKey, name } = statement;
    this.#admissions.set(id, { publicKey, sealingPublicKey, name, since });
  }
}

/** Why an admission does not stand under `state`; null where it does. */
export function admissionRefusal(
  state: AuthorityState,
  admissionPublicKey: Bytes,
  at: number,
): 'admission-closed' | 'admission-replaced' | 'admission-lobby' | 'admission-expired' | null {
  if (state.closed) return 'admission-closed';
  if (state.admission === null || !equalBytes(state.admission.publicKey, admissionPublicKey))
    return 'admission-replaced';
  if (at > state.admission.expires) return 'admission-expired';
  return state.admission.door === 'lobby' ? 'admission-lobby' : null;
}
