import { systemClock } from '../base/clock.ts';
import { secureRandom } from '../base/random.ts';
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
import { IndexedDbPeopleStore } from '../store/indexed-db-people-store.ts';
import { MemoryKeyStore } from '../store/memory-key-store.ts';
import { MemoryPeopleStore } from '../store/memory-people-store.ts';
import type { PeopleStore } from '../store/people-store.ts';
import { canStore } from '../../lite/can-store.ts';
import { databasesOf } from '../store/place.ts';
import { removePlace } from '../store/remove-place.ts';
import { SealedRecordStore } from '../store/sealed-record-store.ts';
import type { LecternStart } from '../ui/start/lectern-start.ts';
import '../ui/start-screen.ts';
import { keepLanguage } from '../words/kept-language.ts';
import { languageFailure } from '../words/words.ts';
import type { Classroom } from './classroom.ts';
import { consoleLogger } from './console-logger.ts';
import { HomeController } from './home-controller.ts';
import { logClass } from './log-class.ts';
import { followLaunches, launchQueue } from './launches.ts';
import { holdPageLock } from './page-lock.ts';
import { PageView } from './page-view.ts';
import { readDeployment } from './read-deployment.ts';
import { RightedClock } from './righted-clock.ts';
import { followPythonRules } from './python-rules.ts';
import { holdPlace, tabLocks, whileNobodyHolds } from './place-lock.ts';
import { SharedComputer } from './shared-computer.ts';
import { watchStorage } from './storage-watch.ts';
import { webTabs } from './web-tabs.ts';

// The one place where the page is put together. The start screen needs this chunk alone; JupyterLab, Python and
// the classroom load behind it, at once, because a person takes longer to type a name than they take to come.

/**
 * So long what nobody waits for leaves the processor to the start of Python, in ms; on a slow line Python takes longer.
 */
const MOST_LATER_MS = 5_000;

/** So long the interface has line and processor to itself, in ms: on a slow line that is little of Python's time. */
const MOST_ALONE_MS = 600;

/** All that the page notes goes through it: into memory, for the file of the debug log, and on to the console. */
const log = new DebugLog({ clock: systemClock, next: consoleLogger });
const start = element<LecternStart>('lectern-start');
const labHost = element('#lab');
const notebook = new ObservableValue<NotebookApp | null>(null);
const computer = new SharedComputer({
  store: openPeople(),
  clock: systemClock,
  random: secureRandom,
  tabs: webTabs(),
  seals: async () => (await loaded(import('./page-seals.ts'))).pageSeals,
  hold: (place) => holdPlace(tabLocks, place),
  whileAlone: (place, task) => whileNobodyHolds(tabLocks, place, systemClock, task),
  remove: (place) =>
    whileNobodyHolds(tabLocks, place, systemClock, () =>
      removePlace(indexedDB, place, systemClock),
    ),
  copy: async (from, to) => (await loaded(import('./copy-place.ts'))).copyPlace(from, to, log),
  pack: async (name, passphrase) => (await classroom()).pack(name, passphrase),
  settle: async () => {
    await home.switchTo(null);
    await notebook.value?.saveAll();
  },
  restart: () => {
    history.replaceState(null, '', location.pathname);
    location.reload();
  },
  onBroken: (error) => home.lack(error.code),
});
const view = new PageView({
  start,
  computer,
  room: element('#room'),
  lab: labHost,
  opening: element('#opening'),
  bar: element('#bar'),
  panel: element('#panel'),
  focusLab: () => notebook.value?.focus(),
});
const keys = openKeys();
/** What the host has set; asked for at once, needed when a class is. */
const clock = new RightedClock(systemClock);
const deployment = readDeployment(location.origin + location.pathname, log, (date) => {
  if (clock.hear(date)) home.lack('clock-wrong');
});
const classroom = once(() => loadClassroom());
/** Python of this page. */
const kernels = once(() => import('../../lite/kernel/prewarm.ts'));
const diagnostics = once(() => loadDiagnostics());
/** The address that the person came to, before what it says was done and taken out of it. */
const cameTo = location.href;
/** The application's folder. */
const base = new URL('.', location.href).href;
/** JupyterLab with all of its parts. */
const whole = new ObservableValue<NotebookApp | null>(null);
/** What takes files from outside: the system's "Open with", or shared with the installed application. */
const incoming = once(() => loaded(import('./incoming-files.ts')));
/** Links without a server. */
const pairing = once(async () => {
  const { PagePairing } = await loaded(import('./page-pairing.ts'));
  return new PagePairing(
    () => openSession,
    (fragment) => home.invite(fragment),
  );
});
let pairingUsed = false;
/** Backups and what the browser keeps. */
const safekeeping = once(() => loadSafekeeping());
/** Files of the application and of packages, from classes and for them. */
const supply = once(() => loadSupply());
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
    void whileItCan(async () => (await safekeeping()).keeper.follow(session));
    void whileItCan(async () => (await supply()).follow(session));
    if (pairingUsed) void pair((page) => page.follow(session));
    const endRules = followPythonRules(session, kernels);
    return view.showClass(session).finally(() => {
      openSession = null;
      endRules();
      history.replaceState(null, '', location.pathname);
    });
  },
  showAlone: () =>
    // Until it is known whose files these are there is nothing to show.
    void computer.opened.then(() => {
      history.replaceState(null, '', '#/alone');
      view.showAlone(notebook);
    }),
});
start.home = home;
start.computer = computer;
const incomingTarget = {
  opened: computer.opened,
  whole,
  show: () => {
    if (openSession === null) home.workAlone();
  },
  tell: (error: LecternError) => view.tell(error),
};
holdPageLock(navigator.locks, import.meta.url);
if (typeof indexedDB !== 'undefined') void followStorage();
void followSharing();
void follow(location.hash);
followLaunches(launchQueue(), base, {
  openFiles: async (files) => (await incoming()).openIncoming(incomingTarget, files),
  follow: (hash) => void follow(hash),
});
if (isSecureContext && !crossOriginIsolated)
  void import('./isolate-page.ts').then(({ isolatePage }) => isolatePage(base, cameTo, log));
