import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { Observable } from '../base/observable.ts';
import type { NotebookApp } from '../notebook/notebook-app.ts';
import { followClassOf } from './from-class.ts';
import type { ErrorCode, LecternError } from '../base/lectern-error.ts';
import type { ClassSession } from '../classroom/class-session.ts';
import type { Computer } from '../classroom/computer.ts';
import type { Problem } from '../classroom/home.ts';
import type { Installation } from '../classroom/installation.ts';
import type { LecternClassBar } from '../ui/class/lectern-class-bar.ts';
// Here, and not with the other elements: it tells when those could not be loaded.
import '../ui/class/lectern-problem.ts';
import type { ProblemAction } from '../ui/class/lectern-problem.ts';
import { messages } from '../ui/messages.ts';
import { askConnectionTest } from '../ui/diagnostics/ask-connection-test.ts';
import { focusFirst, followPartKeys } from './part-keys.ts';
import type { LecternStart } from '../ui/start/lectern-start.ts';

export interface PageParts {
  readonly start: LecternStart;
  /** Who works at this computer. */
  readonly computer: Computer;
  /** Holds the bar, JupyterLab and the panel. */
  readonly room: HTMLElement;
  readonly bar: HTMLElement;
  readonly panel: HTMLElement;
  /** Holds JupyterLab. */
  readonly lab: HTMLElement;
  /** Stands there until JupyterLab does. */
  readonly opening: HTMLElement;
  /** Gives the keyboard to what is in front in JupyterLab. */
  readonly focusLab: () => void;
}

const STORAGE_FAILURES: ReadonlySet<ErrorCode> = new Set([
  'storage-full',
  'storage-broken',
  'storage-damaged',
  'storage-held',
]);

const NETWORK_FAILURES: ReadonlySet<ErrorCode> = new Set([
  'signaling-unreachable',
  'class-unreachable',
]);

/** Below this width the panel lies over the notebook and is closed at first. */
const NARROW = '(max-width: 48rem)';

function actionsFor(problem: Problem | null, bar: LecternClassBar): readonly ProblemAction[] {
  if (problem === null) return [];
  // What the store could not take is in the backup: it is made of what is in memory.
  if (STORAGE_FAILURES.has(problem.code))
    return [{ label: messages.backUp, run: () => bar.showBackup() }];
  if (Number(problem.detail['pieces'] ?? 0) > 0)
    return [{ label: messages.downloadLost, run: () => bar.saveLostWork() }];
  if (NETWORK_FAILURES.has(problem.code))
    return [{ label: messages.testConnection, run: () => askConnectionTest(bar) }];
  return [];
}

/** Which of the two screens is seen: the start screen, or JupyterLab with or without a class around it. */
export class PageView {
  readonly #parts: PageParts;
  /** A failure of the page itself, which no class knows of. */
  #problem: Problem | null = null;
  #tellProblem: () => void = () => undefined;
  #endAlone: Unsubscribe = () => undefined;
  #installation: Installation | null = null;
  #tellInstallation: () => void = () => undefined;

  constructor(parts: PageParts) {
    this.#parts = parts;
    const { room, bar, lab, panel, focusLab } = parts;
    followPartKeys([
      { element: bar, enter: () => focusFirst(bar) },
      { element: lab, enter: focusLab },
      { element: panel, enter: () => focusFirst(panel) },
    ]);
    room.addEventListener('lectern-to-notebook', focusLab);
    this.#show('start');
  }

  /** Shows a lasting failure above the notebook. */
  tell(error: LecternError): void {
    this.#problem = { code: error.code, detail: error.detail };
    this.#tellProblem();
  }

