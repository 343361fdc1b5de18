import { LecternError, type ErrorCode } from '../base/lectern-error.ts';
import { ObservableValue } from '../base/observable.ts';
import type { ClassReplica, JoinRefusal } from '../sync/class-replica.ts';
import type { DocumentHandle } from '../sync/document-handle.ts';
import { memberOf } from '../sync/member-of.ts';
import type { Network } from '../transport/network.ts';
import type { Problem } from './home.ts';
import type { SessionUpdates } from './session-updates.ts';

/** What goes wrong in an open class: the one thing that its person is shown at a time, and how commands fail. */
export class SessionProblems {
  readonly #replica: ClassReplica;
  readonly #network: Network;
  readonly #updates: SessionUpdates;
  readonly #problem = new ObservableValue<Problem | null>(null);
  /** The class's entries do not reach the store at present. */
  readonly #storage = new ObservableValue<Problem | null>(null);
  /** Pieces of lost work that were handed out as a file. */
  #lostTaken = 0;

  constructor(replica: ClassReplica, network: Network, updates: SessionUpdates) {
    this.#replica = replica;
    this.#network = network;
    this.#updates = updates;
    for (const source of [this.#problem, this.#storage]) updates.follow(source);
    updates.until(
      replica.onStorageError((error) => this.#storage.set(problemOf(error))),
      replica.status.subscribe(({ saved }) => {
        if (saved) this.#storage.set(null);
      }),
    );
  }

  /** The gravest one at present. `seen`: whether anything of the class was ever seen here. */
  present(seen: boolean): Problem | null {
    return (
      this.#storage.value ??
      this.#problem.value ??
      this.#standing(seen) ??
      this.#lost() ??
      this.#damage()
    );
  }

  /** So many pieces of lost work need not be told of any more. */
  lostTaken(pieces: number): void {
    this.#lostTaken = pieces;
    this.#updates.ask();
  }

  /** Runs a part of a command; its failure is shown until a later command succeeds. */
  async attempt(action: () => Promise<void>): Promise<void> {
    try {
      await action();
      this.#problem.set(null);
    } catch (error) {
      this.#problem.set(problemOf(error));
    }
  }

  /** Runs what no command asked for; only its failure is shown. */
  async attemptQuietly(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.#problem.set(problemOf(error));
    }
  }

  /** Shows what failed with nobody waiting for it. */
  tell(error: unknown): void {
    this.#problem.set(problemOf(error));
  }

  /** Stores what was written. A failure of the store is told by `onStorageError`, until it is over. */
  async flush(handle: DocumentHandle): Promise<void> {
    try {
      await handle.flush();
    } catch (error) {
      if (!(error instanceof LecternError)) throw error;
    }
  }

  #lost(): Problem | null {
    const pieces = this.#replica.lost.value.length - this.#lostTaken;
    return pieces > 0 ? { code: 'work-lost', detail: { pieces } } : null;
  }

  #damage(): Problem | null {
    const entries = this.#replica.damaged.value;
    return entries === 0 ? null : { code: 'storage-damaged', detail: { entries } };
  }

  #standing(seen: boolean): Problem | null {
    const replica = this.#replica;
    switch (replica.standing.value) {
      case 'member':
      case 'waiting':
        return null;
      case 'joining':
        return joiningProblem(this.#network);
      case 'refused':
        return { code: refusalCode(replica.refusedBecause.value), detail: {} };
      case 'removed':
        // Who never saw anything of the class was not removed from it.
        if (!seen) return { code: 'admission-refused', detail: {} };
        if (memberOf(replica.authority.value, replica.self) !== null)
          return { code: 'device-taken-off', detail: {} };
        return { code: 'admission-removed', detail: { pieces: replica.lost.value.length } };
    }
  }
}

/** What keeps a newcomer waiting, where something does. */
function joiningProblem(network: Network): Problem | null {
  if (network.links.value.length > 0) return null;
  if (network.signaling.value === 'offline') return { code: 'signaling-unreachable', detail: {} };
  return network.alone.value ? { code: 'class-unreachable', detail: {} } : null;
}

function refusalCode(refusal: JoinRefusal | null): ErrorCode {
  switch (refusal) {
    case 'admission-closed':
      return 'class-closed';
    case 'admission-expired':
      return 'link-expired';
    default:
      return 'admission-refused';
  }
}

/** A failure as the interface shows it; a broken invariant is not one and goes on to the console. */
export function problemOf(error: unknown): Problem {
  if (error instanceof LecternError) return { code: error.code, detail: error.detail };
  throw error;
}
