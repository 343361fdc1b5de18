import type { Observable } from '../base/observable.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { DocumentHandle } from '../sync/document-handle.ts';

/** Gathers what changes in one turn of the event loop into one update of what is shown. Release with `close`. */
export class SessionUpdates {
  readonly #ends: Unsubscribe[] = [];
  #run: () => void = () => undefined;
  #asked = false;
  readonly #watched = new Set<DocumentHandle>();

  /** What an update is; before that, asking does nothing. */
  begin(run: () => void): void {
    this.#run = run;
  }

  ask(): void {
    if (this.#asked) return;
    this.#asked = true;
    queueMicrotask(() => {
      this.#asked = false;
      this.#run();
    });
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
    for (const end of this.#ends) end();
  }
}
