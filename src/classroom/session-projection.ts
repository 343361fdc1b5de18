import type { KeyId } from '../protocol/ids.ts';
import type { ClassReplica } from '../sync/class-replica.ts';
import { memberOf } from '../sync/member-of.ts';
import type { ClassState, Lesson } from './class-state.ts';
import { readSettings } from './class-settings.ts';
import { projectConnection } from './connection.ts';
import type { MarkedCell } from './copies.ts';
import type { LookedAtCells } from './looked-at.ts';
import { withNames } from './names.ts';
import { placesToPick } from './roster-claims.ts';
import { readDetails, type RosterEntry, type RosterPlace } from './roster.ts';
import { projectOutsiders, projectPeople } from './people.ts';
import { ownRole, teaches, type SessionContext } from './session-context.ts';
import type { SessionFollow } from './session-follow.ts';
import type { SessionNews } from './session-news.ts';
import type { SessionOutgoing } from './session-outgoing.ts';
import { projectItems } from './shared-cell-items.ts';
import { projectForks } from './two-versions.ts';

/** The class as its person sees it now. */
export function projectSession(
  context: SessionContext,
  news: SessionNews,
  looked: LookedAtCells,
  copies: readonly MarkedCell[],
  outgoing: SessionOutgoing,
  follow: SessionFollow,
): ClassState {
  const { replica, network, recovery, classDoc, notices, problems } = context;
  const authority = withNames(replica.authority.value, news.names);
  const settings = readSettings(classDoc.doc);
  const present = replica.present.value;
  const status = replica.status.value;
  const cells = projectItems({
    records: news.records,
    authority,
    copies,
    looked: teaches(context) ? null : looked,
  });
  return {
    id: replica.classId,
    name: context.className,
    myName: memberOf(authority, replica.self)?.name ?? context.myName,
    role: ownRole(context),
    standing: replica.standing.value,
    connection: projectConnection(network, present, personOf(replica, replica.self), status),
    people: projectPeople(authority, present, status.upToDateWith, replica.self, news.names),
    ...projectOutsiders(authority, replica.self, news.blocked),
    blocked: teaches(context) ? news.blocked : [],
    roster: projectRoster(context, news.places),
    pick: placesToPick(context, news.places),
    groups: news.groups,
    forks: teaches(context) ? projectForks(replica, replica.forks.value, authority) : [],
    cells,
    freshCount: cells.filter(({ fresh }) => fresh).length,
    lesson: projectLesson(context, news),
    relayOnly: settings.relayOnly,
    rosterOutside: settings.rosterOutside,
    sharing: settings.sharing,
    python: settings.python,
    ...outgoing.project(),
    follow: follow.project(),
    safetyWords: context.safetyWords,
    recoveryDue: recovery?.due.value ?? false,
    closed: authority.closed,
    notices: notices.list.value,
    problem: problems.present(news.lesson !== null),
  };
}

/** The participant that a device is of. */
export function personOf({ authority }: ClassReplica, device: KeyId): KeyId {
  return memberOf(authority.value, device)?.id ?? device;
}

/** The roster with numbers and groups, for who reads the document `staff`. */
function projectRoster(
  { refusals, staff }: SessionContext,
  places: readonly RosterPlace[],
): readonly RosterEntry[] | null {
  if (staff.handle === null || places.length === 0) return null;
  const details = readDetails(staff.handle.doc, () => refusals.refuse('roster-unreadable'));
  return places.map((place) => {
    const { number, group } = details.get(place.id) ?? { number: '', group: '' };
    return { ...place, number, group };
  });
}

function projectLesson(context: SessionContext, news: SessionNews): Lesson {
  const { replica, network, door, gate, renews } = context;
  const leads = teaches(context) && !replica.authority.value.closed;
  return {
    open: news.lesson?.phase === 'on',
    paused: news.lesson?.phase === 'paused',
    link: door.link.value,
    // A server that is away, or was restarted and has not been told again, does not answer to it.
    code: network.signaling.value === 'connected' ? door.code.value : null,
    codeEnds: leads ? (news.lesson?.code?.expires ?? null) : null,
    door: gate.door,
    doors: leads ? gate.doors : [],
    opensAnew: replica.authority.value.removed.length > 0,
    renews: leads && renews,
  };
}
