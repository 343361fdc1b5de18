import { ObservableValue, type Observable } from '../base/observable.ts';

/** One question at a time to the person, and its answer. */
export class Question<Asked, Answer> {
  readonly #asked = new ObservableValue<Asked | null>(null);
  #settle: (answer: Answer | null) => void = () => undefined;

  /** What waits for an answer; null for nothing. */
  get asked(): Observable<Asked | null> {
    return this.#asked;
  }

  /** Resolves with the answer; null where the person turned away, or another question took its place. */
  ask(question: Asked): Promise<Answer | null> {
    this.answer(null);
    const answered = new Promise<Answer | null>((resolve) => {
      this.#settle = resolve;
    });
    this.#asked.set(question);
    return answered;
  }

  answer(answer: Answer | null): void {
    const settle = this.#settle;
    this.#settle = () => undefined;
    if (this.#asked.value !== null) this.#asked.set(null);
    settle(answer);
  }
}
