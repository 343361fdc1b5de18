import type { KeyId } from '../protocol/ids.ts';
import type { StatedRole } from '../protocol/statement-parts.ts';
import type { ClassReplica } from '../sync/class-replica.ts';
import type { ClassGate } from './class-gate.ts';
import type { Notices } from './notices.ts';
import { projectOutsiders } from './people.ts';

export interface LeadingOptions {
  readonly replica: ClassReplica;
  readonly gate: ClassGate;
  /** This device can make new invitations. */
  readonly renews: boolean;
  readonly notices: Notices;
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
    if (newcomer === undefined) return;
    const { deviceOf } = newcomer;
    if (deviceOf !== null && members.has(deviceOf)) await replica.linkDevice(deviceOf, id);
    else await replica.welcome(id);
  }

  /** Lets in everybody who waits and came by the link in force: each of the others is somebody to look at. */
  async admitAll(): Promise<void> {
    const { replica } = this.#options;
    const { waiting } = projectOutsiders(replica.authority.value, replica.self);
    for (const { id, oldLink } of waiting) if (!oldLink) await this.admit(id);
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

  async setRole(id: KeyId, role: StatedRole): Promise<void> {
    const { replica } = this.#options;
    const member = replica.authority.value.members.get(id);
    if (member !== undefined && member.role !== role) await replica.setRole(id, role);
  }
}
