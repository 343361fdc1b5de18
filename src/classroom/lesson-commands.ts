import type { ClassDoor } from './class-state.ts';
import { readSettings, writeLesson } from './class-settings.ts';
import type { SessionContext } from './session-context.ts';

/** What teachers do about the lesson and the way in. */
export interface LessonCommands {
  /** Teachers: opens a lesson (a new code), or ends it. Everything stays. */
  startLesson(): Promise<void>;
  endLesson(): Promise<void>;
  /** Owner, teachers: one of `Lesson.doors`. */
  setDoor(door: ClassDoor): Promise<void>;
  /** Owner: a new link and code; the old ones lead to the lobby. */
  renewLink(): Promise<void>;
  /** Owner, teachers: hides everybody's address, or no longer. */
  setRelayOnly(on: boolean): Promise<void>;
  /** Owner: read-only for ever. */
  closeClass(): Promise<void>;
}

export function lessonCommands({
  classDoc,
  clock,
  door,
  gate,
  openDoor,
  problems,
  replica,
}: SessionContext): LessonCommands {
  const setLesson = (open: boolean) => {
    if (!classDoc.writable.value || readSettings(classDoc.doc).lesson === open) return;
    writeLesson(classDoc.doc, open, clock.now());
  };
  const endLesson = async () => {
    setLesson(false);
    await problems.attempt(() => door.close());
    await problems.flush(classDoc);
  };
  return {
    async startLesson() {
      setLesson(true);
      await problems.attempt(() => openDoor());
      // The code is in force as soon as the signalling server is there: nobody waits for it.
      void problems.attempt(() => door.open());
      await problems.flush(classDoc);
    },
    endLesson,
    setDoor: (to) => problems.attempt(() => gate.setDoor(to)),
    renewLink: () => problems.attempt(() => gate.renew()),
    setRelayOnly: (on) => problems.attempt(() => gate.setRelayOnly(on)),
    async closeClass() {
      await endLesson();
      await problems.attempt(() => replica.closeClass());
    },
  };
}
