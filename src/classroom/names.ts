import type * as Y from 'yjs';
import { isJsonObject } from '../base/json.ts';
import { isHash32, type KeyId } from '../protocol/ids.ts';
import { participantName } from '../protocol/participant-name.ts';
import type { AuthorityView, Member } from '../sync/class-replica.ts';

/** The names that teachers gave, by participant: they stand in place of those that people came with. */
export type GivenNames = ReadonlyMap<KeyId, string>;

/**
 * Reads the names that teachers gave, from the map `names` of the document `class`: participant → `{name, locked}`.
 * What cannot be read is told to `refuse` and left out.
 */
export function readNames(doc: Y.Doc, refuse: (id: string) => void): GivenNames {
  const names = new Map<KeyId, string>();
  for (const [id, value] of doc.getMap<unknown>('names')) {
    const given = isHash32(id) && isJsonObject(value) ? value['name'] : null;
    const name = typeof given === 'string' ? participantName(given) : null;
    if (name === null) refuse(id);
    else names.set(id as KeyId, name);
  }
  return names;
}

/** Gives a participant a name, for everybody, until a teacher gives another one. */
export function writeName(doc: Y.Doc, id: KeyId, name: string): void {
  doc.getMap('names').set(id, { name, locked: true });
}

/** The class with the names that its teachers gave: whatever shows a name takes it from here. */
export function withNames(view: AuthorityView, names: GivenNames): AuthorityView {
  if (names.size === 0) return view;
  const named = <Who extends { readonly id: KeyId; readonly name: string }>(who: Who): Who => {
    const name = names.get(who.id);
    return name === undefined ? who : { ...who, name };
  };
  return {
    ...view,
    members: new Map<KeyId, Member>([...view.members].map(([id, member]) => [id, named(member)])),
    waiting: view.waiting.map(named),
    removed: view.removed.map(named),
  };
}
