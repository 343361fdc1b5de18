import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { ClassReplica } from '../sync/class-replica.ts';
import { memberOf } from '../sync/member-of.ts';
import type { Notices } from './notices.ts';
import { mayAdmit } from './people-rights.ts';

/** Tells in passing who came, who waits, who spoke with two tongues, and what became of this person's own role. */
export function watchPeople(replica: ClassReplica, notices: Notices): Unsubscribe {
  const { authority, forks, self } = replica;
  let before = authority.value;
  const told = new Set(forks.value.map(({ author }) => author));
  const role = () => memberOf(authority.value, self)?.role ?? null;
  const leads = () => role() === 'owner' || role() === 'teacher';
  const ends = [
    authority.subscribe((now) => {
      const mine = role();
      const was = memberOf(before, self)?.role ?? null;
      const known = new Set([...before.members.keys(), ...before.waiting.map(({ id }) => id)]);
      before = now;
      if (mine !== null && was !== null && mine !== was)
        notices.add('role-changed', { role: mine });
      // What the stored and first received statements tell is no news.
      if (mine === null || was === null) return;
      for (const [id, { name }] of now.members)
        if (leads() && id !== memberOf(now, self)?.id && !known.has(id))
          notices.add('person-joined', { name });
      for (const { id, name } of now.waiting)
        if (mayAdmit(mine) && !known.has(id)) notices.add('person-waiting', { name });
    }),
    forks.subscribe((now) => {
      for (const { author } of now) {
        if (told.has(author)) continue;
        told.add(author);
        const name = memberOf(authority.value, author)?.name ?? '';
        if (leads()) notices.add('two-versions', { name });
      }
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
}
