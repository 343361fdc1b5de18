import type { KeyId } from '../protocol/ids.ts';
import type { ClassReplica } from '../sync/class-replica.ts';
import { memberOf } from '../sync/member-of.ts';
import type { Notices } from './notices.ts';

/** What people do about whose device is whose. Both reject with `not-permitted` where a right was lost meanwhile. */
export class Devices {
  readonly #replica: ClassReplica;
  readonly #notices: Notices;

  constructor(replica: ClassReplica, notices: Notices) {
    this.#replica = replica;
    this.#notices = notices;
  }

  /**
   * Says that who came, or waits, is a member on another device; with all devices that they have. Of two with one name
   * nobody sees who came later: then the first one is the person, whichever was named.
   */
  async link(member: KeyId, newcomer: KeyId): Promise<void> {
    const { members, waiting } = this.#replica.authority.value;
    const [a, b] = [members.get(member), members.get(newcomer)];
    if (a !== undefined && b !== undefined && a.name === b.name && b.since < a.since)
      return this.#link(newcomer, member);
    if (a !== undefined && (b !== undefined || waiting.some(({ id }) => id === newcomer)))
      await this.#link(member, newcomer);
  }

  async #link(member: KeyId, newcomer: KeyId): Promise<void> {
    const { members } = this.#replica.authority.value;
    const person = members.get(member);
    if (person === undefined || member === newcomer) return;
    const came = members.get(newcomer);
    const devices = came?.devices.filter((device) => !came.lost.includes(device)) ?? [newcomer];
    for (const device of devices) await this.#replica.linkDevice(member, device);
    this.#notices.add('device-linked', { name: person.name });
  }

  /** Takes one device off; its person stays. */
  async lose(device: KeyId): Promise<void> {
    const person = memberOf(this.#replica.authority.value, device);
    if (person === null || person.lost.includes(device)) return;
    await this.#replica.loseDevice(device);
    this.#notices.add('device-lost', { name: person.name });
  }
}
