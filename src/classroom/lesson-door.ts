import type { Clock } from '../base/clock.ts';
import { ObservableValue, type Observable } from '../base/observable.ts';
import type { RandomBytes } from '../base/random.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { Argon2 } from '../crypto/argon2.ts';
import { createTicket, deriveCodeKeys } from '../crypto/class-code-ticket.ts';
import { generateClassCode } from '../protocol/class-code.ts';
import { isoWeek } from '../protocol/code-week.ts';
import { encodeInvitation, type Invitation } from '../protocol/invitation.ts';
import { encodeInvitationLink } from '../protocol/invitation-link.ts';
import { MAX_CODE_TTL_S } from '../protocol/limits.ts';
import type { Signaling } from '../transport/signaling.ts';
import type { LessonCode } from './class-settings.ts';

/** A new class code, with the longest life that the server gives one. */
export function newLessonCode(random: RandomBytes, now: number): LessonCode {
  return { code: generateClassCode(random), expires: now + MAX_CODE_TTL_S * 1000 };
}

export interface LessonDoorOptions {
  readonly invitation: Invitation;
  /** The page that the link opens. */
  readonly pageUrl: string;
  /** The present connection to the signalling server. */
  readonly signaling: () => Signaling;
  /** Address of the signalling server, for the code's salt. */
  readonly signalingUrl: string;
  readonly argon2: Argon2;
  readonly clock: Clock;
}

/**
 * The way in for newcomers: the class link always, and a class code on the devices that keep its ticket on the
 * signalling server, also over its restarts. Several devices keep the same one: whoever stays keeps the code in force.
 */
export class LessonDoor {
  readonly #options: LessonDoorOptions;
  readonly #code = new ObservableValue<string | null>(null);
  readonly #link: ObservableValue<string>;
  #invitation: Invitation;
  #wanted: LessonCode | null = null;
  /** Where the ticket was put. */
  #put: { readonly lookupId: string; readonly signaling: Signaling } | null = null;
  #generation = 0;
  #cancelEnd: Unsubscribe = () => undefined;

  constructor(options: LessonDoorOptions) {
    this.#options = options;
    this.#invitation = options.invitation;
    this.#link = new ObservableValue(encodeInvitationLink(options.invitation, options.pageUrl));
  }

  /** The whole class link. */
  get link(): Observable<string> {
    return this.#link;
  }

  /** The code while the signalling server keeps its ticket. */
  get code(): Observable<string | null> {
    return this.#code;
  }

  /** Keeps the ticket of this code until it ends, in place of the one before; null: none. Resolves when that is done. */
  async follow(wanted: LessonCode | null): Promise<void> {
    if (wanted?.code === this.#wanted?.code && wanted?.expires === this.#wanted?.expires) return;
    this.#drop();
    this.#wanted = wanted;
    await this.#keep();
  }

  /** Goes on with another invitation: another link, and no ticket for the one before. */
  async renew(invitation: Invitation): Promise<void> {
    this.#invitation = invitation;
    this.#drop();
    this.#link.set(encodeInvitationLink(invitation, this.#options.pageUrl));
    await this.#keep();
  }

  /** Tells that the connection to the signalling server is another one. */
  reconnected(): Promise<void> {
    return this.#keep();
  }

  /** Lets go of everything; the ticket stays with the server until its end. */
  close(): void {
    this.#generation++;
    this.#cancelEnd();
  }

  async #keep(): Promise<void> {
    if (this.#wanted === null) return;
    const { code, expires } = this.#wanted;
    const { argon2, clock, signalingUrl } = this.#options;
    const signaling = this.#options.signaling();
    const generation = ++this.#generation;
    const now = clock.now();
    // What is left of it bounds what a wrong clock elsewhere may ask for.
    const left = Math.min(expires - now, MAX_CODE_TTL_S * 1000);
    if (left < 1000) return;
    // What derives the keys comes from the server too, where this browser does not have it yet.
    await whenConnected(signaling);
    if (generation !== this.#generation) return;
    const codeKeys = await deriveCodeKeys(argon2, code, signalingUrl, isoWeek(now));
    const ticket = await createTicket(codeKeys, encodeInvitation(this.#invitation));
    if (generation !== this.#generation) return;
    this.#put = { lookupId: codeKeys.lookupId, signaling };
    try {
      await signaling.putCode(codeKeys.lookupId, ticket, Math.floor(left / 1000));
    } catch (error) {
      if (generation !== this.#generation) return; // the lesson ended while the server was away
      throw error;
    }
    if (generation !== this.#generation) return;
    this.#cancelEnd();
    this.#cancelEnd = clock.after(left, () => this.#drop());
    this.#code.set(code);
  }

  #drop(): void {
    this.#generation++;
    this.#cancelEnd();
    this.#code.set(null);
    this.#put?.signaling.dropCode(this.#put.lookupId);
    this.#put = null;
  }
}

function whenConnected({ state }: Signaling): Promise<void> {
  if (state.value === 'connected') return Promise.resolve();
  return new Promise((resolve) => {
    const end = state.subscribe((value) => {
      if (value !== 'connected') return;
      end();
      resolve();
    });
  });
}
