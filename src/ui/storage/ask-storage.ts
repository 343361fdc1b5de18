/** Asks the page for the dialog "Storage": `lectern-storage` bubbles up to it from `from`. */
export function askStorage(from: EventTarget): void {
  from.dispatchEvent(new CustomEvent('lectern-storage', { bubbles: true, composed: true }));
}

declare global {
  interface HTMLElementEventMap {
    'lectern-storage': CustomEvent;
  }
  interface WindowEventMap {
    'lectern-storage': CustomEvent;
  }
}
