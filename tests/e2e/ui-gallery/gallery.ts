import { ObservableValue } from '../../../src/base/observable.ts';
import '../../../src/ui/classroom-elements.ts';
import '../../../src/ui/start-screen.ts';
import { galleryHome, homeStates } from './home-states.ts';

window.commands = [];
const query = new URLSearchParams(location.search);
const name = query.get('state') ?? 'start-first';
const homeState = homeStates[name];

if (homeState !== undefined) {
  const start = document.createElement('lectern-start');
  start.home = galleryHome(new ObservableValue(homeState));
  document.body.append(start);
} else {
  const { showClassState } = await import('./show-class-state.ts');
  showClassState(name, query.get('tab'));
}
