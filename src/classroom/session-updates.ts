import type { Clock } from '../base/clock.ts';
import type { Observable } from '../base/observable.ts';
import { TokenBucket } from '../base/token-bucket.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { DocumentHandle } from '../sync/document-handle.ts';

/**
 * Updates in a row that come at once, and per second after that: a room of thirty that comes in is below it. What somebody
 * writes without end costs everybody no more than this.
 */
const BURST = 60;
const PER_SECOND = 20;

/**
 * Gathers what changes in one turn of the event loop into one update of what is shown; where changes do not end, what
 * changes in a twentieth of a second. Release with `close`.
 */
export class SessionUpdates {
  readonly #clock: Clock;
  readonly #rate: TokenBucket;
  readonly #ends: Unsubscribe[] = [];
  #cancelTurn: Unsubscribe = () => undefined;
  #run: () => void = () => undefined;
  #asked = false;
  readonly #watched = new Set<DocumentHandle>();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#rate = new TokenBucket(clock, BURST, PER_SECOND);
  }

  /** What an update is; before that, asking does nothing. */
  begin(run: () => void): void {
    this.#run = run;
  }

  ask(): void {
    if (this.#asked) return;
    this.#asked = true;
    queueMicrotask(() => this.#turn());
  }

  /** Asks at each change of a value. */
  follow(source: Observable<unknown>): void {
    this.until(source.subscribe(() => this.ask()));
  }

  /** Asks at each change of a document, once for each, over resets, each of which replaces its Y.Doc. */
  watch(handle: DocumentHandle): void {
    if (this.#watched.has(handle)) return;
    this.#watched.add(handle);
    const onUpdate = () => this.ask();
    let doc = handle.doc;
    doc.on('update', onUpdate);
    this.until(
      handle.onReset((fresh) => {
        doc.off('update', onUpdate);
        doc = fresh;
        doc.on('update', onUpdate);
        this.ask();
      }),
      () => doc.off('update', onUpdate),
    );
  }

  /** Runs when the class is left, in the order of these calls. */
  until(...ends: readonly Unsubscribe[]): void {
    this.#ends.push(...ends);
  }

  close(): void {
    this.#cancelTurn();
    for (const end of this.#ends) end();
  }

  #turn(): void {
    if (!this.#rate.take()) {
      this.#cancelTurn = this.#clock.after(1000 / PER_SECOND, () => this.#turn());
      return;
    }
    this.#asked = false;
    this.#run();
  }
}
