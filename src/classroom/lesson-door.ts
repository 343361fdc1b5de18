import type { Clock } from '../base/clock.ts';
import { ObservableValue, type Observable } from '../base/observable.ts';
import type { RandomBytes } from '../base/random.ts';
import type { Argon2 } from '../crypto/argon2.ts';
import { createTicket, deriveCodeKeys } from '../crypto/class-code-ticket.ts';
import { generateClassCode, parseClassCode, type ClassCode } from '../protocol/class-code.ts';
import { isoWeek } from '../protocol/code-week.ts';
import { encodeInvitation, type Invitation } from '../protocol/invitation.ts';
import { encodeInvitationLink } from '../protocol/invitation-link.ts';
import { MAX_CODE_TTL_S } from '../protocol/limits.ts';
import type { ClassRecord, KeyStore } from '../store/key-store.ts';
import type { Signaling } from '../transport/signaling.ts';

/** The way in for newcomers: the class link always, and a class code while a lesson runs. */
export interface LessonDoor {
  /** The whole class link. */
  readonly link: Observable<string>;
  /** The code while the signalling server keeps its ticket. */
  readonly code: Observable<string | null>;
  /** Puts a code in force: that of the running lesson where there is one, else a new one. */
  open(): Promise<void>;
  /** Takes the code out of force. */
  close(): Promise<void>;
  /** Goes on with another invitation: by a new link, and while a code is in force by a new code. */
  renew(invitation: Invitation): Promise<void>;
  /** Tells that the connection to the signalling server is another one. */
  reconnected(): Promise<void>;
}

/** The door as everybody but the teachers has it: the link only. */
export function linkDoor(invitation: Invitation, pageUrl: string): LessonDoor {
  const link = new ObservableValue(encodeInvitationLink(invitation, pageUrl));
  return {
    link,
    code: new ObservableValue<string | null>(null),
    open: () => Promise.resolve(),
    close: () => Promise.resolve(),
    async renew(renewed) {
      link.set(encodeInvitationLink(renewed, pageUrl));
    },
    reconnected: () => Promise.resolve(),
  };
}

export interface CodeDoorOptions {
  readonly invitation: Invitation;
  /** The page that the link opens. */
  readonly pageUrl: string;
  readonly record: ClassRecord;
  readonly keys: KeyStore;
  /** The present connection to the signalling server. */
  readonly signaling: () => Signaling;
  /** Address of the signalling server, for the code's salt. */
  readonly signalingUrl: string;
  readonly argon2: Argon2;
  readonly clock: Clock;
  readonly random: RandomBytes;
}

/** A code of which less than this is left is not used for another lesson. */
const MIN_REST_MS = 3600 * 1000;

/** The teacher's door: keeps the lesson's ticket on the signalling server, also over its restarts. */
export class CodeDoor implements LessonDoor {
  readonly #options: CodeDoorOptions;
  readonly #code = new ObservableValue<string | null>(null);
  readonly #link: ObservableValue<string>;
  #invitation: Invitation;
  #kept: { code: ClassCode; expires: number } | null;
  /** Where the ticket was put. */
  #put: { readonly lookupId: string; readonly signaling: Signaling } | null = null;
  /** A code is in force, or is to be. */
  #wanted = false;
  #generation = 0;

  constructor(options: CodeDoorOptions) {
    this.#options = options;
    this.#invitation = options.invitation;
    this.#link = new ObservableValue(encodeInvitationLink(options.invitation, options.pageUrl));
    const code = options.record.code === null ? null : parseClassCode(options.record.code.code);
    this.#kept = code && { code, expires: options.record.code?.expires ?? 0 };
  }

  get link(): Observable<string> {
    return this.#link;
  }

  get code(): Observable<string | null> {
    return this.#code;
  }

  async open(): Promise<void> {
    const { argon2, clock, keys, random, record, signalingUrl } = this.#options;
    const signaling = this.#options.signaling();
    const generation = ++this.#generation;
    this.#wanted = true;
    const now = clock.now();
    if (this.#kept === null || this.#kept.expires - now < MIN_REST_MS) {
      this.#kept = { code: generateClassCode(random), expires: now + MAX_CODE_TTL_S * 1000 };
    }
    const { code, expires } = this.#kept;
    await keys.patch(record.classId, { code: { code, expires }, lessonOpen: true });
    // What derives the keys comes from the server too, where this browser does not have it yet.
    await whenConnected(signaling);
    if (generation !== this.#generation) return;
    const codeKeys = await deriveCodeKeys(argon2, code, signalingUrl, isoWeek(now));
    const ticket = await createTicket(codeKeys, encodeInvitation(this.#invitation));
    if (generation !== this.#generation) return;
    this.#put = { lookupId: codeKeys.lookupId, signaling };
    try {
      await signaling.putCode(codeKeys.lookupId, ticket, Math.floor((expires - now) / 1000));
    } catch (error) {
      if (generation !== this.#generation) return; // the lesson ended while the server was away
      throw error;
    }
    if (generation === this.#generation) this.#code.set(code);
  }

  async close(): Promise<void> {
    const { keys, record } = this.#options;
    this.#wanted = false;
    this.#drop();
    await keys.patch(record.classId, { code: null, lessonOpen: false });
  }

  async renew(invitation: Invitation): Promise<void> {
    this.#invitation = invitation;
    this.#link.set(encodeInvitationLink(invitation, this.#options.pageUrl));
    this.#drop();
    if (this.#wanted) await this.open();
  }

  async reconnected(): Promise<void> {
    if (this.#wanted) await this.open();
  }

  #drop(): void {
    this.#generation++;
    this.#code.set(null);
    this.#kept = null;
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
