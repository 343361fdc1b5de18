/** Asks the page for the dialog "Test connection": `lectern-test-connection` bubbles up to it from `from`. */
export function askConnectionTest(from: EventTarget): void {
  from.dispatchEvent(new CustomEvent('lectern-test-connection', { bubbles: true, composed: true }));
}

declare global {
  interface HTMLElementEventMap {
    'lectern-test-connection': CustomEvent;
  }
  interface WindowEventMap {
    'lectern-test-connection': CustomEvent;
  }
}
