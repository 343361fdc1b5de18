import type { EntryHash, KeyId } from '../protocol/ids.ts';
import type { StatedRole } from '../protocol/statement-parts.ts';
import { readAbsences } from './absence-records.ts';
import { projectLog, type LogEvent } from './class-log.ts';
import { Devices } from './devices.ts';
import { readLessonEvents } from './lesson-events.ts';
import { Leading } from './leading.ts';
import { readNames, withNames } from './names.ts';
import type { SessionContext } from './session-context.ts';
import { idOf } from './two-versions.ts';

/** What is done about the people of the class. */
export interface PeopleCommands {
  /** Owner, teachers, assistants: lets in who waits, or was removed. */
  admit(id: KeyId): Promise<void>;
  /** Lets in everybody who waits and came by the link in force. */
  admitAll(): Promise<void>;
  /** Owner, teachers: turns away who waits. */
  refuse(id: KeyId): Promise<void>;
  /** Owner, teachers: removes a person. Link and code are renewed, or the link leads to the lobby until the owner does so. */
  removePerson(id: KeyId): Promise<void>;
  /** Owner, teachers: removes a person, or takes who was removed, so that nobody lets them in by mistake. */
  blockPerson(id: KeyId): Promise<void>;
  /** Owner, teachers: who was blocked is among the removed again. */
  unblockPerson(id: KeyId): Promise<void>;
  /** Owner, teachers: gives a person another name, for everybody. A bad one lands in `problem` as `name-invalid`. */
  giveName(id: KeyId, name: string): Promise<void>;
  /** Owner, teachers: gives one of `Person.roles`. */
  setRole(id: KeyId, role: StatedRole): Promise<void>;
  /**
   * Says that who came, or waits, is `member` on another device: owner, teachers; anybody of their own device that asks
   * for it.
   */
  linkDevice(member: KeyId, newcomer: KeyId): Promise<void>;
  /** Owner, teachers: takes one device off; its person goes on by the others. It cannot be taken back. */
  loseDevice(device: KeyId): Promise<void>;
  /** For teachers: what happened to the class, the latest first. */
  classLog(): readonly LogEvent[];
  /** Owner: which of two versions counts. */
  decideFork(id: string, hash: EntryHash): Promise<void>;
}

export function peopleCommands({
  classDoc,
  gate,
  notices,
  problems,
  refusals,
  renews,
  replica,
  staff,
}: SessionContext): PeopleCommands {
  const leading = new Leading({ replica, gate, renews, notices, classDoc });
  const devices = new Devices(replica, notices);
  return {
    admit: (id) => problems.attempt(() => leading.admit(id)),
    admitAll: () => problems.attempt(() => leading.admitAll()),
    refuse: (id) => problems.attempt(() => leading.refuse(id)),
    removePerson: (id) => problems.attempt(() => leading.remove(id)),
    async blockPerson(id) {
      await problems.attempt(() => leading.block(id));
      await problems.flush(classDoc);
    },
    async unblockPerson(id) {
      await problems.attempt(async () => leading.unblock(id));
      await problems.flush(classDoc);
    },
    async giveName(id, name) {
      await problems.attempt(async () => leading.giveName(id, name));
      await problems.flush(classDoc);
    },
    setRole: (id, role) => problems.attempt(() => leading.setRole(id, role)),
    linkDevice: (member, newcomer) => problems.attempt(() => devices.link(member, newcomer)),
    loseDevice: (device) => problems.attempt(() => devices.lose(device)),
    classLog() {
      const names = readNames(classDoc.doc, () => undefined);
      return projectLog({
        statements: replica.statements(),
        absences:
          staff.handle === null
            ? []
            : readAbsences(staff.handle.doc, () => refusals.refuse('absence-unreadable')),
        lessons: readLessonEvents(classDoc.doc, () => refusals.refuse('lesson-event-unreadable')),
        authority: withNames(replica.authority.value, names),
      });
    },
    async decideFork(id, hash) {
      const fork = replica.forks.value.find((each) => idOf(each) === id);
      if (fork !== undefined) await problems.attempt(() => replica.resolveFork(fork, hash));
    },
  };
}
