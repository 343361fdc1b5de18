import type { ClassDoor } from './class-state.ts';
import {
  readSettings,
  writeLesson,
  writePythonRules,
  type LessonRecord,
} from './class-settings.ts';
import type { PythonRules } from '../notebook/python-rules.ts';
import { clearFollowRecord } from './follow-record.ts';
import { noteLessonEvent } from './lesson-events.ts';
import { newLessonCode } from './lesson-door.ts';
import type { SessionContext } from './session-context.ts';

/** What teachers do about the lesson and the way in. */
export interface LessonCommands {
  /** Owner, teachers: begins a lesson, with a new code, or goes on with a paused one, with the same code. */
  startLesson(): Promise<void>;
  /** Owner, teachers: no code works and who comes waits at the door, until the lesson goes on. Everything stays. */
  pauseLesson(): Promise<void>;
  /** Owner, teachers: the code ends. Everything stays. */
  endLesson(): Promise<void>;
  /** Owner, teachers: another code for this lesson; the old one opens nothing any more. */
  renewCode(): Promise<void>;
  /** Owner, teachers: one of `Lesson.doors`. */
  setDoor(door: ClassDoor): Promise<void>;
  /** Owner: a new link and code; the old ones lead to the lobby. */
  renewLink(): Promise<void>;
  /** Owner, teachers: hides everybody's address, or no longer. */
  setRelayOnly(on: boolean): Promise<void>;
  /** Owner, teachers: what Python may do on the computers of members. */
  setPythonRules(rules: PythonRules): Promise<void>;
  /** Owner: read-only for ever. */
  closeClass(): Promise<void>;
}

export function lessonCommands({
  classDoc,
  clock,
  gate,
  openDoor,
  problems,
  random,
  replica,
}: SessionContext): LessonCommands {
  const present = () => readSettings(classDoc.doc).lesson;
  const newCode = () => newLessonCode(random, clock.now());
  /** Whether the class document takes it. */
  const write = (lesson: LessonRecord): boolean => {
    if (!classDoc.writable.value) return false;
    const at = clock.now();
    const event = lesson.phase !== present()?.phase;
    classDoc.doc.transact(() => {
      writeLesson(classDoc.doc, lesson, at);
      if (lesson.phase !== 'on') clearFollowRecord(classDoc.doc);
      if (event) noteLessonEvent(classDoc.doc, { phase: lesson.phase, at, by: replica.self });
    });
    return true;
  };
  const removed = () => replica.authority.value.removed.length;
  /** What a pause closed opens again, but not to who was removed meanwhile. */
  const reopenAfter = async (before: LessonRecord | null) => {
    if (before?.phase === 'paused' && before.reopens && removed() <= before.reopens.removed)
      await gate.reopen();
  };
  const endLesson = async () => {
    const before = present();
    if (before?.phase !== 'over' && write({ phase: 'over', code: null, reopens: null }))
      await problems.attempt(() => reopenAfter(before));
    await problems.flush(classDoc);
  };
  return {
    async startLesson() {
      const before = present();
      if (before?.phase === 'on') return;
      const paused = before?.phase === 'paused' ? before : null;
      const code = paused?.code ?? newCode();
      if (!write({ phase: 'on', code, reopens: null })) return;
      await problems.attempt(async () => {
        await openDoor();
        await reopenAfter(before);
      });
      await problems.flush(classDoc);
    },
    async pauseLesson() {
      const before = present();
      if (before?.phase !== 'on') return;
      const reopens = gate.door === 'open' ? { removed: removed() } : null;
      if (!write({ phase: 'paused', code: before.code, reopens })) return;
      if (reopens !== null) await problems.attempt(() => gate.setDoor('lobby'));
      await problems.flush(classDoc);
    },
    endLesson,
    async renewCode() {
      const before = present();
      if (before?.phase !== 'on') return;
      write({ ...before, code: newCode() });
      await problems.flush(classDoc);
    },
    setDoor: (to) => problems.attempt(() => gate.setDoor(to)),
    renewLink: () => problems.attempt(() => gate.renew()),
    setRelayOnly: (on) => problems.attempt(() => gate.setRelayOnly(on)),
    async setPythonRules(rules) {
      if (!classDoc.writable.value) return;
      writePythonRules(classDoc.doc, rules);
      await problems.flush(classDoc);
    },
    async closeClass() {
      await endLesson();
      await problems.attempt(() => replica.closeClass());
    },
  };
}
