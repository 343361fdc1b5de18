import type { Observable } from '../base/observable.ts';
import type { KeyId } from '../protocol/ids.ts';
import type { PairingTextFault } from '../protocol/pairing-code.ts';

/** Why a code that was read cannot be used, or what came in between; the interface has words for each. */
export type PairingFault =
  | PairingTextFault
  | 'own' // made on this device, in this class
  | 'other-class'
  | 'linked' // with that device already
  | 'used' // an answer that was read before
  | 'old' // an answer to a code that is not waited for any more
  | 'not-ours' // an answer that was not made for this code, or changed
  | 'answer-first' // an answer, where nobody has asked yet
  | 'hidden-class' // the class hides addresses; a pairing would show them
  | 'no-webrtc'
  | 'no-network'
  | 'closed'
  | 'failed'; // both codes were read, and no connection came about

export interface PairingState {
  readonly step:
    | 'off'
    | 'making' // this device's code is being made
    | 'offering' // it is there, for the other person to read
    | 'answering' // the other's was read: this one is the answer to it
    | 'connecting' // the answer was read
    | 'linked';
  /** This device's code as text; '' where there is none now. */
  readonly code: string;
  /** The browser hides this device's addresses: not every network connects without the camera's permission. */
  readonly hidden: boolean;
  /** About what was read last. */
  readonly fault: PairingFault | null;
  /** The device at the other end of the last link. */
  readonly linked: KeyId | null;
}

/** "Connect without a server": two people carry a code each from screen to screen (TR6). */
export interface ClassPairing {
  readonly state: Observable<PairingState>;
  /** Makes a code for somebody to read. Those made before stay good for a while. */
  offer(): Promise<void>;
  /** Takes what a camera read, or was pasted: another's code, or the answer to ours. Never rejects. */
  read(text: string): Promise<void>;
  /** Nobody looks any more: what is not under way yet is given up. */
  end(): void;
}
