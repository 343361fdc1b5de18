import type { Bytes } from '../base/bytes.ts';
import type { Channel } from './channel.ts';
import { messageFrame, PRIORITIES } from './framing.ts';
import type { Priority } from './framing.ts';
import { LOW_WATER } from './webrtc-channel.ts';

/** No more than this is given to the channel ahead of the network. Browsers fail at about 16 MiB. */
const HIGH_WATER = 1024 * 1024;
/** The same for bulk, so that what comes before it gets through soon on a slow line too. */
const BULK_HIGH_WATER = 512 * 1024;

/** Messages of one priority that wait, and how much of the first is with the channel already. */
interface Lane {
  readonly priority: Priority;
  messages: Uint8Array[];
  /** Place of the first message that waits: taking from the front of an array is slow. */
  next: number;
  at: number;
  bytes: number;
}

/**
 * Cuts messages into frames and gives them to a channel as fast as it takes them (TR2): at each frame
 * the first of the highest priority goes, so a long message holds up nothing that comes before it.
 */
export class SendQueue {
  #channel: Channel;
  #paused = false;
  readonly #drained: () => void;
  /** Whole frames of the network layer, before all messages. */
  #signals: Bytes[] = [];
  #signalBytes = 0;
  readonly #lanes: readonly Lane[] = PRIORITIES.map((priority) => ({
    priority,
    messages: [],
    next: 0,
    at: 0,
    bytes: 0,
  }));
  readonly #bulk: Lane;
  /** Bytes given to the channel so far, and its frames of bulk that may still wait there by where they end. */
  #given = 0;
  #bulkGiven: { readonly end: number; readonly size: number }[] = [];
  #above = false;
  #bulkAbove = false;

  /** `drained` fires each time `bytes` or `bulkBytes` falls to the low-water mark after having been above it. */
  constructor(channel: Channel, drained: () => void) {
    this.#channel = channel;
    this.#drained = drained;
    const bulk = this.#lanes.at(-1);
    if (bulk === undefined) throw new Error('No priorities');
    this.#bulk = bulk;
  }

  /** Bytes not yet handed to the network, without bulk: what files wait for need not wait for files. */
  get bytes(): number {
    let waiting = this.#signalBytes + this.#channel.bufferedAmount - this.#bulkInChannel();
    for (const lane of this.#lanes) if (lane !== this.#bulk) waiting += lane.bytes;
    return waiting;
  }

  /** Bytes of bulk not yet handed to the network. */
  get bulkBytes(): number {
    return this.#bulk.bytes + this.#bulkInChannel();
  }

  /** Whether all of it is with the channel. */
  get empty(): boolean {
    return (
      this.#signals.length === 0 && this.#lanes.every((lane) => lane.next === lane.messages.length)
    );
  }

  /** Takes `message` over: it must not be changed any more. */
  push(message: Uint8Array, priority: Priority): void {
    const lane = this.#lanes[PRIORITIES.indexOf(priority)];
    if (lane === undefined) throw new Error(`No priority ${priority}`);
    lane.messages.push(message);
    lane.bytes += message.length;
    this.pump();
  }

  /** Takes a whole frame, to be sent before all messages that wait. */
  pushSignal(frame: Bytes): void {
    this.#signals.push(frame);
    this.#signalBytes += frame.length;
    this.pump();
  }

  /** Sends nothing more on the present channel. */
  pause(): void {
    this.#paused = true;
  }

  /** Goes on where it stopped, over `channel`. */
  resume(channel: Channel): void {
    this.#paused = false;
    if (channel !== this.#channel) {
      this.#channel = channel;
      this.#given = channel.bufferedAmount;
      this.#bulkGiven = [];
    }
    this.pump();
  }

  /** Call when the channel has room again. */
  pump(): void {
    if (this.#paused) return;
    for (const frame of [...this.#signals]) {
      if (this.#channel.bufferedAmount >= HIGH_WATER || !this.#channel.send(frame)) break;
      this.#signals.shift();
      this.#signalBytes -= frame.length;
      this.#given += frame.length;
    }
    while (this.#signals.length === 0) {
      const lane = this.#lanes.find(({ messages, next }) => next < messages.length);
      if (lane === undefined || !this.#sendFrame(lane)) break;
    }
    this.#tell();
  }

  /** Forgets what was not sent. */
  clear(): void {
    this.#signals = [];
    this.#signalBytes = 0;
    for (const lane of this.#lanes) Object.assign(lane, { messages: [], next: 0, at: 0, bytes: 0 });
  }

  /** False where the channel takes no more now. */
  #sendFrame(lane: Lane): boolean {
    const mark = lane === this.#bulk ? BULK_HIGH_WATER : HIGH_WATER;
    const message = lane.messages[lane.next];
    if (message === undefined || this.#channel.bufferedAmount >= mark) return false;
    const { frame, next } = messageFrame(lane.priority, message, lane.at);
    if (!this.#channel.send(frame)) return false;
    this.#note(frame, lane);
    lane.bytes -= next - lane.at;
    lane.at = next;
    if (next < message.length) return true;
    lane.at = 0;
    lane.next += 1;
    if (lane.next === lane.messages.length || lane.next >= 1_024) {
      lane.messages = lane.messages.slice(lane.next);
      lane.next = 0;
    }
    return true;
  }

  #note(frame: Bytes, lane: Lane): void {
    this.#given += frame.length;
    if (lane === this.#bulk) this.#bulkGiven.push({ end: this.#given, size: frame.length });
  }

  /** A channel hands out in order: what waits there is the end of what it was given. */
  #bulkInChannel(): number {
    const sent = this.#given - this.#channel.bufferedAmount;
    const first = this.#bulkGiven.findIndex(({ end }) => end > sent);
    if (first !== 0) this.#bulkGiven = first < 0 ? [] : this.#bulkGiven.slice(first);
    let bytes = 0;
    for (const { end, size } of this.#bulkGiven) bytes += Math.min(size, end - sent);
    return bytes;
  }

  #tell(): void {
    const above = this.bytes > LOW_WATER;
    const bulkAbove = this.bulkBytes > LOW_WATER;
    const fell = (this.#above && !above) || (this.#bulkAbove && !bulkAbove);
    this.#above = above;
    this.#bulkAbove = bulkAbove;
    if (fell) this.#drained();
  }
}
