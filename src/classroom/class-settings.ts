import type * as Y from 'yjs';
import { isJsonObject } from '../base/json.ts';
import { parseClassCode, type ClassCode } from '../protocol/class-code.ts';
import { readPythonRules, type PythonRules } from '../notebook/python-rules.ts';
import { FORMER_INVITATIONS } from '../protocol/limits.ts';

/** A class's defaults for new shared cells. */
export interface SharingDefaults {
  /** Outputs go out too. */
  readonly withOutputs: boolean;
  /** A new version follows every run. */
  readonly onRun: boolean;
}

/** A class code, and when it ends: ms since the epoch. */
export interface LessonCode {
  readonly code: ClassCode;
  readonly expires: number;
}

/** A live period of the class. */
export interface LessonRecord {
  readonly phase: 'on' | 'paused' | 'over';
  /** What opens the class while the lesson is on; null where none was made. */
  readonly code: LessonCode | null;
  /**
   * While it is paused: the door was open before, when so many people had been removed. It opens again with the lesson
   * unless somebody was removed meanwhile.
   */
  readonly reopens: { readonly removed: number } | null;
}

/** What the class document says of how the class is run. Written by owner and teachers, read by members. */
export interface ClassSettings {
  /** Null before the class said so for the first time. */
  readonly lesson: LessonRecord | null;
  /** All links go through the server's relay, so that nobody learns another's address. */
  readonly relayOnly: boolean;
  /** Where the class has a roster: who is not in it may say so, and keeps the name that they came with. */
  readonly rosterOutside: boolean;
  /** How a cell is shared for the first time, until its teacher chooses otherwise. */
  readonly sharing: SharingDefaults;
  /** What Python may do on the computers of members. */
  readonly python: PythonRules;
  /** The class link that a renewal put in force and those before it, newest first, each from `#` on. As written: not verified. */
  readonly invitation: { readonly link: string; readonly former: readonly string[] } | null;
}

/** Reads the settings; what is not there or unreadable counts as not said. */
export function readSettings(doc: Y.Doc): ClassSettings {
  const settings = doc.getMap<unknown>('settings');
  const lesson = settings.get('lesson');
  const said = settings.get('invitation');
  const link = isJsonObject(said) ? said['link'] : null;
  const former = isJsonObject(said) && Array.isArray(said['former']) ? said['former'] : [];
  return {
    lesson: isJsonObject(lesson) ? parseLesson(lesson) : null,
    relayOnly: settings.get('relayOnly') === true,
    rosterOutside: settings.get('rosterOutside') !== false,
    sharing: {
      withOutputs: settings.get('shareOutputs') !== false,
      onRun: settings.get('shareOnRun') !== false,
    },
    python: readPythonRules(settings.get('python')),
    invitation:
      typeof link === 'string'
        ? {
            link,
            former: former
              .filter((each): each is string => typeof each === 'string')
              .slice(0, FORMER_INVITATIONS),
          }
        : null,
  };
}

/** Writes the lesson as a whole. `at`: ms since the epoch. */
export function writeLesson(doc: Y.Doc, { phase, code, reopens }: LessonRecord, at: number): void {
  doc.getMap<unknown>('settings').set('lesson', {
    open: phase === 'on', // all that an earlier version reads
    paused: phase === 'paused',
    at,
    code: phase === 'over' ? null : code,
    reopens: phase === 'paused' ? reopens : null,
  });
}

export function writeRelayOnly(doc: Y.Doc, on: boolean): void {
  doc.getMap<unknown>('settings').set('relayOnly', on);
}

export function writeSharingDefaults(doc: Y.Doc, { withOutputs, onRun }: SharingDefaults): void {
  const settings = doc.getMap<unknown>('settings');
  doc.transact(() => {
    settings.set('shareOutputs', withOutputs);
    settings.set('shareOnRun', onRun);
  });
}

export function writePythonRules(doc: Y.Doc, rules: PythonRules): void {
  doc.getMap<unknown>('settings').set('python', { ...rules });
}

export function writeRosterOutside(doc: Y.Doc, on: boolean): void {
  doc.getMap<unknown>('settings').set('rosterOutside', on);
}

/** `former`: newest first. Beyond the limit the first of all is kept, by which a recovery file may come, and the newest. */
export function writeInvitation(doc: Y.Doc, link: string, former: readonly string[]): void {
  const kept =
    former.length > FORMER_INVITATIONS
      ? [...former.slice(0, FORMER_INVITATIONS - 1), ...former.slice(-1)]
      : former;
  doc.getMap<unknown>('settings').set('invitation', { link, former: [...kept] });
}

function parseLesson({ open, paused, code, reopens }: Record<string, unknown>): LessonRecord {
  const phase = open === true ? 'on' : paused === true ? 'paused' : 'over';
  const removed = isJsonObject(reopens) ? reopens['removed'] : null;
  return {
    phase,
    code: isJsonObject(code) ? parseCode(code) : null,
    reopens: typeof removed === 'number' ? { removed } : null,
  };
}

function parseCode({ code, expires }: Record<string, unknown>): LessonCode | null {
  const parsed = typeof code === 'string' ? parseClassCode(code) : null;
  if (parsed === null || typeof expires !== 'number' || !Number.isFinite(expires)) return null;
  return { code: parsed, expires };
}
