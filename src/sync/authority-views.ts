import { equalBytes } from '../base/bytes.ts';
import type { KeyId } from '../protocol/ids.ts';
import type { Admission, Membership } from './admission.ts';
import { isRemoved, participantOf, roleUnder } from './authority-state.ts';
import type { AuthorityState } from './authority-state.ts';
import type { AuthorityView, Member, Newcomer } from './class-replica.ts';

/** How one device is seen. */
type Seen =
  | { readonly as: 'member'; readonly who: Member }
  | { readonly as: 'waiting' | 'removed'; readonly who: Newcomer }
  | { readonly as: 'nobody' };

/** Who was admitted, and where they stand. */
interface Admitted {
  devices(): Iterable<KeyId>;
  admissions(id: KeyId): readonly Admission[];
  membership(state: AuthorityState, device: KeyId): Membership;
  /** Where a participant stands, whatever became of their first device. */
  participation(state: AuthorityState, id: KeyId): Membership;
}

/**
 * Shows the class as people see it. After each statement only what may have changed is worked out anew: a crowd that
 * comes in costs each of its members what it is, not its square.
 */
export class AuthorityViews {
  readonly #admitted: Admitted;
  /** The statements by which `#seen` is true. */
  #state: AuthorityState | null = null;
  /** People of one device, by the admissions that they were seen by. */
  readonly #seen = new Map<KeyId, { readonly by: readonly Admission[]; readonly seen: Seen }>();

  constructor(admitted: Admitted) {
    this.#admitted = admitted;
  }

  /** The class under `state`, all statements that are here. */
  view(state: AuthorityState): AuthorityView {
    if (state !== this.#state) this.#seen.clear();
    this.#state = state;
    const members = new Map<KeyId, Member>();
    const waiting: Newcomer[] = [];
    const removed: Newcomer[] = [];
    const participants = new Set(state.links.values());
    const byTime = [...this.#admitted.devices()]
      .map((id) => ({ id, by: this.#admitted.admissions(id) }))
      .sort((a, b) => (a.by[0]?.since ?? 0) - (b.by[0]?.since ?? 0));
    for (const { id, by } of byTime) {
      let seen = this.#seen.get(id);
      if (seen?.by !== by) {
        seen = { by, seen: this.#see(state, id, by) };
        // Who is one of several devices changes with the others.
        if (!state.links.has(id) && !participants.has(id)) this.#seen.set(id, seen);
      }
      if (seen.seen.as === 'member') members.set(id, seen.seen.who);
      else if (seen.seen.as === 'waiting') waiting.push(seen.seen.who);
      else if (seen.seen.as === 'removed') removed.push(seen.seen.who);
    }
    const { admission } = state;
    return {
      members,
      waiting,
      removed,
      closed: state.closed,
      admission:
        admission === null
          ? null
          : { publicKey: admission.publicKey, expires: admission.expires, door: admission.door },
    };
  }

  #see(state: AuthorityState, id: KeyId, by: readonly Admission[]): Seen {
    const [first] = by;
    if (first === undefined) return { as: 'nobody' };
    const { name, since, sealingPublicKey } = first;
    const deviceOf = by.find((each) => each.deviceOf !== null)?.deviceOf ?? null;
    const present = state.admission?.publicKey;
    const oldLink = !by.some(
      ({ key }) => key !== null && present !== undefined && equalBytes(key, present),
    );
    const linked = participantOf(state, id) !== id;
    switch (
      linked ? this.#admitted.membership(state, id) : this.#admitted.participation(state, id)
    ) {
      case 'member': {
        if (linked) return { as: 'nobody' };
        const devices = [id];
        for (const [device, of] of state.links)
          if (of === id && device !== id) devices.push(device);
        const lost = devices.filter((device) => isRemoved(state, device));
        const role = roleUnder(state, id);
        const cameAt = devices.map(
          (device) => this.#admitted.admissions(device)[0]?.since ?? since,
        );
        const known = { id, name, role, since, sealingPublicKey };
        return { as: 'member', who: { ...known, devices, cameAt, lost, deviceOf } };
      }
      case 'waiting':
        return { as: 'waiting', who: { id, name, since, deviceOf, oldLink } };
      case 'removed':
        return linked
          ? { as: 'nobody' }
          : { as: 'removed', who: { id, name, since, deviceOf: null, oldLink } };
      case 'unknown':
        return { as: 'nobody' };
    }
  }
}
