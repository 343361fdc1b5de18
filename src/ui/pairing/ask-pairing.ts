/** Asks the page for the dialog that connects without a server: `lectern-pairing` bubbles up to it from `from`. */
export function askPairing(from: EventTarget): void {
  from.dispatchEvent(new CustomEvent('lectern-pairing', { bubbles: true, composed: true }));
}

declare global {
  interface HTMLElementEventMap {
    'lectern-pairing': CustomEvent;
  }
  interface WindowEventMap {
    'lectern-pairing': CustomEvent;
  }
}
