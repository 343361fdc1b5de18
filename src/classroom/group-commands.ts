import { toBase64Url } from '../base/bytes.ts';
import { LecternError } from '../base/lectern-error.ts';
import type { KeyId } from '../protocol/ids.ts';
import { MAX_GROUPS } from '../protocol/limits.ts';
import { deleteGroup, parseGroupName, readGroups, writeGroup, type Group } from './groups.ts';
import type { SessionContext } from './session-context.ts';

/** What teachers do about groups. */
export interface GroupCommands {
  /** Owner, teachers: a new group. Gives its id, or null where that failed. */
  makeGroup(name: string, members: readonly KeyId[]): Promise<string | null>;
  renameGroup(id: string, name: string): Promise<void>;
  /** Owner, teachers: who is taken out reads nothing that is meant for the group from now on. */
  setGroupMembers(id: string, members: readonly KeyId[]): Promise<void>;
  /** Owner, teachers: what was for the group alone is closed for its members. */
  removeGroup(id: string): Promise<void>;
}

export function groupCommands({
  classDoc,
  groups,
  problems,
  random,
}: SessionContext): GroupCommands {
  const all = () => readGroups(classDoc.doc, () => undefined);
  const write = (change: () => Promise<void>) =>
    problems.attempt(async () => {
      if (!classDoc.writable.value) throw new LecternError('not-permitted');
      await change();
      await problems.flush(classDoc);
    });
  const change = (id: string, how: (group: Group) => Promise<void>) =>
    write(async () => {
      const group = all().find((each) => each.id === id);
      if (group !== undefined) await how(group);
    });
  return {
    async makeGroup(text, members) {
      let made: string | null = null;
      await write(async () => {
        const name = valueOf(parseGroupName(text));
        if (all().length >= MAX_GROUPS)
          throw new LecternError('too-large', { detail: { groups: MAX_GROUPS } });
        const id = toBase64Url(random(16));
        await groups.state(id, members);
        writeGroup(classDoc.doc, { id, name, members });
        made = id;
      });
      return made;
    },
    renameGroup: (id, text) =>
      change(id, async (group) => {
        writeGroup(classDoc.doc, { ...group, name: valueOf(parseGroupName(text)) });
      }),
    setGroupMembers: (id, members) =>
      change(id, async (group) => {
        await groups.state(id, members);
        const now = all().find((each) => each.id === id);
        writeGroup(classDoc.doc, { ...(now ?? group), members });
      }),
    removeGroup: (id) =>
      change(id, async () => {
        await groups.state(id, []);
        deleteGroup(classDoc.doc, id);
      }),
  };
}

function valueOf(result: ReturnType<typeof parseGroupName>): string {
  if (!result.ok) throw result.error;
  return result.value;
}
