import type { Bytes } from '../base/bytes.ts';
import type { Channel } from './channel.ts';
import { messageFrame } from './framing.ts';
import { LOW_WATER } from './webrtc-channel.ts';

/** No more than this is given to the channel ahead of the network. Browsers fail at about 16 MiB. */
const HIGH_WATER = 1024 * 1024;

/** Cuts messages into frames and gives them to a channel as fast as it takes them, in order (TR2). */
export class SendQueue {
  readonly #channel: Channel;
  readonly #drained: () => void;
  #messages: Uint8Array[] = [];
  /** Bytes of the first message that are with the channel already. */
  #at = 0;
  #waiting = 0;
  #above = false;

  /** `drained` fires each time `bytes` falls below the low-water mark after having been above it. */
  constructor(channel: Channel, drained: () => void) {
    this.#channel = channel;
    this.#drained = drained;
  }

  /** Bytes not yet handed to the network. */
  get bytes(): number {
    return this.#waiting + this.#channel.bufferedAmount;
  }

  /** Whether all of it is with the channel. */
  get empty(): boolean {
    return this.#waiting === 0 && this.#messages.length === 0;
  }

  /** Takes `message` over: it must not be changed any more. */
  push(message: Uint8Array): void {
    this.#messages.push(message);
    this.#waiting += message.length;
    this.pump();
  }

  /** Call when the channel has room again. */
  pump(): void {
    let done = 0;
    for (const message of this.#messages) {
      let sent = false;
      while (this.#channel.bufferedAmount < HIGH_WATER) {
        const { frame, next } = messageFrame(message, this.#at);
        if (!this.#send(frame)) break;
        this.#waiting -= next - this.#at;
        this.#at = next;
        if (next === message.length) {
          sent = true;
          break;
        }
      }
      if (!sent) break;
      done += 1;
      this.#at = 0;
    }
    if (done > 0) this.#messages = this.#messages.slice(done);
    this.#tell();
  }

  /** Forgets what was not sent. */
  clear(): void {
    this.#messages = [];
    this.#waiting = 0;
    this.#at = 0;
  }

  #send(frame: Bytes): boolean {
    return this.#channel.send(frame);
  }

  #tell(): void {
    const above = this.bytes > LOW_WATER;
    const fell = this.#above && !above;
    this.#above = above;
    if (fell) this.#drained();
  }
}
