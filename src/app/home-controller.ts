import { LecternError, type ErrorCode } from '../base/lectern-error.ts';
import { ObservableValue, type Observable } from '../base/observable.ts';
import type { ClassSession } from '../classroom/class-session.ts';
import type { ClassSummary, Home, HomeState } from '../classroom/home.ts';
import type { ClassId } from '../protocol/ids.ts';
import { isJoinFragment, parseInvitationLink } from '../protocol/invitation-link.ts';
import type { ClassRecord, KeyStore } from '../store/key-store.ts';
import type { Classroom } from './classroom.ts';

export interface HomeControllerOptions {
  /** Once it is open: a slow or stuck database keeps nobody from the start screen. */
  readonly keys: Promise<KeyStore>;
  /** Loads what a class needs; rejects with `app-load-failed`. */
  readonly classroom: () => Promise<Classroom>;
  readonly lacks: readonly ErrorCode[];
  /** Shows a class; resolves when the person has left it. */
  readonly showClass: (session: ClassSession) => Promise<void>;
  readonly showAlone: () => void;
}

/** Without these no class can be opened here … */
const NEEDED_TO_READ: readonly ErrorCode[] = ['crypto-missing'];
/** … and without these it would be for nothing to found or join one: nobody could be met. */
const NEEDED_TO_MEET: readonly ErrorCode[] = [...NEEDED_TO_READ, 'webrtc-missing'];

/** The start screen's commands: finds or makes the class and hands it to the page. */
export class HomeController implements Home {
  readonly #options: HomeControllerOptions;
  readonly #state: ObservableValue<HomeState>;
  /** Of the class that was asked for last: "Use here" needs it again. */
  #passphrase: string | null = null;
  /** The class that is open, and the one to open after it. */
  #session: ClassSession | null = null;
  #next: ClassId | null = null;

