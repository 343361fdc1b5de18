import type { ClassSession } from '../classroom/class-session.ts';
import { checkInvitation, findInvitation } from '../classroom/find-invitation.ts';
import { createJoinedClass, createOwnClass } from '../classroom/new-class-record.ts';
import { openClass } from '../classroom/open-class.ts';
import type { ClassId } from '../protocol/ids.ts';
import type { ClassRecord } from '../store/key-store.ts';
import { createEnvironment, type PageServices } from './environment.ts';
import '../ui/classroom-elements.ts';

/** What a class needs beyond the start screen; a chunk of its own, loaded behind it. */
export interface Classroom {
  /** Makes a new class of this person's. */
  found(className: string, myName: string): Promise<ClassRecord>;
  /** The record of the class behind a link or code: a new one, or that which this device has already. */
  join(linkOrCode: string, myName: string): Promise<ClassRecord>;
  open(record: ClassRecord, takeOver: boolean): Promise<ClassSession>;
  /** Removes everything of the class from this device. */
  forget(id: ClassId): Promise<void>;
}

/** Puts the classroom together. All promises of it reject with `LecternError`s. */
export function createClassroom(page: PageServices): Classroom {
  const env = createEnvironment(page);
  return {
    found: (className, myName) => createOwnClass(env, className, myName),
    async join(linkOrCode, myName) {
      const link = await findInvitation(env, linkOrCode);
      const known = await env.keys.get(link.invitation.classId);
      if (known !== null) return known;
      await checkInvitation(env, link);
      return createJoinedClass(env, link, myName);
    },
    open: (record, takeOver) => openClass(env, record, takeOver, page.onTakenOver),
    async forget(id) {
      await env.entries.remove(id);
      await env.keys.remove(id);
    },
  };
}
