import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { systemClock } from '../../base/clock.ts';
import type { Unsubscribe } from '../../base/unsubscribe.ts';
import type { SharedCellItem } from '../../classroom/class-state.ts';
import { controls } from '../controls.css.ts';
import './lectern-cell-preview.ts';
import { language } from '../../words/words.ts';

/** The pointer or the focus rests so long on a cell before its card comes, in ms: passing over it shows nothing. */
const REST_MS = 350;
/** The card waits so long for the pointer to come over to it. */
const LEAVE_MS = 250;
/** Between the card, the list and the edges of the window, px. */
const GAP = 8;
/** The least room beside the list that a card is of use in, px. */
const LEAST_WIDTH = 280;

/**
 * The preview of a cell of the list in passing, beside it: while the pointer or the focus rests on the cell, or the
 * pointer on the card. Escape hides it. Not where the pointer is a finger, nor where there is no room.
 */
export class LecternHoverCard extends LitElement {
  static override styles = [
    controls,
    css`
      [popover] {
        position: fixed;
        inset: auto;
        margin: 0;
        padding: 0.85rem 1rem;
        max-height: min(32rem, calc(100dvh - 1rem));
        overflow: auto;
        overscroll-behavior: contain;
        color: var(--lc-text);
        background: var(--lc-surface);
        border: 1px solid var(--lc-line);
        border-radius: var(--lc-radius-large);
        box-shadow: var(--lc-shadow-high);
      }
    `,
  ];
  static override properties = { item: { state: true } };

  declare item: SharedCellItem | null;
  #place: HTMLElement | null = null;
  #stop: Unsubscribe = () => undefined;
  readonly #size = new ResizeObserver(() => this.#fit());

  constructor() {
    super();
    this.item = null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.hide();
  }

  /** The pointer or the focus came to `place`, which shows `item`. */
  rest(item: SharedCellItem, place: HTMLElement): void {
    this.#stop();
    if (this.item !== null && this.item.id === item.id) return;
    this.#stop = systemClock.after(REST_MS, () => this.#show(item, place));
  }

  /** It left; the card goes unless the pointer comes to it. */
  leave(): void {
    this.#stop();
    this.#stop = systemClock.after(LEAVE_MS, () => this.hide());
  }

  hide(): void {
    this.#stop();
    this.item = null;
    this.#size.disconnect();
    this.#card()?.hidePopover();
  }

  override render(): TemplateResult {
    // Not read out: the same stands in the preview that the button "Preview" opens.
    return html`<div
      popover="manual"
      aria-hidden="true"
      @pointerenter=${() => this.#stop()}
      @pointerleave=${() => this.leave()}
    >
      ${
        this.item === null
          ? nothing
          : html`<lectern-cell-preview
              inert
              .item=${this.item}
              .still=${true}
            ></lectern-cell-preview>`
      }
    </div>`;
  }

  protected override updated(): void {
    const card = this.#card();
    if (card === null || this.item === null || this.#place === null) return;
    const at = this.#place.getBoundingClientRect();
    card.style.width = `${Math.min(544, roomBeside(at) - GAP)}px`;
    card.style.insetInlineEnd = `${innerWidth - roomBeside(at)}px`;
    card.showPopover();
    this.#size.observe(card);
  }

  /** Keeps the card within the window: its content comes bit by bit. */
  #fit(): void {
    const card = this.#card();
    const at = this.#place?.getBoundingClientRect();
    if (card === null || at === undefined) return;
    const { height } = card.getBoundingClientRect();
    card.style.top = `${Math.max(GAP, Math.min(at.top, innerHeight - height - GAP))}px`;
  }

  #show(item: SharedCellItem, place: HTMLElement): void {
    const free = roomBeside(place.getBoundingClientRect()) - GAP;
    if (free < LEAST_WIDTH || matchMedia('(hover: none)').matches) return;
    this.#place = place;
    this.item = item;
  }

  #card(): HTMLElement | null {
    return this.renderRoot?.querySelector('[popover]') ?? null;
  }
}

/** From the panel's inner edge to the other end of the window, less the gap between card and panel. */
function roomBeside({ left, right }: DOMRect): number {
  return (language.dir === 'rtl' ? innerWidth - right : left) - GAP;
}

customElements.define('lectern-hover-card', LecternHoverCard);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-hover-card': LecternHoverCard;
  }
}
