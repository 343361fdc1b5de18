import { LecternError } from '../base/lectern-error.ts';
import type { KeyId } from '../protocol/ids.ts';
import type { StatedRole } from '../protocol/statement-parts.ts';
import { parseParticipantName } from '../protocol/participant-name.ts';
import type { ClassReplica } from '../sync/class-replica.ts';
import type { DocumentHandle } from '../sync/document-handle.ts';
import { deleteBlocked, readBlocked, writeBlocked, type Blocked } from './blocked.ts';
import type { ClassGate } from './class-gate.ts';
import { readNames, writeName } from './names.ts';
import type { Notices } from './notices.ts';
import { projectOutsiders } from './people.ts';

export interface LeadingOptions {
  readonly replica: ClassReplica;
  readonly gate: ClassGate;
  /** This device can make new invitations. */
  readonly renews: boolean;
  readonly notices: Notices;
  readonly classDoc: DocumentHandle;
}

/** What teachers do about people. All reject with `not-permitted` where a right was lost meanwhile. */
export class Leading {
  readonly #options: LeadingOptions;

  constructor(options: LeadingOptions) {
    this.#options = options;
  }

  /** Lets in who waits or was removed; does nothing for anybody else. */
  async admit(id: KeyId): Promise<void> {
    const { replica } = this.#options;
    const { waiting, removed, members } = replica.authority.value;
    const newcomer = [...waiting, ...removed].find((each) => each.id === id);
    if (newcomer === undefined || this.#blocked().some((each) => each.id === id)) return;
    const { deviceOf } = newcomer;
    if (deviceOf !== null && members.has(deviceOf)) await replica.linkDevice(deviceOf, id);
    else await replica.welcome(id);
  }

  /** Lets in everybody who waits, but who came by an old link or bears the name of who is blocked: those are to be looked at. */
  async admitAll(): Promise<void> {
    const { replica } = this.#options;
    const { value: authority } = replica.authority;
    const { waiting } = projectOutsiders(authority, replica.self, this.#blocked());
    for (const { id, oldLink, blockedName } of waiting)
      if (!oldLink && !blockedName) await this.admit(id);
  }

  /** Turns away who waits: their admission counts no more, and the link they came by asks nobody again. */
  async refuse(id: KeyId): Promise<void> {
    const { replica } = this.#options;
    if (replica.authority.value.waiting.some((each) => each.id === id))
      await replica.remove(id, null);
  }

  async remove(id: KeyId): Promise<void> {
    const { gate, notices, renews, replica } = this.#options;
    const member = replica.authority.value.members.get(id);
    if (member === undefined) return;
    await gate.remove(id);
    notices.add(renews ? 'person-removed' : 'person-removed-lobby', { name: member.name });
  }

  /** Removes somebody for good: nobody lets them in before a teacher says that they are blocked no more. */
  async block(id: KeyId): Promise<void> {
    const { classDoc, replica } = this.#options;
    const { members, removed } = replica.authority.value;
    const who = members.get(id) ?? removed.find((each) => each.id === id);
    if (who === undefined) return;
    if (!classDoc.writable.value) throw new LecternError('not-permitted');
    if (members.has(id)) await this.remove(id);
    const given = readNames(classDoc.doc, () => undefined).get(id);
    writeBlocked(classDoc.doc, { id, name: given ?? who.name });
  }

  /** They are not let in by that, only among those who were removed. */
  unblock(id: KeyId): void {
    const { classDoc } = this.#options;
    if (!classDoc.writable.value) throw new LecternError('not-permitted');
    deleteBlocked(classDoc.doc, id);
  }

  /** Gives a member a name, for everybody. Rejects with `name-invalid`. */
  giveName(id: KeyId, text: string): void {
    const { classDoc, replica } = this.#options;
    const name = parseParticipantName(text);
    if (!name.ok) throw name.error;
    if (!classDoc.writable.value) throw new LecternError('not-permitted');
    if (replica.authority.value.members.has(id)) writeName(classDoc.doc, id, name.value);
  }

  #blocked(): readonly Blocked[] {
    return readBlocked(this.#options.classDoc.doc, () => undefined);
  }

  async setRole(id: KeyId, role: StatedRole): Promise<void> {
    const { replica } = this.#options;
    const member = replica.authority.value.members.get(id);
    if (member !== undefined && member.role !== role) await replica.setRole(id, role);
  }
}
