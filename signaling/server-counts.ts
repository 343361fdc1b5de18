/** What a server has done since its start, in numbers alone. */
export class ServerCounts {
  readonly messages = new Map<string, number>();
  relayedBytes = 0;
  /** Codes asked for that were kept, and that were not. */
  rightCodes = 0;
  wrongCodes = 0;

  message(type: string): void {
    this.messages.set(type, (this.messages.get(type) ?? 0) + 1);
  }

  relayed(bytes: number): void {
    this.relayedBytes += bytes;
  }

  lookup(found: boolean): void {
    if (found) this.rightCodes++;
    else this.wrongCodes++;
  }
}
