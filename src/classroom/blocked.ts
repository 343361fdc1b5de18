import type * as Y from 'yjs';
import { isJsonObject } from '../base/json.ts';
import { isHash32, type KeyId } from '../protocol/ids.ts';
import { participantName } from '../protocol/participant-name.ts';

/** Who was removed and is not to be let in again by mistake. */
export interface Blocked {
  readonly id: KeyId;
  /** As they were called when they were blocked. */
  readonly name: string;
}

/** Reads who is blocked, from the map `blocked` of the document `class`, by name; the unreadable goes to `refuse`. */
export function readBlocked(doc: Y.Doc, refuse: (id: string) => void): Blocked[] {
  const blocked: Blocked[] = [];
  for (const [id, value] of doc.getMap<unknown>('blocked')) {
    const said = isHash32(id) && isJsonObject(value) ? value['name'] : null;
    const name = typeof said === 'string' ? participantName(said) : null;
    if (name === null) refuse(id);
    else blocked.push({ id: id as KeyId, name });
  }
  return blocked.sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
}

export function writeBlocked(doc: Y.Doc, { id, name }: Blocked): void {
  doc.getMap('blocked').set(id, { name });
}

export function deleteBlocked(doc: Y.Doc, id: KeyId): void {
  doc.getMap('blocked').delete(id);
}
