import type { Clock } from '../base/clock.ts';
import { LecternError, type ErrorCode } from '../base/lectern-error.ts';
import type { RefusalCounter } from '../base/logger.ts';
import { ObservableValue, type Observable } from '../base/observable.ts';
import type { RandomBytes } from '../base/random.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { CellRef, NotebookApp } from '../notebook/notebook-app.ts';
import type { EntryHash, KeyId } from '../protocol/ids.ts';
import type { Role, StatedRole } from '../protocol/statement-parts.ts';
import type { ClassReplica, JoinRefusal } from '../sync/class-replica.ts';
import type { DocumentHandle } from '../sync/document-handle.ts';
import { memberOf } from '../sync/member-of.ts';
import type { Network } from '../transport/network.ts';
import type { MakeBackup } from './backup-class.ts';
import type { ClassGate } from './class-gate.ts';
import type { ClassDoor, ClassSession, ClassState, Lesson, SyncChoice } from './class-session.ts';
import { readSettings, writeLesson } from './class-settings.ts';
import { projectConnection } from './connection.ts';
import { Devices } from './devices.ts';
import type { Problem } from './home.ts';
import { Leading } from './leading.ts';
import type { LessonDoor } from './lesson-door.ts';
import { LinkStates } from './link-states.ts';
import { lostWorkText } from './lost-work.ts';
import { Notices } from './notices.ts';
import { projectOutsiders, projectPeople } from './people.ts';
import { watchPeople } from './people-news.ts';
import type { RecoveryExport } from './recovery-export.ts';
import { sharedCellChanges } from './shared-cell-changes.ts';
import { projectItems } from './shared-cell-items.ts';
import { readAllSharedCells, type ParsedCells, type PlacedCell } from './shared-cell-records.ts';
import type { OwnProfiles } from './own-profiles.ts';
import { Sharing } from './sharing.ts';
import { Syncing } from './syncing.ts';
import { idOf, projectForks } from './two-versions.ts';

export interface LiveClassSessionOptions {
  readonly replica: ClassReplica;
  readonly classDoc: DocumentHandle;
  readonly profiles: OwnProfiles;
  readonly network: Network;
  /** WebSocket address. */
  readonly signalingUrl: string;
  readonly notebook: Observable<NotebookApp | null>;
  readonly door: LessonDoor;
  readonly gate: ClassGate;
  /** This device can make new invitations: it has the root key. */
  readonly renews: boolean;
  readonly recovery: RecoveryExport | null;
  readonly backup: MakeBackup;
  /** Owner: puts the invitation in force where the class has none. */
  readonly openDoor: () => Promise<void>;
  readonly className: string;
  readonly myName: string;
  readonly safetyWords: readonly string[];
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly refusals: RefusalCounter;
  /** Runs once when the person leaves or the class is taken over: releases what the session was made of. */
  readonly release: () => Promise<void>;
}

/** A class that is open on this device, put together from its documents, its network and the notebook app. */
export class LiveClassSession implements ClassSession {
  readonly #options: LiveClassSessionOptions;
  readonly #state: ObservableValue<ClassState>;
  readonly #notices = new Notices();
  readonly #problem = new ObservableValue<Problem | null>(null);
  /** The class's entries do not reach the store at present. */
  readonly #storageProblem = new ObservableValue<Problem | null>(null);
  readonly #sharing: Sharing;
  readonly #syncing: Syncing;
  readonly #links: LinkStates;
  readonly #leading: Leading;
  readonly #devices: Devices;
  /** Pieces of lost work that were handed out as a file. */
  #lostTaken = 0;
  readonly #ends: Unsubscribe[] = [];
  #records: readonly PlacedCell[];
  readonly #parsedCells: ParsedCells = new WeakMap();
  /** Whether a lesson is on; null before the class said so for the first time. */
  #lesson: boolean | null;
  /** Whether changes are news: not while the stored and first received content comes in. */
  #tellNews = false;
  #updateAsked = false;
  #endApp: Unsubscribe = () => undefined;
  readonly left: Promise<void>;
  #resolveLeft: () => void = () => undefined;
  #leaving: Promise<void> | null = null;

