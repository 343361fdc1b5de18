import type { Clock } from '../../src/base/clock.ts';
import type { Unsubscribe } from '../../src/base/unsubscribe.ts';
import { FramePulse } from './frame-pulse.ts';
import { frameDocument } from './frame-source.ts';
import type { ToFrame } from './protocol.ts';

/** What the frames of Pythons are made with. */
export interface FrameOptions {
  readonly document: Document;
  /** CSP hash of the frame's script. */
  readonly scriptHash: string;
  /** Address of the frame for Pythons that may use the network. */
  readonly networkFrame: string;
  readonly clock: Clock;
}

/** A Python's place in a frame. */
export interface FramePlace {
  /** Something came from the frame: it lives. */
  beat(): void;
  /**
   * Gives the place back. Call it once. `trusted`: the frame is known to work; else no other Python gets a place in it.
   */
  leave(trusted: boolean): void;
}

/**
 * How long a frame that nobody uses is kept, in ms: it has compiled Python's interpreter, which the next start then need
 * not. Somebody who restarts, or closes one notebook and opens another, does so within it.
 */
const KEPT_MS = 60_000;

/**
 * The hidden frames of an opaque origin in which the Pythons of a page have their workers (KE1): one for those that may
 * use the network, one for the others.
 */
export class PythonFrames {
  readonly #options: FrameOptions;
  readonly #frames = new Map<boolean, PythonFrame>();

  constructor(options: FrameOptions) {
    this.#options = options;
  }

  /**
   * A place for a Python with the port `port`, which hears from the frame as soon as that is there. `gone` is called when
   * the browser has ended the frame. Not after `leave`.
   */
  join(port: MessagePort, network: boolean, gone: () => void): FramePlace {
    const found = this.#frames.get(network);
    const frame = found?.takes === true ? found : this.#open(network);
    this.#frames.set(network, frame);
    return frame.join(port, gone);
  }

  /** A place in a frame of its own. */
  alone(port: MessagePort, gone: () => void): FramePlace {
    const frame = this.#open(false);
    const place = frame.join(port, gone);
    frame.close();
    return place;
  }

  /** Takes away the frames that nobody uses; those in use go with their last Python. */
  dispose(): void {
    for (const frame of this.#frames.values()) frame.close();
    this.#frames.clear();
  }

  #open(network: boolean): PythonFrame {
    // Browsers put all these frames into one process: with one the others are gone, and do not know it yet.
    return new PythonFrame(this.#options, network, () => this.dispose());
  }
}

class PythonFrame {
  readonly #frame: HTMLIFrameElement;
  readonly #clock: Clock;
  readonly #channel = new MessageChannel();
  readonly #pulse: FramePulse;
  /** Ports that wait for the frame's script; null when it is there. */
  #waiting: MessagePort[] | null = [this.#channel.port2];
  /** What each Python in it wants to be told of its end. */
  readonly #users = new Set<{ readonly gone: () => void }>();
  #open = true;
  #cancelRemoval: Unsubscribe = () => undefined;

  constructor(options: FrameOptions, network: boolean, gone: () => void) {
    this.#clock = options.clock;
    const { port1 } = this.#channel;
    this.#pulse = new FramePulse(
      options.clock,
      () => port1.postMessage({ type: 'pulse' } satisfies ToFrame),
      () => {
        gone();
        this.close();
        for (const user of [...this.#users]) user.gone();
      },
    );
    port1.addEventListener('message', () => this.#pulse.begin(), { once: true });
    port1.addEventListener('message', () => this.#pulse.beat());
    port1.start();
    this.#frame = openFrame(options, network, () => this.#loaded());
  }

  /** Whether another Python may have a place in it. */
  get takes(): boolean {
    return this.#open;
  }

  join(port: MessagePort, gone: () => void): FramePlace {
    const user = { gone };
    this.#cancelRemoval();
    this.#users.add(user);
    if (this.#waiting === null) this.#hand(port);
    else this.#waiting.push(port);
    return {
      beat: () => this.#pulse.beat(),
      leave: (trusted) => {
        this.#users.delete(user);
        if (!trusted) this.#open = false;
        if (this.#users.size > 0) return;
        if (this.#open) this.#cancelRemoval = this.#clock.after(KEPT_MS, () => this.close());
        else this.#remove();
      },
    };
  }

  /** No other Python gets a place in it; it goes with the last. */
  close(): void {
    this.#open = false;
    if (this.#users.size === 0) this.#remove();
  }

  #remove(): void {
    this.#cancelRemoval();
    this.#pulse.end();
    this.#channel.port1.close();
    this.#frame.remove();
  }

  #loaded(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const port of waiting) this.#hand(port);
  }

  #hand(port: MessagePort): void {
    this.#frame.contentWindow?.postMessage(null, '*', [port]);
  }
}

function openFrame(
  { document, scriptHash, networkFrame }: FrameOptions,
  network: boolean,
  loaded: () => void,
): HTMLIFrameElement {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.allow = 'cross-origin-isolated';
  frame.hidden = true;
  frame.title = 'Python';
  if (network) frame.src = networkFrame;
  else frame.srcdoc = frameDocument(scriptHash);
  frame.addEventListener('load', loaded, { once: true });
  document.body.append(frame);
  return frame;
}
