import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Supply, SupplyState } from '../../classroom/class-supply.ts';
import { controls } from '../controls.css.ts';
import { Observed } from '../observed.ts';
import { amountText, gettingText } from './supply-progress.ts';

/** That Python comes from people in the class, while it does: over the lower edge of the page, so that nothing moves. */
export class LecternSupplyStatus extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        position: fixed;
        inset-inline: 0;
        inset-block-end: 2.25rem;
        z-index: 20;
        display: grid;
        justify-items: center;
        pointer-events: none;
      }
      p {
        margin: 0;
        margin-inline: 0.5rem;
        padding: 0.45rem 0.9rem;
        border: 1px solid var(--lc-line);
        border-radius: 1.1rem;
        background: var(--lc-accent-soft);
        color: var(--lc-accent-text);
        font-size: 0.8125rem;
        text-align: center;
      }
    `,
  ];
  static override properties = { supply: { attribute: false } };

  declare supply: Supply | null;

  readonly #state = new Observed<SupplyState>(this, () => this.supply?.state ?? null);

  constructor() {
    super();
    this.supply = null;
  }

  override render(): TemplateResult {
    const getting = this.#state.value?.getting ?? null;
    const shown = getting?.what === 'python' ? getting : null;
    // What changes all the time is for the eyes; a screen reader hears the beginning.
    return html`${
        shown === null
          ? nothing
          : html`<p aria-hidden="true">
              ${[gettingText(shown), amountText(shown)].filter(Boolean).join(' · ')}
            </p>`
      }
      <span role="status" class="hidden-text">
        ${shown === null ? '' : gettingText({ ...shown, total: 0 })}
      </span>`;
  }
}

customElements.define('lectern-supply-status', LecternSupplyStatus);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-supply-status': LecternSupplyStatus;
  }
}