  /** What `tell` showed under this code is over. */
  settle(code: ErrorCode): void {
    if (this.#problem?.code !== code) return;
    this.#problem = null;
    this.#tellProblem();
  }

  /** Shows from now on how the application stands on this device. */
  follow(installation: Installation): void {
    this.#installation = installation;
    this.#parts.start.installation = installation;
    this.#tellInstallation();
  }

  /** Shows JupyterLab without a class; where the notebook in front is from one, the way there. */
  showAlone(notebook: Observable<NotebookApp | null>): void {
    this.#endAlone();
    const { home } = this.#parts.start;
    const banner = document.createElement('lectern-problem');
    this.#tellProblem = () => {
      banner.problem = this.#problem;
    };
    this.#tellProblem();
    const update = document.createElement('lectern-app-update');
    this.#tellInstallation = () => {
      update.installation = this.#installation;
    };
    this.#tellInstallation();
    const fromClass = document.createElement('lectern-from-class');
    if (home !== null) {
      this.#endAlone = followClassOf(notebook, home.state, (found) => {
        fromClass.found = found;
      });
      fromClass.addEventListener('lectern-open-class', ({ detail }) => {
        // What keeps the class shut, such as a passphrase, is asked and told there.
        this.#show('start');
        void home.resume(detail.id);
      });
    }
    this.#parts.bar.replaceChildren(...this.#me(), update, banner, fromClass);
    this.#show('room');
    this.#parts.focusLab();
  }

  /** Shows a class around JupyterLab; resolves when it was left, in this tab or by another that took it over. */
  async showClass(session: ClassSession): Promise<void> {
    this.#endAlone();
    const bar = document.createElement('lectern-class-bar');
    const banner = document.createElement('lectern-problem');
    const followed = document.createElement('lectern-followed');
    const panel = document.createElement('lectern-panel');
    const notices = document.createElement('lectern-notices');
    const conflict = document.createElement('lectern-conflict');
    const waiting = document.createElement('lectern-waiting');
    conflict.session = session;
    waiting.session = session;
    bar.session = session;
    followed.session = session;
    bar.home = this.#parts.start.home;
    this.#tellInstallation = () => {
      bar.installation = this.#installation;
    };
    this.#tellInstallation();
    panel.session = session;
    notices.session = session;
    const setOpen = (open: boolean) => {
      panel.open = open;
      bar.panelOpen = open;
    };
    setOpen(!matchMedia(NARROW).matches);
    const onToggle = () => setOpen(!panel.open);
    this.#parts.room.addEventListener('lectern-toggle-panel', onToggle);
    this.#tellProblem = () => {
      banner.problem = session.state.value.problem ?? this.#problem;
      banner.actions = actionsFor(banner.problem, bar);
    };
    // Behind the page of who waits at the door nothing takes the focus.
    const cover = () => {
      const covered = session.state.value.standing === 'waiting';
      this.#parts.lab.inert = covered;
      this.#parts.panel.inert = covered;
    };
    const update = () => {
      this.#tellProblem();
      cover();
    };
    update();
    const end = session.state.subscribe(update);
    const skip = document.createElement('lectern-skip-link');
    this.#parts.bar.replaceChildren(skip, ...this.#me(), bar, followed, banner, waiting);
    this.#parts.panel.replaceChildren(panel, notices, conflict);
    document.title = `${session.state.value.name} · Lectern`;
    this.#show('room');
    await session.left;
    end();
    this.#parts.lab.inert = false;
    this.#parts.panel.inert = false;
    this.#tellProblem = () => undefined;
    this.#tellInstallation = () => undefined;
    this.#parts.room.removeEventListener('lectern-toggle-panel', onToggle);
    this.#parts.bar.replaceChildren();
    this.#parts.panel.replaceChildren();
    document.title = messages.start.title;
    this.#show('start');
  }

  /** Who sits here, where the computer is shared. */
  #me(): HTMLElement[] {
    const { computer } = this.#parts;
    if (computer.state.value.me === null) return [];
    const me = document.createElement('lectern-me');
    me.computer = computer;
    me.strip = true;
    return [me];
  }

  #show(screen: 'start' | 'room'): void {
    const { start, room, opening } = this.#parts;
    if (screen === 'start') this.#endAlone();
    start.hidden = screen !== 'start';
    // JupyterLab starts behind the start screen at its full size; until it is shown nothing in it takes the focus.
    room.inert = screen !== 'room';
    opening.textContent = screen === 'room' ? messages.openingNotebook : '';
    document.documentElement.dataset['screen'] = screen;
  }
}
