import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Observable } from '../base/observable.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';

/**
 * Keeps an element up to date with an observable: subscribes while the element is connected, asks for an
 * update at each change, and follows when the element is given another source.
 */
export class Observed<T> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #source: () => Observable<T> | null;
  readonly #changed: (value: T) => void;
  #current: Observable<T> | null = null;
  #stop: Unsubscribe | null = null;

  /** `changed` runs at each later value, before the update that shows it. */
  constructor(
    host: ReactiveControllerHost,
    source: () => Observable<T> | null,
    changed: (value: T) => void = () => undefined,
  ) {
    this.#host = host;
    this.#source = source;
    this.#changed = changed;
    host.addController(this);
  }

  /** The present value, or null while the element has no source. */
  get value(): T | null {
    return this.#source()?.value ?? null;
  }

  hostConnected(): void {
    this.#follow();
    this.#host.requestUpdate();
  }

  hostUpdate(): void {
    this.#follow();
  }

  hostDisconnected(): void {
    this.#stop?.();
    this.#stop = null;
    this.#current = null;
  }

  #follow(): void {
    const source = this.#source();
    if (source === this.#current) return;
    this.#stop?.();
    this.#current = source;
    this.#stop =
      source?.subscribe((value) => {
        this.#changed(value);
        this.#host.requestUpdate();
      }) ?? null;
  }
}
