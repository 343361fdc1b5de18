import { CONTROL, CONTROL_BYTES, INPUT, signalIn } from '../shared-control.ts';

/** Waiting that an interrupt ends. The `…Async` twins are for workers without shared memory, under `run_sync`. */
export interface Waiting {
  /** Whether `sleep` and `readLine` may be used: they block the thread. */
  readonly shared: boolean;
  /** From now on interrupts are for this cell; what came for others is dropped. */
  begin(cell: number): void;
  /** Takes the signal of an interrupt that nobody has seen yet; 0: there is none. */
  takeInterrupt(): number;
  /** Blocks for `ms`; the signal if interrupted, else 0. */
  sleep(ms: number): number;
  /** Blocks until an answer comes; the signal if interrupted. */
  readLine(): string | number;
  sleepAsync(ms: number): Promise<number>;
  readLineAsync(): Promise<string | number>;
  /** An answer that came as a message. */
  answer(text: string): void;
  /** Ends the wait that is going on, if one is; says whether. */
  interruptWait(signal: number): boolean;
}

/** Waits on memory shared with the frame, which wakes it. */
export class SharedWaiting implements Waiting {
  readonly shared = true;
  readonly #control: Int32Array;
  readonly #memory: SharedArrayBuffer;
  #cell = 0;

  constructor(memory: SharedArrayBuffer) {
    this.#memory = memory;
    this.#control = new Int32Array(memory, 0, CONTROL_BYTES / 4);
  }

  begin(cell: number): void {
    this.#cell = cell;
  }

  takeInterrupt(): number {
    return signalIn(Atomics.exchange(this.#control, CONTROL.signal, 0), this.#cell);
  }

  sleep(ms: number): number {
    const wake = Atomics.load(this.#control, CONTROL.wake);
    const signal = this.takeInterrupt();
    if (signal !== 0) return signal;
    Atomics.wait(this.#control, CONTROL.wake, wake, ms);
    return this.takeInterrupt();
  }

  readLine(): string | number {
    for (;;) {
      const signal = this.takeInterrupt();
      if (signal !== 0) return signal;
      if (Atomics.exchange(this.#control, CONTROL.input, INPUT.waiting) === INPUT.answered) break;
      Atomics.wait(this.#control, CONTROL.input, INPUT.waiting);
    }
    const length = Atomics.load(this.#control, CONTROL.inputLength);
    // TextDecoder takes no shared memory: `slice` copies it out.
    return new TextDecoder().decode(new Uint8Array(this.#memory, CONTROL_BYTES, length).slice());
  }

  sleepAsync(): Promise<number> {
    throw new Error('not with shared memory');
  }

  readLineAsync(): Promise<string | number> {
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
  /** What ends the waits that go on, the latest last: tasks that sleep at the same time end in any order. */
  readonly #interrupts = new Set<(signal: number) => void>();
  #answer: ((text: string) => void) | null = null;

  begin(): void {}

  takeInterrupt(): number {
    return 0;
  }

  sleep(): number {
    throw new Error('only with shared memory');
  }

  readLine(): string | number {
    throw new Error('only with shared memory');
  }

  sleepAsync(ms: number): Promise<number> {
    return this.#wait<number>((done) => {
      const timer = setTimeout(() => done(0), ms);
      return (signal) => {
        clearTimeout(timer);
        done(signal);
      };
    });
  }

  readLineAsync(): Promise<string | number> {
    return this.#wait<string | number>((done) => {
      this.#answer = done;
      return done;
    }).finally(() => {
      this.#answer = null;
    });
  }

  answer(text: string): void {
    this.#answer?.(text);
  }

  interruptWait(signal: number): boolean {
    const interrupt = [...this.#interrupts].at(-1);
    interrupt?.(signal);
    return interrupt !== undefined;
  }

  #wait<T>(begin: (done: (value: T) => void) => (signal: number) => void): Promise<T> {
    let interrupt: (signal: number) => void;
    return new Promise<T>((resolve) => {
      interrupt = begin(resolve);
      this.#interrupts.add(interrupt);
    }).finally(() => this.#interrupts.delete(interrupt));
  }
}