addEventListener('hashchange', () => void follow(location.hash));
addEventListener(
  'lectern-test-connection',
  () => void whileItCan(async () => (await diagnostics()).show()),
);
addEventListener('lectern-pairing', () => void pair((page) => page.show()));
addEventListener(
  'lectern-storage',
  () => void whileItCan(async () => (await safekeeping()).show()),
);
// Words are read once in the life of a page: another language is another page, of the same place.
addEventListener('lectern-language', ({ detail }) => {
  void whileItCan(async () => {
    await notebook.value?.saveAll();
    if (!keepLanguage(detail)) throw new LecternError('storage-missing');
    location.reload();
  });
});
if (languageFailure !== null) log.log('warn', 'words-missing', { error: languageFailure });
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
    // Asked while JupyterLab comes.
    const stored = computer.opened.then(({ place }) =>
      canStore(globalThis.indexedDB, databasesOf(place).files),
    );
    const [{ startLab }, { prefetchKernel, prewarmKernel, firstKernelStarted }] = await Promise.all(
      [import('../../lite/lab.ts'), kernels()],
    );
    // Its files after those of the interface, which somebody waits for first. While a shared computer asks who is there,
    // they come already.
    if (computer.state.value.asking) prefetchKernel(log);
    const { place, seal } = await computer.opened;
    const starting = startLab(labHost, {
      storageName: databasesOf(place).files,
      stored,
      seal,
      logger: log,
      onStorageError: (error) => view.tell(error),
      later: async () => {
        prewarmKernel();
        await Promise.race([firstKernelStarted(), timeAfter(MOST_LATER_MS)]);
      },
      onStorageHeld: tellHeld,
    });
    const prefetch = (): void => prefetchKernel(log);
    // Where the interface fails that is told below.
    void Promise.race([starting, timeAfter(MOST_ALONE_MS)]).then(prefetch, prefetch);
    const { app, complete } = await starting;
    notebook.set(app);
    await complete;
    await Promise.all([
      classroom(),
      diagnostics(),
      pairing(), // before the server may go away
      import('../ui/computer-elements.ts'),
    ]);
    whole.set(app);
    // Last: nobody waits for it.
    const { keeper } = await safekeeping();
    await keeper.begin(app, () => navigator.userActivation?.hasBeenActive ?? true);
  } catch (cause) {
    labHost.removeAttribute('aria-busy');
    view.tell(
      cause instanceof LecternError ? cause : new LecternError('app-load-failed', { cause }),
    );
  }
  // After everything else: the first visit is not slower for it. It has the way out where something failed.
  whenIdle(() => void installation());
}

async function installation(): Promise<void> {
  try {
    const { beginInstallation } = await import('./begin-installation.ts');
    performance.mark('lectern:complete');
    const saveAll = async (): Promise<void> => notebook.value?.saveAll();
    await beginInstallation(view, base, log, saveAll, await supply().catch(() => null));
  } catch (error) {
    log.log('warn', 'installation-failed', { error }); // of the page itself nothing is missing
  }
}

async function loadClassroom(): Promise<Classroom> {
  const { createClassroom } = await loaded(import('./classroom.ts'));
  return createClassroom(
    {
      keys: await keys,
      notebook,
      pageUrl: location.origin + location.pathname,
      deployment: await deployment,
      clock,
      logger: log,
      onStorageLost: (error) => view.tell(error),
      onTakenOver: () => home.tell(new LecternError('class-open-elsewhere')),
    },
    await computer.opened,
  );
}

async function loadDiagnostics() {
  const { PageDiagnostics, showConnectionTest } = await loaded(import('./page-diagnostics.ts'));
  const page = new PageDiagnostics({
    log,
    deployment: await deployment,
    session: () => openSession,
  });
  return { show: () => showConnectionTest(page) };
}

async function loadSupply() {
  const { beginSupply } = await loaded(import('./begin-supply.ts'));
  return beginSupply(document.body, base, await loaded(kernels()), await deployment, log);
}

