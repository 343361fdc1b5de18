/** The keys of the WAI-ARIA menu pattern: moves the focus among `items`; `close` where the menu is to be closed. */
export function menuKeys(
  event: KeyboardEvent,
  items: readonly HTMLElement[],
  close: () => void,
): void {
  const at = items.findIndex((item) => item.matches(':focus'));
  const moves: Record<string, number> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    Home: 0,
    End: items.length - 1,
  };
  const to = moves[event.key];
  if (to !== undefined) {
    event.preventDefault();
    items.at(to % items.length)?.focus();
  } else if (event.key === 'Escape') {
    event.preventDefault();
    event.stopPropagation();
    close();
  } else if (event.key === 'Tab') close();
}
