import type { Bytes } from '../base/bytes.ts';
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { Logger, RefusalCounter } from '../base/logger.ts';
import { ObservableValue } from '../base/observable.ts';
import type { Observable } from '../base/observable.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import {
  MAX_LINK_QUEUE,
  MAX_MESSAGE,
  MAX_PRIORITY_MESSAGE,
  MAX_SIGNAL,
  MAX_UNADMITTED_BYTES,
  UNADMITTED_MS,
} from '../protocol/limits.ts';
import type { Channel, ChannelReceiver, Restart } from './channel.ts';
import { controlFrame, FRAME, priorityOf, Reassembly } from './framing.ts';
import type { Priority } from './framing.ts';
import type { LinkRole } from './handshake.ts';
import { Keepalive } from './keepalive.ts';
import type { Link, LinkEnd, LinkQuality, LinkRelation } from './link.ts';
import { MovableChannel, refuse } from './movable-channel.ts';
import { SendQueue } from './send-queue.ts';

/** How long what is queued at `close` may take. */
const FLUSH_MS = 1_000;
/** A side that does not read its pongs gets no more of them. */
const MAX_PONG_BUFFER = 1024 * 1024;
/** What a bye says, by the byte after the frame's kind. */
const BYE_REASONS: readonly LinkEnd[] = ['closed', 'unadmitted', 'protocol', 'lost'];

export interface FramedLinkOptions {
  readonly channel: Channel;
  readonly remote: Link['remote'];
  /** Whether we asked for the link or were asked. */
  readonly role: LinkRole;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly refusals: RefusalCounter;
}

/**
 * A `Link` over any `Channel` whose other side has proved its key. `openLink` makes it; it takes the
 * channel's frames from the moment of its making.
 */
