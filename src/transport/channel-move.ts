import { equalBytes } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import type { Channel } from './channel.ts';
import { controlFrame, FRAME } from './framing.ts';

/**
 * Moves one side of a link from a channel to another, so that nothing is lost or overtakes. Each side stops
 * sending messages and says `move` as its last word on the old channel; who has read that says `moved` on
 * the new one; who has read that goes on there. When both are true the old channel is empty.
 */
export class ChannelMove {
  readonly channel: Channel;
  readonly #id: Bytes;
  #theirsRead = false;
  #oursRead = false;

  /** Says `move` on `from`: send no message there any more. `id` is the same on both sides. */
  constructor(from: Channel, channel: Channel, id: Bytes, theirs: Bytes | null) {
    this.channel = channel;
    this.#id = id;
    from.send(controlFrame(FRAME.move, id));
    if (theirs !== null) this.read(theirs);
  }

  /** Whether all that the other side sent on the old channel was read. */
  get theirsRead(): boolean {
    return this.#theirsRead;
  }

  /** Whether the other side has read all that we sent there: go on over the new one. */
  get oursRead(): boolean {
    return this.#oursRead;
  }

  get done(): boolean {
    return this.#theirsRead && this.#oursRead;
  }

  /** The other side's `move` with `id` came on the old channel. */
  read(id: Bytes): void {
    if (this.#theirsRead || !equalBytes(id, this.#id)) return;
    this.#theirsRead = true;
    this.channel.send(controlFrame(FRAME.moved));
  }

  /** The other side's `moved` came on the new channel. */
  confirmed(): void {
    this.#oursRead = true;
  }
}
