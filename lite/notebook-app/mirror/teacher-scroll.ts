/** What a person scrolls with; a change of the content alone scrolls too, and is not their doing. */
const intents = ['wheel', 'touchmove', 'keydown', 'pointerdown'] as const;

/** Where in the view the teacher's place comes to stand, from its top: what follows below can be read too. */
const standsAt = 0.4;

/** A place in the view, in CSS pixels of the window. */
export interface Extent {
  readonly top: number;
  readonly bottom: number;
  /** So far it is to be seen too, where there is room. */
  readonly end: number;
}

/** What is not drawn is found about, then nearer: so often in a row, a frame each, at most. */
const tries = 4;

/** Scrolls a view with the teacher, until its reader scrolls it; then it stays where it is, until `back`. */
export class TeacherScroll {
  readonly #view: HTMLElement;
  readonly #target: () => Extent | null;
  readonly #onAway: (away: boolean) => void;
  readonly #end = new AbortController();
  #away = false;
  #intended = false;
  /** Where this scrolled to last. */
  #set = 0;
  #frame = 0;

  /** `target`: the teacher's place in `view`, null for none; `onAway` tells when the reader goes their own way, or is back. */
  constructor(view: HTMLElement, target: () => Extent | null, onAway: (away: boolean) => void) {
    this.#view = view;
    this.#target = target;
    this.#onAway = onAway;
    const options = { passive: true, signal: this.#end.signal };
    for (const intent of intents)
      view.addEventListener(
        intent,
        () => {
          this.#intended = true;
        },
        options,
      );
    view.addEventListener('scroll', () => this.#scrolled(), options);
  }

  /** Brings the teacher's place into sight, where it is not and the reader has not gone their own way. */
  follow(left = tries): void {
    cancelAnimationFrame(this.#frame);
    if (this.#away || left === 0) return;
    const place = this.#target();
    const view = this.#view.getBoundingClientRect();
    if (place === null || view.height === 0) return;
    const above = place.top - view.top;
    const bottom = place.end - place.top > view.height ? place.bottom : place.end;
    if (above >= 0 && bottom <= view.bottom) return;
    const room = Math.max(0, view.height - (bottom - place.top));
    this.#view.scrollTop += above - Math.min(room, view.height * standsAt);
    this.#set = this.#view.scrollTop;
    this.#intended = false;
    this.#frame = requestAnimationFrame(() => this.follow(left - 1));
  }

  /** Goes with the teacher again. */
  back(): void {
    this.#turn(false);
    this.follow();
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame);
    this.#end.abort();
  }

  #scrolled(): void {
    if (this.#intended && Math.abs(this.#view.scrollTop - this.#set) > 2) this.#turn(true);
  }

  #turn(away: boolean): void {
    if (away === this.#away) return;
    this.#away = away;
    this.#intended = false;
    this.#set = this.#view.scrollTop;
    this.#onAway(away);
  }
}