  constructor(options: HomeControllerOptions) {
    this.#options = options;
    this.#state = new ObservableValue<HomeState>({
      classes: null,
      busy: 'none',
      problem: null,
      invitation: null,
      lacks: options.lacks,
    });
    void this.refresh();
  }

  get state(): Observable<HomeState> {
    return this.#state;
  }

  /** Reads "Your classes" again. */
  async refresh(): Promise<void> {
    try {
      const records = await (await this.#options.keys).list();
      this.#set({ classes: records.map(summaryOf) });
    } catch (error) {
      this.#set({ classes: [] });
      this.#fail(error);
    }
  }

  /** Takes the invitation of the page's address, where there is one: shown before joining. */
  invite(hash: string): void {
    if (!isJoinFragment(hash)) return;
    const parsed = parseInvitationLink(hash);
    if (parsed.ok) {
      const { invitation, fragment } = parsed.value;
      this.#set({ invitation: { className: invitation.className, link: fragment }, problem: null });
    } else {
      this.#fail(parsed.error);
    }
  }

  teach(className: string, myName: string): Promise<void> {
    return this.#open(
      'starting',
      async (classroom) => classroom.found(className, myName),
      NEEDED_TO_MEET,
    );
  }

  join(linkOrCode: string, myName: string): Promise<void> {
    return this.#open(
      'joining',
      async (classroom) => classroom.join(linkOrCode, myName),
      NEEDED_TO_MEET,
    );
  }

  resume(id: ClassId, passphrase: string | null = null): Promise<void> {
    this.#passphrase = passphrase;
    return this.#open('continuing', () => this.#record(id), NEEDED_TO_READ, id);
  }

  takeOver(id: ClassId): Promise<void> {
    return this.#open('continuing', () => this.#record(id), NEEDED_TO_READ, id, true);
  }

  recover(file: Blob, passphrase: string, myName: string): Promise<void> {
    return this.#open(
      'restoring',
      (classroom) => classroom.recover(file, passphrase, myName),
      NEEDED_TO_READ,
    );
  }

  restore(file: Blob, passphrase: string): Promise<void> {
    return this.#open(
      'restoring',
      (classroom) => classroom.restore(file, passphrase),
      NEEDED_TO_READ,
    );
  }

  protect(id: ClassId, passphrase: string): Promise<void> {
    return this.#change(id, (classroom) => classroom.protect(id, passphrase));
  }

  unprotect(id: ClassId, passphrase: string): Promise<void> {
    return this.#change(id, (classroom) => classroom.unprotect(id, passphrase));
  }

  changePassphrase(id: ClassId, passphrase: string, next: string): Promise<void> {
    return this.#change(id, (classroom) => classroom.changePassphrase(id, passphrase, next));
  }

  async forget(id: ClassId): Promise<void> {
    try {
      await (await this.#options.classroom()).forget(id);
    } catch (error) {
      this.#fail(error);
    }
    await this.refresh();
  }

  async switchTo(id: ClassId | null): Promise<void> {
    this.#next = id;
    await this.#session?.leave();
  }

  /** Adds to what this browser lacks, found out later. */
  lack(code: ErrorCode): void {
    this.#set({ lacks: [...this.#state.value.lacks, code] });
  }

  /** It lacks that no more. */
  regain(code: ErrorCode): void {
    this.#set({ lacks: this.#state.value.lacks.filter((lack) => lack !== code) });
  }

  /** Shows a failure that did not come from a command. */
  tell(error: LecternError): void {
    this.#fail(error);
  }

  workAlone(): void {
    this.#options.showAlone();
  }

  async #change(id: ClassId, change: (classroom: Classroom) => Promise<void>): Promise<void> {
    if (this.#state.value.busy !== 'none') return;
    this.#set({ busy: 'protecting', problem: null });
    try {
      await change(await this.#options.classroom());
      await this.refresh();
    } catch (error) {
      this.#fail(error, id);
    } finally {
      this.#set({ busy: 'none' });
    }
  }

  async #record(id: ClassId): Promise<ClassRecord> {
    const record = await (await this.#options.keys).get(id);
    if (record === null) throw new LecternError('class-missing');
    return record;
  }

  async #open(
    busy: HomeState['busy'],
    find: (classroom: Classroom) => Promise<ClassRecord | null>,
    needs: readonly ErrorCode[],
    id?: ClassId,
    takeOver = false,
  ): Promise<void> {
    if (this.#state.value.busy !== 'none') return;
    this.#set({ busy, problem: null });
    let classId = id;
    try {
      const lack = needs.find((code) => this.#options.lacks.includes(code));
      if (lack !== undefined) throw new LecternError(lack);
      const classroom = await this.#options.classroom();
      const record = await find(classroom);
      if (record === null) return await this.refresh(); // it is in "Your classes" now
      classId = record.classId;
      const session = await classroom.open(record, takeOver, this.#passphrase);
      this.#passphrase = null;
      this.#set({ busy: 'none', invitation: null });
      this.#session = session;
      void this.refresh(); // the menu of the classes shows this one too
      await this.#options.showClass(session);
      this.#session = null;
      await this.refresh();
    } catch (error) {
      this.#fail(error, classId);
    } finally {
      this.#set({ busy: 'none' });
    }
    const next = this.#next;
    this.#next = null;
    if (next !== null) await this.resume(next);
  }

  #fail(error: unknown, id?: ClassId): void {
    if (!(error instanceof LecternError)) throw error;
    const detail = id === undefined ? error.detail : { ...error.detail, class: id };
    this.#set({ problem: { code: error.code, detail } });
  }

  #set(change: Partial<HomeState>): void {
    this.#state.set({ ...this.#state.value, ...change });
  }
}

function summaryOf(record: ClassRecord): ClassSummary {
  const { classId, className, myName, role, lastOpened, protection } = record;
  const isProtected = protection !== undefined && protection !== null;
  return { id: classId, name: className, myName, role, lastOpened, protected: isProtected };
}