  constructor(options: LiveClassSessionOptions) {
    this.#options = options;
    this.left = new Promise((resolve) => {
      this.#resolveLeft = resolve;
    });
    const { replica, classDoc, profiles, network, notebook, clock, random, gate, renews } = options;
    const notices = this.#notices;
    const classId = replica.classId;
    this.#sharing = new Sharing({
      classId,
      self: replica.self,
      classDoc,
      notebook,
      notices,
      clock,
      random,
    });
    this.#syncing = new Syncing({ classId, classDoc, profiles, notebook, notices });
    this.#links = new LinkStates(network, clock, (device) => this.#personOf(device));
    this.#ends.push(() => this.#links.close());
    this.#devices = new Devices(replica, notices);
    this.#leading = new Leading({ replica, gate, renews, notices });
    this.#records = this.#readRecords();
    this.#lesson = this.#readLesson();
    this.#state = new ObservableValue(this.#project());
    this.#watch(classDoc);
    for (const profile of profiles.all) this.#watch(profile);
    for (const source of [
      replica.standing,
      replica.refusedBecause,
      replica.status,
      replica.present,
      replica.damaged,
      network.links,
      network.signaling,
      network.alone,
      notices.list,
      this.#problem,
      this.#storageProblem,
      options.door.code,
      options.door.link,
      replica.authority,
      replica.lost,
      replica.forks,
    ] as const) {
      this.#ends.push((source as Observable<unknown>).subscribe(() => this.#askUpdate()));
    }
    this.#ends.push(
      watchPeople(replica, notices),
      profiles.onOpened((profile) => {
        this.#watch(profile);
        this.#askUpdate();
      }),
      classDoc.synced.subscribe((synced) => {
        if (synced) this.#tellNews = true;
      }),
      replica.onStorageError((error) => this.#storageProblem.set(problemOf(error))),
      replica.status.subscribe(({ saved }) => {
        if (saved) this.#storageProblem.set(null);
      }),
      notebook.subscribe((app) => this.#attach(app)),
    );
    this.#attach(notebook.value);
  }

  get state(): Observable<ClassState> {
    return this.#state;
  }

  get signalingUrl(): string {
    return this.#options.signalingUrl;
  }

  get links(): ClassSession['links'] {
    return this.#links.states;
  }

  async toggleShare(cell: CellRef): Promise<void> {
    this.#sharing.toggleShare(cell);
    await this.#flush(this.#options.classDoc);
  }

  async shareNow(cell: CellRef): Promise<void> {
    this.#sharing.shareNow(cell);
    await this.#flush(this.#options.classDoc);
  }

  async withdraw(id: string): Promise<void> {
    this.#sharing.withdraw(id);
    await this.#flush(this.#options.classDoc);
  }

  look(id: string): void {
    this.#syncing.look(id);
  }

  sync(id: string, choice?: SyncChoice): Promise<'done' | 'ask'> {
    return this.#syncing.sync(id, choice);
  }

  undoSync(): void {
    this.#syncing.undo();
  }

  dismiss(notice: number): void {
    this.#notices.dismiss(notice);
  }

  async startLesson(): Promise<void> {
    this.#setLesson(true);
    await this.#attempt(() => this.#options.openDoor());
    // The code is in force as soon as the signalling server is there: nobody waits for it.
    void this.#attempt(() => this.#options.door.open());
    await this.#flush(this.#options.classDoc);
  }

  async endLesson(): Promise<void> {
    this.#setLesson(false);
    await this.#attempt(() => this.#options.door.close());
    await this.#flush(this.#options.classDoc);
  }

  admit(id: KeyId): Promise<void> {
    return this.#attempt(() => this.#leading.admit(id));
  }

  admitAll(): Promise<void> {
    return this.#attempt(() => this.#leading.admitAll());
  }

  refuse(id: KeyId): Promise<void> {
    return this.#attempt(() => this.#leading.refuse(id));
  }

  removePerson(id: KeyId): Promise<void> {
    return this.#attempt(() => this.#leading.remove(id));
  }

  linkDevice(member: KeyId, newcomer: KeyId): Promise<void> {
    return this.#attempt(() => this.#devices.link(member, newcomer));
  }

  loseDevice(device: KeyId): Promise<void> {
    return this.#attempt(() => this.#devices.lose(device));
  }

  setRole(id: KeyId, role: StatedRole): Promise<void> {
    return this.#attempt(() => this.#leading.setRole(id, role));
  }

  decideFork(id: string, hash: EntryHash): Promise<void> {
    const { replica } = this.#options;
    const fork = replica.forks.value.find((each) => idOf(each) === id);
    if (fork === undefined) return Promise.resolve();
    return this.#attempt(() => replica.resolveFork(fork, hash));
  }

  renewLink(): Promise<void> {
    return this.#attempt(() => this.#options.gate.renew());
  }

  setDoor(door: ClassDoor): Promise<void> {
    return this.#attempt(() => this.#options.gate.setDoor(door));
  }

  setRelayOnly(on: boolean): Promise<void> {
    return this.#attempt(() => this.#options.gate.setRelayOnly(on));
  }

  lostWork() {
    const lost = this.#options.replica.lost.value;
    if (lost.length === 0) return null;
    this.#lostTaken = lost.length;
    this.#askUpdate();
    const { className } = this.#options;
    return {
      fileName: `${fileNameOf(className)}-not-counted.json`,
      text: lostWorkText(className, lost),
    };
  }

  async closeClass(): Promise<void> {
    await this.endLesson();
    await this.#attempt(() => this.#options.replica.closeClass());
  }

  async recoveryFile(passphrase: string) {
    const { recovery, className } = this.#options;
    if (recovery === null) return problemOf(new Error('only the owner has a recovery file'));
    try {
      const text = await recovery.export(passphrase);
      this.#notices.add('recovery-saved');
      this.#askUpdate();
      return { fileName: `${fileNameOf(className)}.lectern-recovery`, text };
    } catch (error) {
      return problemOf(error);
    }
  }

  async backupFile(passphrase: string) {
    const { backup, className, clock } = this.#options;
    try {
      const parts = await backup(passphrase);
      const day = new Date(clock.now()).toISOString().slice(0, 10);
      return { fileName: `${fileNameOf(className)}-${day}.lectern-backup`, parts };
    } catch (error) {
      return problemOf(error);
    }
  }

  leave(): Promise<void> {
    this.#leaving ??= this.#leave();
    return this.#leaving;
  }

  async #leave(): Promise<void> {
    this.#sharing.close();
    this.#endApp();
    for (const end of this.#ends) end();
    await this.#attempt(() => this.#options.release());
    this.#resolveLeft();
  }

  #setLesson(open: boolean): void {
    const { classDoc, clock } = this.#options;
    if (!classDoc.writable.value || this.#readLesson() === open) return;
    writeLesson(classDoc.doc, open, clock.now());
  }

  #readLesson(): boolean | null {
    return readSettings(this.#options.classDoc.doc).lesson;
  }

  /** Follows one document over resets, each of which replaces its Y.Doc. */
  #watch(handle: DocumentHandle): void {
    const onUpdate = () => this.#askUpdate();
    let doc = handle.doc;
    doc.on('update', onUpdate);
    this.#ends.push(
      handle.onReset((fresh) => {
        doc.off('update', onUpdate);
        doc = fresh;
        doc.on('update', onUpdate);
        this.#askUpdate();
      }),
      () => doc.off('update', onUpdate),
    );
  }

  #attach(app: NotebookApp | null): void {
    this.#endApp();
    this.#endApp = app?.onCellsChanged(() => this.#askUpdate()) ?? (() => undefined);
    this.#askUpdate();
  }

  /** Gathers what changes in one turn of the event loop into one new state. */
  #askUpdate(): void {
    if (this.#updateAsked) return;
    this.#updateAsked = true;
    queueMicrotask(() => {
      this.#updateAsked = false;
      this.#tellChanges();
      this.#state.set(this.#project());
      this.#sharing.refresh();
      void this.#attemptQuietly(() => this.#options.gate.look());
    });
  }

  #tellChanges(): void {
    const before = this.#records;
    this.#records = this.#readRecords();
    const lesson = this.#lesson;
    this.#lesson = this.#readLesson();
    if (!this.#tellNews || this.#isTeacher()) return;
    if (lesson !== null && this.#lesson !== null && lesson !== this.#lesson) {
      this.#notices.add(this.#lesson ? 'lesson-started' : 'lesson-ended');
    }
    const { value: authority } = this.#options.replica.authority;
    for (const { key, record } of sharedCellChanges(before, this.#records)) {
      const by = memberOf(authority, record.by)?.name ?? '';
      this.#notices.add(key, { by, notebook: record.notebook });
    }
  }

  #readRecords(): PlacedCell[] {
    const { classDoc, refusals } = this.#options;
    return readAllSharedCells(
      [{ doc: classDoc.doc, group: null }],
      () => refusals.refuse('shared-cell-unreadable'),
      this.#parsedCells,
    );
  }

  #personOf(device: KeyId): KeyId {
    return memberOf(this.#options.replica.authority.value, device)?.id ?? device;
  }

  #role(): Role {
    const { replica } = this.#options;
    return memberOf(replica.authority.value, replica.self)?.role ?? 'student';
  }

  #isTeacher(): boolean {
    const role = this.#role();
    return role === 'owner' || role === 'teacher';
  }

  #project(): ClassState {
    const { replica, network, notebook, recovery, classDoc } = this.#options;
    const authority = replica.authority.value;
    const present = replica.present.value;
    const status = replica.status.value;
    const cells = projectItems({
      classId: replica.classId,
      records: this.#records,
      authority,
      app: notebook.value,
      seen: this.#isTeacher() ? () => Infinity : (id) => this.#syncing.seen(id),
    });
    return {
      id: replica.classId,
      name: this.#options.className,
      myName: memberOf(authority, replica.self)?.name ?? this.#options.myName,
      role: this.#role(),
      standing: replica.standing.value,
      connection: projectConnection(network, present, this.#personOf(replica.self), status),
      people: projectPeople(authority, present, status.upToDateWith, replica.self),
      ...projectOutsiders(authority, replica.self),
      forks: this.#isTeacher() ? projectForks(replica, replica.forks.value, authority) : [],
      cells,
      freshCount: cells.filter(({ fresh }) => fresh).length,
      lesson: this.#projectLesson(),
      relayOnly: readSettings(classDoc.doc).relayOnly,
      safetyWords: this.#options.safetyWords,
      recoveryDue: recovery?.due.value ?? false,
      closed: authority.closed,
      notices: this.#notices.list.value,
      problem:
        this.#storageProblem.value ??
        this.#problem.value ??
        this.#standingProblem() ??
        this.#lostProblem() ??
        this.#damage(),
    };
  }

  #projectLesson(): Lesson {
    const { replica, network, door, gate, renews } = this.#options;
    const teaches = this.#isTeacher() && !replica.authority.value.closed;
    return {
      open: this.#lesson ?? false,
      link: door.link.value,
      // A server that is away, or was restarted and has not been told again, does not answer to it.
      code: network.signaling.value === 'connected' ? door.code.value : null,
      door: gate.door,
      doors: teaches ? gate.doors : [],
      opensAnew: replica.authority.value.removed.length > 0,
      renews: teaches && renews,
    };
  }

  #lostProblem(): Problem | null {
    const pieces = this.#options.replica.lost.value.length - this.#lostTaken;
    return pieces > 0 ? { code: 'work-lost', detail: { pieces } } : null;
  }

  #damage(): Problem | null {
    const entries = this.#options.replica.damaged.value;
    return entries === 0 ? null : { code: 'storage-damaged', detail: { entries } };
  }

  #standingProblem(): Problem | null {
    const { replica } = this.#options;
    switch (replica.standing.value) {
      case 'member':
      case 'waiting':
        return null;
      case 'joining':
        return joiningProblem(this.#options.network);
      case 'refused':
        return { code: refusalCode(replica.refusedBecause.value), detail: {} };
      case 'removed':
        // Who never saw anything of the class was not removed from it.
        if (this.#lesson === null) return { code: 'admission-refused', detail: {} };
        if (memberOf(replica.authority.value, replica.self) !== null)
          return { code: 'device-taken-off', detail: {} };
        return { code: 'admission-removed', detail: { pieces: replica.lost.value.length } };
    }
  }

  /** A failure of the store is told by `onStorageError`, until it is over. */
  async #flush(handle: DocumentHandle): Promise<void> {
    try {
      await handle.flush();
    } catch (error) {
      if (!(error instanceof LecternError)) throw error;
    }
  }

  /** Runs what no command asked for; only its failure is shown. */
  async #attemptQuietly(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.#problem.set(problemOf(error));
    }
  }

  /** Runs a part of a command; its failure is shown until a later command succeeds. */
  async #attempt(action: () => Promise<void>): Promise<void> {
    try {
      await action();
      this.#problem.set(null);
    } catch (error) {
      this.#problem.set(problemOf(error));
    }
  }
}

/** A class's name as part of a file's. */
function fileNameOf(className: string): string {
  return className.replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-|-$/g, '') || 'class';
}

/** What keeps a newcomer waiting, where something does. */
function joiningProblem(network: Network): Problem | null {
  if (network.links.value.length > 0) return null;
  if (network.signaling.value === 'offline') return { code: 'signaling-unreachable', detail: {} };
  return network.alone.value ? { code: 'class-unreachable', detail: {} } : null;
}

function refusalCode(refusal: JoinRefusal | null): ErrorCode {
  switch (refusal) {
    case 'admission-closed':
      return 'class-closed';
    case 'admission-expired':
      return 'link-expired';
    default:
      return 'admission-refused';
  }
}

/** A failure as the interface shows it; a broken invariant is not one and goes on to the console. */
export function problemOf(error: unknown): Problem {
  if (error instanceof LecternError) return { code: error.code, detail: error.detail };
  throw error;
}
