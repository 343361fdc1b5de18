import { equalBytes } from '../base/bytes.ts';
import { Emitter } from '../base/emitter.ts';
import type { RandomBytes } from '../base/random.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import { createInvitation } from '../crypto/create-invitation.ts';
import { verifyInvitation } from '../crypto/verify-invitation.ts';
import type { Verifier } from '../crypto/signer.ts';
import type { Door } from '../protocol/authority-statement.ts';
import type { ClassRoot } from '../protocol/identity.ts';
import type { KeyId } from '../protocol/ids.ts';
import { invitationFragment, parseInvitationLink } from '../protocol/invitation-link.ts';
import type { Invitation } from '../protocol/invitation.ts';
import type { ClassRecord, KeyStore } from '../store/key-store.ts';
import type { ClassReplica } from '../sync/class-replica.ts';
import type { DocumentHandle } from '../sync/document-handle.ts';
import type { ClassRooms } from './class-rooms.ts';
import type { ClassDoor } from './class-state.ts';
import { readSettings, writeInvitation, writeLesson, writeRelayOnly } from './class-settings.ts';
import { newLessonCode, type LessonDoor } from './lesson-door.ts';
import { INVITATION_MS } from './new-class-record.ts';

export interface ClassGateOptions {
  readonly record: ClassRecord;
  /** Owner: makes new invitations. */
  readonly root: ClassRoot | null;
  readonly replica: ClassReplica;
  readonly classDoc: DocumentHandle;
  readonly rooms: ClassRooms;
  readonly door: LessonDoor;
  /** The invitation that `rooms` and `door` began with. */
  readonly invitation: Invitation;
  readonly keys: KeyStore;
  readonly verifier: Verifier;
  readonly now: () => number;
  readonly random: RandomBytes;
}

/** What the class document and the authority log say of the way in, told apart cheaply. */
interface Said {
  readonly invitation: string;
  readonly key: string;
  readonly relayOnly: boolean;
}

/**
 * The way into the class as renewals change it. The owner's device makes a new invitation and writes it into the
 * class document, which members alone are given; every device then meets the others there. What the class document
 * says counts only where the root key certified it and the authority log has its key in force.
 */
export class ClassGate {
  readonly #options: ClassGateOptions;
  #invitation: Invitation;
  #former: readonly Invitation[] = [];
  #relayOnly: boolean;
  #said: Said | null = null;
  #work: Promise<void> = Promise.resolve();
  readonly #failed = new Emitter<unknown>();

  constructor(options: ClassGateOptions) {
    this.#options = options;
    this.#invitation = options.invitation;
    this.#relayOnly = readSettings(options.classDoc.doc).relayOnly;
  }

  /** The door of the link in force; null before the class said so. */
  get door(): ClassDoor | null {
    const { replica, now } = this.#options;
    const { admission } = replica.authority.value;
    if (admission === null) return null;
    return admission.expires <= now() ? 'shut' : admission.door;
  }

  /** What this device's person may set the door to, as a teacher. */
  get doors(): readonly ClassDoor[] {
    const { root, replica } = this.#options;
    if (this.door === null) return [];
    if (root !== null) return ['open', 'lobby', 'shut'];
    if (this.door === 'shut') return [];
    return replica.authority.value.removed.length > 0 ? ['lobby'] : ['open', 'lobby'];
  }

  /** Fires with the reason where the code of a changed link could not be put in force: nobody waits for that. */
  onFailed(listener: (error: unknown) => void): Unsubscribe {
    return this.#failed.on(listener);
  }

  /** Looks whether link, rooms or the way of connecting changed. Resolves when that is done; rejects with a storage failure. */
  look(): Promise<void> {
    const { classDoc, replica } = this.#options;
    const { invitation, relayOnly } = readSettings(classDoc.doc);
    const said = {
      invitation: JSON.stringify(invitation),
      key: String(replica.authority.value.admission?.publicKey ?? ''),
      relayOnly,
    };
    const before = this.#said;
    if (
      before?.invitation === said.invitation &&
      before.key === said.key &&
      before.relayOnly === said.relayOnly
    )
      return this.#work;
    this.#said = said;
    const done = this.#work.then(() => this.#follow());
    this.#work = done.catch(() => undefined);
    return done;
  }

  /** Removes somebody; the link and the code change with it. Without the root key the door becomes a lobby instead. */
  async remove(member: KeyId): Promise<void> {
    const { replica } = this.#options;
    const { admission } = replica.authority.value;
    const invitation = await this.#newInvitation();
    if (invitation === null) {
      await replica.remove(member, admission === null ? null : { ...admission, door: 'lobby' });
      return;
    }
    const { publicKey, expires } = invitation.admission;
    await replica.remove(member, { publicKey, expires, door: admission?.door ?? 'open' });
    await this.#publish(invitation);
  }

