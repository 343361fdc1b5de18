import type { Unsubscribe } from '../base/unsubscribe.ts';

/** A part of the page that F6 leads to. */
export interface PagePart {
  readonly element: HTMLElement;
  /** Gives it the focus where nothing in it had it before. */
  readonly enter: () => void;
}

/**
 * F6 goes on to the next part of the page, Shift+F6 back, each time to where the focus was when the key led away from it.
 * Parts that are not seen are passed over, and inside a dialog the key stays the browser's.
 */
export function followPartKeys(parts: readonly PagePart[]): Unsubscribe {
  const last = new Map<PagePart, HTMLElement>();
  const within = (node: EventTarget | undefined): number =>
    parts.findIndex(({ element }) => node instanceof Node && element.contains(node));
  const go = (event: KeyboardEvent): void => {
    if (event.key !== 'F6' || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.composedPath().some((node) => node instanceof HTMLDialogElement)) return;
    const shown = parts.filter(({ element }) => !element.inert && hasRoom(element));
    const from = shown.findIndex((part) => part === parts[within(event.target ?? undefined)]);
    const step = event.shiftKey ? -1 : 1;
    const part = shown.at(from < 0 ? (event.shiftKey ? -1 : 0) : (from + step) % shown.length);
    if (part === undefined) return;
    event.preventDefault();
    const left = shown[from];
    const [inner] = event.composedPath();
    if (left !== undefined && inner instanceof HTMLElement) last.set(left, inner);
    const before = last.get(part);
    if (before?.isConnected === true && hasRoom(before)) before.focus();
    else part.enter();
  };
  document.addEventListener('keydown', go);
  return () => document.removeEventListener('keydown', go);
}

/** Gives the focus to the first thing inside, shadow roots included, that Tab would stop at. */
export function focusFirst(root: Element | ShadowRoot): boolean {
  for (const element of root.querySelectorAll<HTMLElement>('*')) {
    if (element.shadowRoot !== null && focusFirst(element.shadowRoot)) return true;
    if (element.tabIndex < 0 || !hasRoom(element) || element.shadowRoot !== null) continue;
    element.focus();
    if (element.matches(':focus')) return true;
  }
  return false;
}

function hasRoom(element: HTMLElement): boolean {
  return [...element.getClientRects(), ...childRects(element)].some(
    ({ width, height }) => width > 0 && height > 0,
  );
}

/** A part may have no box of its own where all that it holds lies over the page. */
function childRects({ children }: HTMLElement): DOMRect[] {
  return [...children].flatMap((child) => [...child.getClientRects()]);
}
