import type { Clock } from '../../src/base/clock.ts';
import type { Observable } from '../../src/base/observable.ts';
import type { Logger, RefusalCounter } from '../../src/base/logger.ts';
import { LecternError } from '../../src/base/lectern-error.ts';
import type { PythonRules } from '../../src/notebook/python-rules.ts';
import type { KernelFiles } from './kernel-files.ts';
import type { PackageSource } from './packages/package-loader.ts';
import { parseWorkerMessage } from './parse-worker-message.ts';
import type { FramePlace, PythonFrames } from './python-frames.ts';
import type { KernelPurpose, ToFrame, ToWorker, WorkerMessage } from './protocol.ts';

/** What a sandboxed Python is made with. */
export interface SandboxOptions {
  readonly frames: PythonFrames;
  readonly files: KernelFiles;
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
 * So long after its start Python's frame is told to get a spare worker ready, in ms: the first cell, and the page that
 * loads, come before it.
 */
const SPARE_AFTER_MS = 3_000;

/**
 * One life of Python: a worker in a hidden frame of an opaque origin (KE1). Starts at once; ends with `end`, which ends the
 * worker and frees all its memory.
 */
export class SandboxedPython {
  readonly #options: SandboxOptions;
  readonly #events: SandboxEvents;
  readonly #place: FramePlace;
  readonly #channel = new MessageChannel();
  readonly #abort = new AbortController();
  readonly #purpose: KernelPurpose;
  /** Whether its code may reach the network. */
  readonly network: boolean;
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
    const gone = (): void =>
      this.#finish(this.#ready ? 'gone' : 'start', kernelFailed('the frame is gone'));
    // Whose memory others begin as shares its frame with nobody's code.
    this.#place =
      purpose === 'snapshot'
        ? options.frames.alone(this.#channel.port2, gone)
        : options.frames.join(this.#channel.port2, this.network, gone);
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
    this.#leave(true);
  }

  /** `trusted`: its frame is known to work. */
  #leave(trusted: boolean): void {
    if (this.#abort.signal.aborted) return;
    this.#abort.abort();
    this.#cancelTimer();
    this.#toFrame({ type: 'end' });
    this.#channel.port1.close();
    this.#place.leave(trusted);
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
    this.#place.beat();
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
      // A spare is linked for a snapshot: it is of no use where there is none.
      if (this.#fromSnapshot)
        this.#cancelTimer = this.#options.clock.after(SPARE_AFTER_MS, () =>
          this.#toFrame({ type: 'spare' }),
        );
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
  }

  #finish(reason: SandboxEnd, cause: unknown): void {
    if (this.#abort.signal.aborted) return;
    this.#leave(reason === 'crash');
    this.#events.onEnd(
      reason,
      cause instanceof LecternError ? cause : new LecternError('kernel-failed', { cause }),
    );
  }
}

function kernelFailed(detail: string): LecternError {
  return new LecternError('kernel-failed', { detail: { detail } });
}
