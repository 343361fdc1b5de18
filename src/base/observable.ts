import type { Unsubscribe } from './unsubscribe.ts';

/** A value that can be read at any time and tells when it has changed. */
export interface Observable<T> {
  readonly value: T;
  /** Calls `listener` with each later value, synchronously at the change; not with the present one. */
  subscribe(listener: (value: T) => void): Unsubscribe;
}

/** An `Observable` that its owner can set. */
export class ObservableValue<T> implements Observable<T> {
  #value: T;
  readonly #listeners = new Set<(value: T) => void>();

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  /** Sets the value; listeners are told unless it is identical (`Object.is`) to the present one. */
  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of [...this.#listeners]) listener(value);
  }

  subscribe(listener: (value: T) => void): Unsubscribe {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
