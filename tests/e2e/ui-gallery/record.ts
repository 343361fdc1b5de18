declare global {
  interface Window {
    /** Commands that the interface gave, for the test to read. */
    commands: unknown[][];
  }
}

/** Writes a command down. */
export function record(...command: unknown[]): void {
  window.commands.push(command);
}
