import type { Clock } from '../../src/base/clock.ts';
import type { Observable } from '../../src/base/observable.ts';
import type { Logger, RefusalCounter } from '../../src/base/logger.ts';
import { LecternError } from '../../src/base/lectern-error.ts';
import type { PythonRules } from '../../src/notebook/python-rules.ts';
import { FramePulse } from './frame-pulse.ts';
import { frameDocument } from './frame-source.ts';
import type { KernelFiles } from './kernel-files.ts';
import type { PackageSource } from './packages/package-loader.ts';
import { parseWorkerMessage } from './parse-worker-message.ts';
import type { KernelPurpose, ToFrame, ToWorker, WorkerMessage } from './protocol.ts';

/** What a sandboxed Python is made with. */
export interface SandboxOptions {
  readonly document: Document;
  readonly files: KernelFiles;
  /** CSP hash of the frame's script. */
  readonly scriptHash: string;
  /** Address of the frame for a Python that may use the network. */
  readonly networkFrame: string;
  /** What Python may do; may change while one runs. */
  readonly rules: Observable<PythonRules>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where packages come from; without it there are none. */
  readonly packages?: PackageSource;
  /** Counts what the worker posts and nobody understands. */
  readonly refusals: RefusalCounter;
}

/**
 * Why a Python ended by itself: it could not start, its interpreter cannot go on, or the browser has ended the process in
 * which frame and worker live.
 */
export type SandboxEnd = 'start' | 'crash' | 'gone';

export interface SandboxEvents {
  /** Called with each valid message, in order. Not after `onEnd` or `end`. */
  onMessage(message: WorkerMessage): void;
  /** Called once, when Python ended by itself. Not after `end`. */
  onEnd(reason: SandboxEnd, cause: LecternError): void;
  /** Called once, with the packed memory of a Python that was started for that; it ends by itself. */
  onSnapshot?(bytes: ArrayBuffer): void;
}

/**
 * How long a frame may take to run its script, and then a worker to start Python: many times what the slowest phone
 * needs. The download before has no limit of ours.
 */
const FRAME_MS = 30_000;
const START_MS = 120_000;

/**
 * One life of Python: a hidden frame of an opaque origin with a worker in it (KE1). Starts at once; ends with `end`,
 * which removes the frame and with it the worker and all its memory.
 */
export class SandboxedPython {
  readonly #options: SandboxOptions;
  readonly #events: SandboxEvents;
  readonly #frame: HTMLIFrameElement;
  readonly #channel = new MessageChannel();
  readonly #abort = new AbortController();
  readonly #purpose: KernelPurpose;
  /** Whether its code may reach the network. */
  readonly network: boolean;
  readonly #pulse: FramePulse;
  #step: 'frame' | 'worker' = 'frame';
  #cancelTimer: () => void = () => undefined;
  #ready = false;
  #fromSnapshot = false;

