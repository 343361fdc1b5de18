import type { HomeState } from '../../../src/classroom/home.ts';
import darkTheme from '@jupyterlab/theme-dark-extension/style/variables.css?inline';
import lightTheme from '@jupyterlab/theme-light-extension/style/variables.css?inline';
import type { Installation } from '../../../src/classroom/installation.ts';
import { ObservableValue } from '../../../src/base/observable.ts';
import '../../../src/ui/classroom-elements.ts';
import '../../../src/ui/pairing/lectern-pairing.ts';
import { classStates } from './class-states.ts';
import { galleryHome, homeStates } from './home-states.ts';
import { gallerySession } from './gallery-session.ts';
import { record } from './record.ts';
import './stage.css';

/** The classes of this device besides the one that is shown. */
function otherClasses(): HomeState {
  const home = homeStates['start-classes'];
  if (home === undefined) throw new Error('No state start-classes');
  return home;
}

/** JupyterLab's colours, light or dark as the system is, and when that changes. */
function wearTheme(): void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const theme = document.createElement('style');
  const paint = (): void => {
    theme.textContent = dark.matches ? darkTheme : lightTheme;
    document.body.dataset['jpThemeLight'] = String(!dark.matches);
  };
  paint();
  dark.addEventListener('change', paint);
  document.head.append(theme);
}

/** JupyterLab without a class, with a notebook in front whose cells are of one of "Your classes". */
export function showFromClass(installation: Installation | null): void {
  wearTheme();
  const update = document.createElement('lectern-app-update');
  update.installation = installation;
  const fromClass = document.createElement('lectern-from-class');
  fromClass.found = otherClasses().classes?.[0] ?? null;
  fromClass.addEventListener('lectern-open-class', ({ detail }) => record('openClass', detail.id));
  document.body.className = 'stage';
  document.body.append(update, fromClass, document.createElement('main'));
}

/** Shows one state as the application lays it out: bar, problem, notebook, panel, notices. */
export function showClassState(
  name: string,
  tab: string | null,
  installation: Installation | null,
): void {
  const classState = classStates[name];
  if (classState === undefined) throw new Error(`No state ${name}`);
  wearTheme();
  const state = new ObservableValue(classState);
  const session = gallerySession(state);
  const bar = document.createElement('lectern-class-bar');
  const followed = document.createElement('lectern-followed');
  const problem = document.createElement('lectern-problem');
  const notebook = document.createElement('main');
  const panel = document.createElement('lectern-panel');
  const notices = document.createElement('lectern-notices');
  const conflict = document.createElement('lectern-conflict');
  const waiting = document.createElement('lectern-waiting');
  const pairing = document.createElement('lectern-pairing');
  pairing.session = session;
  addEventListener('lectern-pairing', () => void pairing.show(null));
  const skip = document.createElement('lectern-skip-link');
  bar.home = galleryHome(new ObservableValue(otherClasses()));
  bar.installation = installation;
  followed.session =
    bar.session =
    panel.session =
    notices.session =
    waiting.session =
    conflict.session =
      session;
  notebook.inert = panel.inert = classState.standing === 'waiting';
  problem.problem = classState.problem;
  panel.tab = tab === 'people' || tab === 'files' ? tab : 'cells';
  const show = (open: boolean): void => {
    panel.open = bar.panelOpen = open;
  };
  show(tab !== 'none');
  document.addEventListener('lectern-toggle-panel', () => show(!panel.open));
  document.body.className = 'stage';
  document.body.append(
    skip,
    bar,
    followed,
    problem,
    notebook,
    panel,
    notices,
    conflict,
    waiting,
    pairing,
  );
}
