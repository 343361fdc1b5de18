import type { Unsubscribe } from '../base/unsubscribe.ts';
import { MAX_CODE_TTL_S } from '../protocol/limits.ts';
import { memberOf } from '../sync/member-of.ts';
import type { LessonRecord } from './class-settings.ts';
import { teaches, type SessionContext } from './session-context.ts';
import { teachersHere } from './teachers-here.ts';

/** Further teachers wait so long, in ms, for each that comes before them: one new code is enough. */
const TURN_MS = 5_000;

/**
 * Teachers' devices: while a lesson is on, a code that has ended gets a successor, so that whoever teaches on can let
 * people in by code. It has ended by its date, or by the longest life that a code has, whatever clock made the date.
 * Release with `close`.
 */
export class CodeRenewal {
  readonly #context: SessionContext;
  readonly #renew: () => Promise<void>;
  #code: string | null = null;
  /** When this device first saw the code. */
  #seen = 0;
  #cancel: Unsubscribe = () => undefined;
  #closed = false;

  /** `renew` puts another code in force. */
  constructor(context: SessionContext, renew: () => Promise<void>) {
    this.#context = context;
    this.#renew = renew;
  }

  /** Goes on with the lesson as it is now. Call it at every update. */
  follow(lesson: LessonRecord | null): void {
    const { clock } = this.#context;
    const code = lesson?.phase === 'on' ? lesson.code : null;
    if (code?.code !== this.#code) {
      this.#code = code?.code ?? null;
      this.#seen = clock.now();
    }
    this.#cancel();
    if (this.#closed || code === null || !this.#may()) return;
    const ends = Math.min(code.expires, this.#seen + MAX_CODE_TTL_S * 1000) + this.#turn();
    const left = ends - clock.now();
    this.#cancel = clock.after(Math.max(0, left), () => {
      if (!this.#closed && this.#may()) void this.#go();
    });
  }

  close(): void {
    this.#closed = true;
    this.#cancel();
  }

  async #go(): Promise<void> {
    const { notices, problems } = this.#context;
    await problems.attemptQuietly(this.#renew);
    notices.add('code-renewed');
  }

  /** A teacher who knows what the class knows by now, and reaches the server. */
  #may(): boolean {
    const { classDoc, network, replica } = this.#context;
    if (!teaches(this.#context) || replica.authority.value.closed || !classDoc.writable.value)
      return false;
    if (network.signaling.value !== 'connected') return false;
    return classDoc.synced.value || network.alone.value;
  }

  #turn(): number {
    const { authority, present, self } = this.#context.replica;
    const me = memberOf(authority.value, self)?.id;
    const here = teachersHere(authority.value, present.value);
    return (
      Math.max(
        0,
        here.findIndex((id) => id === me),
      ) * TURN_MS
    );
  }
}