  /** Sets the door. What a removal shut, the owner opens with a new link only; a shut one keeps its link. */
  async setDoor(door: ClassDoor): Promise<void> {
    const { replica, now } = this.#options;
    const { admission, removed } = replica.authority.value;
    if (admission === null || this.door === door) return;
    if (door === 'open' && removed.length > 0) return this.renew('open');
    const { publicKey } = admission;
    if (door === 'shut') return replica.setAdmission(publicKey, now(), 'lobby');
    const expires = this.door === 'shut' ? this.#invitation.admission.expires : admission.expires;
    await replica.setAdmission(publicKey, expires, door);
  }

  /** Puts a new link in force, with the door as it is or as given. Nothing happens without the root key. */
  async renew(door?: Door): Promise<void> {
    const { replica } = this.#options;
    const invitation = await this.#newInvitation();
    if (invitation === null) return;
    const { publicKey, expires } = invitation.admission;
    const present = replica.authority.value.admission?.door ?? 'open';
    await replica.setAdmission(publicKey, expires, door ?? present);
    await this.#publish(invitation);
  }

  async setRelayOnly(on: boolean): Promise<void> {
    const { classDoc } = this.#options;
    if (!classDoc.writable.value || readSettings(classDoc.doc).relayOnly === on) return;
    writeRelayOnly(classDoc.doc, on);
    await this.look();
  }

  async #newInvitation(): Promise<Invitation | null> {
    const { root, record, now } = this.#options;
    if (root === null) return null;
    return createInvitation(root, {
      className: record.className,
      signalingUrl: record.signalingUrl,
      role: 'student',
      expires: now() + INVITATION_MS,
    });
  }

  /** Opens the door that a pause closed, by the same link: nobody was removed since. */
  async reopen(): Promise<void> {
    const { replica, root } = this.#options;
    const { admission, removed } = replica.authority.value;
    if (admission === null || this.door !== 'lobby') return;
    if (root === null && removed.length > 0) return; // the owner's to do
    await replica.setAdmission(admission.publicKey, admission.expires, 'open');
    // Whom the open door would have let in need nobody's word.
    for (const { id, deviceOf, oldLink } of replica.authority.value.waiting)
      if (deviceOf === null && !oldLink) await replica.welcome(id);
  }

  /** Only members get it: its entry names the removal, and who has that gives the removed one nothing (SY4). */
  async #publish(invitation: Invitation): Promise<void> {
    const { classDoc, now, random } = this.#options;
    const former = [this.#invitation, ...this.#former].map(invitationFragment);
    const { lesson } = readSettings(classDoc.doc);
    classDoc.doc.transact(() => {
      writeInvitation(classDoc.doc, invitationFragment(invitation), former);
      // The old code leads by the old link.
      if (lesson?.code)
        writeLesson(classDoc.doc, { ...lesson, code: newLessonCode(random, now()) }, now());
    });
    await this.look();
  }

  async #follow(): Promise<void> {
    const { classDoc, door, keys, record, replica, rooms } = this.#options;
    const { invitation: said, relayOnly } = readSettings(classDoc.doc);
    const { admission } = replica.authority.value;
    const renewed = said === null ? null : await this.#verified(said.link);
    const inForce =
      renewed !== null &&
      admission !== null &&
      equalBytes(renewed.admission.publicKey, admission.publicKey);
    const changed =
      inForce && !equalBytes(renewed.admission.publicKey, this.#invitation.admission.publicKey);
    const reconnected = relayOnly !== this.#relayOnly;
    this.#relayOnly = relayOnly;
    if (inForce && said !== null) {
      this.#invitation = renewed;
      const former = await Promise.all(said.former.map((link) => this.#verified(link)));
      this.#former = former.filter((each) => each !== null);
    }
    const plan = { current: this.#invitation, former: this.#former, relayOnly };
    if (changed) await keys.patch(record.classId, { link: invitationFragment(this.#invitation) });
    await rooms.follow(plan);
    // The server may be away for long: what follows here does not wait for it.
    const kept = changed
      ? door.renew(this.#invitation)
      : reconnected
        ? door.reconnected()
        : Promise.resolve();
    kept.catch((error: unknown) => this.#failed.emit(error));
  }

  /** An invitation that the class's owner made, whenever it ends; null for anything else. */
  async #verified(link: string): Promise<Invitation | null> {
    const { replica, verifier } = this.#options;
    const parsed = parseInvitationLink(link);
    if (!parsed.ok || parsed.value.invitation.classId !== replica.classId) return null;
    const genuine = await verifyInvitation(parsed.value.invitation, verifier, 0);
    return genuine.ok ? parsed.value.invitation : null;
  }
}
