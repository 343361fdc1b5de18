import type { Clock } from '../base/clock.ts';
import { ObservableValue, type Observable } from '../base/observable.ts';
import type { RandomBytes } from '../base/random.ts';
import type { Argon2 } from '../crypto/argon2.ts';
import { createTicket, deriveCodeKeys } from '../crypto/class-code-ticket.ts';
import { generateClassCode, parseClassCode, type ClassCode } from '../protocol/class-code.ts';
import { isoWeek } from '../protocol/code-week.ts';
import type { Invitation } from '../protocol/invitation.ts';
import { encodeInvitation } from '../protocol/invitation.ts';
import { MAX_CODE_TTL_S } from '../protocol/limits.ts';
import type { ClassRecord, KeyStore } from '../store/key-store.ts';
import type { Signaling } from '../transport/signaling.ts';

/** The way in for newcomers: the class link always, and a class code while a lesson runs. */
export interface LessonDoor {
  /** The whole class link. */
  readonly link: string;
  /** The code while the signalling server keeps its ticket. */
  readonly code: Observable<string | null>;
  /** Puts a code in force: that of the running lesson where there is one, else a new one. */
  open(): Promise<void>;
  /** Takes the code out of force. */
  close(): Promise<void>;
}

/** The door as everybody but the teachers has it: the link only. */
export function linkDoor(link: string): LessonDoor {
  return {
    link,
    code: new ObservableValue<string | null>(null),
    open: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

export interface CodeDoorOptions {
  readonly link: string;
  readonly invitation: Invitation;
  readonly record: ClassRecord;
  readonly keys: KeyStore;
  readonly signaling: Signaling;
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
  readonly link: string;
  readonly #options: CodeDoorOptions;
  readonly #code = new ObservableValue<string | null>(null);
  #kept: { code: ClassCode; expires: number } | null;
  #lookupId: string | null = null;
  #generation = 0;

  constructor(options: CodeDoorOptions) {
    this.link = options.link;
    this.#options = options;
    const code = options.record.code === null ? null : parseClassCode(options.record.code.code);
    this.#kept = code && { code, expires: options.record.code?.expires ?? 0 };
  }

  get code(): Observable<string | null> {
    return this.#code;
  }

  async open(): Promise<void> {
    const { argon2, clock, invitation, keys, random, record, signaling, signalingUrl } =
      this.#options;
    const generation = ++this.#generation;
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
    const ticket = await createTicket(codeKeys, encodeInvitation(invitation));
    if (generation !== this.#generation) return;
    this.#lookupId = codeKeys.lookupId;
    try {
      await signaling.putCode(codeKeys.lookupId, ticket, Math.floor((expires - now) / 1000));
    } catch (error) {
      if (generation !== this.#generation) return; // the lesson ended while the server was away
      throw error;
    }
    if (generation === this.#generation) this.#code.set(code);
  }

  async close(): Promise<void> {
    const { keys, record, signaling } = this.#options;
    this.#generation++;
    this.#code.set(null);
    this.#kept = null;
    if (this.#lookupId !== null) signaling.dropCode(this.#lookupId);
    this.#lookupId = null;
    await keys.patch(record.classId, { code: null, lessonOpen: false });
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
