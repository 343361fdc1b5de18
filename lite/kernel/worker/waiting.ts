import { CONTROL, CONTROL_BYTES, INPUT } from '../shared-control.ts';

/** Waiting that an interrupt ends. The `…Async` twins are for workers without shared memory, under `run_sync`. */
export interface Waiting {
  /** Whether `sleep` and `readLine` may be used: they block the thread. */
  readonly shared: boolean;
  /** Takes an interrupt that nobody has seen yet. */
  takeInterrupt(): boolean;
  /** Blocks for `ms`; true if interrupted. */
  sleep(ms: number): boolean;
  /** Blocks until an answer comes; undefined if interrupted. */
  readLine(): string | undefined;
  sleepAsync(ms: number): Promise<boolean>;
  readLineAsync(): Promise<string | undefined>;
  /** An answer that came as a message. */
  answer(text: string): void;
  /** Ends the wait that is going on, if one is; says whether. */
  interruptWait(): boolean;
}

/** Waits on memory shared with the frame, which wakes it. */
export class SharedWaiting implements Waiting {
  readonly shared = true;
  readonly #control: Int32Array;
  readonly #memory: SharedArrayBuffer;

  constructor(memory: SharedArrayBuffer) {
    this.#memory = memory;
    this.#control = new Int32Array(memory, 0, CONTROL_BYTES / 4);
  }

  takeInterrupt(): boolean {
    return Atomics.exchange(this.#control, CONTROL.signal, 0) !== 0;
  }

  sleep(ms: number): boolean {
    const wake = Atomics.load(this.#control, CONTROL.wake);
    if (this.takeInterrupt()) return true;
    Atomics.wait(this.#control, CONTROL.wake, wake, ms);
    return this.takeInterrupt();
  }

  readLine(): string | undefined {
    for (;;) {
      if (this.takeInterrupt()) return undefined;
      if (Atomics.exchange(this.#control, CONTROL.input, INPUT.waiting) === INPUT.answered) break;
      Atomics.wait(this.#control, CONTROL.input, INPUT.waiting);
    }
    const length = Atomics.load(this.#control, CONTROL.inputLength);
    // TextDecoder takes no shared memory: `slice` copies it out.
    return new TextDecoder().decode(new Uint8Array(this.#memory, CONTROL_BYTES, length).slice());
  }

  sleepAsync(): Promise<boolean> {
    throw new Error('not with shared memory');
  }

  readLineAsync(): Promise<string | undefined> {
    throw new Error('not with shared memory');
  }

  answer(): void {
    throw new Error('not with shared memory');
  }

  interruptWait(): boolean {
    return false;
  }
}

/** Waits on messages: Python's stack is suspended meanwhile, and the worker's event loop goes on. */
export class MessageWaiting implements Waiting {
  readonly shared = false;
  #interrupt: (() => void) | null = null;
  #answer: ((text: string) => void) | null = null;

  takeInterrupt(): boolean {
    return false;
  }

  sleep(): boolean {
    throw new Error('only with shared memory');
  }

  readLine(): string | undefined {
    throw new Error('only with shared memory');
  }

  sleepAsync(ms: number): Promise<boolean> {
    return this.#wait((done) => {
      const timer = setTimeout(() => done(false), ms);
      return () => {
        clearTimeout(timer);
        done(true);
      };
    });
  }

  readLineAsync(): Promise<string | undefined> {
    return this.#wait<string | undefined>((done) => {
      this.#answer = done;
      return () => done(undefined);
    }).finally(() => {
      this.#answer = null;
    });
  }

  answer(text: string): void {
    this.#answer?.(text);
  }

  interruptWait(): boolean {
    const interrupt = this.#interrupt;
    interrupt?.();
    return interrupt !== null;
  }

  #wait<T>(begin: (done: (value: T) => void) => () => void): Promise<T> {
    const outer = this.#interrupt;
    return new Promise<T>((resolve) => {
      this.#interrupt = begin(resolve);
    }).finally(() => {
      this.#interrupt = outer;
    });
  }
}