export class FramedLink implements Link, ChannelReceiver {
  readonly remote: Link['remote'];
  readonly role: LinkRole;
  /** Set by whoever keeps the tree. */
  readonly relation: ObservableValue<LinkRelation>;
  readonly #quality: ObservableValue<LinkQuality>;
  readonly #channel: MovableChannel;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #refusals: RefusalCounter;
  readonly #queue: SendQueue;
  readonly #keepalive: Keepalive;
  readonly #reassembly: Readonly<Record<Priority, Reassembly>> = {
    control: new Reassembly('control'),
    entries: new Reassembly('entries'),
    volatile: new Reassembly('volatile'),
    bulk: new Reassembly('bulk'),
  };
  readonly #drains = new Emitter<void>();
  readonly #messages = new Emitter<Bytes>();
  readonly #signals = new Emitter<Bytes>();
  readonly #troubles = new Emitter<void>();
  readonly #admissions = new Emitter<void>();
  readonly #ends = new Emitter<LinkEnd>();
  #state: 'open' | 'closing' | 'ended' = 'open';
  #admitted = false;
  /** Bytes that may still come before `admit` or `hear`. */
  #allowance: number;
  #cancelAdmission: Unsubscribe;
  #cancelFlush: Unsubscribe = () => undefined;
  #flushed: () => void = () => undefined;

  constructor(options: FramedLinkOptions) {
    this.remote = options.remote;
    this.role = options.role;
    this.relation = new ObservableValue<LinkRelation>(options.role === 'ask' ? 'parent' : 'child');
    this.#quality = new ObservableValue<LinkQuality>({ rttMs: null, path: options.channel.path });
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#refusals = options.refusals;
    // Who asked chose the other side, and may get a whole answer from it; who was asked did not.
    this.#allowance = options.role === 'ask' ? MAX_MESSAGE : MAX_UNADMITTED_BYTES;
    this.#cancelAdmission = this.#clock.after(UNADMITTED_MS, () =>
      this.#breakOff('unadmitted', 'link-unadmitted-late'),
    );
    this.#queue = new SendQueue(options.channel, () => this.#tell(this.#drains, undefined));
    this.#channel = new MovableChannel(options.channel, {
      queue: this.#queue,
      clock: this.#clock,
      receiver: this,
      lost: () => this.#end('lost'),
      moved: ({ path }) => this.#tellQuality({ ...this.#quality.value, path }),
    });
    this.#keepalive = new Keepalive(this.#clock, {
      ping: (number) => this.#channel.current.send(controlFrame(FRAME.ping, Uint8Array.of(number))),
      measured: (ms) => this.#tellQuality({ ...this.#quality.value, rttMs: Math.round(ms) }),
      troubled: () => this.troubled(),
      lost: () => this.#end('lost'),
    });
    options.channel.receive(this);
  }

  /** Whether `admit` was called. */
  get admitted(): boolean {
    return this.#admitted;
  }

  /** Whether the other side has been silent for a while: better not to rely on it. */
  get silent(): boolean {
    return this.#keepalive.troubled;
  }

  get quality(): Observable<LinkQuality> {
    return this.#quality;
  }

  get queuedBytes(): number {
    return this.#state === 'ended' ? 0 : this.#queue.bytes;
  }

  get queuedBulkBytes(): number {
    return this.#state === 'ended' ? 0 : this.#queue.bulkBytes;
  }

  admit(): void {
    const news = !this.#admitted;
    this.#admitted = true;
    this.#allowance = Infinity;
    this.#cancelAdmission();
    if (news) this.#tell(this.#admissions, undefined);
  }

  hear(): void {
    this.#allowance = Infinity;
  }

  /** Fires once, when `admit` is called. */
  onAdmit(listener: () => void): Unsubscribe {
    return this.#admissions.on(listener);
  }

  send(message: Uint8Array, priority: Priority = 'entries'): void {
    if (message.length > MAX_PRIORITY_MESSAGE[priority])
      throw new Error(`A message of ${message.length} bytes as ${priority}`);
    if (this.#hasRoom(message)) this.#queue.push(message, priority);
  }

  signal(bytes: Uint8Array): void {
    if (bytes.length > MAX_SIGNAL) throw new Error(`A signal of ${bytes.length} bytes`);
    if (this.#hasRoom(bytes)) this.#queue.pushSignal(controlFrame(FRAME.signal, bytes));
  }

  onSignal(listener: (bytes: Bytes) => void): Unsubscribe {
    return this.#signals.on(listener);
  }

  onDrain(listener: () => void): Unsubscribe {
    return this.#drains.on(listener);
  }

  onMessage(listener: (message: Bytes) => void): Unsubscribe {
    return this.#messages.on(listener);
  }

  onEnd(listener: (end: LinkEnd) => void): Unsubscribe {
    return this.#ends.on(listener);
  }

  close(end: LinkEnd = 'closed'): void {
    if (this.#state !== 'open') return;
    this.#state = 'closing';
    this.#cancelAdmission();
    const finish = (): void => {
      this.#sayBye(end);
      this.#end(end, true);
    };
    this.#flushed = () => {
      if (this.#queue.empty) finish();
    };
    this.#cancelFlush = this.#clock.after(FLUSH_MS, finish);
    this.#flushed();
  }

  /** How to find a new path for this link; null where there is no way. */
  get restart(): Restart | null {
    return this.#channel.current.restart;
  }

  /** Fires while the other side is silent, or the path is known to be broken, before the link is given up. */
  onTroubled(listener: () => void): Unsubscribe {
    return this.#troubles.on(listener);
  }

  /** Asks for a sign of life now, and is quick to look for trouble: the device woke up, its network changed. */
  probe(): void {
    if (this.#state === 'open') this.#keepalive.probe();
  }

  /** The other side was heard of by other means. */
  heard(): void {
    this.#keepalive.heard();
  }

  /**
   * Moves to `channel`, whose other side has proved the same key, once the other side does so too; `id` is the
   * same on both sides. What comes over `channel` goes to the receiver that is given back.
   */
  moveTo(channel: Channel, id: Bytes): ChannelReceiver {
    return this.#state === 'open' ? this.#channel.moveTo(channel, id) : refuse(channel);
  }

  /** The link is over on the other side. */
  lose(): void {
    this.#end('lost');
  }

  troubled(): void {
    if (this.#state === 'open') this.#tell(this.#troubles, undefined);
  }

  frame(bytes: Bytes | null): void {
    if (this.#state === 'ended') return;
    this.#keepalive.heard();
    if (bytes === null) {
      this.#breakOff('protocol', 'link-frame-kind');
      return;
    }
    this.#allowance -= bytes.length;
    if (this.#allowance < 0) {
      this.#breakOff('unadmitted', 'link-unadmitted-bytes');
      return;
    }
    const priority = priorityOf(bytes[0]);
    if (priority !== null) {
      this.#takePart(priority, bytes);
      return;
    }
    switch (bytes[0]) {
      case FRAME.ping:
        if (this.#channel.current.bufferedAmount < MAX_PONG_BUFFER)
          this.#channel.current.send(controlFrame(FRAME.pong, bytes.subarray(1, 2)));
        return;
      case FRAME.move:
        if (!this.#channel.read(bytes.slice(1))) this.#breakOff('protocol', 'link-move');
        return;
      case FRAME.pong:
        this.#keepalive.answered(bytes[1] ?? 0);
        return;
      case FRAME.signal:
        if (bytes.length > 1 + MAX_SIGNAL) this.#breakOff('protocol', 'link-signal-too-large');
        else if (this.#state === 'open') this.#tell(this.#signals, bytes.slice(1));
        return;
      case FRAME.bye:
        // Only "not admitted" is the other side's word on us; its other reasons are its own affair.
        this.#end(BYE_REASONS[bytes[1] ?? 0] === 'unadmitted' ? 'unadmitted' : 'closed');
        return;
      default:
        this.#breakOff('protocol', 'link-frame-kind');
    }
  }

  low(): void {
    this.#queue.pump();
    this.#flushed();
  }

  ended(): void {
    if (!this.#channel.leaving) this.#end('lost');
  }

  /** Whether more may wait; a neighbour that does not take what it is sent is let go. */
  #hasRoom(message: Uint8Array): boolean {
    if (this.#state !== 'open') return false;
    if (this.#queue.bytes + this.#queue.bulkBytes + message.length <= MAX_LINK_QUEUE) return true;
    this.#breakOff('lost', 'link-queue-full');
    return false;
  }

  #takePart(priority: Priority, frame: Bytes): void {
    const taken = this.#reassembly[priority].take(frame);
    if (!taken.ok) this.#breakOff('protocol', `link-${taken.error}`);
    else if (taken.value !== null && this.#state === 'open')
      this.#tell(this.#messages, taken.value);
  }

  #breakOff(end: LinkEnd, code: string): void {
    this.#refusals.refuse(code, { peer: this.remote.peer });
    this.#sayBye(end);
    this.#end(end, true);
  }

  #sayBye(end: LinkEnd): void {
    this.#channel.current.send(controlFrame(FRAME.bye, Uint8Array.of(BYE_REASONS.indexOf(end))));
  }

  /** After a bye the channel lingers, so that the bye arrives. */
  #end(end: LinkEnd, linger = false): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    this.#cancelAdmission();
    this.#cancelFlush();
    this.#keepalive.stop();
    this.#queue.clear();
    this.#channel.end(linger);
    this.#tell(this.#ends, end);
  }

  #tellQuality(quality: LinkQuality): void {
    try {
      this.#quality.set(quality);
    } catch (cause) {
      this.#logger.log('error', 'link-listener-failed', { cause: String(cause) });
    }
  }

  /** A listener that throws is a fault of its own; the link and the other listeners' links go on. */
  #tell<T>(emitter: Emitter<T>, event: T): void {
    try {
      emitter.emit(event);
    } catch (cause) {
      this.#logger.log('error', 'link-listener-failed', { cause: String(cause) });
    }
  }
}
