import { ObservableValue } from '../base/observable.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import { AbsenceWatch } from './absence-watch.ts';
import { BlobNames } from './blob-names.ts';
import { CellPlaces, openGroups } from './cell-places.ts';
import type { ClassSession } from './class-session.ts';
import { readSettings, type LessonCode } from './class-settings.ts';
import { CodeRenewal } from './code-renewal.ts';
import { groupCommands } from './group-commands.ts';
import { GroupDocuments } from './group-documents.ts';
import { ClassCopySides } from './copy-sides.ts';
import { keptItems } from './kept-items.ts';
import { keepingCommands } from './keeping-commands.ts';
import { lessonCommands } from './lesson-commands.ts';
import { LinkStates } from './link-states.ts';
import { LivePairing } from './live-pairing.ts';
import { LookedAtCells } from './looked-at.ts';
import { withNames } from './names.ts';
import { Notices } from './notices.ts';
import { peopleCommands } from './people-commands.ts';
import { watchPeople } from './people-news.ts';
import { receivingCommands } from './receiving-commands.ts';
import { teaches, type SessionContext, type SessionParts } from './session-context.ts';
import { RosterClaims } from './roster-claims.ts';
import { rosterCommands } from './roster-commands.ts';
import { sessionFiles } from './session-files.ts';
import { SessionFollow } from './session-follow.ts';
import { SessionNews } from './session-news.ts';
import { SessionOutgoing } from './session-outgoing.ts';
import { SessionProblems } from './session-problems.ts';
import { personOf, projectSession } from './session-projection.ts';
import { SessionUpdates } from './session-updates.ts';
import { Sharing } from './sharing.ts';
import { StaffDocument } from './staff-document.ts';
import { sharingCommands } from './sharing-commands.ts';
import { Syncing } from './syncing.ts';

/** A class that is open on this device, put together from its documents, its network and the notebook app. */
export function createLiveSession(parts: SessionParts): ClassSession {
  const { classDoc, clock, door, gate, network, notebook, profiles, random, replica } = parts;
  const { classId, self } = replica;
  const updates = new SessionUpdates(clock);
  const notices = new Notices();
  const problems = new SessionProblems(replica, network, updates);
  const groups = new GroupDocuments(replica, classDoc, clock, (action) =>
    problems.attemptQuietly(action),
  );
  const staff = new StaffDocument(replica);
  const context: SessionContext = { ...parts, groups, staff, notices, problems, updates };

  const links = new LinkStates(network, clock, (device) => personOf(replica, device));
  const pairing = new LivePairing({
    ...{ classId, network, random },
    link: () => door.link.value,
    refuses: () =>
      replica.authority.value.closed
        ? 'closed'
        : readSettings(classDoc.doc).relayOnly
          ? 'hidden-class'
          : null,
  });
  const news = new SessionNews(context);
  const claims = new RosterClaims(context);
  const places = new CellPlaces(classDoc, () => openGroups(news.groups, groups));
  const sharing = new Sharing({ classId, self, places, notebook, notices, clock, random });
  const looked = new LookedAtCells(profiles);
  const records = () => news.records;
  const syncing = new Syncing({ classId, records, looked, notebook, notices, random });
  const sides = new ClassCopySides({
    classId,
    records,
    notebook,
    sync: (id, copy) => void problems.attempt(() => syncing.sync(id, 'replace', copy)),
  });
  const people = () => withNames(replica.authority.value, news.names);
  const outgoing = new SessionOutgoing(context, places, people);
  const follow = new SessionFollow(context, people);
  const lesson = lessonCommands(context);
  const absences = new AbsenceWatch(context);
  const codes = new CodeRenewal(context, () => lesson.renewCode());
  const blobNames = new BlobNames({
    ...{ replica, classDoc, clock },
    sources: () => (groups.allOpen ? places.sources() : null),
    attempt: (action) => problems.attemptQuietly(action),
  });
  const project = () => projectSession(context, news, looked, sides.copies, outgoing, follow);
  const state = new ObservableValue(project());

  updates.begin(() => {
    news.update();
    sides.refresh();
    outgoing.update();
    follow.update();
    const next = project();
    state.set({ ...next, cells: keptItems(state.value.cells, next.cells) });
    sharing.refresh();
    void problems.attemptQuietly(() => gate.look());
    void problems.attemptQuietly(() => staff.follow());
    void claims.follow(news.places);
    void problems.attemptQuietly(() => door.follow(codeToKeep(context, news)));
    codes.follow(news.lesson);
    absences.follow(news.lesson);
    blobNames.follow();
  });
  for (const handle of [classDoc, ...profiles.all]) updates.watch(handle);
  for (const source of [
    replica.standing,
    replica.refusedBecause,
    replica.status,
    replica.present,
    replica.damaged,
    replica.authority,
    replica.lost,
    replica.forks,
    network.links,
    network.signaling,
    network.alone,
    notices.list,
    door.code,
    door.link,
    classDoc.synced,
  ])
    updates.follow(source);
  updates.until(
    watchPeople(replica, notices),
    profiles.onOpened((profile) => {
      updates.watch(profile);
      updates.ask();
    }),
    groups.onChanged((id) => {
      const handle = groups.handle(id);
      if (handle !== null) updates.watch(handle);
      updates.ask();
    }),
    () => groups.close(),
    staff.onOpened((handle) => {
      updates.watch(handle);
      updates.ask();
    }),
    followCells(notebook, updates),
    gate.onFailed((error) => problems.tell(error)),
    () => links.close(),
    () => pairing.close(),
    () => codes.close(),
    () => absences.close(),
    () => blobNames.close(),
  );

  let leaving: Promise<void> | null = null;
  let resolveLeft = () => {};
  const left = new Promise<void>((resolve) => {
    resolveLeft = resolve;
  });
  const leave = async () => {
    await problems.attempt(() => follow.close());
    sharing.close();
    syncing.answer(null);
    sides.close();
    updates.close();
    await problems.attempt(() => parts.release());
    resolveLeft();
  };
  return {
    ...outgoing.commands,
    ...follow.commands,
    ...groupCommands(context),
    ...keepingCommands(context),
    ...lesson,
    ...peopleCommands(context),
    ...rosterCommands(context),
    ...receivingCommands(syncing, (action) => problems.attempt(action)),
    ...sharingCommands(context, sharing),
    state,
    signalingUrl: parts.signalingUrl,
    links: links.states,
    files: sessionFiles(parts),
    pairing,
    dismiss: (notice) => notices.dismiss(notice),
    left,
    leave: () => (leaving ??= leave()),
  };
}

/** The code that this device keeps in force: teachers' devices do, while the lesson is on. */
function codeToKeep(context: SessionContext, { lesson }: SessionNews): LessonCode | null {
  const { clock, replica } = context;
  if (lesson?.phase !== 'on' || lesson.code === null) return null;
  if (!teaches(context) || replica.authority.value.closed) return null;
  return lesson.code.expires > clock.now() ? lesson.code : null;
}

/** Asks for an update at each change of the cells of whichever notebook app is there. */
function followCells(notebook: SessionParts['notebook'], updates: SessionUpdates): Unsubscribe {
  let endApp: Unsubscribe = () => undefined;
  const attach = () => {
    endApp();
    endApp = notebook.value?.onCellsChanged(() => updates.ask()) ?? (() => undefined);
    updates.ask();
  };
  const end = notebook.subscribe(attach);
  attach();
  return () => {
    end();
    endApp();
  };
}