async function loadSafekeeping() {
  const { createSafekeeping, showStorage, showStorageNote } = await loaded(
    import('./safekeeping.ts'),
  );
  const keeper = await createSafekeeping({
    env: (await classroom()).env,
    place: await computer.opened,
    session: () => openSession,
    person: () => computer.state.value.me?.name ?? 'Lectern',
    logger: log,
  });
  showStorageNote(keeper);
  return { keeper, show: () => showStorage(keeper) };
}

function pair(what: (page: Awaited<ReturnType<typeof pairing>>) => void): Promise<void> {
  pairingUsed = true;
  return whileItCan(async () => what(await pairing()));
}

/** Does what may fail, and tells where the person is looking. */
async function whileItCan(task: () => Promise<void>): Promise<void> {
  try {
    await task();
  } catch (error) {
    if (!(error instanceof LecternError)) throw error;
    if (openSession === null) home.tell(error);
    else view.tell(error);
  }
}

/**
 * Goes where the address says: an invitation, a class that was open when the page was left, or alone. On a shared
 * computer only to an invitation: what else stands there may be another person's.
 */
async function follow(hash: string): Promise<void> {
  const [, where, id] = hash.split('/');
  if ((where === 'teach' || where === 'join') && id === undefined) return begin(where);
  if (where === 'shared') {
    history.replaceState(null, '', location.pathname);
    return (await incoming()).openShared(incomingTarget, caches, base, Number(id ?? 0));
  }
  if (where === 'pair') {
    const text = location.href;
    history.replaceState(null, '', location.pathname);
    return pair((page) => page.take(text));
  }
  if (where !== 'alone' && where !== 'class') return home.invite(hash);
  await computer.opened;
  if (computer.state.value.me !== null) history.replaceState(null, '', location.pathname);
  else if (where === 'alone') view.showAlone(notebook);
  else if (id !== undefined && isHash32(id)) void home.resume(id as ClassId);
}

/** A shortcut of the installed application. Who is in a class stays there. */
function begin(view: 'teach' | 'join'): void {
  if (openSession !== null) return;
  history.replaceState(null, '', location.pathname);
  start.view = view;
}

function timeAfter(ms: number): Promise<void> {
  return new Promise((resolve) => void systemClock.after(ms, resolve));
}

/** Runs `task` when the page has nothing to do. */
function whenIdle(task: () => void): void {
  if (typeof requestIdleCallback === 'undefined') setTimeout(task, 1_000);
  else requestIdleCallback(task, { timeout: 10_000 });
}

/** Draws "Who are you?" where it is asked. */
async function followSharing(): Promise<void> {
  const { state } = computer;
  if (!state.value.asking)
    await new Promise<void>((resolve) => {
      const end = state.subscribe(({ asking }) => {
        if (!asking) return;
        end();
        resolve();
      });
    });
  await loaded(import('../ui/computer-elements.ts')).catch((error: unknown) => {
    if (!(error instanceof LecternError)) throw error;
    home.tell(error);
  });
}

/** Tells where the storage does not answer; without that a page would wait for it in silence. */
async function followStorage(): Promise<void> {
  try {
    await watchStorage(indexedDB, systemClock, (held) => {
      if (held) home.lack('storage-held');
      else home.regain('storage-held');
      tellHeld(held);
    });
  } catch (error) {
    log.log('info', 'storage-unwatched', { error }); // it cannot be asked: those who open it tell
  }
}

function tellHeld(held: boolean): void {
  if (held) view.tell(new LecternError('storage-held'));
  else view.settle('storage-held');
}

function lacks(): ErrorCode[] {
  const codes: ErrorCode[] = [];
  if (!cryptoAvailable()) codes.push('crypto-missing');
  if (typeof RTCPeerConnection === 'undefined') codes.push('webrtc-missing');
  // Switched off by Apple's Lockdown Mode, and by some schools' policies.
  if (typeof WebAssembly === 'undefined') codes.push('python-missing');
  return codes;
}

/** Without storage nothing of anybody is kept, and nobody needs to be told apart. */
async function openPeople(): Promise<PeopleStore> {
  try {
    return await IndexedDbPeopleStore.open(log);
  } catch (error) {
    if (error instanceof LecternError && error.code === 'storage-missing')
      return new MemoryPeopleStore();
    throw error;
  }
}

/** Without storage a class can still be joined: it lives as long as the tab, and the start screen says so. */
async function openKeys(): Promise<KeyStore> {
  const { place, seal } = await computer.opened;
  try {
    const store = await IndexedDbKeyStore.open(log, place);
    return seal === null ? store : new SealedRecordStore(store, seal, log);
  } catch (error) {
    if (!(error instanceof LecternError)) throw error;
    home.lack(error.code);
    return new MemoryKeyStore();
  }
}

/** A part of the application; `app-load-failed` where it cannot be loaded. */
async function loaded<T>(part: Promise<T>): Promise<T> {
  try {
    return await part;
  } catch (cause) {
    throw new LecternError('app-load-failed', { cause });
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
