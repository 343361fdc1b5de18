import type { ClassSession } from '../classroom/class-session.ts';
import type { PairingFault } from '../classroom/pairing.ts';
import { invitationFragment } from '../protocol/invitation-link.ts';
import { readPairingText } from '../protocol/pairing-code.ts';
import type { ClassId } from '../protocol/ids.ts';
import '../ui/pairing/lectern-pairing.ts';
import '../ui/pairing/lectern-pairing-start.ts';

/** A code that was read on the start screen: it is answered as soon as its class is open. */
interface Carried {
  readonly classId: ClassId;
  readonly text: string;
}

/** "Connect without a server" on the page (TR6); a chunk of its own, loaded behind the start screen. */
export class PagePairing {
  readonly #session: () => ClassSession | null;
  /** Shows the form that joins by this class link. */
  readonly #invite: (fragment: string) => void;
  #carried: Carried | null = null;

  constructor(session: () => ClassSession | null, invite: (fragment: string) => void) {
    this.#session = session;
    this.#invite = invite;
  }

  /** Opens the dialog that fits: that of the open class, or that of the start screen. */
  show(): void {
    const session = this.#session();
    if (session === null) void element('lectern-pairing-start', this.#takes).show(null);
    else this.#open(session, null);
  }

  /** A code that the page was opened with: a phone's own camera does so. */
  take(text: string): void {
    const session = this.#session();
    if (session !== null) return this.#open(session, text);
    const fault = this.#read(text);
    if (fault !== null) void element('lectern-pairing-start', this.#takes).show(fault);
  }

  /** A class was opened: the code that led there is answered. */
  follow(session: ClassSession): void {
    const carried = this.#carried;
    this.#carried = null;
    if (carried?.classId === session.state.value.id) this.#open(session, carried.text);
    void session.left.then(() => document.querySelector('lectern-pairing')?.remove());
  }

  readonly #takes = (dialog: HTMLElementTagNameMap['lectern-pairing-start']): void => {
    dialog.take = (text) => this.#read(text);
  };

  #read(text: string): PairingFault | null {
    const read = readPairingText(text);
    if (!read.ok) return read.error;
    if (read.value.kind === 'answer') return 'answer-first';
    const { invitation } = read.value;
    this.#carried = { classId: invitation.classId, text };
    this.#invite(invitationFragment(invitation));
    return null;
  }

  #open(session: ClassSession, text: string | null): void {
    void element('lectern-pairing', (dialog) => {
      dialog.session = session;
    }).show(text);
  }
}

/** The page's one element of this name. */
function element<K extends 'lectern-pairing' | 'lectern-pairing-start'>(
  name: K,
  prepare: (element: HTMLElementTagNameMap[K]) => void,
): HTMLElementTagNameMap[K] {
  const found = document.querySelector(name);
  const dialog = found ?? document.createElement(name);
  prepare(dialog);
  if (found === null) document.body.append(dialog);
  return dialog;
}
