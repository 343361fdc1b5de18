import { ObservableValue } from '../../../src/base/observable.ts';
import '../../../src/ui/app-elements.ts';
import '../../../src/ui/classroom-elements.ts';
import '../../../src/ui/computer-elements.ts';
import '../../../src/ui/start-screen.ts';
import '../../../src/ui/diagnostics/lectern-connection-test.ts';
import '../../../src/ui/pairing/lectern-pairing-start.ts';
import '../../../src/ui/storage/lectern-storage.ts';
import '../../../src/ui/storage/lectern-storage-note.ts';
import '../../../src/ui/supply/lectern-supply-status.ts';
import { galleryComputer } from './computer-states.ts';
import { galleryDiagnostics } from './gallery-diagnostics.ts';
import { galleryInstallation, gallerySupply } from './gallery-installation.ts';
import { gallerySafekeeping } from './gallery-storage.ts';
import { galleryHome, homeStates } from './home-states.ts';

window.commands = [];
const query = new URLSearchParams(location.search);
const name = query.get('state') ?? 'start-first';
const homeState = homeStates[name];
const installation = galleryInstallation(query.get('installed'));

const dialog = document.createElement('lectern-connection-test');
dialog.diagnostics = galleryDiagnostics(query.get('test') ?? 'works');
addEventListener('lectern-test-connection', () => dialog.show());

const storage = document.createElement('lectern-storage');
storage.safekeeping = gallerySafekeeping(query.get('storage') ?? 'fresh');
addEventListener('lectern-storage', () => {
  document.body.append(storage);
  void storage.updateComplete.then(() => storage.show());
});

const pairingStart = document.createElement('lectern-pairing-start');

if (homeState !== undefined) {
  addEventListener('lectern-pairing', () => void pairingStart.show(null));
  const start = document.createElement('lectern-start');
  start.home = galleryHome(new ObservableValue(homeState));
  start.computer = galleryComputer(name);
  start.installation = installation;
  document.body.append(start);
} else {
  const { showClassState, showFromClass } = await import('./show-class-state.ts');
  if (name === 'from-class') showFromClass(installation);
  else showClassState(name, query.get('tab'), installation);
}
document.body.append(dialog, pairingStart);
if (query.has('supply')) {
  const status = document.createElement('lectern-supply-status');
  status.supply = gallerySupply();
  document.body.append(status);
}
if (query.has('storage')) {
  const note = document.createElement('lectern-storage-note');
  note.safekeeping = storage.safekeeping;
  document.body.append(note);
}
