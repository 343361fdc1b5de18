import type { Bytes } from '../base/bytes.ts';
import type { Clock } from '../base/clock.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { Channel, ChannelReceiver } from './channel.ts';
import { ChannelMove } from './channel-move.ts';
import { FRAME } from './framing.ts';
import type { SendQueue } from './send-queue.ts';

/** An attempt's id. */
const MOVE_BYTES = 16;
/** How long the other side may take to move too. */
const MOVE_MS = 5_000;
const IGNORED: ChannelReceiver = {
  frame: () => undefined,
  low: () => undefined,
  ended: () => undefined,
};

export interface MovableChannelOptions {
  /** What is sent over it, held while it moves. */
  readonly queue: SendQueue;
  readonly clock: Clock;
  /** Takes what comes over either channel, and hears of the one in use. */
  readonly receiver: Required<Pick<ChannelReceiver, 'frame' | 'low' | 'troubled'>>;
  /** The channel in use ended after a move. */
  readonly lost: () => void;
  /** The link goes on over another channel from now on. */
  readonly moved: (channel: Channel) => void;
}

/** The channel of a link, and its move to another one, over which nothing is lost or comes twice. */
export class MovableChannel {
  readonly #options: MovableChannelOptions;
  #current: Channel;
  #move: ChannelMove | null = null;
  /** A `move` of the other side that came before we could move. */
  #moveRead: Bytes | null = null;
  #old: Channel | null = null;
  #cancel: Unsubscribe = () => undefined;

  constructor(channel: Channel, options: MovableChannelOptions) {
    this.#current = channel;
    this.#options = options;
  }

  /** The one in use. */
  get current(): Channel {
    return this.#current;
  }

  /**
   * Whether the other side has read our last word on the old channel: who has moved closes that one, perhaps a moment
   * before we have read that we may go on.
   */
  get leaving(): boolean {
    return this.#move?.theirsRead === true;
  }

  /**
   * Moves to `channel` once the other side does so too; `id` is the same on both sides. What comes over `channel`
   * goes to the receiver that is given back. A move under way is not disturbed: then `channel` is let go.
   */
  moveTo(channel: Channel, id: Bytes): ChannelReceiver {
    if (this.#move !== null) return refuse(channel);
    const { queue, clock, receiver, lost } = this.#options;
    queue.pause();
    const move = new ChannelMove(this.#current, channel, id, this.#moveRead);
    this.#move = move;
    this.#moveRead = null;
    const giveUp = (): void => {
      if (this.#move !== move || this.#current === channel) return;
      this.#move = null;
      channel.abort();
      queue.resume(this.#current); // all goes on as before
    };
    this.#cancel = clock.after(MOVE_MS, giveUp);
    return {
      frame: (bytes) => {
        if (bytes?.[0] === FRAME.moved && this.#move === move) {
          move.confirmed();
          this.#take(move);
        } else receiver.frame(bytes);
      },
      low: () => {
        if (this.#current === channel) receiver.low();
      },
      troubled: () => {
        if (this.#current === channel) receiver.troubled();
        else giveUp();
      },
      ended: () => {
        if (this.#current === channel) lost();
        else giveUp();
      },
    };
  }

  /** The other side's `move` came over the channel in use; false where it is malformed. */
  read(id: Bytes): boolean {
    if (id.length !== MOVE_BYTES) return false;
    if (this.#move === null) this.#moveRead = id;
    else {
      this.#move.read(id);
      this.#finish(this.#move);
    }
    return true;
  }

  /** Lets all channels go; the one in use lingers, so that what was sent arrives, where `linger` is true. */
  end(linger: boolean): void {
    this.#cancel();
    this.#old?.abort();
    if (this.#move !== null && this.#move.channel !== this.#current) this.#move.channel.abort();
    if (linger) this.#current.close();
    else this.#current.abort();
  }

  /** The other side has read all that we sent: we go on over the new channel. */
  #take(move: ChannelMove): void {
    this.#cancel();
    this.#old = this.#current;
    this.#current = move.channel;
    this.#options.moved(move.channel);
    this.#options.queue.resume(move.channel);
    this.#finish(move);
  }

  #finish(move: ChannelMove): void {
    if (!move.done) return;
    this.#move = null;
    this.#old?.receive(IGNORED);
    this.#old?.close();
    this.#old = null;
  }
}

/** Lets a channel go that came at the wrong time. */
export function refuse(channel: Channel): ChannelReceiver {
  channel.abort();
  return IGNORED;
}
