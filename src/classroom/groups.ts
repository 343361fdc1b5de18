import type * as Y from 'yjs';
import { isJsonObject } from '../base/json.ts';
import { LecternError } from '../base/lectern-error.ts';
import { err, ok, type Result } from '../base/result.ts';
import { isHash32, isId16, type KeyId } from '../protocol/ids.ts';
import { MAX_GROUP_MEMBERS, MAX_GROUPS, MAX_NAME_UNITS } from '../protocol/limits.ts';
import { cleanName, isPlainName } from '../protocol/name-text.ts';

/** Some of the class's people, for whom something can be meant alone. */
export interface Group {
  /** 16 random bytes in base64url. */
  readonly id: string;
  readonly name: string;
  /** Participants, each once, in the order of their ids; some may have left the class. */
  readonly members: readonly KeyId[];
}

/**
 * All readable groups of the document `class`, where each is one plain JSON value under its id in the map `groups`, by
 * name. What cannot be read, or is beyond `MAX_GROUPS`, is told to `refuse` and left out.
 */
export function readGroups(doc: Y.Doc, refuse: (id: string) => void): Group[] {
  const groups: Group[] = [];
  for (const [id, value] of doc.getMap<unknown>('groups')) {
    const group = parseGroup(id, value);
    if (group === null) refuse(id);
    else groups.push(group);
  }
  const byName = new Intl.Collator('en', { numeric: true });
  groups.sort((a, b) => byName.compare(a.name, b.name) || (a.id < b.id ? -1 : 1));
  for (const { id } of groups.splice(MAX_GROUPS)) refuse(id);
  return groups;
}

/** Writes a group as a whole. */
export function writeGroup(doc: Y.Doc, { id, name, members }: Group): void {
  doc.getMap('groups').set(id, { name, members: sorted(members) });
}

export function deleteGroup(doc: Y.Doc, id: string): void {
  doc.getMap('groups').delete(id);
}

/** The name that a teacher typed for a group, cleaned. Fails with `name-invalid` (detail: `field`, `units`, `most`). */
export function parseGroupName(text: string): Result<string, LecternError> {
  const name = cleanName(text);
  if (isPlainName(name, MAX_NAME_UNITS)) return ok(name);
  return err(
    new LecternError('name-invalid', {
      detail: { field: 'group', units: name.length, most: MAX_NAME_UNITS },
    }),
  );
}

function parseGroup(id: string, value: unknown): Group | null {
  if (!isId16(id) || !isJsonObject(value)) return null;
  const { name, members } = value;
  if (typeof name !== 'string' || !isPlainName(name, MAX_NAME_UNITS)) return null;
  if (!Array.isArray(members) || members.length > MAX_GROUP_MEMBERS) return null;
  if (!members.every((each): each is KeyId => typeof each === 'string' && isHash32(each)))
    return null;
  return { id, name, members: sorted(members) };
}

function sorted(members: readonly KeyId[]): KeyId[] {
  return [...new Set(members)].sort();
}
