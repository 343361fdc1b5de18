import { expect, vi } from 'vitest';
import { silentLogger } from '../../src/base/logger.ts';
import { ObservableValue } from '../../src/base/observable.ts';
import type { ClassSession } from '../../src/classroom/class-session.ts';
import type { ClassState } from '../../src/classroom/class-state.ts';
import type { Environment } from '../../src/classroom/environment.ts';
import { createJoinedClass, createOwnClass } from '../../src/classroom/new-class-record.ts';
import { openClass } from '../../src/classroom/open-class.ts';
import type { NotebookApp } from '../../src/notebook/notebook-app.ts';
import type { KeyId } from '../../src/protocol/ids.ts';
import { parseInvitationLink } from '../../src/protocol/invitation-link.ts';
import type { ClassRecord } from '../../src/store/key-store.ts';
import { loneEnvironment } from './lone-environment.ts';
import { MemoryNotebookApp } from './memory-notebook-app.ts';
import { MemoryRooms } from './memory-rooms.ts';

/** Somebody who has the class open on a device of their own. */
export interface Attendee {
  readonly env: Environment;
  readonly app: MemoryNotebookApp;
  readonly session: ClassSession;
  readonly record: ClassRecord;
}

/** A class as its people have it open: real sessions over real replicas, with signalling and links in memory. */
export class SmallClass {
  readonly rooms = new MemoryRooms();
  readonly #here: Attendee[] = [];
  readonly #change: Partial<Environment>;

  /** `change`: what all devices have otherwise than usual. */
  constructor(change: Partial<Environment> = {}) {
    this.#change = change;
  }

  /** A device that is in no class. */
  device(change: Partial<Environment> = {}): Pick<Attendee, 'env' | 'app'> {
    const app = new MemoryNotebookApp();
    const env = loneEnvironment({
      connect: this.rooms.connect,
      dial: () => this.rooms.signaling(),
      notebook: new ObservableValue<NotebookApp | null>(app),
      logger: silentLogger,
      ...this.#change,
      ...change,
    });
    return { app, env };
  }

  /** Founds the class; resolves when its door is open. */
  async teach(name: string, { app, env } = this.device()): Promise<Attendee> {
    const teacher = await this.#open(env, app, await createOwnClass(env, 'Python 101', name));
    await until(() => stateOf(teacher).lesson.door === 'open');
    return teacher;
  }

  /** Comes by a class link; resolves when the session is open, not when they are in. */
  async come(name: string, link: string, { app, env } = this.device()): Promise<Attendee> {
    const parsed = parseInvitationLink(link);
    if (!parsed.ok) throw parsed.error;
    return this.#open(env, app, await createJoinedClass(env, parsed.value, name));
  }

  /** Comes by the link that `teacher` shows; resolves when all who are named are in and see each other. */
  async join(teacher: Attendee, ...names: readonly string[]): Promise<Attendee[]> {
    const come: Attendee[] = [];
    for (const name of names) come.push(await this.come(name, linkOf(teacher)));
    const all = [teacher, ...come];
    await until(() => all.every((each) => stateOf(each).standing === 'member'));
    await until(() => all.every((each) => stateOf(each).people.length >= all.length));
    // What comes before that is no news to them.
    await until(() => come.every((each) => stateOf(each).people.some((one) => one.upToDate)));
    return come;
  }

  /** Opens the class again on the same device. */
  async comeAgain({ env, app, session, record }: Attendee): Promise<Attendee> {
    await session.leave();
    return this.#open(env, app, (await env.keys.get(record.classId)) ?? record);
  }

  /** The page of somebody is killed: it says nothing to anybody any more. Gives what opens the class there again. */
  kill({ env, app, record, session }: Attendee): () => Promise<Attendee> {
    const self = session.state.value.people.find((each) => each.self);
    if (self !== undefined) this.rooms.cut(self.id);
    env.lock.release(record.classId);
    return () => this.#open(env, app, record);
  }

  async close(): Promise<void> {
    for (const { session } of this.#here.splice(0)) await session.leave();
  }

  /** Opens the class in another tab of the same device, which has `lock`. Rejects where the first one has it. */
  async secondTab(
    { env, record }: Attendee,
    lock: Environment['lock'],
    takeOver: boolean,
  ): Promise<Attendee> {
    const app = new MemoryNotebookApp();
    const tab = { ...env, lock, notebook: new ObservableValue<NotebookApp | null>(app) };
    return this.#open(tab, app, (await env.keys.get(record.classId)) ?? record, takeOver);
  }

  async #open(
    env: Environment,
    app: MemoryNotebookApp,
    record: ClassRecord,
    takeOver = false,
  ): Promise<Attendee> {
    const session = await openClass(env, record, takeOver, () => undefined);
    const someone = { env, app, session, record };
    this.#here.push(someone);
    return someone;
  }
}

/** Waits for a state. */
export const until = (isSo: () => boolean): Promise<void> =>
  vi.waitFor(() => expect(isSo(), String(isSo)).toBe(true), { timeout: 10_000, interval: 5 });

export const stateOf = ({ session }: Attendee): ClassState => session.state.value;

export const linkOf = (someone: Attendee): string => stateOf(someone).lesson.link;

/** The participant whom `someone` knows by a name. */
export function idOf(someone: Attendee, name: string): KeyId {
  const person = stateOf(someone).people.find((each) => each.name === name);
  if (person === undefined) throw new Error(`nobody is called ${name}`);
  return person.id;
}