  constructor(options: SandboxOptions, events: SandboxEvents, purpose: KernelPurpose = 'cells') {
    this.#options = options;
    this.#purpose = purpose;
    this.network = purpose === 'cells' && options.rules.value.network === 'on';
    this.#events = events;
    this.#channel.port1.onmessage = (event: MessageEvent<unknown>) => this.#receive(event.data);
    this.#pulse = new FramePulse(
      options.clock,
      () => this.#toFrame({ type: 'pulse' }),
      () => this.#finish(this.#ready ? 'gone' : 'start', kernelFailed('the frame is gone')),
    );
    this.#frame = this.#openFrame();
    this.#start().catch((cause: unknown) => this.#finish('start', cause));
  }

  /** Whether it was started from a snapshot, not from nothing. */
  get fromSnapshot(): boolean {
    return this.#fromSnapshot;
  }

  /** Hands a message to the worker, with buffers that go over whole. Before the worker exists it waits in the frame's port. */
  post(message: ToWorker, transfer: readonly ArrayBuffer[] = []): void {
    this.#toFrame({ type: 'relay', message, transfer }, transfer);
  }

  /** Ends Python at once. No event follows. */
  end(): void {
    this.#abort.abort();
    this.#cancelTimer();
    this.#pulse.end();
    this.#channel.port1.close();
    this.#frame.remove();
  }

  #openFrame(): HTMLIFrameElement {
    const { document, scriptHash, networkFrame } = this.#options;
    const frame = document.createElement('iframe');
    frame.setAttribute('sandbox', 'allow-scripts');
    frame.allow = 'cross-origin-isolated';
    frame.hidden = true;
    frame.title = 'Python';
    if (this.network) frame.src = networkFrame;
    else frame.srcdoc = frameDocument(scriptHash);
    frame.addEventListener(
      'load',
      () => frame.contentWindow?.postMessage(null, '*', [this.#channel.port2]),
      { once: true },
    );
    document.body.append(frame);
    return frame;
  }

  async #start(): Promise<void> {
    this.#limit(FRAME_MS, 'frame');
    const bytes = await this.#options.files.load(this.#abort.signal, this.#purpose);
    if (this.#abort.signal.aborted) return;
    this.#fromSnapshot = bytes.snapshot !== undefined;
    this.#limit(START_MS, 'worker');
    this.#toFrame({ type: 'start', purpose: this.#purpose, bytes });
  }

  /** Ends a start that takes longer than `ms`; replaces the limit before. */
  #limit(ms: number, step: 'frame' | 'worker'): void {
    this.#step = step;
    this.#cancelTimer();
    this.#cancelTimer = this.#options.clock.after(ms, () =>
      this.#finish('start', new LecternError('kernel-failed', { detail: { step, ms } })),
    );
  }

  #toFrame(message: ToFrame, transfer: readonly ArrayBuffer[] = []): void {
    this.#channel.port1.postMessage(message, [...transfer]);
  }

  #receive(data: unknown): void {
    if (this.#abort.signal.aborted) return;
    this.#pulse.beat();
    // Only the frame's own script can post objects: it passes on nothing but texts of the worker.
    if (typeof data === 'object' && data !== null && 'frame' in data) {
      this.#receiveFrame(data);
      return;
    }
    const parsed = parseWorkerMessage(data);
    if (!parsed.ok) {
      this.#options.refusals.refuse(`kernel-message-${parsed.error}`);
      return;
    }
    const message = parsed.value;
    if (message.type === 'fatal') {
      this.#finish(this.#ready ? 'crash' : 'start', kernelFailed(message.detail));
      return;
    }
    if (message.type === 'ready') {
      this.#ready = true;
      this.#cancelTimer();
    }
    this.#events.onMessage(message);
  }

  #receiveFrame(data: { readonly frame: unknown }): void {
    if (this.#purpose === 'snapshot' && 'bytes' in data && data.bytes instanceof ArrayBuffer) {
      this.end();
      this.#events.onSnapshot?.(data.bytes);
      return;
    }
    if ('detail' in data) {
      const detail = String(data.detail);
      this.#options.logger.log('warn', 'kernel-worker-error', { detail });
      // After the start an uncaught error of somebody's callback does not end Python.
      if (!this.#ready) this.#finish('start', kernelFailed(detail));
      return;
    }
    if (data.frame !== 'open') return;
    // What was fetched ahead may be on its way to the worker before the frame is there.
    if (this.#step === 'frame') this.#cancelTimer();
    this.#pulse.begin();
  }

  #finish(reason: SandboxEnd, cause: unknown): void {
    if (this.#abort.signal.aborted) return;
    this.end();
    this.#events.onEnd(
      reason,
      cause instanceof LecternError ? cause : new LecternError('kernel-failed', { cause }),
    );
  }
}

function kernelFailed(detail: string): LecternError {
  return new LecternError('kernel-failed', { detail: { detail } });
}
