import { ObservableValue } from '../../../src/base/observable.ts';
import type { ClassPairing, PairingState } from '../../../src/classroom/pairing.ts';
import { record } from './record.ts';

/** As long as a usual code is, so that its picture has the usual size. */
const CODE = `https://lectern.example/#/pair/${'AQDk3yX0pA7vB9sLw2'.repeat(32)}`;

const STATES: Readonly<Record<string, Partial<PairingState>>> = {
  offering: { step: 'offering', code: CODE },
  hidden: { step: 'offering', code: CODE, hidden: true, fault: 'damaged' },
  answering: { step: 'answering', code: CODE },
  failed: { step: 'off', fault: 'failed' },
  linked: { step: 'linked' },
};

/** Pairing that stands still in the state that the page's address names (`pairing=…`), and writes down what it is told. */
export function galleryPairing(): ClassPairing {
  const named = new URLSearchParams(location.search).get('pairing') ?? '';
  const state = new ObservableValue<PairingState>({
    step: 'off',
    code: '',
    hidden: false,
    fault: null,
    linked: null,
    ...STATES[named],
  });
  return {
    state,
    async offer() {
      record('offerPairing');
    },
    async read(text) {
      record('readPairing', text);
    },
    end() {
      record('endPairing');
    },
  };
}
