import type { AuthorityView, ClassReplica } from '../sync/class-replica.ts';
import type { Fork } from '../sync/fork-book.ts';
import { memberOf } from '../sync/member-of.ts';
import type { TwoVersions } from './class-state.ts';
import { textOf } from './lost-work.ts';

/** UTF-16 units of a version that are shown: enough to tell one from the other. */
const SHOWN_UNITS = 200;

/** Forks about which the owner has said nothing yet: until then the lower hash counts, which stands first (SY2). */
export function projectForks(
  replica: Pick<ClassReplica, 'branchesOf'>,
  forks: readonly Fork[],
  authority: AuthorityView,
): readonly TwoVersions[] {
  return forks.flatMap((fork) => {
    const branches = replica.branchesOf(fork);
    if (branches.length !== 2 || branches.some(({ chosen }) => chosen)) return [];
    return {
      id: idOf(fork),
      name: memberOf(authority, fork.author)?.name ?? '',
      versions: branches.map(({ hash, at, content }) => ({
        hash,
        at,
        text: content === null ? '' : shown(textOf(content)),
      })),
    };
  });
}

export function idOf({ doc, author, session, seq }: Fork): string {
  return `${doc}/${author}/${session}/${seq}`;
}

function shown(pieces: readonly unknown[]): string {
  const texts = pieces.map((each) => (typeof each === 'string' ? each : JSON.stringify(each)));
  return texts.join(' ').slice(0, SHOWN_UNITS);
}
