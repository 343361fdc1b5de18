import type * as Y from 'yjs';
import { isJsonObject } from '../base/json.ts';
import { FORMER_INVITATIONS } from '../protocol/limits.ts';

/** A class's defaults for new shared cells. */
export interface SharingDefaults {
  /** Outputs go out too. */
  readonly withOutputs: boolean;
  /** A new version follows every run. */
  readonly onRun: boolean;
}

/** What the class document says of how the class is run. Written by owner and teachers, read by members. */
export interface ClassSettings {
  /** Whether a lesson is on; null before the class said so for the first time. */
  readonly lesson: boolean | null;
  /** All links go through the server's relay, so that nobody learns another's address. */
  readonly relayOnly: boolean;
  /** How a cell is shared for the first time, until its teacher chooses otherwise. */
  readonly sharing: SharingDefaults;
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
    lesson: isJsonObject(lesson) ? lesson['open'] === true : null,
    relayOnly: settings.get('relayOnly') === true,
    sharing: {
      withOutputs: settings.get('shareOutputs') !== false,
      onRun: settings.get('shareOnRun') !== false,
    },
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

export function writeLesson(doc: Y.Doc, open: boolean, at: number): void {
  doc.getMap<unknown>('settings').set('lesson', { open, at });
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

/** `former`: newest first. Beyond the limit the first of all is kept, by which a recovery file may come, and the newest. */
export function writeInvitation(doc: Y.Doc, link: string, former: readonly string[]): void {
  const kept =
    former.length > FORMER_INVITATIONS
      ? [...former.slice(0, FORMER_INVITATIONS - 1), ...former.slice(-1)]
      : former;
  doc.getMap<unknown>('settings').set('invitation', { link, former: [...kept] });
}
