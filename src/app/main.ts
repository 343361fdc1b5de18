import { systemClock } from '../base/clock.ts';
import { DebugLog } from '../base/debug-log.ts';
import type { ErrorCode } from '../base/lectern-error.ts';
import { LecternError } from '../base/lectern-error.ts';
import { ObservableValue } from '../base/observable.ts';
import type { ClassSession } from '../classroom/class-session.ts';
import { isHash32, type ClassId } from '../protocol/ids.ts';
import { cryptoAvailable } from '../crypto/crypto-available.ts';
import type { NotebookApp } from '../notebook/notebook-app.ts';
import type { KeyStore } from '../store/key-store.ts';
import { IndexedDbKeyStore } from '../store/indexed-db-key-store.ts';
import { MemoryKeyStore } from '../store/memory-key-store.ts';
import type { LecternStart } from '../ui/start/lectern-start.ts';
import '../ui/start-screen.ts';
import type { Classroom } from './classroom.ts';
import { consoleLogger } from './console-logger.ts';
import { HomeController } from './home-controller.ts';
import { logClass } from './log-class.ts';
import { PageView } from './page-view.ts';

// The one place where the page is put together. The start screen needs this chunk alone; JupyterLab, Python and
// the classroom load behind it, at once, because a person takes longer to type a name than they take to come.

/** All that the page notes goes through it: into memory, for the file of the debug log, and on to the console. */
const log = new DebugLog({ clock: systemClock, next: consoleLogger });
const start = element<LecternStart>('lectern-start');
const labHost = element('#lab');
const notebook = new ObservableValue<NotebookApp | null>(null);
const view = new PageView({
  start,
  room: element('#room'),
  lab: element('#lab'),
  bar: element('#bar'),
  panel: element('#panel'),
});
const keys = openKeys();
const classroom = once(() => loadClassroom());
const diagnostics = once(() => loadDiagnostics());
/** The class that is open. */
let openSession: ClassSession | null = null;

const home = new HomeController({
  keys,
  classroom,
  lacks: lacks(),
  showClass: (session) => {
    history.replaceState(null, '', `#/class/${session.state.value.id}`);
    openSession = session;
    void logClass(session, log);
    return view.showClass(session).finally(() => {
      openSession = null;
      history.replaceState(null, '', location.pathname);
    });
  },
  showAlone: () => {
    history.replaceState(null, '', '#/alone');
    view.showAlone(notebook);
  },
});
start.home = home;
follow(location.hash);
addEventListener('hashchange', () => follow(location.hash));
addEventListener('lectern-test-connection', () => void testConnection());
// The console shows these by itself.
addEventListener('error', ({ error }) => log.keep('error', 'page-error', { error }));
addEventListener('unhandledrejection', ({ reason }) =>
  log.keep('error', 'page-rejection', { error: reason }),
);
// A page that comes back from the browser's memory has lost its links: begin anew, everything is stored.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload();
});
void start.updateComplete.then(() => {
  performance.mark('lectern:start-screen');
  requestAnimationFrame(() => void loadBehind());
});

async function loadBehind(): Promise<void> {
  try {
    const kernel = import('../../lite/kernel/prewarm.ts');
    const { startLab } = await import('../../lite/lab.ts');
    const starting = startLab(labHost, {
      logger: log,
      onStorageError: (error) => view.tell(error),
    });
    (await kernel).prefetchKernel(log);
    const { app, complete } = await starting;
    (await kernel).prewarmKernel();
    notebook.set(app);
    await Promise.all([classroom(), complete, diagnostics()]);
  } catch (cause) {
    view.tell(
      cause instanceof LecternError ? cause : new LecternError('app-load-failed', { cause }),
    );
  }
}

async function loadClassroom(): Promise<Classroom> {
  const { createClassroom } = await import('./classroom.ts').catch((cause: unknown) => {
    throw new LecternError('app-load-failed', { cause });
  });
  return createClassroom({
    keys: await keys,
    notebook,
    pageUrl: location.origin + location.pathname,
    logger: log,
    onTakenOver: () => home.tell(new LecternError('class-open-elsewhere')),
  });
}

async function loadDiagnostics() {
  const { PageDiagnostics, showConnectionTest } = await import('./page-diagnostics.ts').catch(
    (cause: unknown) => {
      throw new LecternError('app-load-failed', { cause });
    },
  );
  const page = new PageDiagnostics({
    log,
    pageUrl: location.origin + location.pathname,
    session: () => openSession,
  });
  return { show: () => showConnectionTest(page) };
}

async function testConnection(): Promise<void> {
  try {
    (await diagnostics()).show();
  } catch (error) {
    if (!(error instanceof LecternError)) throw error;
    if (openSession === null) home.tell(error);
    else view.tell(error);
  }
}

/** Goes where the address says: an invitation, a class that was open when the page was left, or alone. */
function follow(hash: string): void {
  const [, place, id] = hash.split('/');
  if (place === 'alone') view.showAlone(notebook);
  else if (place === 'class' && id !== undefined && isHash32(id)) void home.resume(id as ClassId);
  else home.invite(hash);
}

function lacks(): ErrorCode[] {
  const codes: ErrorCode[] = [];
  if (!cryptoAvailable()) codes.push('crypto-missing');
  if (typeof RTCPeerConnection === 'undefined') codes.push('webrtc-missing');
  return codes;
}

/** Without storage a class can still be joined: it lives as long as the tab, and the start screen says so. */
async function openKeys(): Promise<KeyStore> {
  try {
    return await IndexedDbKeyStore.open(log);
  } catch (error) {
    if (!(error instanceof LecternError)) throw error;
    home.lack(error.code);
    return new MemoryKeyStore();
  }
}

/** A loader that loads once, and again only after a failure. */
function once<T>(load: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null;
  return () => {
    running ??= load().catch((error: unknown) => {
      running = null;
      throw error;
    });
    return running;
  };
}

function element<T extends HTMLElement>(selector: string): T {
  const found = document.querySelector<T>(selector);
  if (found === null) throw new Error(`index.html lacks ${selector}`);
  return found;
}
